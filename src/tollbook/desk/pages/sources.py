"""Sources: the directory with grades and aliases, and merges to confirm."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.params import Parameter

from tollbook.desk import acting, queries
from tollbook.desk.desk import Desk
from tollbook.desk.histories import lines
from tollbook.desk.listing import PER_PAGE, Found
from tollbook.desk.pages.reports import Word
from tollbook.desk.pages.review import Form, actor_of, see
from tollbook.desk.rendering import page
from tollbook.desk.security import needs
from tollbook.desk.strings import say
from tollbook.ledger.deciding import GRADES


@get("/sources", include_in_schema=False, sync_to_thread=True)
def source_list(
    request: Request[Any, Any, Any],
    text: Word = None,
    source: Word = None,
    turn: Annotated[int, Parameter(ge=1, le=queries.MOST_PAGES, query="page")] = 1,
) -> Response[str]:
    """Who is quoted, most claims first; `source` is the one whose form is open."""
    desk: Desk = request.app.state.desk
    rows = desk.ledger.sources(text=text or None, limit=PER_PAGE + 1, offset=(turn - 1) * PER_PAGE)
    more = len(rows) > PER_PAGE
    rows = rows[:PER_PAGE]
    found = Found(rows, (turn - 1) * PER_PAGE + len(rows) + more, turn, "claims", True)
    history = []
    if source:
        with desk.database.reading() as connection:
            history = lines(queries.history(connection, [f"source:{source}"]), public=desk.settings.public)
    return page(
        request,
        "sources.html",
        here="sources",
        title=say("sources.title"),
        found=found,
        text=text,
        chosen=source,
        grades=GRADES,
        history=history,
        known=desk.estimates.directory_entries(),
        doubtful=[] if turn > 1 else desk.estimates.doubtful_names(rows),
    )


@post("/sources/grade", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def grade(request: Request[Any, Any, Any], data: Form) -> Response[str]:
    """Give a source a grade, or take it back."""
    source, value, reason = (str(data.get(name) or "") for name in ("source", "grade", "reason"))
    acting.grade(request.app.state.desk, actor_of(request), source, value, reason)
    return see(f"/sources?source={quote(source)}#{quote(source)}")


@post("/sources/merge", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def merge(request: Request[Any, Any, Any], data: Form) -> Response[str]:
    """Say that two names are one source, or that they are not."""
    source, into, reason = (str(data.get(name) or "").strip() for name in ("source", "into", "reason"))
    acting.merge_sources(request.app.state.desk, actor_of(request), source, into, reason)
    return see(f"/sources?source={quote(into or source)}")
