"""The first look: whether a report holds any word of loss or of soldiers at all, at next to no cost."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tollbook.reading.language import language

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

LOSS = (
    "kill",
    "die",
    "dead",
    "toll",
    "wound",
    "casualty",
    "lose",
    "missing",
    "captured",
    "displaced",
    "deployed",
    "withdrawn",
    "military",
)


@lru_cache
def _automaton(code: str) -> tuple[AhoCorasick, list[tuple[bool, int]]]:
    """The automaton over the loss words of a language; per word, whether it is a stem, and its length."""
    from ahocorasick_rs import AhoCorasick

    table = language(code).table("lexicon")["words"]
    entries = sorted({entry for name in LOSS for entry in table[name]})
    words = [entry.rstrip("*") for entry in entries]
    return AhoCorasick(words), [(entry.endswith("*"), len(word)) for entry, word in zip(entries, words, strict=True)]


def tells_of_losses(text: str, code: str) -> bool:
    """Whether `text` holds a loss word of the language `code` as a word of its own."""
    automaton, kinds = _automaton(code)
    folded = text.replace("İ", "i").lower()
    for index, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
        if (not start or not folded[start - 1].isalpha()) and (
            kinds[index][0] or end == len(folded) or not folded[end].isalpha()
        ):
            return True
    return "\n" in text and _split_word(folded, code)


def _split_word(folded: str, code: str) -> bool:
    """Whether a loss word is broken across two lines."""
    joined = folded.replace("-\n", "").replace("\n", "")
    automaton, _ = _automaton(code)
    return bool(automaton.find_matches_as_indexes(joined, overlapping=False))
