"""Incidents: the killed and wounded of each event of a report, as an incident coder would enter them.

The rules are those of docs/incidents.md. A report's claims are taken in text order, in units that tell of one deed. A
unit goes on about an event told of before, or opens another; each event then has one count of killed and of wounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from tollbook.claims import Claim, Incident, Perpetrators, Toll
from tollbook.reading.context import Context, Scene
from tollbook.reading.features import head
from tollbook.reading.figures import Figure
from tollbook.reading.language import Language
from tollbook.reading.people import grammar
from tollbook.reading.victims import DEEDS, Victim

LEAST = 0.5
"""A claim less probable than this enters no total."""
_GROWS = frozenset({"rise", "toll"})
NEAR = 4
"""Sentences on one event stand no further apart, unless they name the same people or the same figure."""


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


@dataclass(slots=True)
class _Person:
    name: frozenset[str]
    role: str
    beside: bool
    sentence: int
    verb: int
    claims: list[str]


@dataclass(slots=True)
class _Event:
    last: int
    date: str | None = None
    place: str | None = None
    people: dict[tuple[str, bool], list[_Person]] = field(default_factory=dict)
    tolls: dict[tuple[str, bool], list[Toll]] = field(default_factory=dict)
    counts: dict[tuple[str, bool], list[tuple[float, str]]] = field(default_factory=dict)
    told: int = 0


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


def incidents(found: Iterable[Loss], *, count_perpetrators: bool) -> list[Incident]:
    """The incidents that the losses tell of: the main one, which is the first with people killed, then the others."""
    events: list[_Event] = []
    for unit in _units(found):
        event = _event_of(events, unit)
        if event is None:
            event = _Event(unit[0].sentence)
            events.append(event)
        _tell(event, unit)
    made = [incident for event in events if _anyone(incident := _incident(event, count_perpetrators))]
    return [incident for incident in made if incident.killed] + [incident for incident in made if not incident.killed]


def _anyone(incident: Incident) -> bool:
    attackers = incident.perpetrators
    return any((incident.killed, incident.wounded, attackers.killed, attackers.wounded))


def _size(toll: Toll | None) -> float:
    return (toll.best or 0.0) if toll else 0.0


def _units(found: Iterable[Loss]) -> list[list[Loss]]:
    """The losses in text order, those of one deed together."""
    ordered = sorted(found, key=lambda loss: (loss.sentence, loss.claim.evidence[0].start, loss.claim.id))
    deeds: dict[tuple[int, str], set[int]] = {}
    for loss in ordered:
        if loss.deed >= 0:
            deeds.setdefault((loss.sentence, loss.claim.measure), set()).add(loss.deed)
    units: dict[tuple[int, int], list[Loss]] = {}
    for loss in ordered:
        near = deeds.get((loss.sentence, loss.claim.measure), set())
        deed = next(iter(near)) if len(near) == 1 else loss.deed
        units.setdefault((loss.sentence, deed), []).append(loss)
    return list(units.values())


def _given_twice(unit: list[Loss]) -> set[str]:
    """The claims of named people who are the group that the unit counts too: "two reporters, N. N. and N. N."."""
    named: dict[tuple[str, bool], list[str]] = {}
    for loss in unit:
        if loss.name:
            named.setdefault(loss.key, []).append(loss.claim.id)
    again = [named.get(loss.key, []) for loss in unit if loss.best > 1 and loss.best == len(named.get(loss.key, []))]
    return {claim for claims in again for claim in claims}


def _event_of(events: list[_Event], unit: list[Loss]) -> _Event | None:
    """The event that a unit goes on about; None when it opens another."""
    for event in events:
        if any(_named_in(event, loss) for loss in unit):
            return event
    for event in events:
        if any(_counted_in(event, loss) for loss in unit):
            return event
    if not events:
        return None
    if all(loss.single and loss.known and not loss.name for loss in unit):
        for event in reversed(events):
            if any(_find(event, loss) for loss in unit):
                return event
    latest = max(events, key=lambda event: event.last)
    first = unit[0]
    reach = NEAR if any(loss.key in latest.counts for loss in unit) else 2 * NEAR
    if first.sentence - latest.last > reach:
        return None
    if not (first.single and first.known) and (first.apart or _elsewhere(latest, unit)):
        return None
    new = first.single and not (first.known or first.more or first.beside or first.name)
    if new and first.sentence > latest.last and latest.people.get(first.key) and not _find(latest, first):
        return None
    if any(_another_count(latest, loss) for loss in unit):
        return None
    if any(loss.name for loss in unit) and any(person.name for people in latest.people.values() for person in people):
        measures = {measure for measure, _ in latest.people}
        if any(loss.claim.measure in measures for loss in unit if loss.name):
            return None
    return latest


def _another_count(event: _Event, loss: Loss) -> bool:
    """Whether a figure differs from those of the event with no word for a part, for more or for a rising toll."""
    if loss.best < 2 or loss.part or loss.more or loss.grows:
        return False
    known = [best for best, _ in event.counts.get(loss.key, ())]
    return bool(known) and loss.best not in known


def _elsewhere(event: _Event, unit: list[Loss]) -> bool:
    """Whether the unit has another date or place than the event."""
    dates = {
        loss.claim.period.start
        for loss in unit
        if loss.claim.period.start and loss.claim.period.kind in ("event", "day")
    }
    places = {loss.claim.place for loss in unit if loss.claim.place}
    other_date = (
        event.date is not None
        and bool(dates)
        and not any(date and (date.startswith(event.date) or event.date.startswith(date)) for date in dates)
    )
    return other_date or (event.place is not None and bool(places) and event.place not in places)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names are of one person: one is part of the other, or they share two words."""
    return bool(one and other) and (one <= other or other <= one or len(one & other) >= 2)


