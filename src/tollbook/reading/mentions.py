"""Countries, peoples, armed groups and places that a report names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tollbook.reading.document import Document
from tollbook.reading.language import Language


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at the tokens first..last (exclusive). `kind` is country, group or city; `name` the country's or group's."""

    first: int
    last: int
    name: str
    kind: str


class Names:
    """The tables [countries], [groups] and [cities] of a language, by first word, longest entries first."""

    def __init__(self, language: Language) -> None:
        self.by_word: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        self.longest = 1
        self.stems: dict[str, tuple[str, str]] = {}
        table = language.table("lexicon")
        for section, kind in (("countries", "country"), ("groups", "group"), ("cities", "city")):
            for name, entries in table.get(section, {}).items():
                for entry in entries:
                    words = tuple(language.token.findall(entry.rstrip("*")))
                    if entry.endswith("*") and len(words) == 1:
                        self.stems[words[0]] = (name, kind)
                        self.longest = max(self.longest, len(words[0]))
                    else:
                        self.by_word.setdefault(words[0], []).append((words, name, kind))
        for entries_ in self.by_word.values():
            entries_.sort(key=lambda entry: -len(entry[0]))


@lru_cache
def names(language: Language) -> Names:
    """The names that `language` knows, made once."""
    return Names(language)


def mentions(document: Document) -> list[Mention]:
    """The names in a report, in order, without overlap. They begin with a capital letter wherever the text has any."""
    book = names(document.language)
    words = document.words
    small = bool(document.language.writing.get("lower_names"))
    found: list[Mention] = []
    index, size = 0, len(words)
    while index < size:
        match = None
        for entry, name, kind in book.by_word.get(words[index], ()):
            end = index + len(entry)
            if len(entry) == 1 or tuple(words[index:end]) == entry:
                match = Mention(index, end, name, kind)
                break
        if match is None and book.stems:
            match = _by_stem(book, words, index)
        if match is None or not (small or document.capital(index) or match.kind == "group"):
            index += 1
        else:
            found.append(match)
            index = match.last
    return found


def _by_stem(book: Names, words: list[str], index: int) -> Mention | None:
    word = words[index]
    for size in range(min(len(word), book.longest), 2, -1):
        entry = book.stems.get(word[:size])
        if entry:
            return Mention(index, index + 1, *entry)
    return None
