"""The ledger: every report and claim, and everything that people decided about them, kept for good.

    with Ledger("tollbook.db") as ledger:                # or postgresql://user@host/database
        ledger.add(captured, reading, actor="anna")      # -> Added(report, state, claims, version_of)
        ledger.import_table("claims.csv", actor="anna")
        ledger.statements(measure="killed", since="2025-01", text="kursk", limit=50)   # -> list[Statement]
        ledger.count(measure="killed"), ledger.counts("source", status="unreviewed")   # -> int, {source key: int}
        ledger.claim("c0123456789ab")                    # -> ClaimRecord: statement, as read, history, links
        ledger.decide("c0123456789ab", "corrected", actor="anna", reason="misread", changes={"low": 3, "high": 3})

Looking. `statements`, `count` and `counts(by)` share their filters: measure, affiliation, status (one or several),
population, source, since, until, report, text, current (see Filters); `statements` also takes order ("date", "-date",
"recorded", "-recorded"), limit and offset. `reports` and `count_reports` take text, publisher, lang, since, until,
origin and current. `report(id)` has the text, `original(sha256)` the bytes; `versions(id)`, `incidents(id)`,
`sources()`, `links()` and `journal(subject=, kind=, actor=, limit=, offset=)` the rest. `revision` is the length of the
journal: it grows with every change, so that whatever was computed at one revision holds until the next.

Deciding. `decide(claim, DECISION, actor=, reason=, changes=, into=)` with DECISION one of "accepted", "corrected",
"rejected", "merged", "undone"; `add_claim(claim, actor=)`; `grade_source(source, "A".."F" or None, actor=)`;
`merge_sources(source, into or None, actor=)`; `decide_link(claim, target, "confirmed" | "cut" | "undone", actor=)`.
A correction's `changes` are fields of the claim record, nested ones merged ({"population": {"affiliation": "Russia"}}).
Every decision is a journal entry; an undo is one, too, and takes back the last decision that stands. `reread()` reads
kept reports with a newer reader, keeps what people decided and returns what changed.

Proof. `verify(expect=None)` finds every altered, missing or reordered entry or original and tables that differ from the
journal; `rebuild()` makes the tables anew from it.

The journal (`journal.py`) is the truth; `projection.py` turns each entry into rows of the tables (`schema.py`).
Everything a user can meet raises tollbook.messages.Refusal. One Ledger may be used by several threads at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tollbook.ledger.folding import DECISIONS, REASONS
    from tollbook.ledger.intake import Added
    from tollbook.ledger.journal import Entry
    from tollbook.ledger.ledger import ClaimRecord, Ledger
    from tollbook.ledger.queries import Filters, ReportSummary, SourceSummary
    from tollbook.ledger.rereading import Change
    from tollbook.ledger.verifying import Verification

_HOMES = {
    "Added": "intake",
    "Change": "rereading",
    "ClaimRecord": "ledger",
    "DECISIONS": "folding",
    "Entry": "journal",
    "Filters": "queries",
    "Ledger": "ledger",
    "REASONS": "folding",
    "ReportSummary": "queries",
    "SourceSummary": "queries",
    "Verification": "verifying",
}

__all__ = [
    "DECISIONS",
    "REASONS",
    "Added",
    "Change",
    "ClaimRecord",
    "Entry",
    "Filters",
    "Ledger",
    "ReportSummary",
    "SourceSummary",
    "Verification",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the room costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"tollbook.ledger.{_HOMES[name]}"), name)
