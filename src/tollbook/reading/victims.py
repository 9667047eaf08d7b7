"""Victims named or shown by their role and not counted: "the murder of N. N.", "the mayor and his driver died".

Each is one person. The claim stands on the words for the deed or the role, never on a name: the record counts people
and names none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from tollbook.reading.context import Context, Scene
from tollbook.reading.figures import Figure
from tollbook.reading.language import Language
from tollbook.reading.people import Grammar, Person, grammar

DEEDS = "deeds"
"""Under this name the context remembers which figures a deed's grammar ties to a measure, as FIRST:MEASURE."""
VICTIM = 0.7
"""Probability that a victim read by the grammar of the deed is rightly counted, on the development reports."""
_BACK = 45
_CUES = 5
_CLAUSE = 14
_VIOLENT = frozenset({"both", "kill", "attack", "war", "disaster", "wound", "captured"})


@dataclass(slots=True)
class Victim(Figure):
    """A figure for one person. `name` are the words of the name, `role` the noun for the person; each may be empty."""

    name: frozenset[str] = frozenset()
    role: str = ""
    known: bool = False
    """Whether the words speak of somebody told of before ("the mayor")."""
    deed: int = -1
    """Token of the word for the deed."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """Words for a deed at the tokens first..last (exclusive); `kind` is a key of [deeds] in victims.toml."""

    first: int
    last: int
    measure: str
    kind: str


@lru_cache
def _deeds(language: Language) -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """The words for deeds, by first word, longest first: (words, measure, kind)."""
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for measure, kinds in language.table("victims").get("deeds", {}).items():
        for kind, entries in kinds.items():
            for entry in entries:
                words = tuple(language.token.findall(entry))
                found.setdefault(words[0], []).append((words, measure, kind))
    for matches in found.values():
        matches.sort(key=lambda match: -len(match[0]))
    return found


def victims(context: Context, taken: list[tuple[Figure, Scene, str]]) -> list[tuple[Figure, Scene, str]]:
    """The victims that the figures already `taken` do not count, in text order, each with its measure.

    They are Victims, and figures that only the deed's grammar ties to a measure.
    """
    book = grammar(context.document.language)
    if book is None:
        return []
    if not _violent(context):
        return []
    used = {(figure.first, measure) for figure, _, measure in taken}
    spoken = {figure.first for figure, _, _ in taken}
    found: list[tuple[Figure, Scene, str]] = []
    words, told = context.document.words, context.memory.setdefault(DEEDS, Counter())
    for scene in context.scenes():
        floor = scene.sentence.first
        for deed in _told(context, book, scene):
            people = _befallen(context, book, scene, deed, floor)
            if deed.kind in ("verbs", "befalls"):
                floor = deed.last
            for person in people:
                figure = _figure(scene, deed, person)
                if len(person.name) == 1 and not person.role and words[person.first - 1] == '"':
                    continue
                if figure is not None:
                    told[f"{figure.first}:{deed.measure}"] += 1
                if figure is None or (figure.first, deed.measure) in used:
                    continue
                if not isinstance(figure, Victim) and figure.first in spoken:
                    continue
                if not isinstance(figure, Victim) or not figure.name:
                    used.add((figure.first, deed.measure))
                found.append((figure, scene, deed.measure))
    found.sort(key=lambda entry: entry[0].first)
    return found


def _violent(context: Context) -> bool:
    """Whether the report tells of a deed or a disaster rather than of deaths in bed."""
    return any(scene.classes & _VIOLENT for scene in context.scenes())


def _figure(scene: Scene, deed: _Deed, person: Person) -> Figure | None:
    if person.figure is not None:
        return person.figure if person.figure.kind != "zero" and person.figure.unit == "people" else None
    if person.plural and not person.name:
        return None
    first, last = (deed.first, deed.last) if person.name or not person.role else (person.first, person.last)
    return Victim(
        first,
        last,
        first,
        last,
        1.0,
        1.0,
        "exact",
        "people",
        "named",
        "",
        person.name,
        person.role,
        person.known,
        deed.first,
    )


def _told(context: Context, book: Grammar, scene: Scene) -> list[_Deed]:
    """The deeds of a sentence that are told as done."""
    table = _deeds(context.document.language)
    words = context.document.words
    found: list[_Deed] = []
    index = scene.sentence.first
    while index < scene.sentence.last:
        step = 1
        for entry, measure, kind in table.get(words[index], ()):
            end = index + len(entry)
            if end <= scene.sentence.last and tuple(words[index:end]) == entry:
                if _done(book, words, scene, index, end, kind):
                    found.append(_Deed(index, end, measure, kind))
                if kind != "left":
                    step = len(entry)
                    break
        index += step
    return found


def _done(book: Grammar, words: list[str], scene: Scene, first: int, last: int, kind: str) -> bool:
    following = words[last] if last < scene.sentence.last else "."
    if kind == "nouns" and following in book.not_before:
        return False
    if kind == "found":
        return any(words[place] in book.finding for place in range(scene.sentence.first, scene.sentence.last))
    if following in book.off:
        return False
    if words[last - 1] in book.doubtful:
        deadly = following == "." or following[0].isalpha()
        if following in book.tail or "preposition" in scene.at(last) or not deadly:
            return False
    start = max(scene.sentence.first, first - _CUES)
    return not any(words[place] in book.unreal for place in range(start, first))


def _befallen(context: Context, book: Grammar, scene: Scene, deed: _Deed, floor: int) -> list[Person]:
    """The people whom the deed befell; those said before it stand no further back than token `floor`."""
    words, sentence = context.document.words, scene.sentence
    if deed.kind == "left":
        return _left(context, book, scene, deed)
    of = deed.last < sentence.last and words[deed.last] in book.of
    if deed.kind in ("nouns", "found") or (deed.kind == "verbs" and of):
        for place in range(deed.last, min(deed.last + 9, sentence.last)):
            if words[place] in book.of or (place == deed.last and words[place] in book.to):
                return book.people(context, scene, place + 1)[0]
            if place == deed.last and words[place] not in book.tail and "preposition" not in scene.at(place):
                break
        if words[deed.first - 1] in book.possessive and deed.first > sentence.first:
            return _before(context, book, scene, deed.first - 1, scene.sentence.first, owner=True)
        return []
    if deed.kind == "listed":
        place = deed.last + (words[deed.last] == ":" if deed.last < sentence.last else 0)
        return book.people(context, scene, place)[0]
    if deed.kind == "befalls":
        return _before(context, book, scene, _verb_start(book, words, scene, deed.first), floor)
    start = _verb_start(book, words, scene, deed.first)
    if any(words[place] in book.and_words for place in range(start, deed.first)):
        befallen = book.people(context, scene, deed.last)[0]
        if befallen:
            return befallen
    if any(words[place] in book.be for place in range(start, deed.first)):
        return _before(context, book, scene, start, floor)
    after = words[deed.last] if deed.last < sentence.last else "."
    bare = (
        not after[0].isalpha() or after in book.between or bool(scene.at(deed.last) & {"preposition", "by", "contrast"})
    )
    befallen = _object(context, book, scene, deed)
    return befallen or (_before(context, book, scene, deed.first, floor, close=True) if bare else [])


def _verb_start(book: Grammar, words: list[str], scene: Scene, token: int) -> int:
    """The first token of the verb that ends before `token`: its auxiliaries and the adverbs among them."""
    start = place = token
    while place > scene.sentence.first and place > token - 6:
        word = words[place - 1]
        if word in book.be or word in book.have:
            start = place - 1
        elif not (word in book.between or word in book.and_words or word.endswith(book.verb_endings)):
            break
        place -= 1
    return start


def _object(context: Context, book: Grammar, scene: Scene, deed: _Deed) -> list[Person]:
    """The people after an active verb."""
    words = context.document.words
    place = deed.last
    while place < scene.sentence.last and place < deed.last + 6:
        people, _ = book.people(context, scene, place)
        if people:
            return people
        if words[place] in book.tail or "preposition" in scene.at(place):
            comma = next((p for p in range(place, min(scene.sentence.last, place + 8)) if words[p] == ","), None)
            listed = book.people(context, scene, comma + 1)[0] if comma is not None else []
            return [person for person in listed if person.role or person.name]
        if words[place] not in book.between:
            return []
        place += 1
    return []


def _left(context: Context, book: Grammar, scene: Scene, deed: _Deed) -> list[Person]:
    """ "left PEOPLE dead"."""
    words = context.document.words
    for place in range(deed.first - 1, max(scene.sentence.first, deed.first - 10), -1):
        if words[place] in book.leave:
            people, end = book.people(context, scene, place + 1)
            while end < deed.first and (words[end] in book.between or words[end].endswith(book.verb_endings)):
                end += 1
            return people if end >= deed.first else []
    return []


def _before(
    context: Context, book: Grammar, scene: Scene, goal: int, floor: int, *, close: bool = False, owner: bool = False
) -> list[Person]:
    """The people whose words end at token `goal`; `close`: with nothing left out between; `owner`: they own a noun."""
    words, first = context.document.words, scene.sentence.first
    if goal > first and words[goal - 1] in book.who:
        goal, owner = goal - 1, True
    commas = goal - 1 if goal > first and words[goal - 1] == "," else goal
    for start in range(max(floor, goal - _BACK), goal):
        if not _may_start(book, scene, words, start, owner):
            continue
        people, end = book.people(context, scene, start, commas)
        if not people:
            continue
        if end in (goal, commas):
            return people
        told = end < goal and (words[end] != "," or book.goes_on(words[end + 1]))
        told = told and "," in words[people[0].first : end + 1]
        if not close and end < goal and words[end] in book.who and goal - end < _CLAUSE:
            return people
        if not close and told and commas < goal and commas - end < 30:
            return people
    return []


def _may_start(book: Grammar, scene: Scene, words: list[str], start: int, owner: bool) -> bool:
    """Whether words for people may begin at token `start`; after any preposition where a clause tells of the last."""
    if start == scene.sentence.first:
        return True
    if any(f.last == start for f in scene.figures):
        return False
    before = words[start - 1]
    kinds = scene.at(start - 1)
    if owner and (before in book.of or before in book.tail or kinds & {"by", "preposition"}):
        return True
    return (
        before in book.and_words
        or not before[0].isalpha()
        or bool(kinds & {"contrast", "speech", "determiner"})
        or before in book.between
    )
