"""JSON Lines: one report a line, `{"id","text","title"?,"published"?,"url"?,"publisher"?,"lang"?}`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tollbook.capture.captured import Captured, Found, captured, iso_date
from tollbook.capture.files import Readable, lines, size_text
from tollbook.messages import Refusal, refuse


class Line(msgspec.Struct):
    """One line; null and absent mean the same, other keys are passed over."""

    text: str
    id: str | int | None = None
    title: str | None = None
    published: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    lang: str | None = None


def read_jsonl(stream: Readable, name: str, max_size: int) -> Iterator[Captured | Refusal]:
    """The reports of `stream` in their order, and a refusal with its line's number for each line that is none.

    `max_size` holds for a line, not for the whole stream.
    """
    reports = 0
    for number, line in lines(stream, name, max_size):
        try:
            if line is None:
                raise refuse("line-too-large", name=name, line=number, limit=size_text(max_size))
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                reports += 1
                yield read_line(line, name, number)
        except Refusal as refusal:
            reports += 1
            yield refusal
    if not reports:
        yield refuse("empty-report", name=name)


def read_line(line: bytes, name: str, number: int) -> Captured:
    """The report of one line; raises `bad-line` with the reason where it is none."""
    original = line.rstrip(b"\r\n")
    try:
        record = msgspec.json.decode(original.removeprefix(b"\xef\xbb\xbf"), type=Line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("bad-line", name=name, line=number, reason=reason(error)) from None
    if "\x00" in record.text or "\x00" in str(record.id):
        raise refuse("bad-line", name=name, line=number, reason="it holds a NUL character")
    if record.published and iso_date(record.published) is None:
        raise refuse("bad-line", name=name, line=number, reason=f"published {record.published!r} is no ISO date")
    found = Found(
        body=record.text,
        id=None if record.id is None else str(record.id),
        title=record.title,
        url=record.url,
        publisher=record.publisher,
        author=record.author,
        published=record.published,
        lang=record.lang,
    )
    return captured(found, original, f"{name}, line {number}")


def reason(error: Exception) -> str:
    """What is wrong with a line, in one phrase."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)
