"""The ASGI application: routes, the gate before them, and what errors look like."""

from __future__ import annotations

import logging
from typing import Any

from litestar import Litestar, MediaType, Request, Response, Router, get
from litestar.config.app import AppConfig
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotAuthorizedException, NotFoundException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from tollbook.desk import api, pages
from tollbook.desk.desk import Desk
from tollbook.desk.rendering import page
from tollbook.desk.security import LOOPBACK, Gate, form_key_present, may_read
from tollbook.desk.settings import Settings
from tollbook.desk.strings import say
from tollbook.messages import Refusal

log = logging.getLogger("tollbook.desk")


@get("/static/{digest:str}/{name:str}", include_in_schema=False, opt={"open": True}, sync_to_thread=False)
def static(request: Request[Any, Any, Any], digest: str, name: str, state: State) -> Response[bytes]:
    """A style sheet, script or icon, compressed where the browser takes it so."""
    desk: Desk = state.desk
    if name not in desk.assets.files or digest != desk.assets.digest:
        raise NotFoundException()
    media_type, content = desk.assets.files[name]
    headers = {"vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["content-encoding"] = desk.assets.packed[name], "gzip"
    return Response(content, media_type=media_type, headers=headers)


def _wants_json(request: Request[Any, Any, Any]) -> bool:
    return request.url.path.startswith("/api")


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """What failed, what still holds and what to do, as a page or, under /api, as JSON."""
    if isinstance(error, HTTPException):
        status, detail = error.status_code, error.detail
        if isinstance(error, NotFoundException):
            detail = say("refused.not-found")
    elif isinstance(error, Refusal):
        status, detail = 422, str(error)
    else:
        log.exception("request to %s failed", request.url.path, exc_info=error)
        status, detail = 500, say("error.server")
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if _wants_json(request):
        content: dict[str, Any] = {"status_code": status, "detail": detail}
        if isinstance(error, HTTPException) and isinstance(error.extra, list):
            content["extra"] = [{k: str(v) for k, v in part.items()} for part in error.extra if isinstance(part, dict)]
        return Response(content, status_code=status, media_type=MediaType.JSON, headers=headers)
    if isinstance(error, NotAuthorizedException) and request.method == "GET":
        return Response("", status_code=303, headers={"location": "/sign-in"}, media_type=MediaType.HTML)
    answer = page(request, "error.html", here="", title=say("error.title"), status=status, detail=detail)
    answer.headers.update(headers)
    return answer


def create_app(settings: Settings, hosts: frozenset[str] | None = None) -> Gate:
    """The desk for `settings`; `hosts` are the names it answers to (loopback names when not given)."""
    desk = Desk(settings, LOOPBACK_NAMES if hosts is None else hosts)

    front = Router("/", route_handlers=pages.open_handlers(settings.public))
    site = Router(
        "/", route_handlers=pages.handlers(settings.public), before_request=form_key_present, guards=[may_read]
    )
    app = Litestar(
        route_handlers=[static, front, site, api.router(settings.public)],
        exception_handlers={Exception: answer_error},
        openapi_config=OpenAPIConfig(
            title=say("api.title"),
            version=api.VERSION,
            description=say("api.description"),
            path="/api/description",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            use_handler_docstrings=True,
            components=api.SECURITY,
        ),
        state=State({"desk": desk}),
        on_shutdown=[desk.close],
        request_max_body_size=settings.max_upload,
        # Pages of the public face hold no secret that their compressed length could give away.
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=5) if settings.public else None,
        on_app_init=[_quiet],
    )
    return Gate(app, desk)


LOOPBACK_NAMES = frozenset(LOOPBACK)


def _quiet(config: AppConfig) -> AppConfig:
    config.debug = False
    config.logging_config = None
    return config
