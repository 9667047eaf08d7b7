"""Signing in and out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Annotated, Any

from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException, TooManyRequestsException
from litestar.params import Body, Parameter

from tollbook.desk.accounts import SESSION_SECONDS
from tollbook.desk.desk import Desk
from tollbook.desk.rendering import page
from tollbook.desk.security import COOKIE, cookie
from tollbook.desk.strings import say

SIGN_IN_COOKIE = "tollbook_sign_in"
_SERVER_KEY = secrets.token_bytes(32)
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]


def _key_for(value: str) -> str:
    """What the form must carry beside the cookie `value`, so that another site can sign nobody in."""
    return hmac.new(_SERVER_KEY, value.encode(), hashlib.sha256).hexdigest()


def _cookie(desk: Desk, key: str, value: str, seconds: int) -> Cookie:
    return Cookie(
        key=key, value=value, max_age=seconds, httponly=True, samesite="lax", secure=desk.settings.secure_cookies
    )


def _session(desk: Desk, name: str) -> Response[str]:
    """Back to the start page with a session cookie."""
    secret, _ = desk.accounts.open_session(name)
    return Response(
        "",
        status_code=303,
        headers={"location": "/"},
        media_type=MediaType.HTML,
        cookies=[_cookie(desk, COOKIE, secret, SESSION_SECONDS)],
    )


def _form(request: Request[Any, Any, Any], wrong: str = "", name: str = "", status: int = 200) -> Response[str]:
    desk: Desk = request.app.state.desk
    value = secrets.token_urlsafe(16)
    answer = page(
        request,
        "sign-in.html",
        here="",
        title=say("sign-in.title"),
        status=status,
        key=_key_for(value),
        wrong=wrong,
        name=name,
        local=not desk.accounts.any(),
    )
    answer.set_cookie(_cookie(desk, SIGN_IN_COOKIE, value, 3600))
    return answer


@get("/sign-in", include_in_schema=False, sync_to_thread=True)
def sign_in_form(
    request: Request[Any, Any, Any], key: Annotated[str | None, Parameter(max_length=100)] = None
) -> Response[str]:
    """The form; with the key that `tollbook serve` printed, a session of the person who started the desk."""
    desk: Desk = request.app.state.desk
    expected = desk.settings.local_key
    if key and expected and secrets.compare_digest(key.encode(), expected.encode()) and not desk.accounts.any():
        return _session(desk, desk.local_user())
    return _form(request)


@post("/sign-in", include_in_schema=False, sync_to_thread=True)
def sign_in(request: Request[Any, Any, Any], data: Form) -> Response[str]:
    """A session for the right name and password; five failures a minute for a name, thirty for an address."""
    desk: Desk = request.app.state.desk
    name, password = str(data.get("name", ""))[:64], str(data.get("password", ""))[:1000]
    value = cookie(request.scope, SIGN_IN_COOKIE) or ""  # type: ignore[arg-type]
    given = str(data.get("sign_in_key", "")).encode("utf-8", "replace")
    if not value or not secrets.compare_digest(_key_for(value).encode(), given):
        raise PermissionDeniedException(say("refused.form"))
    address = request.client.host if request.client else ""
    if seconds := max(desk.by_name.wait(name), desk.by_address.wait(address)):
        raise TooManyRequestsException(say("refused.rate", seconds=seconds), headers={"retry-after": str(seconds)})
    if not desk.accounts.check(name, password):
        desk.by_name.failed(name)
        desk.by_address.failed(address)
        return _form(request, say("refused.sign-in-wrong"), name, 401)
    desk.by_name.succeeded(name)
    return _session(desk, name)


@post("/sign-out", include_in_schema=False, sync_to_thread=True)
def sign_out(request: Request[Any, Any, Any]) -> Response[str]:
    """End the session."""
    desk: Desk = request.app.state.desk
    if (secret := cookie(request.scope, COOKIE)) is not None:  # type: ignore[arg-type]
        desk.accounts.close_session(secret)
    answer = Response("", status_code=303, headers={"location": "/"}, media_type=MediaType.HTML)
    answer.delete_cookie(COOKIE)
    return answer
