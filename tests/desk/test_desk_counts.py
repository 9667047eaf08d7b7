"""What pages keep in memory as the journal grows is always what the whole ledger says."""

from __future__ import annotations

from pathlib import Path

from tests.ledger.made import add, captured, reading
from tollbook.desk import queries
from tollbook.desk.agreement import Opinions
from tollbook.desk.waiting import Waiting
from tollbook.ledger import Ledger
from tollbook.ledger.database import Database


def test_the_number_that_waits_follows_every_change(tmp_path: Path) -> None:
    """Decisions, undos, new reports, new versions and claims by hand: the number is the one the ledger counts."""
    waiting = Waiting()
    database = Database(tmp_path / "desk.db")

    def shown() -> int:
        with database.reading() as connection:
            return waiting.number(connection)

    with Ledger(tmp_path / "desk.db") as ledger:
        assert shown() == 0
        add(ledger, 4)
        claims = [statement.claim for statement in ledger.statements()]
        steps = [
            lambda: ledger.decide(claims[0].id, "accepted", actor="anna"),
            lambda: ledger.decide(claims[1].id, "rejected", actor="anna", reason="other population"),
            lambda: ledger.decide(claims[0].id, "undone", actor="boris"),
            lambda: ledger.decide(claims[2].id, "merged", actor="anna", into=claims[3].id),
            lambda: ledger.grade_source("An official", "B", actor="anna"),
            lambda: add(ledger, 1, first=8),
            lambda: ledger.add_claim(claims[4], actor="anna"),
        ]
        newer = captured(2, "Report 2\n\nAn official now said 50 soldiers were killed.")
        steps.append(lambda: ledger.add(newer, reading(newer), reader="1"))
        for step in steps:
            step()
            assert shown() == ledger.count(status="unreviewed")
    database.close()


def test_agreement_follows_decisions_and_their_undos(tmp_path: Path) -> None:
    """Two reviewers differ, then one takes it back: agreement asked for in between is the one asked for afresh."""
    kept = Opinions()
    database = Database(tmp_path / "desk.db")
    with Ledger(tmp_path / "desk.db") as ledger:
        add(ledger, 2)
        first, second = [statement.claim.id for statement in ledger.statements(limit=2)]
        found = []
        for claim, decision, actor in [
            (first, "accepted", "anna"), (first, "rejected", "boris"), (second, "accepted", "anna"),
            (second, "accepted", "boris"), (first, "undone", "boris"), (first, "accepted", "boris"),
        ]:  # fmt: skip
            reason = "misread" if decision == "rejected" else None
            ledger.decide(claim, decision, actor=actor, reason=reason)  # type: ignore[arg-type]
            with database.reading() as connection:
                found.append(kept.agreement(connection))
                assert found[-1] == Opinions().agreement(connection)
    database.close()
    assert [one.claims for one in found] == [0, 1, 1, 2, 1, 2]
    assert [one.differ for one in found] == [[], [first], [first], [first], [], []]


def test_corrections_are_what_people_did_newest_first(tmp_path: Path) -> None:
    """Decisions, grades and added claims are listed together from the newest, a page at a time; reports are not."""
    database = Database(tmp_path / "desk.db")
    with Ledger(tmp_path / "desk.db") as ledger:
        add(ledger, 2)
        claims = [statement.claim for statement in ledger.statements()]
        ledger.decide(claims[0].id, "accepted", actor="anna")
        ledger.grade_source("An official", "C", actor="anna")
        add(ledger, 1, first=5)
        ledger.add_claim(claims[1], actor="anna")
        ledger.decide_link(claims[0].id, claims[2].id, "cut", actor="anna")
    with database.reading() as connection:
        whole = queries.corrections(connection)
        first = queries.corrections(connection, 3)
        rest = queries.corrections(connection, 3, before=first[-1].seq)
    database.close()
    assert [entry.kind for entry in whole] == ["link-decided", "claim-added", "source-graded", "claim-decided"]
    assert [*first, *rest] == whole
