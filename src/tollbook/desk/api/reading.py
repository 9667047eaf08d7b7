"""The API's reading half."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import Parameter

from tollbook.claims import Measure, ReviewStatus
from tollbook.desk import queries
from tollbook.desk.addresses import unslug
from tollbook.desk.agreement import Agreement
from tollbook.desk.api import shapes
from tollbook.desk.desk import Desk
from tollbook.desk.histories import Line, lines
from tollbook.desk.listing import PER_PAGE
from tollbook.desk.pages.case import as_date, check_name, snapped
from tollbook.desk.pages.claims import found_claim
from tollbook.desk.pages.reports import found_report
from tollbook.desk.security import needs
from tollbook.desk.snapshot import Snapshot
from tollbook.ledger.queries import Filters, ReportSummary, report_condition

Word = Annotated[str | None, Parameter(max_length=200)]
Day = Annotated[str | None, Parameter(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", max_length=10)]
Page = Annotated[int, Parameter(ge=1, le=queries.MOST_PAGES)]


@get("/head", operation_id="head", responses=shapes.READS, sync_to_thread=True)
def head(state: State) -> shapes.Head:
    """The state of the record."""
    desk: Desk = state.desk
    length, digest = desk.ledger.head()
    return shapes.Head(length, digest)


@get("/cases", operation_id="cases", responses=shapes.READS, sync_to_thread=True)
def cases(state: State) -> list[shapes.CaseLine]:
    """The cases of this desk."""
    desk: Desk = state.desk
    found = []
    for name in desk.estimates.names:
        result = desk.estimates.now(name).result
        snapshot = result.snapshot if result else None
        found.append(
            shapes.CaseLine(name, snapshot.title if snapshot else name, snapshot.question if snapshot else "",
                            snapshot.revision if snapshot else None)
        )  # fmt: skip
    return found


@get("/cases/{case:str}", operation_id="case", responses=shapes.READS, sync_to_thread=True)
def case(
    state: State,
    case: str,
    as_of: Day = None,
    known: Literal["then", "now"] = "now",
    revision: Annotated[int | None, Parameter(ge=0, le=2**53)] = None,
) -> Snapshot:
    """The estimate of a case with its claims, bands, conflicts and leans; at an earlier `revision` if that was kept.

    With known=then and as_of, what was known by that date; 404 while it is being computed.
    """
    desk: Desk = state.desk
    check_name(desk, case)
    now = desk.estimates.now(case).result
    if now is not None and revision is not None:
        now = desk.estimates.kept(case, revision)
    if now is None:
        raise NotFoundException()
    day = as_date(as_of)
    if known == "then" and day is not None:
        until = snapped(now.snapshot.changes(), day)
        found = desk.estimates.kept(case, revision, until) if revision else desk.estimates.then(case, until).result
        if found is None:
            raise NotFoundException()
        return found.snapshot
    return now.snapshot


@get("/reports", operation_id="reports", responses=shapes.READS, sync_to_thread=True)
def reports(
    state: State,
    text: Word = None,
    publisher: Word = None,
    lang: Word = None,
    since: Day = None,
    until: Day = None,
    sort: Word = None,
    page: Page = 1,
) -> shapes.ReportList:
    """Reports, newest first, fifty a page; sort by published, title, publisher or claims, "-" for downwards."""
    desk: Desk = state.desk
    asked: dict[str, Any] = {"text": text, "publisher": publisher, "lang": lang, "since": since, "until": until}
    with desk.database.reading() as connection:
        where = report_condition(connection, **{k: v for k, v in asked.items() if v})
        found = queries.report_page(connection, where, sort or "", page)
    names = ReportSummary.__struct_fields__
    rows = [ReportSummary(**{n: getattr(r, n) for n in names} | {"current": bool(r.current)}) for r in found.rows]
    return shapes.ReportList(found.total, found.page, rows)


@get("/reports/{report:str}", operation_id="report", responses=shapes.READS, sync_to_thread=True)
def report(state: State, report: str) -> shapes.ReportWhole:
    """One report with its text, claims and versions."""
    desk: Desk = state.desk
    report = unslug(report)
    held = found_report(desk, report)
    with desk.database.reading() as connection:
        statements = queries.of_report(connection, report)
    return shapes.ReportWhole(held, statements, desk.ledger.versions(report))


@get("/claims", operation_id="claims", responses=shapes.READS, sync_to_thread=True)
def claims(
    state: State,
    text: Word = None,
    measure: Measure | None = None,
    affiliation: Word = None,
    population: Word = None,
    source: Word = None,
    status: ReviewStatus | None = None,
    report: Word = None,
    since: Day = None,
    until: Day = None,
    sort: Word = None,
    page: Page = 1,
) -> shapes.ClaimList:
    """Claims, newest first, fifty a page; sort by date, measure, affiliation, source or status, "-" for downwards."""
    desk: Desk = state.desk
    asked = {
        "text": text, "measure": measure, "affiliation": affiliation, "population": population, "source": source,
        "status": status, "report": report, "since": since, "until": until,
    }  # fmt: skip
    with desk.database.reading() as connection:
        filters = Filters(**{k: v for k, v in asked.items() if v})  # type: ignore[arg-type]
        found = queries.claim_page(connection, filters, sort or "", page)
    return shapes.ClaimList(found.total, found.page, found.rows)


@get("/claims/{claim:str}", operation_id="claim", responses=shapes.READS, sync_to_thread=True)
def claim(state: State, claim: str) -> shapes.ClaimWhole:
    """One claim with its history and its use in the case."""
    desk: Desk = state.desk
    claim = unslug(claim)
    record = found_claim(desk, claim)
    history = lines(list(reversed(record.history)), public=desk.settings.public)
    mark = desk.estimates.around([claim]).marks.get(claim)
    return shapes.ClaimWhole(record.statement, record.as_read, record.current, record.into, history[::-1], mark)


@get("/claims/{claim:str}/trace", operation_id="claimTrace", responses=shapes.READS, sync_to_thread=True)
def trace(state: State, claim: str) -> shapes.TraceWhole:
    """What a claim rests on and what rests on it."""
    desk: Desk = state.desk
    claim = unslug(claim)
    found_claim(desk, claim)
    view = desk.estimates.around([claim])
    origin = view.origin_of.get(claim)
    return shapes.TraceWhole(
        claim, origin.representative if origin else None, origin.claims if origin else [claim],
        view.links.get(claim, []), view.backlinks.get(claim, []),
    )  # fmt: skip


@get("/sources", operation_id="sources", responses=shapes.READS, sync_to_thread=True)
def sources(state: State, text: Word = None, page: Page = 1) -> shapes.SourceList:
    """Sources with grades and aliases, most claims first, fifty a page."""
    desk: Desk = state.desk
    rows = desk.ledger.sources(text=text or None, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    return shapes.SourceList(page, rows)


@get("/corrections", operation_id="corrections", responses=shapes.READS, sync_to_thread=True)
def corrections(state: State, before: Annotated[int | None, Parameter(ge=1, le=2**53)] = None) -> list[Line]:
    """What people changed in the record, newest first, fifty a page; `before` = the last `seq` of the former page."""
    desk: Desk = state.desk
    with desk.database.reading() as connection:
        return lines(queries.corrections(connection, 50, before), public=desk.settings.public)


@get("/queue", operation_id="queue", responses=shapes.WRITES, guards=[needs("reviewer")], sync_to_thread=True,
     security=[{"token": []}])  # fmt: skip
def queue(state: State, most: Annotated[int, Parameter(ge=1, le=500)] = 50) -> shapes.Queue:
    """What waits for review, by what matters most."""
    desk: Desk = state.desk
    return shapes.Queue(desk.waiting(), desk.estimates.queue(most))


@get("/agreement", operation_id="agreement", responses=shapes.WRITES, guards=[needs("reviewer")],
     sync_to_thread=True, security=[{"token": []}])  # fmt: skip
def agreed(state: State) -> Agreement:
    """How far reviewers of the same claims agree."""
    desk: Desk = state.desk
    with desk.database.reading() as connection:
        return desk.opinions.agreement(connection)


HANDLERS: list[Any] = [head, cases, case, reports, report, claims, claim, trace, sources, corrections]
REVIEWERS: list[Any] = [queue, agreed]
