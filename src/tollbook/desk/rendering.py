"""Pages from templates. Everything is escaped unless the desk itself made the markup."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from litestar import MediaType, Request, Response

from tollbook.desk import words
from tollbook.desk.addresses import slug
from tollbook.desk.desk import Desk
from tollbook.desk.security import visitor_of
from tollbook.desk.strings import say, say_marked, say_or


@cache
def environment() -> Environment:
    """The templates with the words of the desk at hand."""
    folder = files("tollbook.desk") / "templates"

    def load(name: str) -> str | None:
        item = folder / name
        return item.read_text(encoding="utf-8") if item.is_file() else None

    made = Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["slug"] = slug
    made.globals.update(t=say, tm=say_marked, t_or=say_or, words=words)
    return made


def render(template: str, /, **context: Any) -> str:
    """A template filled in."""
    return environment().get_template(template).render(**context)


def page(
    request: Request[Any, Any, Any], template: str, /, *, here: str, title: str, status: int = 200, **context: Any
) -> Response[str]:
    """A whole page; `here` is the part of the main navigation it belongs to."""
    desk: Desk = request.app.state.desk
    content = render(
        template,
        desk=desk,
        visitor=visitor_of(request),
        public=desk.settings.public,
        asset=desk.assets.address,
        here=here,
        title=title,
        address=str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
        revision=desk.revision(),
        moved=desk.estimates.moved(),
        waiting=desk.waiting(),
        **context,
    )
    return Response(content, status_code=status, media_type=MediaType.HTML)
