"""The web desk: see, check, correct and cite, in a browser, from the server alone.

    from tollbook.desk.app import create_app
    from tollbook.desk.settings import Settings

    app = create_app(Settings(ledger="tollbook.db", cases=("kursk",)))    # an ASGI application

`pages/` makes pages from `templates/`, `api/` gives the same as JSON, `acting.py` is what reviewers do to the record,
`estimates.py` keeps estimates that `reckoning.py` computes in a process of its own, `charts/` draws them. Every word is
in `strings/`; users, sessions and tokens are in tables of the desk's own beside the ledger's (`accounts.py`).
"""
