"""Feeds (RSS, Atom): each entry one report, with the text that the feed itself carries."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from tollbook.capture.captured import Captured, Found, captured
from tollbook.capture.decoding import decode
from tollbook.capture.fragments import fragment_text
from tollbook.capture.html import declared_charset
from tollbook.messages import Refusal, refuse

XML_ENCODING = re.compile(r"(?<=<\?xml)([^>]*?)\sencoding\s*=\s*[\"'][^\"'>]*[\"']")


def read_feed(
    data: bytes, name: str, charset: str | None = None, address: str | None = None, fetched: str | None = None
) -> Iterator[Captured | Refusal]:
    """The entries of a feed in its order, oldest or newest first as it comes, and a refusal for each empty one.

    An entry's original is its record as the feed gave it, in JSON. Raises `bad-feed` for what is no feed,
    `no-entries` for an empty one.
    """
    import feedparser

    text = XML_ENCODING.sub(r"\1", decode(data, name, charset or declared_charset(data), guess=True), count=1)
    try:
        feed = feedparser.parse(io.BytesIO(text.encode()), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # feedparser has no error class of its own: hostile markup surfaces as whatever its inner parsers raise
        raise refuse("bad-feed", name=name) from error
    if not feed.get("version"):
        raise refuse("bad-feed", name=name)
    if not feed.entries:
        raise refuse("no-entries", name=name)
    publisher = feed.feed.get("title")
    for number, entry in enumerate(feed.entries, 1):
        label = f"{name}, entry {number}"
        found = Found(
            body=fragment_text(entry_markup(entry)),
            title=fragment_text(entry.get("title") or ""),
            url=entry_address(entry, address),
            publisher=publisher,
            author=entry.get("author"),
            published=day(entry.get("published_parsed") or entry.get("updated_parsed")),
            media_type="text/html",
            captured=fetched,
        )
        found.body = found.body.strip() or found.title or ""
        try:
            yield captured(found, original(entry), label)
        except Refusal as refusal:
            yield refusal


def entry_markup(entry: Any) -> str:
    """The longest text that the entry carries: its content or its summary."""
    texts = [content.get("value") or "" for content in entry.get("content") or []]
    return max([*texts, entry.get("summary") or ""], key=len)


def entry_address(entry: Any, address: str | None) -> str | None:
    """The entry's link, when it is an http(s) address."""
    try:
        link = urljoin(address or "", str(entry.get("link") or "").strip())
        return link if urlsplit(link).scheme in ("http", "https") and urlsplit(link).hostname else None
    except ValueError:
        return None


def day(moment: time.struct_time | None) -> str | None:
    """A moment as an ISO date."""
    return None if moment is None else f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}"


def original(entry: Any) -> bytes:
    """The entry's record in JSON, its keys in order, so that the same entry gives the same bytes."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, default=list).encode("utf-8", "replace")
