"""Journal entry → rows of the tables, by the same code when an entry is written and when tables are rebuilt.

`project` reads nothing but the entry, the kept objects, and what earlier entries made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from tollbook.claims import Claim, Incident, Source, Statement
from tollbook.ledger import journal, objects, words
from tollbook.ledger.folding import fold
from tollbook.ledger.journal import Entry
from tollbook.ledger.schema import claims, links, records, reports, sources, subjects

CHUNK = 2000

_INSERTS = {table.name: table.insert() for table in (subjects, reports, claims, records)}
_LAST = {table.name: sa.select(sa.func.coalesce(sa.func.max(table.c.n), 0)) for table in (reports, claims)}
_OF_REPORT = reports.c.id == sa.bindparam("asked")
_CONTEXT = sa.select(reports.c.published, reports.c.url, reports.c.title, reports.c.publisher).where(_OF_REPORT)
_NOTE = (
    reports.update()
    .where(_OF_REPORT)
    .values({name: sa.bindparam(name) for name in ("reader", "reading_sha256", "claims")})
)
_ONE_MORE = {"claims": sources.c.claims + sa.literal_column("excluded.claims")}
REPORT_ITSELF = "(the report itself)"


class StoredReading(msgspec.Struct):
    """The object behind `claims-read` and `claims-reread`: a Reading without its report."""

    claims: list[Claim] = []
    totals: Incident | None = None
    incidents: list[Incident] = []


class StoredTable(msgspec.Struct):
    """The object behind `claims-imported`: rows that are new, and ids of claims whose rows are no longer there."""

    statements: list[Statement] = []
    withdrawn: list[str] = []


def project(connection: sa.Connection, entry: Entry) -> None:
    """Bring the tables up to `entry`."""
    about = _PROJECTIONS[entry.kind](connection, entry)
    rows = [{"subject": subject, "seq": entry.seq} for subject in dict.fromkeys(about) if subject]
    if rows:
        connection.execute(_INSERTS["subjects"], rows)


def source_key(source: Source | None) -> str:
    """By what claims of one source are found: its name, else its words, folded; "" for the report's own voice."""
    return words.fold((source.name or source.text or source.kind or "") if source is not None else "")


def source_label(source: Source | None) -> str:
    """How the source is shown."""
    shown = (source.name or source.text or source.kind) if source is not None else None
    return (shown or REPORT_ITSELF).replace("\0", "")


