"""Which words of a text mean what: the classes of the language's lexicon, found at every token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tollbook.reading.document import Document
from tollbook.reading.language import Language

FINER = {
    "wound": ("treated",),
    "captured": ("prisoners", "held"),
    "deployed": ("going", "giving"),
    "strength": ("force", "attacking", "staying"),
    "other": ("freed", "arrested", "enlisted", "needy", "aboard", "resident"),
}
"""Classes of measure words that are parts of a broader class."""
BROADER = {name: broad for broad, names in FINER.items() for name in names}
"""The broader class of each of these."""
MEASURE_NAMES = tuple(
    name
    for broad in (
        "both", "kill", "die", "dead", "toll", "wound", "casualty", "lose", "missing", "captured", "displaced",
        "deployed", "withdrawn", "strength", "other",
    )
    for name in (*FINER.get(broad, ()), broad)
)  # fmt: skip
"""Classes of words that name a measure, the surer first; a phrase takes them from the words inside it."""
MEASURE_WORDS = frozenset(MEASURE_NAMES)
_TAKING = MEASURE_WORDS | {"harmless"}
"""Classes whose phrases take the measure from the words inside them: "shot down" kills nobody."""
NONE: frozenset[str] = frozenset()
Entries = list[tuple[tuple[str, ...], str]]
"""Phrases with what they mean."""


def pattern(language: Language, entry: str) -> tuple[str, ...]:
    """The words of an entry; one that takes any ending keeps its `*` ("put out of actio*")."""
    found: list[str] = []
    for token in language.token.findall(entry):
        if token == "*" and found:
            found[-1] += "*"
        else:
            found.append(token)
    return tuple(found)


def fits(words: list[str], index: int, entry: tuple[str, ...]) -> bool:
    """Whether the words of a text from `index` on are those of an entry."""
    found = words[index : index + len(entry)]
    if tuple(found) == entry:
        return True
    return len(found) == len(entry) and all(
        word.startswith(own[:-1]) if own[-1] == "*" else word == own for word, own in zip(found, entry, strict=True)
    )


class Phrases:
    """Entries of several words by their first word, longest first; a first word may be a stem."""

    def __init__(self) -> None:
        self._whole: dict[str, Entries] = {}
        self._stems: Entries = []
        self._seen: dict[str, Entries] = {}
        self._pairs: dict[tuple[str, str], Entries] = {}

    def add(self, entry: tuple[str, ...], name: str) -> None:
        """Take `entry`, which means `name`."""
        if entry[0][-1] == "*":
            self._stems.append((entry, name))
        else:
            self._whole.setdefault(entry[0], []).append((entry, name))

    def at(self, word: str) -> Entries:
        """The entries that may begin with `word`."""
        found = self._seen.get(word)
        if found is None:
            begun = [one for one in self._stems if word.startswith(one[0][0][:-1])]
            found = sorted(self._whole.get(word, []) + begun, key=lambda one: -len(one[0]))
            if len(self._seen) < 200_000:
                self._seen[word] = found
        return found

    def begun(self, words: list[str], first: int, last: int) -> Iterator[Entries]:
        """For each of the words first..last the entries of several words that may begin with it and its next."""
        seen = map(self._seen.get, words[first:last])
        for index, found in enumerate(seen, first):
            if found is None:
                found = self.at(words[index])
            yield self.at_two(words[index], words[index + 1]) if found else found

    def at_two(self, word: str, following: str) -> Entries:
        """The entries of several words that may begin with `word` and `following`."""
        found = self._pairs.get((word, following))
        if found is None:
            found = [one for one in self.at(word) if len(one[0]) > 1 and fits([following], 0, one[0][1:2])]
            if len(self._pairs) < 200_000:
                self._pairs[word, following] = found
        return found


class Lexicon:
    """The table [words] of a language: class name to words, phrases, and stems that end in `*`.

    A class may be part of another: words of "captured.held" are of the classes "captured" and "held".
    """

    def __init__(self, language: Language) -> None:
        single: dict[str, set[str]] = {}
        stems: dict[str, set[str]] = {}
        self.phrases = Phrases()
        table = language.table("lexicon")["words"]
        self.names = {name: frozenset(name.split(".")) for name in table}
        for name, entries in table.items():
            for entry in entries:
                words = pattern(language, entry)
                if len(words) > 1:
                    self.phrases.add(words, name)
                elif entry.endswith("*"):
                    stems.setdefault(words[0][:-1], set()).update(name.split("."))
                else:
                    single.setdefault(words[0], set()).update(name.split("."))
        plural = tuple(language.writing.get("plural_endings", ())) or ("\0",)
        for section in ("countries", "groups"):
            for own, entries in language.table("lexicon").get(section, {}).items():
                for entry in entries:
                    last = language.token.findall(entry)[-1]
                    if section == "countries" and not own.lower().endswith(last) and " " not in entry:
                        single.setdefault(last, set()).add("demonym")
                    if last.isalpha() and last.endswith(plural[0]) and not own.lower().endswith(last):
                        single.setdefault(last, set()).update(("people", "nationals"))
        self.single = {word: frozenset(names) for word, names in single.items()}
        self.stems = {word: frozenset(names) for word, names in stems.items()}
        self._seen: dict[str, frozenset[str]] = {}
        self._longest = max(map(len, stems), default=0)
        self._shortest = min(map(len, stems), default=1)

    def of(self, words: list[str]) -> list[frozenset[str]]:
        """The classes of each of `words`."""
        found = map(self._seen.get, words)
        return [self.classes(word) if names is None else names for word, names in zip(words, found, strict=True)]

    def classes(self, word: str) -> frozenset[str]:
        """The classes of one word: its own and those of all stems it begins with."""
        found = self.single.get(word, NONE) | self._by_stem(word)
        if len(self._seen) < 200_000:
            self._seen[word] = found
        return found

    def _by_stem(self, word: str) -> frozenset[str]:
        found = NONE
        for size in range(self._shortest, min(len(word), self._longest) + 1):
            found = found | self.stems.get(word[:size], NONE)
        return found


@lru_cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of `language`, made once."""
    return Lexicon(language)


def tags(document: Document, first: int, last: int) -> list[frozenset[str]]:
    """The classes of the tokens first..last (exclusive) of `document`; a phrase gives its class to its last word."""
    words = document.words
    book = lexicon(document.language)
    found = book.of(words[first:last])
    done = first
    for index, entries in enumerate(book.phrases.begun(words, first, last - 1), first):
        for entry, name in entries:
            end = index + len(entry)
            if end <= last and fits(words, index, entry):
                names = book.names[name]
                if not names.isdisjoint(_TAKING):
                    if index < done:
                        continue
                    done = end
                    for inner in range(index - first, end - first):
                        found[inner] = found[inner] - MEASURE_WORDS
                found[end - 1 - first] = found[end - 1 - first] | names
    return found


@lru_cache
def phrase_table(language: Language, *path: str) -> dict[str, Entries]:
    """The phrases of a table of patterns.toml, {NAME: [phrases]}, by their last word, longest first: (words, NAME)."""
    table = language.table("patterns")
    for key in path:
        table = table[key]
    found: dict[str, Entries] = {}
    for name, entries in table.items():
        for entry in entries:
            words = (
                tuple(re.findall(r"\S+", entry)) if not entry[:1].isalpha() else tuple(language.token.findall(entry))
            )
            found.setdefault(words[-1], []).append((words, name))
    for matches in found.values():
        matches.sort(key=lambda match: -len(match[0]))
    return found
