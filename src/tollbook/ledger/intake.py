"""Reports and their readings into the journal: the same again changes nothing, another text is a new version."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from tollbook.capture import Captured
from tollbook.claims import Claim, Incident, Reading, Report, Toll, digest
from tollbook.ledger import journal, objects
from tollbook.ledger.folding import check_claim
from tollbook.ledger.projection import StoredReading, project
from tollbook.ledger.schema import claims, reports
from tollbook.messages import refuse

AddedState = Literal["added", "version", "unchanged"]


class Added(msgspec.Struct, frozen=True):
    """What adding did: the report's id in the ledger, whether it is new, and how many claims came with it."""

    report: str
    state: AddedState
    claims: int
    version_of: str | None = None


def add(connection: sa.Connection, captured: Captured, reading: Reading, actor: str, reader: str) -> Added:
    """Add one report with its reading; the caller's transaction keeps all of it or nothing."""
    report = reading.report if reading.report.text == captured.report.text else captured.report
    text = encoded(report)
    identity = captured.identity or f"content {digest(report.text)}"
    there = known(connection, report, identity)
    if (same := there.same(objects.sha256_of(text))) is not None:
        return same
    version_of = there.newest(identity)
    fresh = free_report_id(connection, report, identity)
    reading = free_claim_ids(connection, renamed(reading, fresh) if fresh != report.id else reading)
    for claim in reading.claims:
        check_claim_belongs(claim, report, fresh)
    stored = msgspec.structs.replace(report, id=fresh, version_of=version_of)
    origin = {"origin": "reading", "identity": identity, "given": report.id, "name": captured.name}
    enter_report(connection, stored, text, captured.original, actor, origin)
    content = StoredReading(reading.claims, reading.totals, reading.incidents)
    payload = {"report": fresh, "reader": reader, "claims": len(reading.claims)}
    payload["reading"] = objects.keep(connection, msgspec.json.encode(content))
    project(connection, journal.append(connection, actor, "claims-read", payload))
    return Added(fresh, "version" if version_of else "added", len(reading.claims), version_of)


def encoded(report: Report) -> bytes:
    """The report's text as UTF-8; refuses halves of characters, which no file can hold."""
    try:
        return report.text.encode("utf-8")
    except UnicodeEncodeError:
        raise refuse("report-not-text", name=report.title or report.id) from None


class Known(msgspec.Struct):
    """What the ledger holds under a report's identity or id, oldest first."""

    rows: list[Any]

    def same(self, text_sha256: str) -> Added | None:
        """The report that holds this very text, if there is one."""
        for row in self.rows:
            if row.text_sha256 == text_sha256:
                return Added(row.id, "unchanged", row.claims, row.version_of)
        return None

    def newest(self, identity: str) -> str | None:
        """Id of the newest version of the identity."""
        return next((row.id for row in reversed(self.rows) if row.identity == identity), None)


_KNOWN = (
    sa.select(*(reports.c[name] for name in ("id", "identity", "text_sha256", "claims", "version_of")))
    .where((reports.c.identity == sa.bindparam("identity")) | (reports.c.id == sa.bindparam("id")))
    .order_by(reports.c.n)
)
_CLAIMS_TAKEN = sa.select(claims.c.id).where(claims.c.id.in_(sa.bindparam("ids", expanding=True)))
_REPORT_TAKEN = sa.select(reports.c.n).where(reports.c.id == sa.bindparam("id"))


def known(connection: sa.Connection, report: Report, identity: str) -> Known:
    """The reports of the same identity, and the one that has the id."""
    return Known(list(connection.execute(_KNOWN, {"identity": identity, "id": report.id}).all()))


def free_report_id(connection: sa.Connection, report: Report, identity: str) -> str:
    """The report's id, marked with its text's digest where another text has taken the id already."""
    tag = digest(identity, report.text)
    for candidate in (report.id, f"{report.id}@{tag[:6]}", f"{report.id}@{tag}"):
        if connection.execute(_REPORT_TAKEN, {"id": candidate}).first() is None:
            return candidate
    raise refuse("report-id-taken", name=report.id)


def enter_report(
    connection: sa.Connection, report: Report, text: bytes, original: bytes, actor: str, more: dict[str, Any]
) -> None:
    """Keep a report's original and text, and write the entry that says that it came."""
    fields = {
        name: value.replace("\0", "") if isinstance(value, str) else value  # no database keeps a NUL in a column
        for name, value in msgspec.to_builtins(report).items()
        if name != "text"
    }
    fields["sha256"] = objects.keep(connection, original)
    payload = {"report": fields, "text_sha256": objects.keep(connection, text), "length": len(report.text), **more}
    project(connection, journal.append(connection, actor, "report-added", payload))


def check_claim_belongs(claim: Claim, report: Report, report_id: str) -> None:
    """Refuse a claim that is of another report or stands on words that the report does not hold."""
    if claim.report != report_id:
        raise refuse("claim-of-another-report", claim=claim.id, report=claim.report)
    check_claim(claim, report.text)


def free_claim_ids(connection: sa.Connection, reading: Reading) -> Reading:
    """The reading, its claims marked where their ids are taken or appear twice."""
    ids = [claim.id for claim in reading.claims]
    taken = set(connection.execute(_CLAIMS_TAKEN, {"ids": ids}).scalars()) if ids else set()
    if not taken and len(set(ids)) == len(ids):
        return reading
    return marked(reading, taken, digest(reading.report.id))


def renamed(reading: Reading, report_id: str) -> Reading:
    """The reading under another report id; its claims' ids carry the same mark."""
    tag = report_id.rpartition("@")[2]
    reading = marked(reading, {claim.id for claim in reading.claims}, tag)
    for claim in reading.claims:
        claim.report = report_id
    return msgspec.structs.replace(reading, report=msgspec.structs.replace(reading.report, id=report_id))


def marked(reading: Reading, taken: set[str], tag: str) -> Reading:
    """A copy of the reading in which `taken` and doubled ids end with @tag, and everything that names them follows."""
    copy: Reading = msgspec.convert(msgspec.to_builtins(reading), Reading)
    names: dict[str, str] = {}
    used = set(taken)
    for claim in copy.claims:
        name, number = claim.id, 1
        while name in used:
            name = f"{claim.id}@{tag}" + (f".{number}" if number > 1 else "")
            number += 1
        used.add(name)
        names.setdefault(claim.id, name)
        claim.id = name
    for claim in copy.claims:
        follow(claim, names)
    for incident in [*copy.incidents, *([copy.totals] if copy.totals else [])]:
        for toll in tolls(incident):
            toll.claims = [names.get(name, name) for name in toll.claims]
    return copy


def follow(claim: Claim, names: dict[str, str]) -> None:
    """Let a claim's references to other claims follow their new names."""
    if claim.repeats is not None:
        claim.repeats = names.get(claim.repeats, claim.repeats)
    if claim.population.part_of is not None:
        claim.population.part_of = names.get(claim.population.part_of, claim.population.part_of)
    if claim.share_of is not None and claim.share_of.claim is not None:
        claim.share_of.claim = names.get(claim.share_of.claim, claim.share_of.claim)


def tolls(incident: Incident) -> list[Toll]:
    """The counts of an incident that are known."""
    attackers = incident.perpetrators
    counts = (incident.killed, incident.wounded, attackers.killed, attackers.wounded)
    return [toll for toll in counts if toll is not None]
