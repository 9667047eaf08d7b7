"""The API's writing half: reviewers with a token, or with a session and its form key."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, post

from tollbook.claims import Claim, Statement
from tollbook.desk import acting
from tollbook.desk.addresses import unslug
from tollbook.desk.api import shapes
from tollbook.desk.desk import Desk
from tollbook.desk.pages.add import Outcome, Pasted, fetched, pasted
from tollbook.desk.pages.claims import found_claim
from tollbook.desk.pages.reports import found_report
from tollbook.desk.pages.review import actor_of
from tollbook.desk.security import needs
from tollbook.messages import refuse

OPTIONS: dict[str, Any] = {
    "responses": shapes.WRITES,
    "guards": [needs("reviewer")],
    "sync_to_thread": True,
    "security": [{"token": []}],
}
Call = Request[Any, Any, Any]


@post("/claims/{claim:str}/decisions", operation_id="decide", **OPTIONS)
def decide(request: Call, claim: str, data: shapes.Deciding) -> shapes.Written:
    """Accept, correct, set aside or merge a claim, or undo the last decision about it."""
    desk: Desk = request.app.state.desk
    claim = unslug(claim)
    found_claim(desk, claim)
    entry = acting.decide(desk, actor_of(request), claim, data.decision, data.reason, data.into, data.changes)
    return shapes.Written(entry)


@post("/reports", operation_id="addReport", **OPTIONS)
def add_report(request: Call, data: Pasted) -> list[Outcome]:
    """Read and keep a report given as text."""
    return pasted(request.app.state.desk, actor_of(request), data)


@post("/reports/fetch", operation_id="fetchReport", **OPTIONS)
def fetch_report(request: Call, data: shapes.Fetching) -> list[Outcome]:
    """Fetch an address, a story or a feed, read and keep it."""
    return fetched(request.app.state.desk, actor_of(request), data.address)


@post("/reports/{report:str}/claims", operation_id="addClaim", **OPTIONS)
def add_claim(request: Call, report: str, data: shapes.Adding) -> Statement:
    """Add a claim that the reader missed; its id is made here."""
    desk: Desk = request.app.state.desk
    report = unslug(report)
    found_report(desk, report)
    try:
        claim = msgspec.convert({**data.claim, "id": "new", "report": report}, Claim)
    except msgspec.ValidationError as error:
        raise refuse("bad-claim", report=report, reason=str(error)) from None
    return acting.add_record(desk, actor_of(request), claim, data.reason)


@post("/sources/grades", operation_id="gradeSource", **OPTIONS)
def grade(request: Call, data: shapes.Grading) -> shapes.Written:
    """Grade a source, or take the grade back."""
    return shapes.Written(acting.grade(request.app.state.desk, actor_of(request), data.source, data.grade, data.reason))


@post("/sources/merges", operation_id="mergeSources", **OPTIONS)
def merge(request: Call, data: shapes.Merging) -> shapes.Written:
    """Say that one source is another, or that it is not."""
    entry = acting.merge_sources(request.app.state.desk, actor_of(request), data.source, data.into, data.reason)
    return shapes.Written(entry)


@post("/links", operation_id="decideLink", **OPTIONS)
def link(request: Call, data: shapes.Linking) -> shapes.Written:
    """Confirm or cut a trace link."""
    desk: Desk = request.app.state.desk
    entry = acting.decide_link(desk, actor_of(request), data.claim, data.target, data.decision, data.reason)
    return shapes.Written(entry)


HANDLERS: list[Any] = [decide, add_report, fetch_report, add_claim, grade, merge, link]