def _named_in(event: _Event, loss: Loss) -> bool:
    return any(_alike(person.name, loss.name) for people in event.people.values() for person in people)


def _counted_in(event: _Event, loss: Loss) -> bool:
    """Whether the event has the same figure of two or more."""
    return loss.best > 1 and any(best == loss.best for best, _ in event.counts.get(loss.key, ()))


def _find(event: _Event, loss: Loss) -> _Person | None:
    """The person told of before whom a single loss is."""
    people = event.people.get(loss.key, [])
    lone = people[0] if len(people) == 1 and people[0].sentence != loss.sentence else None
    if lone and not loss.more and (bool(lone.name) != bool(loss.name)) and (loss.known or loss.name):
        return lone
    for person in people:
        if person.name and loss.name:
            if _alike(person.name, loss.name):
                return person
            continue
        again = loss.known and person.verb != loss.verb
        if person.sentence == loss.sentence and not again:
            continue
        if loss.name and (person.role == loss.role or not person.beside):
            return person
        if not loss.name and person.role == loss.role and not loss.more:
            return person
        if not loss.name and loss.known and not loss.beside and not person.beside:
            return person
    return None


def _tell(event: _Event, unit: list[Loss]) -> None:
    """Take a unit into an event."""
    event.last = max(event.last, unit[0].sentence)
    event.told += 1
    sums: dict[tuple[str, bool], Toll] = {}
    more: dict[tuple[str, bool], bool] = {}
    again = _given_twice(unit)
    for loss in unit:
        if loss.claim.period.kind in ("event", "day"):
            event.date = event.date or loss.claim.period.start
        event.place = event.place or loss.claim.place
        if loss.single:
            person = _find(event, loss)
            if person is None:
                person = _Person(loss.name, loss.role, loss.beside, loss.sentence, loss.verb, [])
                event.people.setdefault(loss.key, []).append(person)
            person.name = person.name or loss.name
            person.claims.append(loss.claim.id)
        if loss.part or loss.claim.id in again:
            continue
        toll = Toll(loss.low, loss.best, loss.high, [loss.claim.id])
        if loss.key not in sums:
            more[loss.key] = loss.more
        sums[loss.key] = _sum(sums[loss.key], toll) if loss.key in sums else toll
        event.counts.setdefault(loss.key, []).append((loss.best, loss.role))
    for key, toll in sums.items():
        known = event.tolls.setdefault(key, [])
        told = any(other.best == toll.best for other in known)
        known.append(_sum(known[-1], toll) if more[key] and known and not told else toll)
        event.counts[key].append((toll.best or 0, ""))


def _sum(one: Toll, other: Toll) -> Toll:
    def plus(a: float | None, b: float | None) -> float | None:
        return None if a is None or b is None else a + b

    return Toll(
        plus(one.low, other.low), plus(one.best, other.best), plus(one.high, other.high), one.claims + other.claims
    )


def _incident(event: _Event, count_perpetrators: bool) -> Incident:
    victims = {measure: _toll(event, (measure, False)) for measure in ("killed", "wounded")}
    attackers = {measure: _toll(event, (measure, True)) for measure in ("killed", "wounded")}
    total = dict(victims)
    if count_perpetrators:
        for measure, toll in attackers.items():
            known = victims[measure]
            total[measure] = _sum(known, toll) if known and toll else known or toll
    given = Perpetrators(attackers["killed"], attackers["wounded"])
    return Incident(total["killed"], total["wounded"], given, event.place, event.date)


def _toll(event: _Event, key: tuple[str, bool]) -> Toll | None:
    """The highest of the units' tolls, and not fewer than the people told of one by one."""
    best = max(event.tolls.get(key, []), key=lambda toll: toll.best or 0, default=None)
    people = event.people.get(key, [])
    if len(people) > _size(best):
        size = float(len(people))
        return Toll(size, size, size, [claim for person in people for claim in person.claims])
    return best
