"""Reviewing in the terminal, and making users and tokens."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.desk.reports import REPORTS
from tests.desk.serving import PROGRAM, fill, run, serve
from tollbook.desk.accounts import Accounts
from tollbook.ledger.database import Database
from tollbook.ledger.ledger import Ledger


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of two reports, to be copied."""
    folder = tmp_path_factory.mktemp("two")
    fill(folder / "two.db", REPORTS[:2], folder)
    return folder / "two.db"


@pytest.fixture
def ledger(tmp_path: Path, two: Path) -> Path:
    """A ledger of two reports."""
    return Path(shutil.copy(two, tmp_path / "terminal.db"))


def test_claims_are_decided_with_single_keys(ledger: Path) -> None:
    """Keys from a pipe set a claim aside with its reason, undo that, accept another and correct the first."""
    keys = "x\n1\nu\na\n"
    assert run(ledger, "review", "--by", "anna", given=keys) == "1 decided, 1 of 2 still wait."
    assert run(ledger, "review", "--by", "anna", given="e\nplace=the crossing; low=1; high=2; bound=range\n") == (
        "1 decided, 0 of 1 still wait."
    )
    with Ledger(ledger) as kept:
        states = sorted((s.status, s.claim.place, s.claim.low) for s in kept.statements())
        assert [state[0] for state in states] == ["accepted", "corrected"]
        assert states[1][1:] == ("the crossing", 1)
        said = [(e.payload["decision"], e.payload["reason"]) for e in kept.journal(kind="claim-decided", actor="anna")]
    assert ("rejected", "misread") in said
    assert ("undone", None) in said


def test_a_correction_that_makes_no_sense_is_refused_and_asked_again(ledger: Path) -> None:
    """A wrong field value is named in one line and the claim stays open."""
    command = [sys.executable, "-c", PROGRAM, "review", "--ledger", str(ledger)]
    done = subprocess.run(command, input="e\nlow=many\nq\n", capture_output=True, text=True, timeout=60)
    assert "'many' is no number" in done.stderr
    assert done.stdout == "0 decided, 2 of 2 still wait.\n"


def test_users_and_tokens_are_made_on_the_command_line(ledger: Path) -> None:
    """A user gets a password from standard input and a token that is printed once; neither is kept readable."""
    assert run(ledger, "user", "add", "anna", "--role", "reviewer", given="a very long password\n") == "anna: reviewer"
    token = run(ledger, "token", "anna")
    database = Database(ledger)
    accounts = Accounts(database)
    assert accounts.check("anna", "a very long password")
    assert not accounts.check("anna", "another password")
    assert not accounts.check("boris", "a very long password")
    assert accounts.by_token(token).may("reviewer")
    assert not accounts.by_token(token).may("admin")
    database.close()
    whole = b"".join(path.read_bytes() for path in ledger.parent.glob("terminal.db*"))
    assert token.encode() not in whole
    assert b"a very long password" not in whole


def test_short_passwords_and_unknown_users_are_refused(ledger: Path) -> None:
    """A short password and a token for nobody are one line and status 1."""
    for command, given, words in [
        (["user", "add", "anna"], "short\n", "at least 10 characters"),
        (["token", "nobody"], "", "no such user"),
    ]:
        whole = [sys.executable, "-c", PROGRAM, *command, "--ledger", str(ledger)]
        done = subprocess.run(whole, input=given, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout) == (1, "")
        assert words in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_desk_for_the_network_needs_users(ledger: Path) -> None:
    """Without accounts nothing but the public face may be served beyond this machine."""
    command = [sys.executable, "-c", PROGRAM, "serve", "--host", "0.0.0.0", "--port", "0", "--ledger", str(ledger)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "Add a user first" in done.stderr


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's list of child processes")
def test_a_desk_that_is_killed_leaves_no_process_behind(ledger: Path) -> None:
    """The process that fits ends with the server, even where the server had no time to say so."""
    process, _ = serve(ledger)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    end = time.monotonic() + 30
    born: list[str] = []
    while time.monotonic() < end and len(born) < 2:
        born = [pid for task in children.parent.parent.iterdir() for pid in (task / "children").read_text().split()]
        time.sleep(0.1)
    process.kill()
    process.wait()
    while time.monotonic() < end + 30 and any(Path(f"/proc/{pid}").exists() for pid in born):
        time.sleep(0.1)
    assert born
    assert [pid for pid in born if Path(f"/proc/{pid}").exists()] == []
