"""Incidents: the killed and wounded of each event of a report, as an incident coder would enter them.

Rules. Groups that one sentence joins are added up ("two soldiers and a child"); a part ("including 3 children") is not
added to its total. Sentences on the same event give one count, the highest, since later tolls grow and parts are smaller;
the new end of an updated toll supersedes the old. A figure that is denied, projected, a rate, a share, or covers more than
one event or a day is left out. Named victims of one event are counted together. Attackers are counted apart, and among
the killed and wounded only where that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from tollbook.claims import Claim, Incident, Toll
from tollbook.reading.context import Context, Scene
from tollbook.reading.figures import Figure
from tollbook.reading.language import Language

LEAST = 0.5
"""A claim less probable than this enters no total."""
_NEAR = 1
"""Sentences on one event stand no further apart, unless they give the same figure."""


@dataclass(slots=True)
class Told:
    """A claim with what it was read from; `part` when it is part of another figure."""

    claim: Claim
    figure: Figure
    scene: Scene
    part: bool
    attacker: bool


@dataclass(slots=True)
class _Event:
    """What is told of one event so far: per measure the tolls of its sentences, victims and attackers apart."""

    last: int
    place: str | None = None
    date: str | None = None
    tolls: dict[tuple[str, bool], list[Toll]] = field(default_factory=dict)
    names: dict[tuple[str, bool], list[Claim]] = field(default_factory=dict)

    def tell(self, key: tuple[str, bool], toll: Toll, *, also: bool) -> None:
        """Take in a sentence's toll; with `also` it comes on top of the last one."""
        known = self.tolls.setdefault(key, [])
        known.append(_sum(known[-1], toll) if also and known else toll)


class _Words:
    def __init__(self, language: Language) -> None:
        table = language.table("patterns").get("incidents", {})
        split = language.token.findall
        self.another = [tuple(split(entry)) for entry in table.get("another", ())]
        self.also = frozenset(table.get("also", ()))
        self.attackers = frozenset(table.get("attackers", ()))


@lru_cache
def words_of(language: Language) -> _Words:
    """The incident words of `language`, made once."""
    return _Words(language)


def incidents(context: Context, told: list[Told], *, count_perpetrators: bool) -> list[Incident]:
    """The incidents of a report, the main one first: the one with most killed, then most wounded, then the first."""
    events: list[_Event] = []
    usable = [entry for entry in told if _counts(entry)]
    by_sentence: dict[int, list[Told]] = {}
    for entry in usable:
        by_sentence.setdefault(entry.scene.sentence.index, []).append(entry)
    for index, entries in by_sentence.items():
        tolls = _sentence_tolls(entries)
        names = [entry for entry in entries if entry.figure.kind == "named"]
        event = _same_event(context, events, index, tolls, entries)
        if event is None:
            event = _Event(index)
            events.append(event)
        event.last = index
        event.place = event.place or next((e.claim.place for e in entries if e.claim.place), None)
        event.date = event.date or next((e.claim.period.start for e in entries if e.claim.period.start), None)
        for key, toll in tolls.items():
            event.tell(key, toll, also=_adds(context, entries, key))
        for entry in names:
            event.names.setdefault((entry.claim.measure, entry.attacker), []).append(entry.claim)
    made = [_incident(event, count_perpetrators) for event in events]
    made = [incident for incident in made if incident.killed or incident.wounded or incident.perpetrators.killed]
    order = sorted(range(len(made)), key=lambda n: (-_best(made[n].killed), -_best(made[n].wounded), n))
    return [made[n] for n in order]


def _best(toll: Toll | None) -> float:
    return (toll.best or 0.0) if toll else 0.0


def _counts(entry: Told) -> bool:
    claim = entry.claim
    if claim.measure not in ("killed", "wounded") or claim.unit != "people" or claim.rate or claim.bound == "none":
        return False
    if claim.modality in ("denied", "projected") or entry.figure.change == "old":
        return False
    if (claim.confidence or 0) < LEAST:
        return False
    return (claim.period.kind != "cumulative" or (claim.low or 0) < 150) and (claim.low or claim.high or 0) > 0


