"""What two claims have in common: the people counted, the kind of measure, and who speaks."""

from __future__ import annotations

from tollbook.tracing.facts import LOSSES, Facts, days_between, same_figure

GUESSED_FROM = 100
GUESSED_WITHIN = 14


def comparable(a: Facts, b: Facts) -> bool:
    """Whether the two claims can be about the same people or things at all."""
    if a.id == b.id or a.claim.item != b.claim.item:
        return False
    if a.group.people and b.group.people and not a.group.people & b.group.people and not _may_be_one(a, b):
        return False
    return family(a) == family(b) or {family(a), family(b)} == {"strength", "deployed"}


def _may_be_one(a: Facts, b: Facts) -> bool:
    """Whether a reader may have guessed wrong whose people one of the claims counts.

    Then the same source gives the same figure within days in two reports, and one of them does not name the people.
    """
    if (a.group.named and b.group.named) or a.claim.report == b.claim.report or not same_body(a, b):
        return False
    return same_figure(a, b) and a.main >= GUESSED_FROM and abs(days_between(a, b)) <= GUESSED_WITHIN


def family(facts: Facts) -> str:
    """Measures that a relay may confuse with one another share a family."""
    return "losses" if facts.claim.measure in LOSSES else facts.claim.measure


def same_body(a: Facts, b: Facts) -> bool:
    """Whether the same person or body speaks; a state as such ("Seoul says") stands for any of its organs."""
    if a.voice.keys & b.voice.keys:
        return True
    return (a.voice.whole_state or b.voice.whole_state) and same_side(a, b)


def same_state(a: Facts, b: Facts) -> bool:
    """Whether both sources are of one state, named or not."""
    return a.voice.country is not None and a.voice.country == b.voice.country


def same_side(a: Facts, b: Facts) -> bool:
    """Whether named organs of the same state speak."""
    return a.voice.authority and b.voice.authority and same_state(a, b)


def own_officials(a: Facts, b: Facts) -> bool:
    """Whether `a` is an organ of the state whose unnamed official spoke in `b`."""
    return a.voice.authority and b.voice.nameless and same_state(a, b)


def same_people(a: Facts, b: Facts) -> bool:
    """Whether nothing in the words tells the two groups apart."""
    one, two = a.group, b.group
    if one.mixed != two.mixed:
        return False
    if one.window and two.window:
        return bool(one.window & two.window)
    if one.marks and two.marks and not one.marks & two.marks:
        return False
    flags = (one.part, one.further, one.planned, bool(one.window))
    return flags == (two.part, two.further, two.planned, bool(two.window))
