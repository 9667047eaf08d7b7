"""Victims who are named and not counted: "the murder of N. N.", "N. N. was assassinated"; each is one person.

The claim stands on the words for the deed, never on the name: the record counts people and names none.
"""

from __future__ import annotations

from functools import lru_cache

from tollbook.reading.context import Context, Scene
from tollbook.reading.figures import Figure
from tollbook.reading.language import Language
from tollbook.reading.ruling import ruled

_BACK = 22
_FORWARD = 8


class _Words:
    def __init__(self, language: Language) -> None:
        table = language.table("patterns").get("named", {})
        split = language.token.findall
        self.act_of = [tuple(split(entry)) for entry in table.get("act_of", ())]
        self.deeds = frozenset(entry[0] for entry in self.act_of if len(entry[0]) > 4)
        self.openers = frozenset(entry[0] for entry in self.act_of)
        self.definite = frozenset(table.get("definite", ()))
        self.plural = tuple(language.writing.get("plural_endings", ()))
        self.singular = frozenset(table.get("singular", ()))
        self.titles = frozenset(table.get("titles", ()))
        self.killed = frozenset(table.get("killed", ()))
        self.wounded = frozenset(table.get("wounded", ()))
        self.not_names = frozenset(table.get("not_names", ()))

    def measure(self, word: str) -> str | None:
        """What a verb of the table says befell someone."""
        return "killed" if word in self.killed else "wounded" if word in self.wounded else None


@lru_cache
def _words(language: Language) -> _Words:
    return _Words(language)


def named(context: Context) -> list[tuple[Figure, Scene, str]]:
    """One figure of one for each named victim that is told of, a name counted once, in text order."""
    book = _words(context.document.language)
    seen: set[tuple[str, str]] = set()
    found: list[tuple[Figure, Scene, str]] = []
    if not book.singular:
        return found
    words = context.document.words
    for scene in context.scenes():
        for token, _ in scene.triggers:
            measure = book.measure(context.document.words[token])
            if measure and (who := _victim(context, book, scene, token)) and (who, measure) not in seen:
                seen.add((who, measure))
                figure = Figure(token, token + 1, token, token + 1, 1.0, 1.0, "exact", "people", "named")
                if not any(f.first <= token < f.last for f in scene.figures):
                    found.append((figure, scene, measure))
        if not scene.triggers:
            continue
        for token in range(scene.sentence.first, scene.sentence.last):
            word = words[token]
            if word not in book.deeds and word[0] != "'" and word not in book.openers:
                continue
            for entry in book.act_of:
                end = token + len(entry)
                if tuple(context.document.words[token:end]) == entry:
                    who = {(name, "killed") for name in _names_from(context, book, scene, end)} - seen
                    if who:
                        seen |= who
                        size = float(len(who))
                        figure = Figure(token, token + 1, token, token + 1, size, size, "exact", "people", "named")
                        found.append((figure, scene, "killed"))
            if words[token].startswith("'") and words[token + 1 : token + 2] and words[token + 1] in book.deeds:
                name = words[token - 1]
                if (
                    _capital(context, book, token - 1)
                    and _capital(context, book, token - 2)
                    and (name, "killed") not in seen
                ):
                    seen.add((name, "killed"))
                    figure = Figure(token + 1, token + 2, token + 1, token + 2, 1.0, 1.0, "exact", "people", "named")
                    found.append((figure, scene, "killed"))
        found += _described(context, book, scene, seen)
    return sorted(found, key=lambda entry: entry[0].first)


def _described(
    context: Context, book: _Words, scene: Scene, seen: set[tuple[str, str]]
) -> list[tuple[Figure, Scene, str]]:
    """ "the driver was killed", "killed the mayor": one person under a definite description."""
    found: list[tuple[Figure, Scene, str]] = []
    words = context.document.words
    if not any(book.measure(words[token]) for token, _ in scene.triggers):
        return found
    for token in range(scene.sentence.first, scene.sentence.last - 1):
        if words[token] not in book.definite or any(f.first <= token < f.last for f in scene.figures):
            continue
        for place in range(token + 1, min(token + 4, scene.sentence.last)):
            kinds = scene.at(place)
            if kinds & {"preposition", "copula", "contrast"} or not words[place].isalpha():
                break
            if not kinds & {"military", "civilian", "people"} or kinds & {"nationals", "place_noun", "body"}:
                continue
            if words[place].endswith(book.plural) or scene.at(place + 1) & {"military", "civilian", "people"}:
                break
            figure = Figure(token, place + 1, token, token + 1, 1.0, 1.0, "exact", "people", "named")
            ruling = ruled(context, scene, figure, [])
            if ruling and ruling.measure in ("killed", "wounded") and ruling.rule.startswith(("subject", "object")):
                if (words[place], ruling.measure) not in seen:
                    seen.add((words[place], ruling.measure))
                    found.append((figure, scene, ruling.measure))
            break
    return found


def _victim(context: Context, book: _Words, scene: Scene, token: int) -> str | None:
    """The last word of the name of the one person that the verb at `token` befalls."""
    words = context.document.words
    if scene.at(token) & {"die"} and (who := _name_before(context, book, scene, token)):
        return who
    before = [place for place in range(max(scene.sentence.first, token - 3), token) if words[place] in book.singular]
    if before:
        return _name_before(context, book, scene, before[-1])
    if "copula" in scene.at(token - 1):
        return None
    return _name_from(context, book, scene, token + 1)


def _capital(context: Context, book: _Words, token: int) -> bool:
    words = context.document.words
    return context.document.capital(token) and words[token].isalpha() and words[token] not in book.not_names


def _name_from(context: Context, book: _Words, scene: Scene, token: int) -> str | None:
    """The last word of a name of two words or more that begins at `token`, titles before it left out."""
    found = _name_at(context, book, scene, token)
    return found[0] if found else None


def _name_at(context: Context, book: _Words, scene: Scene, token: int) -> tuple[str, int] | None:
    """The last word of a name that begins at `token`, titles left out, and the token after it."""
    last = min(token + _FORWARD, scene.sentence.last)
    words = context.document.words
    place = token
    while place < last and (words[place] in book.titles or words[place] == "."):
        place += 1
    size = 0
    while place + size < last and _capital(context, book, place + size):
        size += 1
    titled = place > token and size == 1 and context.document.capital(place - 1)
    return (words[place + size - 1], place + size) if size >= 2 or titled else None


def _names_from(context: Context, book: _Words, scene: Scene, token: int) -> list[str]:
    """The last words of all the names of a list that begins at `token`."""
    found: list[str] = []
    words = context.document.words
    while token < scene.sentence.last:
        name = _name_at(context, book, scene, token)
        if name is None:
            break
        found.append(name[0])
        token = name[1]
        if token < scene.sentence.last and words[token] == ",":
            token += 1
        if "conjunction" in scene.at(token):
            token += 1
        elif token == name[1]:
            break
    return found


def _name_before(context: Context, book: _Words, scene: Scene, token: int) -> str | None:
    """The last word of the nearest name of two words or more before `token`; None past a figure or a plural noun."""
    first = max(scene.sentence.first, token - _BACK)
    place = token - 1
    words = context.document.words
    while place > first:
        if any(f.first <= place < f.last for f in scene.figures if f.kind != "single"):
            return None
        if words[place] in ";:":
            return None
        titled = words[place - 1] in book.titles or (words[place - 1] == "." and words[place - 2] in book.titles)
        if _capital(context, book, place) and (_capital(context, book, place - 1) or titled):
            return words[place]
        place -= 1
    return None
