"""A real desk and Debian's Chromium to look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desk.reports import HOSTILE, REPORTS
from tests.desk.serving import PASSWORDS, Served, fill, run, serve, stop


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk with two reviewers and a reader, over a ledger of a dozen reports."""
    folder = tmp_path_factory.mktemp("desk")
    ledger = folder / "desk.db"
    fill(ledger, REPORTS, folder)
    for name, password in PASSWORDS.items():
        run(ledger, "user", "add", name, "--role", "reader" if name == "rita" else "reviewer", given=password + "\n")
    tokens = {name: run(ledger, "token", name) for name in PASSWORDS}
    process, address = serve(ledger)
    yield Served(address, ledger, tokens)
    stop(process)


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A public face over a ledger that holds hostile reports among others."""
    folder = tmp_path_factory.mktemp("public")
    ledger = folder / "public.db"
    fill(ledger, [*REPORTS[:8], *HOSTILE], folder)
    process, address = serve(ledger, "--public", "--base", "https://desk.example.org")
    yield Served(address, ledger, {})
    stop(process)