def _created(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    return ()


def _report_added(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    report = dict(entry.payload["report"])
    if report["version_of"] is not None:
        _supersede(connection, entry.payload["identity"], with_claims=entry.payload["origin"] == "reading")
    row = {name: entry.payload[name] for name in ("identity", "given", "origin", "name", "text_sha256", "length")}
    row |= report | {"n": _next(connection, reports), "current": 1, "claims": 0, "reader": None, "reading_sha256": None}
    connection.execute(_INSERTS["reports"], row)
    text = objects.fetch(connection, row["text_sha256"]).decode("utf-8")
    body = " ".join(filter(None, (report["title"], report["publisher"], text if row["origin"] != "table" else None)))
    words.index(connection, "reports_search", [(row["n"], body)])
    return report["id"], report["version_of"]


def _supersede(connection: sa.Connection, identity: str, *, with_claims: bool) -> None:
    """Make way for a new version; a table's new version says itself which claims are gone."""
    older = (reports.c.identity == identity) & (reports.c.current == 1)
    if with_claims:
        ids = connection.execute(sa.select(reports.c.id).where(older)).scalars().all()
        withdraw(connection, claims.c.report.in_(ids))
    connection.execute(reports.update().where(older).values(current=0))


def _claims_read(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    report_id = entry.payload["report"]
    reading = _object(connection, entry.payload["reading"], StoredReading)
    _insert(connection, _in_report(connection, report_id, reading.claims))
    _note_reading(connection, entry, len(reading.claims))
    return (report_id,)


def _claims_imported(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    table = _object(connection, entry.payload["statements"], StoredTable)
    for chunk in _chunks(table.withdrawn):
        withdraw(connection, claims.c.id.in_(chunk))
    _insert(connection, table.statements)
    report_id = entry.payload["report"]
    connection.execute(reports.update().where(reports.c.id == report_id).values(claims=len(table.statements)))
    return (report_id,)


def _claims_reread(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    payload = entry.payload
    reading = _object(connection, payload["reading"], StoredReading)
    by_id = {s.claim.id: s for s in _in_report(connection, payload["report"], reading.claims)}
    withdraw(connection, claims.c.id.in_(payload["gone"]))
    for claim_id in payload["changed"]:
        _replace(connection, by_id[claim_id])
    back = _existing(connection, payload["new"])
    for claim_id in back:
        withdraw(connection, claims.c.id == claim_id, back=True)
        _replace(connection, by_id[claim_id])
    held = [claim_id for claim_id in payload["held"] if not _existing(connection, [claim_id])]
    _insert(connection, [by_id[claim_id] for claim_id in payload["new"] if claim_id not in back])
    _insert(connection, [by_id[claim_id] for claim_id in held])
    withdraw(connection, claims.c.id.in_(held))
    _note_reading(connection, entry, len(reading.claims) - len(payload["held"]) + len(payload["kept"]))
    return payload["report"], *payload["changed"], *payload["gone"], *payload["kept"]


def _claim_added(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    claim = msgspec.convert(entry.payload["claim"], Claim)
    _insert(connection, _in_report(connection, claim.report, [claim]))
    connection.execute(reports.update().where(reports.c.id == claim.report).values(claims=reports.c.claims + 1))
    return claim.id, claim.report


def _claim_decided(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    payload = entry.payload
    _fold_again(connection, payload["claim"], entry)
    return payload["claim"], payload.get("into")


def _source_graded(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    key = entry.payload["source"]
    _ensure_source(connection, key, entry.payload["label"])
    graded = {"grade": entry.payload["grade"], "reason": entry.payload["reason"]}
    connection.execute(sources.update().where(sources.c.key == key).values(graded))
    return (f"source:{key}",)


def _source_merged(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    key, into = entry.payload["source"], entry.payload["into"]
    _ensure_source(connection, key, entry.payload["label"])
    if into is not None:
        _ensure_source(connection, into, entry.payload["into_label"])
        connection.execute(sources.update().where(sources.c.into == key).values(into=into))
    connection.execute(sources.update().where(sources.c.key == key).values(into=into))
    return f"source:{key}", f"source:{into}" if into is not None else None


def _link_decided(connection: sa.Connection, entry: Entry) -> Iterable[str | None]:
    payload = entry.payload
    pair = (links.c.claim == payload["claim"]) & (links.c.target == payload["target"])
    connection.execute(links.delete().where(pair))
    if payload["decision"] != "undone":
        row = {name: payload[name] for name in ("claim", "target", "decision", "reason")}
        connection.execute(links.insert(), row | {"actor": entry.actor, "seq": entry.seq})
    return payload["claim"], payload["target"]


_PROJECTIONS: dict[str, Callable[[sa.Connection, Entry], Iterable[str | None]]] = {
    "ledger-created": _created,
    "report-added": _report_added,
    "claims-read": _claims_read,
    "claims-imported": _claims_imported,
    "claims-reread": _claims_reread,
    "claim-added": _claim_added,
    "claim-decided": _claim_decided,
    "source-graded": _source_graded,
    "source-merged": _source_merged,
    "link-decided": _link_decided,
}


def decisions_on(connection: sa.Connection, claim_id: str) -> list[Entry]:
    """The decisions about a claim, oldest first, as far as the tables have come."""
    return journal.select(connection, subject=claim_id, kind="claim-decided", newest_first=False, limit=None)


def withdraw(connection: sa.Connection, which: sa.ColumnElement[bool], *, back: bool = False) -> None:
    """Take claims out of the current ones (or put them back) and keep the sources' counts true."""
    changed = which & (claims.c.current == (0 if back else 1))
    counts = connection.execute(sa.select(claims.c.source, sa.func.count()).where(changed).group_by(claims.c.source))
    for key, count in counts.all():
        shift = sources.c.claims + (count if back else -count)
        connection.execute(sources.update().where(sources.c.key == key).values(claims=shift))
    connection.execute(claims.update().where(changed).values(current=1 if back else 0))


def _object(connection: sa.Connection, sha256: str, kind: type[Any]) -> Any:
    return msgspec.json.decode(objects.fetch(connection, sha256), type=kind)


def _next(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.execute(_LAST[table.name]).scalar_one()) + 1


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def _existing(connection: sa.Connection, ids: Sequence[str]) -> set[str]:
    return set(connection.execute(sa.select(claims.c.id).where(claims.c.id.in_(ids))).scalars())


def _in_report(connection: sa.Connection, report_id: str, read: Iterable[Claim]) -> list[Statement]:
    """Claims of a report as statements that carry its date, address, title and publisher."""
    row = connection.execute(_CONTEXT, {"asked": report_id}).one()
    return [
        Statement(claim=claim, date=row.published, url=row.url, title=row.title, publisher=row.publisher)
        for claim in read
    ]


def _note_reading(connection: sa.Connection, entry: Entry, count: int) -> None:
    noted = {"reader": entry.payload["reader"], "reading_sha256": entry.payload["reading"], "claims": count}
    connection.execute(_NOTE, {"asked": entry.payload["report"], **noted})


def _filters(claim: Claim) -> dict[str, Any]:
    """The columns of `claims` that follow the claim's content."""
    of = claim.population
    return {
        "measure": claim.measure,
        "affiliation": words.fold(of.affiliation or ""),
        "population": words.fold(of.text or ""),
        "source": source_key(claim.source),
    }


def _insert(connection: sa.Connection, statements: Sequence[Statement]) -> None:
    """Insert statements as current, unreviewed claims."""
    for chunk in _chunks(statements):
        n = _next(connection, claims)
        claim_rows, record_rows, bodies = [], [], []
        for offset, statement in enumerate(chunk):
            claim = statement.claim
            kept = {"id": claim.id, "report": claim.report, "date": statement.date or "", "into": None}
            claim_rows.append({"n": n + offset, "current": 1, "status": "unreviewed"} | kept | _filters(claim))
            body = words.of_statement(statement)
            text = msgspec.json.encode(statement).decode("utf-8")
            record_rows.append({"n": n + offset, "statement": text, "corrected": None, "search": body})
            bodies.append((n + offset, body))
        connection.execute(_INSERTS["claims"], claim_rows)
        connection.execute(_INSERTS["records"], record_rows)
        words.index(connection, "claims_search", bodies)
        _count_sources(connection, [statement.claim.source for statement in chunk])


def _count_sources(connection: sa.Connection, seen: Sequence[Source | None]) -> None:
    """Add to the number of claims of each source; one that is new is entered with its first claim's words."""
    counts = Counter(source_key(source) for source in seen)
    first: dict[str, Source | None] = {}
    for source in seen:
        first.setdefault(source_key(source), source)
    rows = [_source_row(key, source_label(first[key]), first[key]) | {"claims": counts[key]} for key in first]
    connection.execute(_upsert(connection).on_conflict_do_update(index_elements=["key"], set_=_ONE_MORE), rows)


def _ensure_source(connection: sa.Connection, key: str, label: str) -> None:
    connection.execute(_upsert(connection).on_conflict_do_nothing(), _source_row(key, label, None))


def _upsert(connection: sa.Connection) -> Any:
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_here

        return insert_here(sources)
    from sqlalchemy.dialects.postgresql import insert as insert_there

    return insert_there(sources)


def _source_row(key: str, label: str, source: Source | None) -> dict[str, Any]:
    row = {"key": key, "label": label, "claims": 0, "grade": None, "reason": None, "into": None}
    return row | {"kind": source.kind if source else None, "affiliation": source.affiliation if source else None}


def _replace(connection: sa.Connection, statement: Statement) -> None:
    """Lay a new reading's record under the decisions on the claim."""
    n = connection.execute(sa.select(claims.c.n).where(claims.c.id == statement.claim.id)).scalar_one()
    text = msgspec.json.encode(statement).decode("utf-8")
    connection.execute(records.update().where(records.c.n == n).values(statement=text))
    _fold_again(connection, statement.claim.id)


def _fold_again(connection: sa.Connection, claim_id: str, entry: Entry | None = None) -> None:
    """Make a claim's row anew from its record and the decisions on it (with `entry`, the newest)."""
    query = sa.select(claims, records.c.statement, records.c.search).join(records, records.c.n == claims.c.n)
    row = connection.execute(query.where(claims.c.id == claim_id)).one()
    statement = msgspec.json.decode(row.statement, type=Statement)
    state = fold(statement.claim, [*decisions_on(connection, claim_id), *([entry] if entry else [])])
    filters = _filters(state.claim)
    if filters["source"] != row.source and row.current:
        gone = sources.update().where(sources.c.key == row.source)
        connection.execute(gone.values(claims=sources.c.claims - 1))
        _count_sources(connection, [state.claim.source])
    statement.claim = state.claim
    body = words.of_statement(statement)
    changed = filters | {"status": state.status, "into": state.into}
    connection.execute(claims.update().where(claims.c.n == row.n).values(changed))
    corrected = msgspec.json.encode(state.claim).decode("utf-8") if state.corrected else None
    connection.execute(records.update().where(records.c.n == row.n).values(corrected=corrected, search=body))
    if body != row.search:
        words.reindex(connection, "claims_search", row.n, row.search, body)
