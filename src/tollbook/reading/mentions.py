"""Countries, peoples, armed groups and places that a report names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tollbook.reading.document import Document
from tollbook.reading.language import Language
from tollbook.reading.lexicon import Phrases, fits, pattern


@dataclass(slots=True)
class Mention:
    """A name at the tokens first..last (exclusive), `name` being that of the country or group it tells of.

    `kind` is country, group, city, town or home.
    """

    first: int
    last: int
    name: str
    kind: str


class Names:
    """The tables [countries], [groups] and [cities] of a language: words, phrases, and stems that end in `*`."""

    def __init__(self, language: Language, sections: tuple[tuple[str, str], ...]) -> None:
        self.phrases = Phrases()
        self.longest = 1
        self.stems: dict[str, tuple[str, str]] = {}
        self.kinds: dict[tuple[str, ...], str] = {}
        self.idle: set[str] = set()
        """Words met that begin no name."""
        table = language.table("lexicon")
        for section, kind in sections:
            for name, entries in table.get(section, {}).items():
                for entry in entries:
                    words = pattern(language, entry)
                    if entry.endswith("*") and len(words) == 1:
                        self.stems[words[0][:-1]] = (name, kind)
                        self.longest = max(self.longest, len(words[0]) - 1)
                    else:
                        self.phrases.add(words, name)
                        self.kinds[words] = kind


@lru_cache
def names(language: Language) -> Names:
    """The names that `language` knows, made once."""
    return Names(language, (("countries", "country"), ("groups", "group"), ("cities", "city")))


@lru_cache
def places(language: Language) -> Names:
    """The places that tell of a country where nothing else does, made once."""
    return Names(language, (("places", "city"),))


@lru_cache
def homes(language: Language) -> dict[str, str]:
    """The country where a group is at home."""
    table = language.table("lexicon").get("homes", {})
    return {group: country for country, groups in table.items() for group in groups}


def mentions(document: Document) -> list[Mention]:
    """The names in a report, in order. They begin with a capital letter wherever the text has any.

    A lesser place is a city where the report does not name its country, else a town. The home of a group whose country
    is not named stands on the words of the group.
    """
    found = _found(document, names(document.language))
    named = {mention.name for mention in found}
    taken = {token for mention in found for token in range(mention.first, mention.last)}
    lesser = [
        Mention(mention.first, mention.last, mention.name, "town") if mention.name in named else mention
        for mention in _found(document, places(document.language))
        if taken.isdisjoint(range(mention.first, mention.last))
    ]
    at_home = homes(document.language)
    for mention in found:
        country = at_home.get(mention.name) if mention.kind == "group" else None
        if country and country not in named:
            lesser.append(Mention(mention.first, mention.last, country, "home"))
    return sorted(found + lesser, key=lambda mention: mention.first) if lesser else found


def _found(document: Document, book: Names) -> list[Mention]:
    words = document.words
    small = bool(document.language.writing.get("lower_names"))
    found: list[Mention] = []
    index, size = 0, len(words)
    while index < size:
        word, match = words[index], None
        if word in book.idle:
            index += 1
            continue
        begun = book.phrases.at(word)
        for entry, name in begun:
            if len(entry) == 1 or fits(words, index, entry):
                match = Mention(index, index + len(entry), name, book.kinds[entry])
                break
        if match is None and book.stems:
            match = _by_stem(book, words, index)
        if match is None and not begun and len(book.idle) < 200_000:
            book.idle.add(word)
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
