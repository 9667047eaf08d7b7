"""Whom a report credits for its text, and what it quotes word for word."""

from __future__ import annotations

import re

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
_CUE = re.compile(
    r"\b(?:reported by|according to|citing|quoted by|cited by|told|as reported by|carried by|writes|"
    r"за даними|повідомляє|по данным|сообщает)\s",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s(?:reported|reports|said in a report|news agency|повідомило|сообщило)\b", re.IGNORECASE)
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
    for match in _CUE.finditer(text):
        found += _outlets(text[match.end() : match.end() + REACH], directory)
    for match in _AFTER.finditer(text):
        found += _outlets(text[max(0, match.start() - REACH) : match.start()], directory)[-1:]
    own = directory.find(report.publisher) if report.publisher else None
    own_names = {report.publisher, own.name if own else None}
    return [name for name in dict.fromkeys(_named(name, directory) for name in found) if name not in own_names]


def quotations(text: str) -> list[str]:
    """The longer passages in quotation marks, as lower-case words."""
    passages = (" ".join(words_of(match[1])) for match in _QUOTE.finditer(text[:LONGEST_TEXT]))
    return [passage for passage in dict.fromkeys(passages) if passage.count(" ") >= QUOTED - 1]


def _outlets(text: str, directory: Directory) -> list[str]:
    return [entry.name for entry in directory.mentioned(text) if entry.kind == "media"]


def _named(name: str, directory: Directory) -> str:
    entry = directory.find(name)
    return entry.name if entry else name
