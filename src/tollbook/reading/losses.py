"""Losses: which of a report's claims a coder of incidents would count, and what tells the event of each.

Background deaths, denied and projected figures, shares, rates and the deeds of nobody are left out; the rules are those
of docs/incidents.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tollbook.claims import Claim
from tollbook.reading.context import Context, Scene
from tollbook.reading.features import head
from tollbook.reading.figures import Figure
from tollbook.reading.language import Language
from tollbook.reading.people import grammar
from tollbook.reading.victims import DEEDS, Victim

LEAST = 0.5
"""A claim less probable than this enters no total."""
_GROWS = frozenset({"rise", "toll"})


@dataclass(slots=True)
class Loss:
    """A claim of killed or wounded people that a coder would count, with what tells its event."""

    claim: Claim
    sentence: int
    deed: int
    """Tells the units of a sentence apart: the token of the deed for named victims, else -1."""
    low: float | None
    best: float
    high: float | None
    verb: int = -1
    """Token of the deed for any single victim."""
    name: frozenset[str] = frozenset()
    role: str = ""
    beside: bool = False
    known: bool = False
    single: bool = False
    part: bool = False
    more: bool = False
    """Whether the words count others than those told of before ("ten others", "also")."""
    attacker: bool = False
    grows: bool = False
    """Whether the sentence speaks of a toll that rises."""
    end: int | None = None
    """The token after the figure."""
    apart: bool = False
    """Whether the sentence, or one since the last loss, begins to speak of something else."""

    @property
    def key(self) -> tuple[str, bool]:
        """Measure, and whether attackers are counted."""
        return self.claim.measure, self.attacker


class _Words:
    def __init__(self, language: Language) -> None:
        table = language.table("victims").get("incidents", {})
        split = language.token.findall
        self.another: dict[str, list[tuple[str, ...]]] = {}
        for entry in table.get("another", ()):
            words = tuple(split(entry))
            self.another.setdefault(words[0], []).append(words)
        self.not_people = frozenset(table.get("not_people", ()))
        self.negations = frozenset(table.get("not", ()))
        self.charge = frozenset(table.get("charge", ()))
        self.parents = frozenset(table.get("parents", ()))
        self.doers = frozenset(table.get("doers", ()))
        self.background: dict[str, list[tuple[str, ...]]] = {}
        for entry in table.get("background", ()):
            parts = tuple(split(entry))
            self.background.setdefault(parts[0], []).append(parts)
        self.more = frozenset(table.get("more", ()))


@lru_cache
def _words(language: Language) -> _Words:
    return _Words(language)


def losses(context: Context, read: Iterable[tuple[Claim, Figure, Scene, bool]]) -> list[Loss]:
    """What of the claims `read` (with figure, sentence, and whether a part of another) a coder would count."""
    book, names = _words(context.document.language), grammar(context.document.language)
    found: list[Loss] = []
    last = 0
    for claim, figure, scene, part in read:
        sure = f"{figure.first}:{claim.measure}" in context.memory.get(DEEDS, ())
        if not _counts(claim, figure, sure=sure):
            continue
        words, index = context.document.words, scene.sentence.index
        low, high = claim.low, claim.high
        best = _best(claim)
        loss = Loss(claim, index, -1, low, best, high, part=part)
        if isinstance(figure, Victim):
            loss.name, loss.role, loss.known, loss.deed = figure.name, figure.role, figure.known, figure.deed
            loss.verb = figure.deed
            if not figure.name:
                loss.deed = -1
        else:
            noun = head(context, scene, figure)
            loss.role = words[noun] if noun is not None else ""
            if noun is not None and _kills(context, scene, noun):
                continue
            if noun is not None and ("thing" in scene.at(noun) or loss.role in book.not_people):
                continue
        loss.grows = bool(scene.classes & _GROWS)
        loss.single = best == 1 and (isinstance(figure, Victim) or figure.kind == "single")
        single = isinstance(figure, Victim) or figure.kind == "single"
        if not single and (_no_count(book, words, scene, figure) or _did(book, words, scene, figure)):
            continue
        if _long(book, words, scene) and not (isinstance(figure, Victim) and figure.name):
            continue
        loss.part = part or _included(scene, figure, found, index)
        back, on = (1, 4) if single else (3, 7)
        near = range(max(scene.sentence.first, figure.first - back), min(scene.sentence.last, figure.last + on))
        loss.more = any(words[place] in book.more for place in near) and not loss.name
        if names:
            loss.attacker, loss.beside = loss.role in names.attackers, loss.role in names.beside
        loss.apart = _turns(context, book, last, index)
        last, loss.end = index, figure.last
        found.append(loss)
    return found


def _included(scene: Scene, figure: Figure, found: list[Loss], index: int) -> bool:
    """Whether "including" or the like parts the figure from one of its sentence before."""
    if not found or found[-1].sentence != index or found[-1].end is None:
        return False
    between = range(found[-1].end, figure.first)
    after = range(figure.last, min(figure.last + 3, scene.sentence.last))
    of_them = any("including" in scene.at(place) for place in after) and "of" in scene.at(figure.last)
    return of_them or any("including" in scene.at(place) for place in between) or (found[-1].part and len(between) < 4)


def _did(book: _Words, words: list[str], scene: Scene, figure: Figure) -> bool:
    """Whether the people counted are those who are said to have done it."""
    first, last = scene.sentence.first, min(scene.sentence.last, figure.last + 6)
    before = words[max(first, figure.first - 2) : figure.first]
    if any(word in book.doers for word in before) or any(
        "by" in scene.at(place) for place in range(figure.first - 2, figure.first)
    ):
        return True
    return any(words[place] in book.doers for place in range(figure.last, last))


def _kills(context: Context, scene: Scene, noun: int) -> bool:
    """Whether the people are those who kill: an active verb follows them, with those whom it befalls."""
    if noun + 2 >= scene.sentence.last:
        return False
    if context.document.words[noun + 1] in _words(context.document.language).charge:
        return bool(scene.at(noun + 2) & {"kill", "wound"})
    if not scene.at(noun + 1) & {"kill", "wound"}:
        return False
    after = noun + 2
    named = context.document.capital(after) or any(f.first == after for f in scene.figures)
    return named or "determiner" in scene.at(after)


def _long(book: _Words, words: list[str], scene: Scene) -> bool:
    """Whether the sentence speaks of a longer time than an event's."""
    first, last = scene.sentence.first, scene.sentence.last
    for place in range(first, last):
        for entry in book.background.get(words[place], ()):
            if tuple(words[place : place + len(entry)]) == entry:
                return True
    return False


