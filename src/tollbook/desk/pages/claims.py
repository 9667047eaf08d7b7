"""Claims: the list, and the permanent page of one claim."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter

from tollbook.claims import MEASURES, ReviewStatus
from tollbook.desk import queries
from tollbook.desk.addresses import unslug
from tollbook.desk.citing import claim_review
from tollbook.desk.desk import Desk
from tollbook.desk.histories import lines
from tollbook.desk.pages.reports import Day, Word
from tollbook.desk.rendering import page
from tollbook.desk.strings import say
from tollbook.desk.words import figure, measure
from tollbook.ledger.ledger import ClaimRecord
from tollbook.ledger.queries import Filters
from tollbook.messages import Refusal

STATUSES: tuple[str, ...] = get_args(ReviewStatus)
AROUND = 400


@get("/claims", include_in_schema=False, sync_to_thread=True)
def claim_list(
    request: Request[Any, Any, Any],
    text: Word = None,
    what: Annotated[str | None, Parameter(query="measure", max_length=40)] = None,
    affiliation: Word = None,
    source: Word = None,
    status: Word = None,
    since: Day = None,
    until: Day = None,
    sort: Word = None,
    turn: Annotated[int, Parameter(ge=1, le=queries.MOST_PAGES, query="page")] = 1,
) -> Response[str]:
    """All claims, newest first, filtered and sorted by the address."""
    desk: Desk = request.app.state.desk
    asked = {
        "text": text, "measure": what, "affiliation": affiliation, "source": source, "status": status,
        "since": since, "until": until,
    }  # fmt: skip
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    with desk.database.reading() as connection:
        found = queries.claim_page(connection, Filters(**given), sort or "", turn)
    return page(
        request,
        "claims.html",
        here="claims",
        title=say("claims.title"),
        found=found,
        query=asked,
        filtered=bool(given),
        measures=MEASURES,
        statuses=STATUSES,
    )


@get("/claims/{claim:str}", include_in_schema=False, sync_to_thread=True)
def claim_page(request: Request[Any, Any, Any], claim: str) -> Response[str]:
    """One claim: its words in their sentence, its record, links and history."""
    desk: Desk = request.app.state.desk
    claim = unslug(claim)
    record = found_claim(desk, claim)
    stated = record.statement.claim
    text = desk.ledger.report(stated.report).text
    first = stated.evidence[0]
    start, end = max(0, first.start - AROUND), min(len(text), first.end + AROUND)
    view = desk.estimates.around([claim])
    return page(
        request,
        "claim.html",
        here="claims",
        title=f"{figure(stated)} {measure(stated)}",
        record=record,
        statement=record.statement,
        claim=stated,
        before=("…" if start else "") + text[start : first.start],
        quote=text[first.start : first.end][:2000],
        after=text[first.end : end] + ("…" if end < len(text) else ""),
        mark=view.marks.get(claim),
        links=[(link, view.marks.get(link.target)) for link in view.links.get(claim, [])],
        backlinks=[(link, view.marks.get(link.claim)) for link in view.backlinks.get(claim, [])][:50],
        decided={(d.claim, d.target): d.decision for d in record.links},
        history=lines(list(reversed(record.history)), public=desk.settings.public),
        one_claim=True,
        linked=claim_review(desk, record) if desk.settings.public else None,
    )


def found_claim(desk: Desk, claim: str) -> ClaimRecord:
    """The claim with its history, or the page that says there is none."""
    try:
        return desk.ledger.claim(claim)
    except Refusal as refusal:
        if refusal.code == "claim-unknown":
            raise NotFoundException() from None
        raise
