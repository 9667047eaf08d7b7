"""A newer reader over kept reports: what people decided stays, and what changed is returned."""

from __future__ import annotations

from typing import Literal

import msgspec
import sqlalchemy as sa

from tollbook.claims import Claim, Reading, Statement
from tollbook.ledger import deciding, journal, objects, queries
from tollbook.ledger.intake import check_claim_belongs, renamed
from tollbook.ledger.projection import StoredReading
from tollbook.ledger.schema import claims, records, reports

ChangeKind = Literal["new", "changed", "gone", "kept", "held"]


class Change(msgspec.Struct):
    """One claim that a newer reading changed.

    new: not read before. changed: the record differs; decisions are laid over the new record. gone: no longer read and
    never decided on. kept: no longer read, but people decided on it. held: newly read on the words of a kept claim,
    which stands instead.
    """

    report: str
    claim: str
    kind: ChangeKind
    before: Claim | None = None
    after: Claim | None = None


class Former(msgspec.Struct):
    """A claim of the reading before: as it was read, whether it is current, and whether people decided on it."""

    claim: Claim
    current: bool
    decided: bool


def outdated(connection: sa.Connection, reader: str) -> list[str]:
    """Current reports that another version of the reader read, oldest first."""
    other = (reports.c.reader != reader) & (reports.c.current == 1) & (reports.c.origin == "reading")
    return list(connection.execute(sa.select(reports.c.id).where(other).order_by(reports.c.n)).scalars())


def reread(connection: sa.Connection, report_id: str, reading: Reading, actor: str, reader: str) -> list[Change]:
    """Enter a new reading of a kept report; `reading.report.id` may be the id that the report came with."""
    report = queries.report(connection, report_id)
    former = former_claims(connection, report_id)
    if reading.report.id != report_id:
        reading = renamed(reading, report_id)
    for claim in reading.claims:
        check_claim_belongs(claim, report, report_id)
    changes = compare(report_id, former, reading.claims)
    lists: dict[str, list[str]] = {kind: [] for kind in ("new", "changed", "gone", "kept", "held")}
    for change in changes:
        lists[change.kind].append(change.claim)
    content = StoredReading(reading.claims, reading.totals, reading.incidents)
    payload = {"report": report_id, "reader": reader, "reading": objects.keep(connection, msgspec.json.encode(content))}
    deciding.enter(connection, actor, "claims-reread", payload | lists)
    return changes


def former_claims(connection: sa.Connection, report_id: str) -> dict[str, Former]:
    """The claims of a report's earlier readings, by id; those added by hand are no reader's and stay out."""
    query = sa.select(claims, records.c.statement).join(records, records.c.n == claims.c.n)
    out = {}
    for row in connection.execute(query.where(claims.c.report == report_id).order_by(claims.c.n)):
        claim = msgspec.json.decode(row.statement, type=Statement).claim
        decided = bool(journal.select(connection, subject=row.id, kind="claim-decided", limit=1))
        if claim.trace != ["added by hand"]:
            out[row.id] = Former(claim, bool(row.current), decided)
    return out


def compare(report_id: str, former: dict[str, Former], read: list[Claim]) -> list[Change]:
    """What differs between the readings, in the order of the new reading, then what it no longer holds."""
    again = {claim.id for claim in read}
    changes: list[Change] = []
    kept: list[Claim] = []
    for claim_id, old in former.items():
        if claim_id not in again and old.current:
            changes.append(Change(report_id, claim_id, "kept" if old.decided else "gone", old.claim))
            kept += [old.claim] if old.decided else []
    found: list[Change] = []
    for claim in read:
        old_one = former.get(claim.id)
        if old_one is not None and (old_one.current or old_one.decided):
            if msgspec.to_builtins(old_one.claim) != msgspec.to_builtins(claim):
                found.append(Change(report_id, claim.id, "changed", old_one.claim, claim))
        elif any(same_words(claim, other) for other in kept):
            found.append(Change(report_id, claim.id, "held", None, claim))
        else:
            found.append(Change(report_id, claim.id, "new", None, claim))
    return found + changes


def same_words(claim: Claim, other: Claim) -> bool:
    """Whether two claims give the same figure on overlapping words."""
    one, two = claim.evidence[0], other.evidence[0]
    same_figure = (claim.unit, claim.low, claim.high) == (other.unit, other.low, other.high)
    return same_figure and one.start < two.end and two.start < one.end
