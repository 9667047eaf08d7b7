"""What every request passes through: host and same-origin checks, who it is, headers, caching of the public face."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, cast
from urllib.parse import urlsplit

from anyio import to_thread
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from tollbook.desk.accounts import NOBODY, Role, Visitor
from tollbook.desk.strings import say

COOKIE = "tollbook_session"
VISITOR = "tollbook.visitor"
"""Where the gate leaves in a request's scope who sends it."""
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS: list[tuple[bytes, bytes]] = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


def header(scope: Scope, name: bytes) -> str | None:
    """The first request header `name` (lower case), decoded."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return None


def cookie(scope: Scope, name: str) -> str | None:
    """The value of a cookie of the request."""
    for part in (header(scope, b"cookie") or "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return None


def foreign(scope: Scope) -> bool:
    """Whether a browser says that another site sent the request."""
    if (site := header(scope, b"sec-fetch-site")) is not None:
        return site not in ("same-origin", "none")
    origin = header(scope, b"origin")
    return origin is not None and urlsplit(origin).netloc != header(scope, b"host")


class Gate:
    """ASGI middleware around the whole desk; `desk` is the Desk it guards."""

    def __init__(self, app: Callable[..., Awaitable[None]], desk: Any) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self.refusal(scope)
        if refusal:
            await _plain(send, *refusal)
            return
        etag = await self.etag(scope)
        if etag and etag in (header(scope, b"if-none-match") or ""):
            await _answer(send, 304, [(b"etag", etag.encode()), *self.caching(scope)], b"")
            return
        scope[VISITOR] = await to_thread.run_sync(self.visitor, scope)

        async def dressed(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                present = {key.lower() for key, _ in headers}
                headers += [pair for pair in HEADERS if pair[0] not in present]
                if b"cache-control" not in present:
                    headers += self.caching(scope) if message["status"] == 200 else [(b"cache-control", b"no-store")]
                if etag and message["status"] == 200:
                    headers.append((b"etag", etag.encode()))
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, dressed)

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Why the request goes no further: a host not served, another site's form, a write to the public face."""
        host = header(scope, b"host") or ""
        name = host if host.endswith("]") else host.rsplit(":", 1)[0]
        if self.desk.hosts and name not in self.desk.hosts:
            return 421, say("refused.host")
        if scope["method"] in UNSAFE:
            if self.desk.settings.public:
                return 403, say("refused.public")
            if foreign(scope):
                return 403, say("refused.foreign")
        return None

    def visitor(self, scope: Scope) -> Visitor:
        """Who sends the request, by API token or session cookie."""
        if self.desk.settings.public:
            return NOBODY
        scheme, _, token = (header(scope, b"authorization") or "").partition(" ")
        if scheme.lower() == "bearer":
            found: Visitor = self.desk.accounts.by_token(token.strip())
            return found
        if (session := cookie(scope, COOKIE)) is not None:
            found = self.desk.accounts.by_session(session)
            return found
        return NOBODY

    async def etag(self, scope: Scope) -> str | None:
        """The tag of a public page: it changes with the ledger, the estimates and the code, and with nothing else."""
        if not self.desk.settings.public or scope["method"] not in ("GET", "HEAD") or _is_static(scope):
            return None
        state = await to_thread.run_sync(self.desk.state_of_the_record)
        parts = [state, scope["path"], scope["query_string"].decode("latin-1"), header(scope, b"hx-request") or ""]
        return 'W/"' + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20] + '"'

    def caching(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """How long what is served may be kept."""
        if _is_static(scope):
            return [(b"cache-control", b"public, max-age=31536000, immutable")]
        if self.desk.settings.public:
            return [(b"cache-control", b"public, max-age=60"), (b"vary", b"HX-Request")]
        return [(b"cache-control", b"private, no-cache"), (b"vary", b"Cookie, HX-Request")]


def _is_static(scope: Scope) -> bool:
    return bool(scope["path"].startswith("/static/"))


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *HEADERS]})
    await send({"type": "http.response.body", "body": body})


async def _plain(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await _answer(send, status, headers, text.encode())


def visitor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Visitor:
    """Who sends the request, as the gate found."""
    return cast(Visitor, connection.scope.get(VISITOR, NOBODY))


def may_read(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: once the desk has users, reading takes signing in; the public face and an own desk are open."""
    desk = connection.app.state.desk
    if not desk.open_to_read and not visitor_of(connection).may("reader"):
        raise NotAuthorizedException(say("refused.sign-in"))


def needs(role: Role) -> Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], None]:
    """Guard: the visitor's role is at least `role`."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        visitor = visitor_of(connection)
        if visitor.role is None:
            raise NotAuthorizedException(say("refused.sign-in"))
        if not visitor.may(role):
            raise PermissionDeniedException(say("refused.role", role=say(f"role.{role}")))

    return guard


async def form_key_present(request: Any) -> None:
    """Before a form's handler: the form carries the key of the session that sends it."""
    if request.method not in UNSAFE:
        return
    visitor = visitor_of(request)
    given = request.headers.get("x-form-key")
    if given is None:
        given = (await request.form()).get("form_key")
    if visitor.form_key is None or not isinstance(given, str) or not secrets.compare_digest(given, visitor.form_key):
        raise PermissionDeniedException(say("refused.form"))


async def form_key_or_token(request: Any) -> None:
    """Before a handler of the API: a token needs no form key, a session does."""
    if visitor_of(request).form_key is not None:
        await form_key_present(request)
