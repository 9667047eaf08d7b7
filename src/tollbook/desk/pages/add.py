"""Adding reports: pasted text, dropped files, an address or a feed."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from tollbook.capture import Captured, capture
from tollbook.desk.desk import Desk
from tollbook.desk.pages.review import actor_of
from tollbook.desk.rendering import page
from tollbook.desk.security import needs
from tollbook.desk.strings import say
from tollbook.messages import Refusal, refuse

MOST_FILES = 200


class Outcome(msgspec.Struct):
    """What became of one input."""

    name: str
    state: str
    report: str | None = None
    title: str | None = None
    claims: int = 0
    why: str | None = None


class Pasted(msgspec.Struct):
    """A report given as text."""

    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None


def keep(desk: Desk, actor: str, found: Iterable[Captured | Refusal]) -> list[Outcome]:
    """Read and keep each report; each bad input is named and the rest goes on."""
    from tollbook.reading import read_report

    outcomes = []
    try:
        for item in found:
            if isinstance(item, Refusal):
                outcomes.append(Outcome(str(item.details.get("name", "")), "refused", why=str(item)))
                continue
            added = desk.ledger.add(item, read_report(item.report), actor=actor)
            outcomes.append(Outcome(item.name, added.state, added.report, item.report.title, added.claims))
    except Refusal as refusal:
        outcomes.append(Outcome(str(refusal.details.get("name", "")), "refused", why=str(refusal)))
    if any(outcome.state != "unchanged" and outcome.report for outcome in outcomes):
        desk.estimates.changed(None)
    return outcomes


def pasted(desk: Desk, actor: str, given: Pasted) -> list[Outcome]:
    """Keep a report given as text, under its address where it has one."""
    if not given.text.strip():
        raise refuse("nothing-pasted")
    line = msgspec.json.encode({k: v for k, v in msgspec.structs.asdict(given).items() if v})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pasted.jsonl"
        path.write_bytes(line + b"\n")
        return keep(desk, actor, capture(str(path), max_size=desk.settings.max_upload))


def files(desk: Desk, actor: str, given: list[tuple[str, bytes]]) -> list[Outcome]:
    """Keep uploaded files as (name, bytes); a name's folders are left out."""
    outcomes: list[Outcome] = []
    for name, content in given[:MOST_FILES]:
        safe = Path(name.replace("\\", "/")).name.replace("\0", "")[:120] or "report.txt"
        with tempfile.TemporaryDirectory(prefix="uploaded-") as folder:
            path = Path(folder) / "upload" / safe
            path.parent.mkdir()
            path.write_bytes(content)
            outcomes += keep(desk, actor, capture(str(path), max_size=desk.settings.max_upload))
    for outcome in outcomes:
        outcome.name = Path(outcome.name).name
        if outcome.why:
            outcome.why = re.sub(r"\S*/upload/", "", outcome.why)
    return outcomes


def fetched(desk: Desk, actor: str, address: str) -> list[Outcome]:
    """Fetch one address, a story or a feed, and keep what it holds. Nothing but http and https is fetched."""
    if not address.lower().startswith(("http://", "https://")):
        raise refuse("bad-address", name=address[:200] or "''", reason="not http or https")
    limits = {"max_size": desk.settings.max_upload, "allow_private": desk.settings.allow_private}
    return keep(desk, actor, capture(address, **limits))  # type: ignore[arg-type]


def _show(request: Request[Any, Any, Any], outcomes: list[Outcome] | None = None) -> Response[str]:
    return page(request, "add.html", here="add", title=say("add.title"), outcomes=outcomes)


@get("/add", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def add_page(request: Request[Any, Any, Any]) -> Response[str]:
    """The three ways in."""
    return _show(request)


@post("/add/text", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def add_text(
    request: Request[Any, Any, Any],
    data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[str]:
    """A pasted text."""
    fields = {name: str(data.get(name) or "").strip() or None for name in ("title", "published", "publisher", "url")}
    given = Pasted(text=str(data.get("text") or "").replace("\r\n", "\n"), **fields)
    return _show(request, pasted(request.app.state.desk, actor_of(request), given))


@post("/add/files", include_in_schema=False, guards=[needs("reviewer")])
async def add_files(
    request: Request[Any, Any, Any], data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]
) -> Response[str]:
    """Dropped or chosen files."""
    from anyio import to_thread

    uploads = data.get("files") or []
    uploads = uploads if isinstance(uploads, list) else [uploads]
    given = [(u.filename, await u.read()) for u in uploads if isinstance(u, UploadFile) and u.filename]
    if not given:
        raise refuse("nothing-pasted")
    outcomes = await to_thread.run_sync(files, request.app.state.desk, actor_of(request), given)
    return await to_thread.run_sync(_show, request, outcomes)


@post("/add/address", include_in_schema=False, guards=[needs("reviewer")], sync_to_thread=True)
def add_address(
    request: Request[Any, Any, Any],
    data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[str]:
    """An address or a feed."""
    return _show(request, fetched(request.app.state.desk, actor_of(request), str(data.get("address") or "").strip()))
