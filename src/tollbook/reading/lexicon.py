"""Which words of a text mean what: the classes of the language's lexicon, found at every token."""

from __future__ import annotations

import re
from functools import lru_cache

from tollbook.reading.document import Document
from tollbook.reading.language import Language

MEASURE_WORDS = frozenset(
    {
        "both", "kill", "die", "dead", "toll", "wound", "lose", "casualty", "missing", "captured", "displaced",
        "deployed", "withdrawn", "strength", "other",
    }
)  # fmt: skip
"""Classes of words that name a measure; a phrase takes them from the words inside it."""
NONE: frozenset[str] = frozenset()


class Lexicon:
    """The table [words] of a language: class name to words, phrases, and stems that end in `*`."""

    def __init__(self, language: Language) -> None:
        single: dict[str, set[str]] = {}
        stems: dict[str, set[str]] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, entries in language.table("lexicon")["words"].items():
            for entry in entries:
                words = tuple(language.token.findall(entry.rstrip("*")))
                if entry.endswith("*"):
                    stems.setdefault(words[0], set()).add(name)
                elif len(words) == 1:
                    single.setdefault(words[0], set()).add(name)
                else:
                    self.phrases.setdefault(words[0], []).append((words, name))
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
        self._seen: dict[str, frozenset[str]] = dict(self.single)
        self._longest = max(map(len, stems), default=0)
        self._shortest = min(map(len, stems), default=1)
        for entries in self.phrases.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def classes(self, word: str) -> frozenset[str]:
        """The classes of one word."""
        found = self._seen.get(word)
        if found is None:
            found = self._by_stem(word)
            if len(self._seen) < 200_000:
                self._seen[word] = found
        return found

    def _by_stem(self, word: str) -> frozenset[str]:
        for size in range(min(len(word), self._longest), self._shortest - 1, -1):
            names = self.stems.get(word[:size])
            if names:
                return names
        return NONE


@lru_cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of `language`, made once."""
    return Lexicon(language)


def tags(document: Document, first: int, last: int) -> list[frozenset[str]]:
    """The classes of the tokens first..last (exclusive) of `document`; a phrase gives its class to its last word."""
    words = document.words
    book = lexicon(document.language)
    found = [book.classes(word) for word in words[first:last]]
    phrases = book.phrases
    done = first
    for index in range(first, last):
        for entry, name in phrases.get(words[index], ()):
            end = index + len(entry)
            if end <= last and tuple(words[index:end]) == entry:
                if name in MEASURE_WORDS:
                    if index < done:
                        continue
                    done = end
                    for inner in range(index - first, end - first):
                        found[inner] = found[inner] - MEASURE_WORDS
                found[end - 1 - first] = found[end - 1 - first] | {name}
    return found


@lru_cache
def phrase_table(language: Language, *path: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The phrases of a table of patterns.toml, {NAME: [phrases]}, by their last word, longest first: (words, NAME)."""
    table = language.table("patterns")
    for key in path:
        table = table[key]
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, entries in table.items():
        for entry in entries:
            words = (
                tuple(re.findall(r"\S+", entry)) if not entry[:1].isalpha() else tuple(language.token.findall(entry))
            )
            found.setdefault(words[-1], []).append((words, name))
    for matches in found.values():
        matches.sort(key=lambda match: -len(match[0]))
    return found