def _counts(claim: Claim, figure: Figure, *, sure: bool) -> bool:
    """Whether a claim is one that a coder would enter at all, the event apart; `sure`: a deed's grammar says so too."""
    if claim.measure not in ("killed", "wounded") or claim.unit != "people" or claim.bound == "none":
        return False
    named = isinstance(figure, Victim) and bool(figure.name)
    if claim.modality == "denied" or (claim.modality == "projected" and not named):
        return False
    if figure.change == "old" or not (claim.low or claim.high):
        return False
    likely = sure or (claim.confidence or 0) >= LEAST
    return isinstance(figure, Victim) or (claim.rate is None and likely)


def _no_count(book: _Words, words: list[str], scene: Scene, figure: Figure) -> bool:
    """Whether the number is a time of day or an age rather than a count."""
    word = words[figure.core]
    after = range(figure.core_end, min(figure.core_end + 2, scene.sentence.last))
    if any(words[place] in book.not_people for place in after):
        return True
    if words[figure.core - 1] in book.negations:
        return True
    if words[figure.core - 1] == "of" and words[figure.core - 2] in book.parents:
        return True
    if not word.isdigit():
        return False
    before, then = words[figure.core - 1 : figure.core], words[figure.core_end : figure.core_end + 1]
    if word[0] == "0" or (len(word) == 4 and (before == ["at"] or word[:2] == "19")):
        return True
    if scene.at(figure.core - 1) & {"age", "place_noun"}:
        return True
    return before == [","] and bool(then) and then[0] in ",;." and int(word) < 105


def _best(claim: Claim) -> float:
    """The one number for a claim: the middle of a range, the least of a vague figure, else the figure."""
    low, high = claim.low, claim.high
    if low is None or high is None:
        return float(low if low is not None else high or 0)
    return low if claim.bound == "vague" else (low + high) / 2


def _turns(context: Context, book: _Words, last: int, index: int) -> bool:
    """Whether a sentence after `last`, up to `index`, begins to speak of something else."""
    words = context.document.words
    for number in range(last + 1, index + 1):
        sentence = context.document.sentences[number]
        start = words[sentence.first : min(sentence.last, sentence.first + 12)]
        for place, word in enumerate(start):
            if any(tuple(start[place : place + len(entry)]) == entry for entry in book.another.get(word, ())):
                return True
    return False
