"""Which kind of document a name, a media type or the bytes themselves speak of, and the module that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Literal

import msgspec

from tollbook.capture.captured import Captured, Found, captured
from tollbook.messages import Refusal, refuse

Kind = Literal["text", "html", "pdf", "mail", "jsonl", "feed"]

SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".eml": "mail",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
MEDIA_TYPES: dict[str, Kind] = {
    "text/plain": "text",
    "text/markdown": "text",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "message/rfc822": "mail",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/xml": "feed",
    "text/xml": "feed",
}
ROOT = re.compile(rb"<(?:!doctype\s+)?([a-z:]+)", re.IGNORECASE)
ROOTS: dict[bytes, Kind] = {
    b"html": "html",
    b"head": "html",
    b"body": "html",
    b"article": "html",
    b"rss": "feed",
    b"feed": "feed",
    b"rdf:rdf": "feed",
}
MAIL = re.compile(rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n")
MAIL_FIELDS = re.compile(rb"^(?:from|subject|message-id|mime-version|received):", re.IGNORECASE | re.MULTILINE)
HEAD = 4096


def kind_of_name(name: str) -> Kind | None:
    """The kind that a file's suffix stands for, or None."""
    return SUFFIXES.get(PurePath(name).suffix.lower())


def kind_of_bytes(data: bytes) -> Kind:
    """The kind that `data` looks like; text where it looks like no other."""
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    root = ROOT.match(without_preamble(head))
    if root and root[1].lower() in ROOTS:
        return ROOTS[root[1].lower()]
    if MAIL.match(head) and len(MAIL_FIELDS.findall(head)) >= 2:
        return "mail"
    return "text"


def without_preamble(head: bytes) -> bytes:
    """Markup from its first tag on, without the comments and processing instructions before it."""
    head = head.lstrip()
    for opening, closing in ((b"<?", b">"), (b"<!--", b"-->")) * 8:
        if head.startswith(opening):
            head = head.partition(closing)[2].lstrip()
    return head


def looks_like_jsonl(line: bytes) -> bool:
    """Whether `line` is a JSON record with a text."""
    try:
        record = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return isinstance(record, dict) and "text" in record


def read_kind(kind: Kind, data: bytes, name: str, place: str | None = None) -> Iterator[Captured | Refusal]:
    """The reports of one document of `kind`, all in memory; raises a Refusal where it cannot be read."""
    if not data.strip():
        raise refuse("empty-report", name=name)
    if kind == "feed":
        from tollbook.capture.feed import read_feed

        yield from read_feed(data, name)
        return
    yield captured(read_document(kind, data, name), data, name, place)


def read_document(kind: Kind, data: bytes, name: str) -> Found:
    """One document of `kind` that holds one report."""
    if kind == "html":
        from tollbook.capture.html import read_html

        return read_html(data, name)
    if kind == "pdf":
        from tollbook.capture.pdf import read_pdf

        return read_pdf(data, name)
    if kind == "mail":
        from tollbook.capture.mail import read_mail

        return read_mail(data, name)
    from tollbook.capture.text import read_text

    return read_text(data, name)
