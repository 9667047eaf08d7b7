"""Which fields of a claim changed between source and relay, and which of the changes claim more than was said."""

from __future__ import annotations

from tollbook.claims import Claim
from tollbook.tracing.facts import LOSSES, Facts, same_figure
from tollbook.tracing.kinship import same_body, same_state
from tollbook.tracing.names import plain
from tollbook.tracing.records import Change

FLOORS = frozenset({"at_least", "more_than"})
CEILINGS = frozenset({"up_to", "fewer_than"})
POINTS = frozenset({"exact", "approx"})
STALE_DAYS = 60
MOVED_DAYS = 20
_RANKS = frozenset(
    {"sources", "officials", "official", "intelligence", "military", "ministry", "government", "experts"}
)
_CERTAINTY = {"denied": 0, "possible": 1, "projected": 2, "estimated": 2, "asserted": 3}


def changes(before: Facts, after: Facts) -> list[Change]:
    """Every field in which `after` differs from `before`, serious or not."""
    a, b = before.claim, after.claim
    out: list[Change] = []

    def note(field: str, old: str | None, new: str | None) -> None:
        if old != new:
            out.append(Change(field, old, new))

    note("measure", a.measure, b.measure)
    if before.numeric and after.numeric and not same_figure(before, after):
        note("figure", figure(a), figure(b))
    note("bound", a.bound, b.bound)
    note("unit", a.unit, b.unit)
    note("rate", a.rate, b.rate)
    note("hedge", a.modality, b.modality)
    if before.as_of and after.as_of:
        note("date", a.period.as_of or a.period.end, b.period.as_of or b.period.end)
    if before.group.mixed != after.group.mixed or before.group.part != after.group.part:
        note("population", _people(a), _people(b))
    if another_source(before, after):
        out.append(Change("source", before.voice.label, after.voice.label))
    return out


def serious(before: Facts, after: Facts) -> list[Change]:
    """The changes that make a relay a distortion: they change what is counted, for when, or by whom.

    Another organ of the same state may choose its own bound and hedge; only what is counted must stay.
    """
    colleagues = same_state(before, after) and not same_body(before, after)
    return [
        change
        for change in changes(before, after)
        if _is_serious(change, before, after) and not (colleagues and change.field in ("bound", "hedge", "source"))
    ]


def _is_serious(change: Change, before: Facts, after: Facts) -> bool:
    a, b = before.claim, after.claim
    match change.field:
        case "measure":
            return a.measure in LOSSES and b.measure in LOSSES
        case "figure" | "unit" | "source":
            return True
        case "rate":
            return a.measure in LOSSES or a.measure == "equipment"
        case "bound":
            return bound_class(a) != bound_class(b)
        case "hedge":
            return _CERTAINTY[b.modality] - _CERTAINTY[a.modality] >= 2
        case "date":
            return moved(before, after)
        case "population":
            return (before.group.mixed and not after.group.mixed) or (before.group.part and after.group.whole)
    return False


def moved(before: Facts, after: Facts) -> bool:
    """Whether the figure is given for another day than it was meant for.

    Of figures read in a text only an old one given as new counts (`spreading.out_of_date`): the day that a reader takes
    from the words around a number is too often that of something else.
    """
    apart = abs(after.as_of - before.as_of)
    if not (before.as_of and after.as_of) or abs(after.day - after.as_of) <= MOVED_DAYS:
        return False
    if after.numeric and "imported" not in after.claim.trace:
        return False
    return apart > (STALE_DAYS if after.numeric else MOVED_DAYS)


def bound_class(claim: Claim) -> str:
    """Floors, ceilings and points apart; "about" and a plain figure are one."""
    for name, bounds in (("floor", FLOORS), ("ceiling", CEILINGS), ("point", POINTS)):
        if claim.bound in bounds:
            return name
    return claim.bound


def raised(a: Claim, b: Claim) -> bool:
    """Whether a figure became a floor: "4,000" and later "more than 4,000" is a total that grew."""
    return a.bound in POINTS | CEILINGS and b.bound in FLOORS


def opposed(a: Claim, b: Claim) -> bool:
    """Whether one bound is a ceiling at or below the other's floor."""
    ceiling, floor = (a, b) if a.bound in CEILINGS else (b, a)
    return (
        ceiling.bound in CEILINGS
        and floor.bound in FLOORS
        and ceiling.high is not None
        and floor.low is not None
        and ceiling.high <= floor.low
    )


def figure(claim: Claim) -> str:
    """The figure with its bound, short: "more than 6,000", "1,000-3,000", "25 %"."""
    if claim.low is None and claim.high is None:
        return "no figure"

    def number(value: float) -> str:
        return f"{value * 100:.4g} %" if claim.unit == "share" else f"{value:,.10g}"

    words = {
        "approx": "about ",
        "at_least": "at least ",
        "more_than": "more than ",
        "up_to": "up to ",
        "fewer_than": "fewer than ",
    }
    low, high = claim.low, claim.high
    if low is not None and high is not None and low != high:
        text = f"{number(low)}-{number(high)}"
    else:
        one = low if low is not None else high
        text = words.get(claim.bound, "") + number(one if one is not None else 0.0)
    return f"{text} a {claim.rate}" if claim.rate else text


def another_source(before: Facts, after: Facts) -> bool:
    """Whether the relay names another source, or calls the same nameless one by a better name.

    Naming the paper that had it from the source is naming a relay, not another source.
    """
    a, b = before.voice, after.voice
    if not all(voice.keys or voice.kind == "unnamed" for voice in (a, b)):
        return False
    if after.claim.source is None or before.claim.source is None or b.kind == "media":
        return False
    if not a.keys & b.keys:
        return not (a.authority and b.authority and same_state(before, after))
    if not (a.nameless and b.second_hand):
        return False
    old, new = (_RANKS & set(plain(voice.label).split()) for voice in (a, b))
    return bool(old and new and old != new)


def _people(claim: Claim) -> str | None:
    return claim.population.text or claim.population.affiliation
