"""Questions to the ledger that pages ask beside its own: sorted pages of lists, histories, what two reviewers said."""

from __future__ import annotations

import sqlalchemy as sa

from tollbook.claims import Statement
from tollbook.desk.listing import PER_PAGE, Found
from tollbook.ledger import journal, queries
from tollbook.ledger.journal import Entry
from tollbook.ledger.schema import claims, entries, records, reports, subjects

CLAIM_SORTS: dict[str, sa.Column[str]] = {
    "date": claims.c.date,
    "measure": claims.c.measure,
    "affiliation": claims.c.affiliation,
    "source": claims.c.source,
    "status": claims.c.status,
}
REPORT_SORTS: dict[str, sa.Column[str]] = {
    "published": reports.c.published,
    "title": reports.c.title,
    "publisher": reports.c.publisher,
    "claims": reports.c.claims,
}
MOST_PAGES = 100_000
FEW = 2000
"""Up to so many claims are sorted faster than met on a walk through all by date."""
BY_PEOPLE = ("claim-decided", "claim-added", "source-graded", "source-merged", "link-decided")


def _order(sort: str, known: dict[str, sa.Column[str]], default: str) -> tuple[str, bool]:
    """(column, descending) of a `sort` parameter; the default, newest first, for anything unknown."""
    name = sort.removeprefix("-")
    return (name, sort.startswith("-")) if name in known else (default, True)


def claim_page(connection: sa.Connection, filters: queries.Filters, sort: str, page: int) -> Found:
    """One page of claims as statements."""
    name, down = _order(sort, CLAIM_SORTS, "date")
    page = min(max(page, 1), MOST_PAGES)
    by = [CLAIM_SORTS[name], claims.c.date, claims.c.n] if name != "date" else [claims.c.date, claims.c.n]
    order = [column.desc() for column in by] if down else by
    total = queries.count(connection, filters)
    where = queries.condition(connection, filters, from_words=filters.text is not None and total < FEW)
    wanted = sa.select(claims.c.n).where(where).order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    numbers = list(connection.execute(wanted).scalars())
    query = sa.select(claims.c.n, claims.c.status, records.c.statement, records.c.corrected)
    rows = connection.execute(query.join(records, records.c.n == claims.c.n).where(claims.c.n.in_(numbers)))
    made = {row.n: queries.statement_of(row.statement, row.corrected, row.status) for row in rows}
    return Found([made[n] for n in numbers], total, page, name, down)


def report_page(connection: sa.Connection, where: sa.ColumnElement[bool], sort: str, page: int) -> Found:
    """One page of reports without their texts."""
    name, down = _order(sort, REPORT_SORTS, "published")
    page = min(max(page, 1), MOST_PAGES)
    by = [REPORT_SORTS[name], reports.c.n]
    order = [column.desc() for column in by] if down else by
    wanted = sa.select(reports).where(where).order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows = list(connection.execute(wanted).all())
    return Found(rows, queries.count_reports(connection, where), page, name, down)


def claims_by_id(connection: sa.Connection, ids: list[str]) -> dict[str, Statement]:
    """The claims of `ids` as statements; unknown ids are left out."""
    query = sa.select(claims.c.status, records.c.statement, records.c.corrected)
    query = query.join(records, records.c.n == claims.c.n)
    made: dict[str, Statement] = {}
    for start in range(0, len(ids), 500):
        for row in connection.execute(query.where(claims.c.id.in_(ids[start : start + 500]))):
            statement = queries.statement_of(row.statement, row.corrected, row.status)
            made[statement.claim.id] = statement
    return made


def of_report(connection: sa.Connection, report: str) -> list[Statement]:
    """The claims of one report in text order; of an older version those it had."""
    current = sa.select(reports.c.current).where(reports.c.id == report)
    filters = queries.Filters(report=report, current=bool(connection.execute(current).scalar()))
    found = queries.statements(connection, filters, "recorded", limit=2000)
    return sorted(found, key=lambda s: (s.claim.evidence[0].start, s.claim.evidence[0].end, s.claim.id))


def neighbours(connection: sa.Connection, report: str) -> tuple[str | None, str | None]:
    """Ids of the reports before and after this one in the order they came."""
    n = connection.execute(sa.select(reports.c.n).where(reports.c.id == report)).scalar()
    current = sa.select(reports.c.id).where(reports.c.current + 0 == 1)  # +0: walk along n, not along the dates
    before = connection.execute(current.where(reports.c.n < n).order_by(reports.c.n.desc()).limit(1)).scalar()
    after = connection.execute(current.where(reports.c.n > n).order_by(reports.c.n).limit(1)).scalar()
    return before, after


def history(connection: sa.Connection, about: list[str], limit: int = 100) -> list[Entry]:
    """What happened to a report, claims or sources, newest first."""
    numbers: set[int] = set()
    for start in range(0, len(about), 500):
        chunk = about[start : start + 500]
        numbers.update(connection.execute(sa.select(subjects.c.seq).where(subjects.c.subject.in_(chunk))).scalars())
    newest = sorted(numbers, reverse=True)[:limit]
    rows = connection.execute(sa.select(entries).where(entries.c.seq.in_(newest)).order_by(entries.c.seq.desc()))
    return [journal.entry_of(row) for row in rows.mappings()]


def corrections(connection: sa.Connection, limit: int = 50, before: int | None = None) -> list[Entry]:
    """What people changed in the record, newest first."""
    newest = []
    for kind in BY_PEOPLE:  # each from its end of the index: what machines added in between is never read
        query = sa.select(entries.c.seq).where(entries.c.kind == kind)
        query = query.where(entries.c.seq < before) if before is not None else query
        newest.append(sa.select(query.order_by(entries.c.seq.desc()).limit(limit).subquery()))
    numbers = sorted(connection.execute(sa.union_all(*newest)).scalars(), reverse=True)[:limit]
    rows = connection.execute(sa.select(entries).where(entries.c.seq.in_(numbers)).order_by(entries.c.seq.desc()))
    return [journal.entry_of(row) for row in rows.mappings()]


def statuses(connection: sa.Connection, ids: list[str]) -> dict[str, str]:
    """Present status of the current claims among `ids`."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        chunk = claims.c.id.in_(ids[start : start + 500])
        current = claims.c.current + 0 == 1  # +0: found by id, not by walking all current claims
        rows = connection.execute(sa.select(claims.c.id, claims.c.status).where(chunk, current))
        found.update({row.id: row.status for row in rows})
    return found
