"""Web addresses: what is fetched becomes a report of its kind."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tollbook.capture.captured import Captured, captured
from tollbook.capture.feed import read_feed
from tollbook.capture.fetching import Fetched, fetch
from tollbook.capture.html import read_html, tidied
from tollbook.capture.jsonl import read_jsonl
from tollbook.capture.kinds import MEDIA_TYPES, Kind, kind_of_bytes, kind_of_name, read_document
from tollbook.capture.text import read_text
from tollbook.messages import Refusal, refuse

UNSAID = {"", "application/octet-stream", "binary/octet-stream"}
"""Media types that say nothing; then the address's suffix and the bytes do."""


def read_address(address: str, max_size: int, allow_private: bool) -> Iterator[Captured | Refusal]:
    """The report at `address`, or the reports of a feed or JSON Lines; raises a Refusal where it cannot be had."""
    fetched = fetch(address, max_size, allow_private)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if not fetched.data.strip():
        raise refuse("empty-report", name=address)
    kind = kind_of_fetched(fetched, address)
    if kind == "feed":
        yield from read_feed(fetched.data, address, fetched.charset, fetched.address, now)
    elif kind == "jsonl":
        yield from read_jsonl(io.BytesIO(fetched.data), address, max_size)
    else:
        if kind == "html":
            found = read_html(fetched.data, address, fetched.charset, fetched.address)
        elif kind == "text":
            found = read_text(fetched.data, address, fetched.charset, guess=True)
        else:
            found = read_document(kind, fetched.data, address)
        found.url = found.url or tidied(fetched.address)
        found.captured = now
        yield captured(found, fetched.data, address)


def kind_of_fetched(fetched: Fetched, address: str) -> Kind:
    """The kind of document that was fetched; raises `wrong-type` for none of ours."""
    suffix = kind_of_name(urlsplit(fetched.address).path)
    said = MEDIA_TYPES.get(fetched.media_type)
    if said == "text" and suffix == "jsonl":
        return "jsonl"
    if said == "feed":
        return "html" if kind_of_bytes(fetched.data) == "html" else "feed"
    if said is not None:
        return said
    seen = kind_of_bytes(fetched.data)
    if fetched.media_type in UNSAID and (seen != "text" or suffix or not fetched.media_type):
        return seen if seen != "text" else suffix or seen
    raise refuse("wrong-type", name=address, type=fetched.media_type)
