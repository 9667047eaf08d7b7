"""Which of the readable languages a text is in."""

from __future__ import annotations

import re
from functools import lru_cache

from tollbook.reading.language import available, language

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 2000


@lru_cache
def _common() -> dict[str, frozenset[str]]:
    return {code: frozenset(language(code).writing["common"]) for code in available()}


def identify(text: str) -> str | None:
    """Code of the language whose common words make up at least a tenth of the text's first words; None for no such."""
    words = _WORD.findall(text[:_SAMPLE].lower())
    if not words:
        return None
    shares = {code: sum(word in common for word in words) / len(words) for code, common in _common().items()}
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= 0.1 else None
