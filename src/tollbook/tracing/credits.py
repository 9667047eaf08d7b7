"""Whom a report credits for its text, and what it quotes word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tollbook.claims import Report
from tollbook.tracing.alignment import words_of
from tollbook.tracing.directory import Directory

HEAD = 400
"""Characters at the start where a dateline stands."""
TAIL = 300
REACH = 60
"""Characters after a cue in which the credited name stands."""
QUOTED = 8
"""Words that a passage in quotation marks must have to be traced."""
LONGEST_TEXT = 200_000

_DATELINE = re.compile(r"\(([A-Z][\w .&/-]{1,40})\)\s*[-–—]|^\s*([A-Z][\w .&-]{1,30})\s*[-–—]", re.MULTILINE)
_SOURCE = re.compile(r"(?:^|\n)\s*(?:source|credit|джерело|источник|출처)\s*[:：]\s*([^\n]{2,60})", re.IGNORECASE)
_BEFORE_NAME = (
    "reported by ", "according to ", "citing ", "quoted by ", "cited by ", " told ", "carried by ", " writes ",
    "за даними ", "повідомляє ", "по данным ", "сообщает ",
)  # fmt: skip
_AFTER_NAME = (" reported", " reports", " said in a report", " news agency", " повідомило", " сообщило")
_QUOTE = re.compile(r"[“\"«„]([^“”\"«»„]{20,600})[”\"»“]")


def credited(report: Report, directory: Directory) -> list[str]:
    """Agencies and outlets that the report names as where its text or news comes from, surest first."""
    text = report.text[:LONGEST_TEXT]
    found: list[str] = []
    for match in _DATELINE.finditer(text[:HEAD]):
        name = match[1] or match[2]
        entry = directory.find(name)
        if entry is not None and entry.kind == "media":
            found.append(entry.name)
        elif match[1] and entry is None:
            found.append(name)
    found += [match[1].strip(" .") for match in _SOURCE.finditer(text[-TAIL:])]
    lower = text.replace("İ", "i").lower()
    for cue in _BEFORE_NAME:
        for at in _places(lower, cue):
            found += _outlets(text[at + len(cue) : at + len(cue) + REACH], directory)
    for cue in _AFTER_NAME:
        for at in _places(lower, cue):
            found += _outlets(text[max(0, at - REACH) : at], directory)[-1:]
    own = directory.find(report.publisher) if report.publisher else None
    own_names = {report.publisher, own.name if own else None}
    return [name for name in dict.fromkeys(_named(name, directory) for name in found) if name not in own_names]


def quotations(text: str) -> list[str]:
    """The longer passages in quotation marks, as lower-case words."""
    passages = (" ".join(words_of(match[1])) for match in _QUOTE.finditer(text[:LONGEST_TEXT]))
    return [passage for passage in dict.fromkeys(passages) if passage.count(" ") >= QUOTED - 1]


def _places(text: str, cue: str) -> Iterator[int]:
    """Where `cue` stands in `text`; plain search, many times faster than an expression with alternatives."""
    at = text.find(cue)
    while at >= 0:
        yield at
        at = text.find(cue, at + 1)


def without_quotations(text: str) -> str | None:
    """The text without what stands in quotation marks; None where nothing does."""
    outside = _QUOTE.sub(" ", text)
    return outside if len(outside) != len(text) else None


def _outlets(text: str, directory: Directory) -> list[str]:
    return [entry.name for entry in directory.mentioned(text) if entry.kind == "media"]


def _named(name: str, directory: Directory) -> str:
    entry = directory.find(name)
    return entry.name if entry else name
