"""Signals: the phrases of a language's table of classes, found at their places in a document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from tollbook.reading.document import Document
from tollbook.reading.language import Language


class Signal:
    """One phrase of a class: tokens first..last (exclusive)."""

    __slots__ = ("first", "last", "name")

    def __init__(self, first: int, last: int, name: str) -> None:
        self.first, self.last, self.name = first, last, name


class Book:
    """The classes of one table, {NAME: [phrases]}; a phrase that ends in * takes any ending of its last word."""

    def __init__(self, language: Language, table: str) -> None:
        self._whole: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._stems: dict[str, list[str]] = {}
        for name, phrases in language.table(table).get("classes", {}).items():
            for phrase in phrases:
                words = tuple(language.token.findall(phrase.rstrip("*")))
                if phrase.endswith("*") and len(words) == 1:
                    self._stems.setdefault(words[0], []).append(name)
                else:
                    self._whole.setdefault(words[0], []).append((words, name))
        self._lengths = sorted({len(stem) for stem in self._stems}, reverse=True)
        self._seen: dict[str, list[tuple[tuple[str, ...], str]]] = {}

    def find(self, words: list[str], first: int, last: int) -> Iterator[Signal]:
        """All signals in the tokens first..last, in order; one place may carry several."""
        for place, entries in enumerate(map(self._seen.get, words[first:last]), first):
            if entries is None:
                entries = self._at(words[place])
            for phrase, name in entries:
                end = place + len(phrase)
                if end <= last and (len(phrase) == 1 or tuple(words[place:end]) == phrase):
                    yield Signal(place, end, name)

    def _at(self, word: str) -> list[tuple[tuple[str, ...], str]]:
        """The phrases that may begin with `word`, and the word itself for each stem it has."""
        stems = [name for length in self._lengths for name in self._stems.get(word[:length], ())]
        found = self._whole.get(word, []) + [((word,), name) for name in stems]
        if len(self._seen) < 200_000:
            self._seen[word] = found
        return found


@lru_cache
def book(language: Language, table: str) -> Book:
    """The classes of TABLE.toml of `language`, made once."""
    return Book(language, table)


class Signals:
    """The signals of one table in one document."""

    def __init__(self, document: Document, table: str) -> None:
        self.all = list(book(document.language, table).find(document.words, 0, len(document.words)))
        self._firsts = [signal.first for signal in self.all]

    def within(self, first: int, last: int) -> list[Signal]:
        """The signals that begin in the tokens first..last."""
        return self.all[bisect_left(self._firsts, first) : bisect_left(self._firsts, last)]


def distance(tokens: int) -> str:
    """A distance in tokens, coarsely."""
    for limit in (1, 3, 6, 10, 16):
        if tokens <= limit:
            return str(limit)
    return "far"
