"""The API described on a page, from its own OpenAPI description."""

from __future__ import annotations

from typing import Any

from litestar import MediaType, Request, Response, get

from tollbook.desk.rendering import page
from tollbook.desk.strings import say


@get("/", include_in_schema=False, sync_to_thread=True)
def index(request: Request[Any, Any, Any]) -> Response[str]:
    """Every path with what it does."""
    described = request.app.openapi_schema.to_schema()
    rows = [
        (method.upper(), path, operation.get("description") or operation.get("summary") or "")
        for path, item in sorted(described["paths"].items())
        for method, operation in item.items()
    ]
    return page(request, "api.html", here="", title=say("site.api"), rows=rows)


@get("/openapi.json", include_in_schema=False, sync_to_thread=True)
def openapi(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """The description in OpenAPI."""
    return Response(request.app.openapi_schema.to_schema(), media_type=MediaType.JSON)
