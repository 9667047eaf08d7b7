"""Incidents: the killed and wounded of each event of a report, as an incident coder would enter them.

The rules are those of docs/incidents.md. A report's losses are taken in text order, in units that tell of one deed. A
unit goes on about an event told of before, or opens another; each event then has one count of killed and of wounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tollbook.claims import Incident, Perpetrators, Toll
from tollbook.reading.losses import Loss

NEAR = 4
"""Sentences on one event stand no further apart, unless they name the same people or the same figure."""


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
