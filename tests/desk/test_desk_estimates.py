"""Estimates behind the pages: first looks, whole fits, and results under their permanent addresses."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.desk.serving import CASE
from tollbook.desk import refitting
from tollbook.desk.keeping import Keeping
from tollbook.desk.reckoning import compute
from tollbook.desk.snapshot import Band, Result, Snapshot, compared
from tollbook.ledger import Ledger
from tollbook.ledger.database import Database


@pytest.fixture
def ledger(tmp_path: Path, filled: Path) -> Path:
    """A ledger of ten reports about one crossing."""
    return Path(shutil.copy(filled, tmp_path / "desk.db"))


def fitted(ledger: Path, quick: bool) -> Snapshot:
    """What a fit in this process gives."""
    return msgspec.msgpack.decode(compute(str(ledger), str(CASE), "", "", quick), type=Result).snapshot


def test_a_decision_is_seen_at_first_look_and_by_the_whole_fit(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim taken out moves the first look; taken back in, it gives the whole fit's figures to the digit."""
    monkeypatch.setattr(refitting, "_LAST", {})
    whole = fitted(ledger, True)
    assert not whole.first_look
    claim = next(mark.claim for mark in whole.marks if mark.report == "oskil-05")
    with Ledger(ledger) as kept:
        kept.decide(claim, "rejected", actor="anna", reason="misread")
        first = fitted(ledger, True)
        kept.decide(claim, "undone", actor="anna")
        back = fitted(ledger, True)
    assert first.first_look
    assert first.series != whole.series
    assert compared(whole, first) is not None
    assert not back.first_look
    assert back.series == whole.series
    assert back.conflicts == whole.conflicts


def test_a_result_keeps_its_address_when_only_the_revision_moved_on(tmp_path: Path) -> None:
    """A revision that changed nothing of a case is kept without its result, and gives the one it stands for."""
    Ledger(tmp_path / "desk.db").close()
    database = Database(tmp_path / "desk.db")
    keeping = Keeping(database)
    made = Snapshot("case", "Case", "?", 3, digest="d", marks=[], series={"killed": [Band("2025-01-01", *[5.0] * 5)]})
    keeping.keep(Result(made))
    keeping.keep(Result(msgspec.structs.replace(made, revision=7)), same=True)
    keeping.keep(Result(msgspec.structs.replace(made, revision=9, digest="e", series={})))
    assert keeping.fetch("case", 7, "") == Result(msgspec.structs.replace(made, revision=7))
    assert keeping.fetch("case", 5, "") is None
    newest = keeping.newest("case")
    assert newest is not None
    assert newest.snapshot.digest == "e"
    database.close()


def test_noise_between_two_fits_is_no_move() -> None:
    """What two separate fits differ by in their noise is not said to have moved; in a first look it is."""
    before = Snapshot("case", "", "", 1, noise=0.05, series={"killed": [Band("2025-01-01", 100, 90, 110, 50, 150)]})
    after = Snapshot("case", "", "", 2, noise=0.02, series={"killed": [Band("2025-01-01", 102, 91, 111, 51, 153)]})
    assert compared(before, after) is None
    moved = compared(before, msgspec.structs.replace(after, first_look=True))
    assert moved is not None
    assert moved.rows[0][0] == "killed"
