"""Questions to the tables: claims, reports and sources by filter, a page at a time, with counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import msgspec
import sqlalchemy as sa

from tollbook.claims import Claim, Report, Statement
from tollbook.ledger import objects, words
from tollbook.ledger.schema import claims, records, reports, sources
from tollbook.messages import refuse

Order = Literal["date", "-date", "recorded", "-recorded"]
ORDERS: tuple[str, ...] = get_args(Order)
Several = str | Sequence[str] | None

SHORTEST_BEGINNING = 4
_REPORT_FIELDS = [name for name in Report.__struct_fields__ if name != "text"]


class Filters(msgspec.Struct, kw_only=True):
    """Which claims: every filter that is given holds; one that takes several values holds for any of them.

    `source` is a source's key or name (with the sources merged into it), else a part of names; `population` a part of
    the group's words or affiliation; `since` and `until` ISO dates to any precision, both included; `text` words, or
    beginnings of words, of the claim, its source chain and its quotes; `case` conditions that any one of may hold.
    Only claims that are current (of the newest version of their report, by the newest reading) unless `current` is
    False.
    """

    measure: Several = None
    affiliation: Several = None
    population: str | None = None
    source: str | None = None
    status: Several = None
    since: str | None = None
    until: str | None = None
    report: str | None = None
    text: str | None = None
    current: bool = True


class ReportSummary(msgspec.Struct):
    """A report without its text. `origin` is reading or table; `claims` counts those of its newest reading."""

    id: str
    origin: str
    name: str
    version_of: str | None
    current: bool
    title: str | None
    url: str | None
    publisher: str | None
    author: str | None
    published: str | None
    lang: str | None
    media_type: str
    sha256: str | None
    captured: str | None
    length: int
    reader: str | None
    claims: int


class SourceSummary(msgspec.Struct):
    """A source of claims with what people said of it. `claims` includes those of its `aliases` (merged into it)."""

    key: str
    label: str
    kind: str | None
    affiliation: str | None
    claims: int
    grade: str | None
    reason: str | None
    aliases: list[str]


def condition(connection: sa.Connection, filters: Filters, *, from_words: bool = False) -> sa.ColumnElement[bool]:
    """The filters as one condition on `claims`; with `from_words` the claims that hold the words of `text` are gone
    through, not all current ones."""
    narrow = from_words or filters.report is not None
    current = claims.c.current + 0 if narrow else claims.c.current  # +0: the index of what is current is not the way
    said: list[sa.ColumnElement[bool]] = [current == 1] if filters.current else []
    said += _any_of(claims.c.measure, filters.measure)
    said += _any_of(claims.c.status, filters.status)
    if filters.affiliation is not None:
        asked = [filters.affiliation] if isinstance(filters.affiliation, str) else filters.affiliation
        said += _any_of(claims.c.affiliation, [words.fold(name) for name in asked])
    if filters.population is not None:
        part = words.fold(filters.population)
        said.append(_contains(claims.c.population, part) | _contains(claims.c.affiliation, part))
    if filters.source is not None:
        said.append(claims.c.source.in_(source_keys(connection, filters.source)))
    if filters.report is not None:
        said.append(claims.c.report == filters.report)
    said += _between(claims.c.date, filters.since, filters.until)
    if filters.text is not None:
        said.append(words.matching(connection, "claims_search", claims.c.n, filters.text))
    return sa.and_(sa.true(), *said)


def _any_of(column: sa.Column[str], asked: Several) -> list[sa.ColumnElement[bool]]:
    if asked is None:
        return []
    return [column == asked] if isinstance(asked, str) else [column.in_(list(asked))]


def _contains(column: sa.Column[str], part: str) -> sa.ColumnElement[bool]:
    return column.contains(part, autoescape=True)


def _between(column: sa.Column[Any], since: str | None, until: str | None) -> list[sa.ColumnElement[bool]]:
    """ISO dates compare as text; "2025-01~" is after every day of January 2025."""
    said = [column >= since] if since is not None else []
    return said + ([(column <= until + "~") & (column > "")] if until is not None else [])


def source_keys(connection: sa.Connection, asked: str) -> list[str]:
    """Keys of the source named `asked` and all merged with it; else of those whose name holds `asked`."""
    part = words.fold(asked)
    exact = connection.execute(sa.select(sources.c.key, sources.c.into).where(sources.c.key == part)).first()
    if exact is not None:
        roots = [exact.into or exact.key]
    else:
        held = sa.select(sources.c.key, sources.c.into).where(_contains(sources.c.key, part))
        roots = [row.into or row.key for row in connection.execute(held)] if part else []
    merged = sa.select(sources.c.key).where(sources.c.into.in_(roots))
    return list(dict.fromkeys([*roots, *connection.execute(merged).scalars()]))


def statements(
    connection: sa.Connection, filters: Filters, order: Order = "date", limit: int | None = None, offset: int = 0
) -> list[Statement]:
    """Claims as statements; those without a date come first when the order is by date."""
    few = filters.status is not None and "unreviewed" not in filters.status
    date = claims.c.date.concat("") if few else claims.c.date  # few claims are sorted faster than found by date
    page = sa.select(claims.c.n).where(condition(connection, filters)).order_by(*_order(order, date, claims.c.n))
    found = page.limit(limit).offset(offset).subquery()
    columns = (claims.c.status, records.c.statement, records.c.corrected)
    query = sa.select(*columns).join(records, records.c.n == claims.c.n).join(found, found.c.n == claims.c.n)
    rows = connection.execute(query.order_by(*_order(order, claims.c.date, claims.c.n)))
    return [statement_of(row.statement, row.corrected, row.status) for row in rows]


def statement_of(statement: str, corrected: str | None, status: Any) -> Statement:
    """The statement as it stands, corrected where people corrected it."""
    made: Statement = msgspec.json.decode(statement, type=Statement)
    made.status = status
    if corrected is not None:
        made.claim = msgspec.json.decode(corrected, type=Claim)
    return made


def _order(order: str, date: sa.ColumnElement[Any], n: sa.ColumnElement[Any]) -> list[sa.ColumnElement[Any]]:
    columns = [n] if order.endswith("recorded") else [date, n]
    return [column.desc() for column in columns] if order.startswith("-") else columns


def count(connection: sa.Connection, filters: Filters) -> int:
    """How many claims the filters leave."""
    if filters.text is not None and filters == Filters(text=filters.text):
        return _count_words(connection, filters.text)
    where = condition(connection, filters, from_words=filters.text is not None)
    query = sa.select(sa.func.count()).select_from(claims).where(where)
    return int(connection.execute(query).scalar_one())


def _count_words(connection: sa.Connection, text: str) -> int:
    """How many current claims hold the words: all that do less the few that are no longer current."""
    hits = words.hits("claims_search", text, connection.dialect.name)
    if hits is None:
        return 0
    every = sa.select(sa.func.count()).select_from(hits.subquery())
    old = sa.select(sa.func.count()).select_from(claims)
    old = old.where(claims.c.current == 0, claims.c.n.in_(hits.scalar_subquery()))
    return int(connection.execute(every).scalar_one() - connection.execute(old).scalar_one())


def counts(connection: sa.Connection, by: str, filters: Filters) -> dict[str, int]:
    """Number of claims for each value of a column, most first; by measure, affiliation, source, status or report."""
    column = claims.c[by]
    query = sa.select(column, sa.func.count().label("number")).where(condition(connection, filters)).group_by(column)
    found = connection.execute(query.order_by(sa.desc("number"), column)).all()
    return {row[0]: row.number for row in found}


def report_condition(
    connection: sa.Connection,
    text: str | None = None,
    publisher: str | None = None,
    lang: str | None = None,
    since: str | None = None,
    until: str | None = None,
    origin: str | None = None,
    current: bool = True,
) -> sa.ColumnElement[bool]:
    """The filters of reports as one condition."""
    said: list[sa.ColumnElement[bool]] = [reports.c.current == 1] if current else []
    said += [reports.c.lang == lang] if lang is not None else []
    said += [reports.c.origin == origin] if origin is not None else []
    said += [sa.func.lower(reports.c.publisher).contains(publisher.lower(), autoescape=True)] if publisher else []
    said += _between(reports.c.published, since, until)
    said += [words.matching(connection, "reports_search", reports.c.n, text)] if text is not None else []
    return sa.and_(sa.true(), *said)


def report_summaries(
    connection: sa.Connection, where: sa.ColumnElement[bool], order: Order, limit: int | None, offset: int
) -> list[ReportSummary]:
    """Reports without their texts."""
    by = _order(order, reports.c.published, reports.c.n)
    rows = connection.execute(sa.select(reports).where(where).order_by(*by).limit(limit).offset(offset)).mappings()
    return [_summary(row) for row in rows]


def count_reports(connection: sa.Connection, where: sa.ColumnElement[bool]) -> int:
    """How many reports the condition leaves."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(reports).where(where)).scalar_one())


