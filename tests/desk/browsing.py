"""A person at the desk: a browser context that is signed in and writes down every address it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.desk.serving import PASSWORDS, Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@contextmanager
def visitor(chromium: Browser, served: Served, name: str | None = None, **options: object) -> Iterator[Page]:
    """A page of a new browser context, signed in as `name`; no request may leave the host, no script may fail."""
    context = chromium.new_context(base_url=served.address, **options)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page = context.new_page()
    strangers: list[str] = []
    failures: list[str] = []
    host = urlsplit(served.address).netloc
    page.on("request", lambda request: strangers.append(request.url) if urlsplit(request.url).netloc != host else None)
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda said: failures.append(said.text) if "Content Security Policy" in said.text else None)
    if name is not None:
        page.goto("/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORDS[name])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/cases/**")
    yield page
    context.close()
    assert strangers == []
    assert failures == []
