"""Which of the readable languages a text is in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tollbook.reading.language import available, language

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 2000


@dataclass(frozen=True)
class _Marks:
    """What tells a language: its common words, letters that only it has, and letters that it never has."""

    common: frozenset[str]
    own: frozenset[str]
    foreign: frozenset[str]

    def share(self, words: list[str], letters: set[str]) -> float:
        """Share of `words`, written with `letters`, that are of the language, less those that cannot be."""
        if self.own.isdisjoint(letters):
            good = sum(map(self.common.__contains__, words))
        else:
            good = sum(word in self.common or not self.own.isdisjoint(word) for word in words)
        bad = 0 if self.foreign.isdisjoint(letters) else sum(not self.foreign.isdisjoint(word) for word in words)
        return (good - bad) / len(words)


@lru_cache
def _marks() -> dict[str, _Marks]:
    found = {}
    for code in available():
        writing = language(code).writing
        letters = (frozenset(writing.get(name, "")) for name in ("own_letters", "foreign_letters"))
        found[code] = _Marks(frozenset(writing["common"]), *letters)
    return found


def identify(text: str) -> str | None:
    """Code of the language that at least a tenth of the text's first words are of; None for no such.

    A word counts for a language when it is one of its common words or has a letter that only this language has among
    those that can be read, and against it when it has a letter that the language never has.
    """
    sample = text[:_SAMPLE].lower()
    words = _WORD.findall(sample)
    if not words:
        return None
    letters = set(sample)
    shares = {code: marks.share(words, letters) for code, marks in _marks().items()}
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= 0.1 else None
