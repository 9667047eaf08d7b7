"""The documented floor: dead who were named or shown, one by one, and counted by somebody. No estimate goes into it."""

from __future__ import annotations

import re

from tollbook.claims import Claim
from tollbook.desk.snapshot import Mark

_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*\s|\n")
_SHOWN = re.compile(
    r"\b(portraits?|obituar(y|ies)|named dead|by name|(were|was|been|are) named|list of (the )?names|name lists?)\b",
    re.IGNORECASE,
)
WIDEST = 600
"""Characters on either side of the figure within which its sentence is looked for."""


def is_named(claim: Claim, text: str) -> bool:
    """Whether the sentence of a figure of dead says that they were named or shown."""
    if claim.measure != "killed" or claim.low is None or claim.unit != "people" or claim.modality != "asserted":
        return False
    at = claim.evidence[0]
    before, after = text[max(0, at.start - WIDEST) : at.start], text[at.end : at.end + WIDEST]
    begins = max((found.end() for found in _SENTENCE_END.finditer(before)), default=0)
    ends = _SENTENCE_END.search(after)
    sentence = before[begins:] + text[at.start : at.end] + after[: ends.start() if ends else None]
    return _SHOWN.search(sentence) is not None


def floor(marks: list[Mark], day: str) -> Mark | None:
    """The largest number of named or shown dead that somebody counted by `day`; the first who said so."""
    found = [m for m in marks if m.named and m.use != "aside" and m.low and (m.said or "9999") <= day]
    return min(found, key=lambda m: (-(m.low or 0.0), m.said or "", m.claim), default=None)
