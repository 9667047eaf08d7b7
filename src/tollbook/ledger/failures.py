"""What a database says when it cannot go on, as one refusal a user can act on."""

from __future__ import annotations

import sqlite3

from tollbook.messages import Refusal, refuse

_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")
_SERVER = {  # SQLSTATE: code of the message
    "53100": "ledger-full",
    "25006": "ledger-read-only",
    "42501": "ledger-read-only",
    "55P03": "ledger-locked",
}


def as_refusal(error: BaseException | None, shown: str) -> Refusal:
    """The refusal for a driver's error; an error of ours (a broken statement) is raised again as it is."""
    if isinstance(error, sqlite3.Error):
        return _of_file(error, shown)
    state = getattr(error, "sqlstate", None)
    if state in _SERVER:
        return refuse(_SERVER[state], name=shown)
    if state is None or state.startswith(("08", "28", "3D", "57P")):
        reason = " ".join(str(error).split()) or "no answer"
        return refuse("ledger-unreachable", name=shown, reason=reason)
    assert error is not None
    raise error


def _of_file(error: sqlite3.Error, shown: str) -> Refusal:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_NOTADB":
        return refuse("ledger-not-a-ledger", name=shown)
    if name in _FULL:
        return refuse("ledger-full", name=shown)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return refuse("ledger-locked", name=shown)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR_SHMOPEN")):
        return refuse("ledger-read-only", name=shown)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_IOERR", "SQLITE_TOOBIG")):
        return refuse("ledger-damaged", what=f"{shown}: {error}")
    raise error
