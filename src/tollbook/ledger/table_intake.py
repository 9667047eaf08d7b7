"""A table of claims into the journal. Importing the file again, longer or corrected, is a new version of the table:
rows that are as they were keep their claims and what people decided on them; changed rows are new claims; rows that
are gone take their claims out of the current ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from tollbook.claims import Statement, digest
from tollbook.ledger import journal, objects
from tollbook.ledger.importing import Table, parse_table
from tollbook.ledger.intake import Added, encoded, enter_report, follow, free_report_id, known
from tollbook.ledger.projection import StoredTable, project
from tollbook.ledger.schema import claims, records, reports
from tollbook.messages import Refusal

CHUNK = 2000
Content = tuple[str, bytes]


class Former(msgspec.Struct):
    """The current claims of earlier versions of a table: content of the row → ids, and the ids of the file."""

    identity: str
    first: str
    by_content: dict[Content, list[str]]
    file_ids: set[str]


def add_table(connection: sa.Connection, table: Table, actor: str) -> Added:
    """Add a table's rows; the caller's transaction keeps all of them or none."""
    text = encoded(table.report)
    former = former_version(connection, table)
    identity = former.identity if former else f"table {table.name} {digest(table.report.text)}"
    there = known(connection, table.report, identity)
    if (same := there.same(objects.sha256_of(text))) is not None:
        return same
    version_of = there.newest(identity)
    fresh = free_report_id(connection, table.report, identity)
    content = settle(connection, table, former, fresh)
    report = msgspec.structs.replace(table.report, id=fresh, version_of=version_of)
    origin = {"origin": "table", "identity": identity, "given": table.report.id, "name": table.name}
    enter_report(connection, report, text, table.original, actor, origin)
    payload = {"report": fresh, "claims": len(content.statements), "withdrawn": len(content.withdrawn)}
    payload["statements"] = objects.keep(connection, msgspec.json.encode(content))
    project(connection, journal.append(connection, actor, "claims-imported", payload))
    return Added(fresh, "version" if version_of else "added", len(content.statements), version_of)


def settle(connection: sa.Connection, table: Table, former: Former | None, report_id: str) -> StoredTable:
    """The table's rows that are new, with ids free in the ledger, and the claims whose rows are gone."""
    by_content = {content: list(ids) for content, ids in former.by_content.items()} if former else {}
    base = former.first if former else report_id
    names: dict[str, str] = {}
    new: list[Statement] = []
    for statement in table.statements:
        kept = by_content.get(content_of(statement, table.numbered))
        if kept:
            names[statement.claim.id] = kept.pop(0)
        else:
            new.append(statement)
    wanted = {s.claim.id: f"{base}-{s.claim.id}" if s.claim.id.isdecimal() else s.claim.id for s in new}
    taken = existing(connection, list(wanted.values()))
    tag = digest(report_id)[:6]
    names |= {name: f"{want}@{tag}" if want in taken else want for name, want in wanted.items()}
    for statement in new:
        claim = statement.claim
        claim.id, claim.report = names[claim.id], report_id
        follow(claim, names)
        statement.based_on = [names.get(name, name) for name in statement.based_on]
    return StoredTable(new, sorted(claim_id for ids in by_content.values() for claim_id in ids))


def content_of(statement: Statement, numbered: bool) -> Content:
    """What a row says, without where it stands in the file."""
    claim = msgspec.structs.replace(statement.claim, id="", report="", evidence=[])
    said = msgspec.json.encode(msgspec.structs.replace(statement, claim=claim))
    return ("" if numbered else statement.claim.id), said


def former_version(connection: sa.Connection, table: Table) -> Former | None:
    """The table of the same name that shares at least half of the rows, or of the ids, with this one."""
    same_name = (reports.c.origin == "table") & (reports.c.name == table.name)
    query = sa.select(reports.c.identity).where(same_name).group_by(reports.c.identity)
    contents = {content_of(statement, table.numbered) for statement in table.statements}
    ids = set() if table.numbered else {statement.claim.id for statement in table.statements}
    for identity in connection.execute(query.order_by(sa.func.max(reports.c.n).desc())).scalars().all():
        former = former_rows(connection, identity)
        rows = min(len(contents), len(former.by_content))
        shared_ids = len(ids & former.file_ids) * 2 >= min(len(ids), len(former.file_ids)) > 0
        if rows and (len(contents & former.by_content.keys()) * 2 >= rows or shared_ids):
            return former
    return None


def former_rows(connection: sa.Connection, identity: str) -> Former:
    """What the current claims of a table's versions say, by reading the stored files again."""
    versions = connection.execute(sa.select(reports).where(reports.c.identity == identity).order_by(reports.c.n)).all()
    by_content: dict[Content, list[str]] = defaultdict(list)
    file_ids: set[str] = set()
    for version in versions:
        try:
            table = parse_table(objects.fetch(connection, version.sha256), version.name)
        except Refusal:  # a later release reads tables more strictly than the one that imported it
            continue
        ids = current_rows(connection, version.id)
        for statement in table.statements:
            claim_id = ids.get(statement.claim.evidence[0].start)
            if claim_id is not None:
                by_content[content_of(statement, table.numbered)].append(claim_id)
                file_ids |= set() if table.numbered else {statement.claim.id}
    return Former(identity, versions[0].id, dict(by_content), file_ids)


def current_rows(connection: sa.Connection, report_id: str) -> dict[int, str]:
    """Start of the row's line in a stored table → id of its claim, for the claims that are current."""
    query = sa.select(claims.c.id, records.c.statement).join(records, records.c.n == claims.c.n)
    rows = connection.execute(query.where((claims.c.report == report_id) & (claims.c.current == 1)))
    return {msgspec.json.decode(row.statement)["claim"]["evidence"][0]["start"]: row.id for row in rows}


def existing(connection: sa.Connection, ids: list[str]) -> set[str]:
    """Those of `ids` that claims of the ledger already have."""
    chunks: Iterable[list[str]] = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    return {
        found
        for chunk in chunks
        for found in connection.execute(sa.select(claims.c.id).where(claims.c.id.in_(chunk))).scalars()
    }
