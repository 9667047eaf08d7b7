"""All that the pages do, as JSON, described in OpenAPI at /api/openapi.json."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from litestar import Router
from litestar.openapi.spec import Components, SecurityScheme

from tollbook.desk.api import documentation, reading, writing
from tollbook.desk.security import form_key_or_token, may_read

VERSION = version("tollbook")
SECURITY = Components(
    security_schemes={"token": SecurityScheme(type="http", scheme="bearer", description="tollbook token NAME")}
)


def router(public_face: bool) -> Router:
    """The routes under /api; the public face has those that read, and no others."""
    handlers: list[Any] = [*reading.HANDLERS, documentation.index, documentation.openapi]
    if not public_face:
        handlers += [*reading.REVIEWERS, *writing.HANDLERS]
    return Router("/api", route_handlers=handlers, guards=[may_read], before_request=form_key_or_token)