def _sentence_tolls(entries: list[Told]) -> dict[tuple[str, bool], Toll]:
    """Per measure, and victims and attackers apart, the sum of a sentence's joined groups."""
    out: dict[tuple[str, bool], Toll] = {}
    for entry in entries:
        if entry.part:
            continue
        key = (entry.claim.measure, entry.attacker)
        low, high = entry.claim.low, entry.claim.high
        best = low if low is not None else high
        if low is not None and high is not None and low != high:
            best = low if entry.claim.bound == "vague" else (low + high) / 2
        toll = Toll(low, best, high, [entry.claim.id])
        before = out.get(key)
        out[key] = toll if before is None else _sum(before, toll)
    return out


def _adds(context: Context, entries: list[Told], key: tuple[str, bool]) -> bool:
    """Whether the first of a sentence's figures counts others than those told of before ("ten others", "also")."""
    book = words_of(context.document.language)
    first = next(e for e in entries if (e.claim.measure, e.attacker) == key)
    words, sentence = context.document.words, first.scene.sentence
    near = words[max(sentence.first, first.figure.first - 2) : min(sentence.last, first.figure.last + 2)]
    return any(word in book.also for word in near) and first.figure.bound != "more_than"


def _sum(one: Toll, other: Toll) -> Toll:
    def plus(a: float | None, b: float | None) -> float | None:
        return None if a is None or b is None else a + b

    return Toll(
        plus(one.low, other.low),
        (one.best or 0) + (other.best or 0),
        plus(one.high, other.high),
        one.claims + other.claims,
    )


def _same_event(
    context: Context, events: list[_Event], index: int, tolls: dict[tuple[str, bool], Toll], entries: list[Told]
) -> _Event | None:
    """The event that the sentence goes on about; None when it opens another."""
    for event in events:
        for key, toll in tolls.items():
            if (toll.best or 0) > 1 and any(other.best == toll.best for other in event.tolls.get(key, ())):
                return event
    if not events or index - events[-1].last > _NEAR or _opens_another(context, index, events[-1].last):
        return None
    places = {entry.claim.place for entry in entries if entry.claim.place}
    if places and events[-1].place and events[-1].place not in places:
        return None
    return events[-1]


def _opens_another(context: Context, index: int, last: int) -> bool:
    """Whether a sentence after `last`, up to `index`, begins to speak of something else."""
    book = words_of(context.document.language)
    words = context.document.words
    for number in range(last + 1, index + 1):
        sentence = context.document.sentences[number]
        head = words[sentence.first : min(sentence.last, sentence.first + 12)]
        for entry in book.another:
            size = len(entry)
            if any(tuple(head[place : place + size]) == entry for place in range(len(head) - size + 1)):
                return True
    return False


def _incident(event: _Event, count_perpetrators: bool) -> Incident:
    made = Incident(place=event.place, date=event.date)
    for measure in ("killed", "wounded"):
        victims, attackers = _toll(event, (measure, False)), _toll(event, (measure, True))
        total = victims
        if count_perpetrators and attackers:
            total = _sum(victims, attackers) if victims else attackers
        if measure == "killed":
            made.killed, made.perpetrators.killed = total, attackers
        else:
            made.wounded, made.perpetrators.wounded = total, attackers
    return made


def _toll(event: _Event, key: tuple[str, bool]) -> Toll | None:
    """The highest of the sentences' tolls, and not fewer than the named victims."""
    tolls = event.tolls.get(key, [])
    best = max(tolls, key=lambda toll: toll.best or 0, default=None)
    names = event.names.get(key, [])
    if (number := sum(int(c.low or 1) for c in names)) > _best(best):
        return Toll(float(number), float(number), float(number), [claim.id for claim in names])
    return best
