"""Before the first visitor: every kind of page is made once, so that nobody waits for templates, queries and cases."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from tollbook.desk.accounts import Visitor
from tollbook.desk.addresses import slug
from tollbook.desk.desk import Desk
from tollbook.desk.security import VISITOR, Gate

READER = Visitor(name="", role="reviewer")
LISTS = ("/reports", "/reports?text=the", "/claims", "/claims?text=the", "/traces", "/sources", "/corrections")
REVIEWERS = ("/review", "/add", "/api/queue")


def pages(desk: Desk) -> list[str]:
    """One address of each kind of page."""
    found = [f"/cases/{slug(name)}" for name in desk.estimates.names] + [*LISTS, "/api/claims"]
    found += [] if desk.settings.public else REVIEWERS
    for statement in desk.ledger.statements(limit=1):
        claim = statement.claim
        found += [f"/reports/{slug(claim.report)}", f"/claims/{slug(claim.id)}", f"/traces/{slug(claim.id)}"]
    return found


async def warm(gate: Gate) -> None:
    """Make one page of each kind and throw it away."""
    for address in pages(gate.desk):
        await _ask(gate, address)


async def _ask(gate: Gate, address: str) -> None:
    parts = urlsplit(address)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": parts.path, "raw_path": parts.path.encode(), "query_string": parts.query.encode(), "root_path": "",
        "headers": [(b"host", b"localhost")], "client": None, "server": None, "state": {}, VISITOR: READER,
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: MutableMapping[str, Any]) -> None:
        return None

    await gate.app(scope, receive, send)