def report_row(connection: sa.Connection, report_id: str) -> Any:
    """The row of a report; refuses an unknown id."""
    row = connection.execute(sa.select(reports).where(reports.c.id == report_id)).mappings().first()
    if row is None:
        raise refuse("report-unknown", report=report_id)
    return row


def report(connection: sa.Connection, report_id: str) -> Report:
    """The report with its text; refuses an unknown id."""
    row = report_row(connection, report_id)
    text = kept(connection, row["text_sha256"]).decode("utf-8")
    return Report(text=text, **{name: row[name] for name in _REPORT_FIELDS})


def versions(connection: sa.Connection, report_id: str) -> list[ReportSummary]:
    """All versions of a report, oldest first."""
    identity = report_row(connection, report_id)["identity"]
    return report_summaries(connection, reports.c.identity == identity, "recorded", None, 0)


def summary(connection: sa.Connection, report_id: str) -> ReportSummary:
    """The report without its text; refuses an unknown id."""
    return _summary(report_row(connection, report_id))


def _summary(row: Any) -> ReportSummary:
    fields = {name: row[name] for name in ReportSummary.__struct_fields__}
    return ReportSummary(**{**fields, "current": bool(row["current"])})


def kept(connection: sa.Connection, sha256: str) -> bytes:
    """A kept object; refuses a damaged ledger."""
    try:
        return objects.fetch(connection, sha256)
    except objects.BrokenObject as broken:
        raise refuse("ledger-damaged", what=str(broken)) from None


