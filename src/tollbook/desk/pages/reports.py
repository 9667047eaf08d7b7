"""Reports: the list, one report with its claims beside its words, and its original bytes."""

from __future__ import annotations

import re
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter

from tollbook.claims import MEASURES, Report, Statement
from tollbook.desk import highlight, queries
from tollbook.desk.addresses import unslug
from tollbook.desk.desk import Desk
from tollbook.desk.fields import fields_of
from tollbook.desk.histories import lines
from tollbook.desk.rendering import page
from tollbook.desk.security import visitor_of
from tollbook.desk.strings import say
from tollbook.ledger.folding import REASONS
from tollbook.ledger.queries import report_condition
from tollbook.messages import Refusal

CARDS = 60
Word = Annotated[str | None, Parameter(max_length=200)]
Day = Annotated[str | None, Parameter(max_length=10)]


@get("/reports", include_in_schema=False, sync_to_thread=True)
def report_list(
    request: Request[Any, Any, Any],
    text: Word = None,
    publisher: Word = None,
    since: Day = None,
    until: Day = None,
    sort: Word = None,
    turn: Annotated[int, Parameter(ge=1, le=queries.MOST_PAGES, query="page")] = 1,
) -> Response[str]:
    """All reports, newest first, filtered and sorted by the address."""
    desk: Desk = request.app.state.desk
    asked = {"text": text, "publisher": publisher, "since": since, "until": until}
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    with desk.database.reading() as connection:
        found = queries.report_page(connection, report_condition(connection, **given), sort or "", turn)
    return page(
        request,
        "reports.html",
        here="reports",
        title=say("reports.title"),
        found=found,
        query=asked,
        filtered=bool(given),
    )


@get("/reports/{report:str}", include_in_schema=False, sync_to_thread=True)
def report_page(
    request: Request[Any, Any, Any],
    report: str,
    claim: Word = None,
    mode: Word = None,
    queue: Word = None,
    start: Annotated[int | None, Parameter(ge=0, query="from")] = None,
) -> Response[str]:
    """One report; `claim` is the one that is open, `mode` the form that is open on it."""
    desk: Desk = request.app.state.desk
    report = unslug(report)
    with desk.database.reading() as connection:
        held = found_report(desk, report)
        statements = queries.of_report(connection, report)
        ids = [s.claim.id for s in statements]
        entries = queries.history(connection, [report, *ids])
        before, after = queries.neighbours(connection, report)
    versions = desk.ledger.versions(report)
    chosen = _open(statements, claim)
    shown = _shown(held, statements, chosen, start)
    visitor = visitor_of(request)
    current = statements[chosen - 1] if chosen else None
    trace = desk.estimates.around(ids)
    return page(
        request,
        "report.html",
        here="reports",
        title=(held.title or held.id)[:200],
        report=held,
        summary=next(v for v in versions if v.id == report),
        versions=versions,
        statements=statements,
        chosen=chosen,
        cards=_cards(len(statements), chosen),
        current=current,
        shown=shown,
        mode=mode if visitor.may("reviewer") and mode in ("correct", "aside", "split", "merge", "add") else None,
        fields=fields_of(current.claim) if current else None,
        blank=fields_of(None),
        reasons=REASONS,
        measures=MEASURES,
        reviewed=sum(s.status != "unreviewed" for s in statements),
        history=lines(entries, _numbers(ids), public=desk.settings.public),
        before=before,
        after=after,
        queue=queue,
        trace=trace,
        suggestion=trace.suggestion(current.claim.id) if current else None,
        copies=trace.copies(report),
    )


@get("/reports/{report:str}/original", include_in_schema=False, sync_to_thread=True)
def original(request: Request[Any, Any, Any], report: str) -> Response[bytes]:
    """The bytes as they came, as a download that no browser will run."""
    desk: Desk = request.app.state.desk
    report = unslug(report)
    held = found_report(desk, report)
    if held.sha256 is None:
        raise NotFoundException()
    content = desk.ledger.original(held.sha256)
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", report)[:80] or "report"
    suffix = {"text/html": "html", "application/pdf": "pdf", "message/rfc822": "eml", "text/csv": "csv"}
    name += "." + suffix.get(held.media_type, "txt")
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": "sandbox"}
    return Response(content, media_type="application/octet-stream", headers=headers)


def found_report(desk: Desk, report: str) -> Report:
    """The report, or the page that says there is none."""
    try:
        return desk.ledger.report(report)
    except Refusal as refusal:
        if refusal.code == "report-unknown":
            raise NotFoundException() from None
        raise


def _open(statements: list[Statement], asked: str | None) -> int | None:
    """Number of the claim that is open: the one asked for, else the first that waits, else the first."""
    numbers = _numbers([s.claim.id for s in statements])
    if asked in numbers:
        return numbers[asked]
    waiting = (n for n, s in enumerate(statements, 1) if s.status == "unreviewed")
    return next(waiting, 1 if statements else None)


def _cards(total: int, chosen: int | None) -> tuple[int, int]:
    """Numbers of the first and the last claim that have a card on the page: all, or those around the open one."""
    first = max(1, min((chosen or 1) - CARDS // 3, total - CARDS + 1))
    return first, min(total, first + CARDS - 1)


def _numbers(ids: list[str]) -> dict[str | None, int]:
    return {claim: n for n, claim in enumerate(ids, 1)}


def _shown(held: Report, statements: list[Statement], chosen: int | None, start: int | None) -> highlight.Shown:
    around = statements[chosen - 1].claim.evidence[0].start if chosen else 0
    first, last = highlight.window(len(held.text), around if start is None else start + highlight.WINDOW // 4)
    return highlight.shown(held, statements, chosen, first, last)
