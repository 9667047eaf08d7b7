"""The case page: the answer, its evidence, and what was done with every claim."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from litestar import MediaType, Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter

from tollbook.desk.answers import Answer, answer
from tollbook.desk.charts.dots import dots, lean
from tollbook.desk.charts.shapes import key, key_repeat
from tollbook.desk.charts.through_time import NARROW, WIDE
from tollbook.desk.citing import data_block, dataset
from tollbook.desk.desk import Desk
from tollbook.desk.estimates import State
from tollbook.desk.rendering import page
from tollbook.desk.strings import say

AsOf = Annotated[str | None, Parameter(query="as_of", max_length=10)]
Known = Annotated[Literal["then", "now"], Parameter(query="known")]
Full = Annotated[str | None, Parameter(query="all", max_length=20)]


@get("/", include_in_schema=False, sync_to_thread=True)
def start(request: Request[Any, Any, Any]) -> Response[str]:
    """The first case."""
    desk: Desk = request.app.state.desk
    address = f"/cases/{desk.estimates.names[0]}"
    return Response("", status_code=302, headers={"location": address}, media_type=MediaType.HTML)


@get("/cases", include_in_schema=False, sync_to_thread=True)
def case_list(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases this desk was started with."""
    desk: Desk = request.app.state.desk
    rows = [(name, desk.estimates.now(name)) for name in desk.estimates.names]
    return page(request, "cases.html", here="cases", title=say("site.cases"), rows=rows)


@get("/cases/{case:str}", include_in_schema=False, sync_to_thread=True)
def case_page(
    request: Request[Any, Any, Any], case: str, as_of: AsOf = None, known: Known = "now", full: Full = None
) -> Response[str]:
    """One case as of a date, with what is known now or what was known by then."""
    desk: Desk = request.app.state.desk
    state, found = looked_up(desk, case, as_of, known)
    return show(request, case, state, found, known, full=full)


@get("/estimates/{case:str}/{number:int}", include_in_schema=False, sync_to_thread=True)
def estimate_page(
    request: Request[Any, Any, Any], case: str, number: int, as_of: AsOf = None, known: Known = "now"
) -> Response[str]:
    """The permanent address of an estimate: the case as it stood at one revision of the ledger."""
    desk: Desk = request.app.state.desk
    check_name(desk, case)
    day = as_date(as_of)
    current = desk.estimates.kept(case, number)
    if current is None:
        raise NotFoundException()
    day = snapped(current.snapshot.changes(), day) if day else None
    result = current if known == "now" or day is None else desk.estimates.kept(case, number, day)
    if result is None:
        raise NotFoundException()
    return show(request, case, State(result), answer(result.snapshot, day, known), known, fixed=number)


@get("/cases/{case:str}/chart.svg", include_in_schema=False, sync_to_thread=True)
def chart(request: Request[Any, Any, Any], case: str) -> Response[str]:
    """The chart as a drawing of its own, with its colours inside."""
    desk: Desk = request.app.state.desk
    check_name(desk, case)
    result = desk.estimates.now(case).result
    drawn = desk.drawn(result.snapshot, WIDE).at() if result else ""
    if not drawn:
        raise NotFoundException()
    return desk.assets.alone(str(drawn))


def check_name(desk: Desk, case: str) -> None:
    """Only cases the desk was started with exist."""
    if case not in desk.estimates.names:
        raise NotFoundException()


def as_date(text: str | None) -> str | None:
    """An ISO date from an address; None where there is none or it makes no sense."""
    try:
        return date.fromisoformat(text or "").isoformat()
    except ValueError:
        return None


def snapped(changes: list[str], day: str) -> str:
    """The last date on which something was said that is not after `day`: what was known by then."""
    before = [change for change in changes if change <= day]
    return before[-1] if before else (changes[0] if changes else day)


def looked_up(desk: Desk, case: str, as_of: str | None, known: str) -> tuple[State, Answer | None]:
    """The result for an as-of date, and what it answers."""
    check_name(desk, case)
    state = desk.estimates.now(case)
    if state.result is None:
        return state, None
    day = as_date(as_of)
    if known == "then" and day:
        then = desk.estimates.then(case, snapped(state.result.snapshot.changes(), day))
        if then.result is not None:
            return then, answer(then.result.snapshot, day, known)
        return State(state.result, running=True, failed=then.failed), answer(state.result.snapshot, day, "now")
    return state, answer(state.result.snapshot, day, known)


def show(
    request: Request[Any, Any, Any],
    case: str,
    state: State,
    found: Answer | None,
    known: str,
    fixed: int | None = None,
    full: str | None = None,
) -> Response[str]:
    """The page for a result."""
    desk: Desk = request.app.state.desk
    snapshot = state.result.snapshot if state.result else None
    day = found.as_of if found else ""
    charts = [desk.drawn(snapshot, paper).at(day) for paper in (WIDE, NARROW)] if snapshot else []
    return page(
        request,
        "case.html",
        here="cases",
        title=snapshot.title if snapshot and snapshot.title else case,
        case=case,
        state=state,
        snapshot=snapshot,
        found=found,
        known=known,
        fixed=fixed,
        full=full,
        charts=charts,
        dots=dots,
        lean=lean,
        key=key,
        key_repeat=key_repeat,
        linked=data_block(dataset(desk, snapshot)) if snapshot and desk.settings.public else None,
    )