def source_summaries(
    connection: sa.Connection, text: str | None = None, limit: int | None = None, offset: int = 0
) -> list[SourceSummary]:
    """Sources with most claims first; those merged into another are listed as its aliases."""
    root = sa.func.coalesce(sources.c.into, sources.c.key)
    total = sa.func.sum(sources.c.claims).label("total")
    grouped = sa.select(root.label("root"), total).group_by(root)
    if text is not None:
        grouped = grouped.where(root.in_(source_keys(connection, text)))
    grouped = grouped.having((total > 0) | sa.func.max(sources.c.grade).is_not(None))
    page = grouped.order_by(total.desc(), root).limit(limit).offset(offset).subquery()
    query = sa.select(sources, page.c.total).join(page, page.c.root == sources.c.key)
    rows = connection.execute(query.order_by(page.c.total.desc(), sources.c.key)).all()
    aliases: dict[str, list[str]] = {}
    merged = sa.select(sources.c.into, sources.c.label).where(sources.c.into.is_not(None)).order_by(sources.c.label)
    for into, label in connection.execute(merged):
        aliases.setdefault(into, []).append(label)
    return [
        SourceSummary(r.key, r.label, r.kind, r.affiliation, int(r.total), r.grade, r.reason, aliases.get(r.key, []))
        for r in rows
    ]


def claim_row(connection: sa.Connection, claim: str) -> Any:
    """The row of a claim with its record; refuses an unknown id."""
    query = sa.select(claims, records.c.statement, records.c.corrected).join(records, records.c.n == claims.c.n)
    row = connection.execute(query.where(claims.c.id == claim)).first()
    if row is None:
        raise refuse("claim-unknown", claim=claim)
    return row


def resolve(connection: sa.Connection, name: str) -> tuple[str, str]:
    """What an id, or the beginning of one, is; refuses what no id or several ids begin with."""
    for kind, table in (("claim", claims), ("report", reports)):
        if connection.execute(sa.select(table.c.n).where(table.c.id == name)).first() is not None:
            return kind, name
    found = []
    if len(name) >= SHORTEST_BEGINNING:
        for kind, table in (("claim", claims), ("report", reports)):
            begins = table.c.id.startswith(name, autoescape=True)
            ids = connection.execute(sa.select(table.c.id).where(begins).order_by(table.c.n).limit(5)).scalars()
            found += [(kind, found_id) for found_id in ids]
    if not found:
        raise refuse("id-unknown", name=name)
    if len(found) > 1:
        raise refuse("id-ambiguous", name=name, ids=", ".join(found_id for _, found_id in found[:5]))
    return found[0]
