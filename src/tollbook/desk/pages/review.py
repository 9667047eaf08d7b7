"""Review: the queue, agreement among reviewers, and the actions of the report page's forms."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote, urlencode

from litestar import MediaType, Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, Parameter

from tollbook.desk import acting, queries
from tollbook.desk.addresses import slug, unslug
from tollbook.desk.desk import Desk
from tollbook.desk.rendering import page
from tollbook.desk.security import needs, visitor_of
from tollbook.desk.strings import say

Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
Word = Annotated[str | None, Parameter(max_length=200)]
SHOWN = 50


def actor_of(request: Request[Any, Any, Any]) -> str:
    """The name under which the journal keeps what the visitor does."""
    return visitor_of(request).name or ""


def see(address: str) -> Response[str]:
    """Go on at `address`, which is always one of the desk's own."""
    local = address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
    return Response("", status_code=303, headers={"location": local}, media_type=MediaType.HTML)


@get("/review", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def queue_page(request: Request[Any, Any, Any]) -> Response[str]:
    """What waits, by what matters most: low confidence times pull on the estimate."""
    desk: Desk = request.app.state.desk
    items = desk.estimates.queue(SHOWN)
    with desk.database.reading() as connection:
        statements = queries.claims_by_id(connection, [item.claim for item in items])
        agreed = desk.opinions.agreement(connection)
        recent = queries.corrections(connection, 15)
    from tollbook.desk.histories import lines

    rows = [(item, statements[item.claim]) for item in items if item.claim in statements]
    return page(
        request,
        "review.html",
        here="review",
        title=say("review.title"),
        rows=rows,
        agreed=agreed,
        history=lines(recent),
    )


def _next(desk: Desk, claim: str, form: dict[str, Any], decided: str) -> Response[str]:
    """After a decision: the next claim of the queue, or the report with the next claim that waits."""
    back = str(form.get("back") or "/")
    if form.get("queue") and decided != "undone":
        waiting = desk.estimates.queue(3)
        following = next((item for item in waiting if item.claim != claim), None)
        if following is None:
            return see("/review")
        where = f"/reports/{slug(following.report)}?" + urlencode({"claim": following.claim, "queue": "1"})
        return see(f"{where}&done={quote(claim)}")
    if decided == "undone" and "?" not in back and back.startswith("/reports/"):
        return see(f"{back}?claim={quote(claim)}")
    return see(back)


@post("/claims/{claim:str}/decide", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def decide(request: Request[Any, Any, Any], claim: str, data: Form) -> Response[str]:
    """Text supports this, set aside, merged, or undone."""
    desk: Desk = request.app.state.desk
    claim = unslug(claim)
    decision = str(data.get("decision") or "")
    other = str(data.get("other") or "").strip()
    reason = str(data.get("reason") or "").strip() or (other if decision == "rejected" else "") or None
    into = (other or str(data.get("into") or "").strip() or None) if decision == "merged" else None
    acting.decide(desk, actor_of(request), claim, decision, reason, into)
    return _next(desk, claim, data, decision)


@post("/claims/{claim:str}/correct", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def correct(request: Request[Any, Any, Any], claim: str, data: Form) -> Response[str]:
    """Fields or evidence changed."""
    desk: Desk = request.app.state.desk
    claim = unslug(claim)
    acting.correct(desk, actor_of(request), claim, data)
    return _next(desk, claim, data, "corrected")


@post("/reports/{report:str}/claims", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def add(request: Request[Any, Any, Any], report: str, data: Form) -> Response[str]:
    """A claim that the reader missed, or the second half of one that is two."""
    added = acting.add_claim(request.app.state.desk, actor_of(request), unslug(report), data)
    return see(f"/reports/{report}?claim={quote(added.claim.id)}")


@post("/links", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def link(request: Request[Any, Any, Any], data: Form) -> Response[str]:
    """A trace link confirmed or cut."""
    words = [str(data.get(name) or "") for name in ("claim", "target", "decision", "reason")]
    acting.decide_link(request.app.state.desk, actor_of(request), words[0], words[1], words[2], words[3] or None)
    return see(str(data.get("back") or "/"))


@post("/recompute", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def recompute(request: Request[Any, Any, Any], data: Form) -> Response[str]:
    """Ask for the estimates anew, after an error for example."""
    desk: Desk = request.app.state.desk
    desk.estimates.changed(None)
    return see(str(data.get("back") or "/"))
