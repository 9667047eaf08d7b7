"""Claims filed so that a new one finds its possible neighbours without looking at all the others.

A claim is filed under its figure, its sources, their states, its page and, without a figure, its measure. Each file is
kept in the order of time; the candidates of a claim are the nearest entries of its files. They depend only on which
claims there are, never on the order of arrival, and adding a claim touches only the claims that stand near it in one
of its files.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence

from tollbook.tracing.facts import Facts, Place
from tollbook.tracing.kinship import family
from tollbook.tracing.names import plain

BEFORE = 24
"""Entries of each file looked at before a claim."""
AFTER = 8
"""Entries looked at after it: on one day a part may be filed before its whole."""

Key = tuple[str | float | bool | None, ...]


class Index:
    """Files of claims in the order of time."""

    def __init__(self) -> None:
        self.facts: dict[str, Facts] = {}
        self._files: dict[Key, list[Place]] = {}

    def __len__(self) -> int:
        return len(self.facts)

    def fill(self, claims: Iterable[Facts]) -> None:
        """File many claims at once into an empty index."""
        for facts in claims:
            self.facts[facts.id] = facts
            for key in file_keys(facts):
                self._files.setdefault(key, []).append(facts.key)
        for places in self._files.values():
            places.sort()

    def add(self, facts: Facts) -> set[str]:
        """File one claim; the ids of all claims whose candidates changed, its own among them."""
        touched = self.remove(facts.id) if facts.id in self.facts else set()
        self.facts[facts.id] = facts
        for key in file_keys(facts):
            bisect.insort(self._files.setdefault(key, []), facts.key)
        return touched | self._around(facts) | {facts.id}

    def remove(self, claim: str) -> set[str]:
        """Take a claim out; the ids of the claims whose candidates changed."""
        facts = self.facts[claim]
        touched = self._around(facts)
        for key in file_keys(facts):
            places = self._files[key]
            del places[bisect.bisect_left(places, facts.key)]
            if not places:
                del self._files[key]
        del self.facts[claim]
        return touched - {claim}

    def candidates(self, facts: Facts) -> list[Facts]:
        """The claims that `facts` may rest on or answer, in the order of time."""
        places: set[Place] = set()
        for key in file_keys(facts):
            places.update(self._near(key, facts.key, BEFORE, AFTER))
        places.discard(facts.key)
        return [self.facts[place[-1]] for place in sorted(places)]

    def _around(self, facts: Facts) -> set[str]:
        """Claims that have `facts` among their candidates, or had it before."""
        return {place[-1] for key in file_keys(facts) for place in self._near(key, facts.key, AFTER + 1, BEFORE + 1)}

    def _near(self, key: Key, place: Place, before: int, after: int) -> Sequence[Place]:
        places = self._files.get(key, [])
        at = bisect.bisect_left(places, place)
        return places[max(0, at - before) : at + after + 1]


def file_keys(facts: Facts) -> list[Key]:
    """The files that a claim belongs in, each once."""
    return list(dict.fromkeys(_keys(facts)))


def _keys(facts: Facts) -> Iterator[Key]:
    claim = facts.claim
    kin = family(facts)
    if facts.numeric:
        yield ("figure", kin, claim.unit, round(facts.main, 2), round(facts.upper, 2))
    else:
        yield from (("no figure", kin, people) for people in sorted(facts.group.people))
    for name in facts.voice.keys:
        yield ("source", name)
        yield ("source", name, kin)
        yield ("source", name, claim.measure, claim.unit, claim.rate)
    if facts.voice.country:
        yield ("state", facts.voice.country, kin)
        yield ("state", facts.voice.country, claim.measure, claim.unit, claim.rate)
    if facts.page:
        yield ("page", facts.page)
    for people in facts.group.people:
        if claim.rate == "day" or claim.measure in ("casualties", "killed"):
            yield ("totals", people)
        if claim.measure == "killed":
            yield ("killed", people)
    for relay in claim.via:
        if relay.text or relay.name:
            yield ("source", plain(relay.name or relay.text or ""), kin)
