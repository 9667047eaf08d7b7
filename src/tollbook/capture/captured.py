"""What a capture gives: the report record, the original bytes, and what the report is known by."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime

import msgspec

from tollbook.claims import Report, report_id
from tollbook.messages import refuse

MAX_SIZE = 20_000_000
"""Bytes of one report, unless the caller says otherwise."""

SURROGATES = re.compile("[\ud800-\udfff]")
TITLE_LENGTH = 200
UNWRAPPED = 160
"""A line longer than this is a paragraph on one line, so the line above it is no wrapped part of it."""


class Captured(msgspec.Struct, frozen=True):
    """One report from outside.

    `original` holds the bytes as they came; `report.sha256` is theirs. `name` is what to call the input in a message.
    `identity` says which reports are the same one again: its canonical address, else the id it was given, else its
    file's name with its source folder; None for standard input. Another text under the same identity is a new
    version. `report.captured` is set for what was fetched from the web and None for what was already on disk.
    """

    report: Report
    original: bytes
    name: str
    identity: str | None = None


class Found(msgspec.Struct):
    """What one document says about itself, before it becomes a Report. Empty strings count as absent."""

    body: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    lang: str | None = None
    media_type: str = "text/plain"
    id: str | None = None
    identity: str | None = None
    """What it is known by in its own format, where that is no address and no id of ours (a message id)."""
    captured: str | None = None


def captured(found: Found, original: bytes, name: str, place: str | None = None) -> Captured:
    """The report of one document. `place` is its file's name with its source folder, or another lasting name.

    Raises `empty-report` where nothing but white space is left of it.
    """
    body = cleaned(found.body)
    if not body.strip():
        raise refuse("empty-report", name=name)
    title = word(found.title)
    text = headed(title, body)
    if title is None:
        title = leading_title(text)
    url = word(found.url)
    place = None if place is None else place.encode("utf-8", "backslashreplace").decode()
    report = Report(
        id=found.id or content_id(text, url),
        text=text,
        title=title,
        url=url,
        publisher=word(found.publisher),
        author=word(found.author),
        published=word(found.published),
        lang=word(found.lang),
        media_type=found.media_type,
        sha256=hashlib.sha256(original).hexdigest(),
        captured=found.captured,
    )
    return Captured(report, original, name, url or found.id or found.identity or place)


def content_id(text: str, url: str | None = None) -> str:
    """The id of a report that came without one: the same text at two addresses is two reports."""
    return report_id(text if url is None else f"{url}\n{text}")


def cleaned(text: str) -> str:
    """`text` with LF line ends, and half characters (lone surrogates), which no file can hold, as U+FFFD."""
    return SURROGATES.sub("\ufffd", text.replace("\r\n", "\n"))


def word(text: str | None) -> str | None:
    """A short statement about a report on one line, without NUL, which databases do not take; None when empty."""
    return " ".join(cleaned(text or "").replace("\x00", "").split()) or None


def headed(title: str | None, body: str) -> str:
    """`body` under its title, unless it begins with it already (white space aside)."""
    if not title or " ".join(body[: 4 * len(title) + 200].split()).startswith(title):
        return body
    return f"{title}\n\n{body}"


def leading_title(text: str) -> str | None:
    """The first line of `text` where it looks like a title: short, no sentence's end, and set off from what follows."""
    lines = text.lstrip().split("\n")
    first = lines[0].strip()
    if not first or len(first) > TITLE_LENGTH or len(lines) < 2 or " " not in first:
        return None
    if first.endswith((".", ":", ";", ",", "。")) and not first.endswith("..."):
        return None
    rest = "\n".join(lines[1:])
    if not rest.strip() or (lines[1].strip() and len(lines[1]) < UNWRAPPED):
        return None
    return first


def iso_date(value: str) -> str | None:
    """`value` where it is an ISO date, in part or with a time (2025-01, 2025-01-13T10:00Z), else None."""
    value = value.strip()
    try:
        if re.fullmatch(r"\d{4}", value):
            date(int(value), 1, 1)
        elif re.fullmatch(r"\d{4}-\d\d", value):
            date.fromisoformat(value + "-01")
        elif re.match(r"\d{4}-\d\d-\d\d", value):
            datetime.fromisoformat(value)
        else:
            return None
    except ValueError:
        return None
    return value
