"""The first look: whether a report holds any word of loss or of soldiers at all, at next to no cost."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from tollbook.reading.language import language

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_LINE = re.compile(r"\n(?<=[\w-]\n)([^\W\d_]++)")
LONGEST = 60
"""No word of loss has more letters."""

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
def _entries(code: str) -> tuple[list[str], bool]:
    """The loss words of a language, and whether any is written in ASCII alone."""
    table = language(code).table("lexicon")["words"]
    entries = sorted({entry for name, words in table.items() if name.partition(".")[0] in LOSS for entry in words})
    return entries, any(map(str.isascii, entries))


@lru_cache
def _automaton(code: str) -> tuple[AhoCorasick, list[tuple[bool, int]]]:
    """The automaton over the loss words of a language; per word, whether it is a stem, and its length."""
    from ahocorasick_rs import AhoCorasick, Implementation

    entries, _ = _entries(code)
    words = [entry.partition("*")[0] for entry in entries]
    kinds = [("*" in entry, len(word)) for entry, word in zip(entries, words, strict=True)]
    return AhoCorasick(words, implementation=Implementation.DFA), kinds


def tells_of_losses(text: str, code: str) -> bool:
    """Whether `text` holds a loss word of the language `code` as a word of its own."""
    if text.isascii() and not _entries(code)[1]:
        return False
    automaton, kinds = _automaton(code)
    folded = text.replace("İ", "i").lower()
    for index, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
        if (not start or not folded[start - 1].isalpha()) and (
            kinds[index][0] or end == len(folded) or not folded[end].isalpha()
        ):
            return True
    return any(_split_word(match, automaton, kinds) for match in _LINE.finditer(folded))


def _split_word(match: re.Match[str], automaton: AhoCorasick, kinds: list[tuple[bool, int]]) -> bool:
    """Whether the letters on both sides of a line break make up a loss word."""
    text, end = match.string, match.start()
    end -= text[end - 1 : end] == "-"
    start = end
    while start > max(0, end - LONGEST) and text[start - 1].isalpha():
        start -= 1
    if start == end:
        return False
    joined = text[start:end] + match.group(1)
    return any(
        start == 0 and (kinds[index][0] or end == len(joined))
        for index, start, end in automaton.find_matches_as_indexes(joined, overlapping=True)
    )
