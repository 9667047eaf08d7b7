"""The same figure in two claims: a repeat, a distortion, a confirmation or a doubt."""

from __future__ import annotations

from tollbook.tracing.changes import figure, opposed, raised, serious
from tollbook.tracing.facts import CONFUSED, SMALL, Facts, days_between, unusual
from tollbook.tracing.kinship import family, own_officials, same_body, same_people, same_side, same_state
from tollbook.tracing.linking import link, relays
from tollbook.tracing.names import plain
from tollbook.tracing.records import Kind, Link, Sign

LARGE = 1000
LEAST_LOOKALIKE = 100


ANSWERED_WITHIN = 14
CREDITED_WITHIN = 200
REUSED_WITHIN = 120
RESTATED_WITHIN = 45
STATED_TOGETHER = 3


def same_number(later: Facts, earlier: Facts) -> Link | None:
    """The relation of two claims with the same figure, `earlier` first."""
    c, t = later.claim, earlier.claim
    gap = days_between(later, earlier)
    same_measure = c.measure == t.measure
    if not same_measure and family(later) != family(earlier):
        return None
    if later.page == earlier.page and "imported" not in c.trace and same_body(later, earlier):
        return link(later, earlier, "repeat", 0.9, [Sign("words", "the same report")]) if same_measure else None
    signs = [Sign("unusual figure" if unusual(later) >= 0.5 else "figure", figure(t))]
    if same_side(later, earlier) and same_measure and opposed(c, t) and gap <= ANSWERED_WITHIN:
        return link(later, earlier, "contradicts", 0.75, signs)
    if same_body(later, earlier):
        return _same_body(later, earlier, signs)
    if (same_side(later, earlier) or own_officials(later, earlier)) and same_measure:
        stale = c.measure == "strength" and gap > REUSED_WITHIN
        if same_people(later, earlier) and later.main >= SMALL and not stale:
            return link(later, earlier, again(later, earlier), 0.82 - gap / 1000, signs)
    rules = (_credited, _own_voice, _nobody_again, _answer_about_event, _taken_over, _answer, _other_people)
    return next((found for rule in rules if (found := rule(later, earlier, signs)) is not None), None)


def _same_body(later: Facts, earlier: Facts, signs: list[Sign]) -> Link | None:
    """The same source again, or a relay of it."""
    c, t = later.claim, earlier.claim
    gap = days_between(later, earlier)
    swapped = {c.measure, t.measure} == {"killed", "wounded"}
    narrowed = t.measure == "casualties" or gap <= (STATED_TOGETHER if swapped else RESTATED_WITHIN)
    narrowed = narrowed or later.voice.second_hand is not None
    if c.measure != t.measure and not (narrowed and {c.measure, t.measure} <= CONFUSED and later.main >= SMALL):
        return None
    if later.main < SMALL and c.unit == "people" and gap > 5:
        return None
    kind = again(later, earlier)
    return link(
        later, earlier, kind, (0.86 if kind == "distortion" else 0.9) - gap / 2000 + 0.05 * unusual(later), signs
    )


def again(later: Facts, earlier: Facts) -> Kind:
    """A repeat, a total that grew ("more than 4,000" after "4,000"), or a relay that changed something."""
    c, t = later.claim, earlier.claim
    gap = days_between(later, earlier)
    found = serious(earlier, later)
    only_bound = {change.field for change in found} <= {"bound"}
    direct = later.voice.second_hand is None and not later.headline
    if only_bound and raised(t, c) and STATED_TOGETHER < gap <= RESTATED_WITHIN and direct:
        return "update"
    if earlier.group.planned and not later.group.planned and direct and family(later) != "losses":
        return "update"
    return "distortion" if found else "repeat"


def _credited(later: Facts, earlier: Facts, signs: list[Sign]) -> Link | None:
    """The page credits another source with the figure."""
    gap = days_between(later, earlier)
    if relays(later) & earlier.voice.keys and gap <= REUSED_WITHIN:
        return link(later, earlier, again(later, earlier), 0.8 - gap / 1000, [*signs, Sign("chain", "named as relay")])
    mark = later.voice.second_hand
    if mark and same_state(later, earlier):
        return link(later, earlier, "distortion", 0.75 - gap / 1000, signs)
    if mark and gap <= CREDITED_WITHIN and not (mark == "background" and unusual(later) <= 0.5):
        same = 0.05 if later.claim.measure == earlier.claim.measure else 0.0
        return link(later, earlier, "distortion", 0.55 + 0.3 * unusual(later) + same - gap / 1000, signs)
    return None


def _taken_over(later: Facts, earlier: Facts, signs: list[Sign]) -> Link | None:
    """A figure too unlikely to be hit upon twice, or one that its source cannot have counted."""
    c, t = later.claim, earlier.claim
    gap = days_between(later, earlier)
    if c.measure != t.measure or c.rate != t.rate:
        narrowed = t.measure == "casualties" and c.measure in ("killed", "wounded") and c.rate == t.rate
        if narrowed and later.voice.nameless and later.voice.keys and later.main >= LARGE and gap <= CREDITED_WITHIN:
            return link(later, earlier, "distortion", 0.6, signs)
        return None
    if unusual(later) >= 0.8 and not later.voice.has_access and gap <= REUSED_WITHIN:
        return link(later, earlier, "repeat", 0.6 - gap / 2000, signs)
    if unusual(later) >= 0.8 and not earlier.voice.has_access and gap <= STATED_TOGETHER and t.source:
        return link(later, earlier, "distortion", 0.78, signs)
    if _enemys_figure(later, earlier) and gap <= ANSWERED_WITHIN:
        return link(later, earlier, "distortion", 0.5, [*signs, Sign("words", "the losing side's own words for it")])
    together = gap <= STATED_TOGETHER and later.as_of and later.as_of == earlier.as_of and later.main >= SMALL
    if together and same_people(later, earlier) and later.voice.keys and later.day != later.as_of:
        return link(later, earlier, "repeat", 0.6, [*signs, Sign("date", "for the same day")])
    return None


def _enemys_figure(later: Facts, earlier: Facts) -> bool:
    """Whether the losing side is said to give the very figure that another state had given for its losses."""
    other = (earlier.voice.country or "").lower()
    if not other or other in later.group.people or family(later) != "losses" or not _is_own_side(later):
        return False
    return later.main >= LARGE and later.claim.bound == earlier.claim.bound


def _is_own_side(facts: Facts) -> bool:
    """Whether the source is of the people counted, by its state or by what it is called ("North Korean forces")."""
    words = plain(facts.voice.label).split()
    return any(
        (facts.voice.country or "").lower() == people
        or (words and all(any(word.startswith(part[:5]) for word in words) for part in people.split()))
        for people in facts.group.people
    )


def _own_voice(later: Facts, earlier: Facts, signs: list[Sign]) -> Link | None:
    """A report that names no source, or only a paper, has its figure from those who gave it in the days before."""
    c, t = later.claim, earlier.claim
    gap = days_between(later, earlier)
    own, others = _is_paper(later), _is_paper(earlier)
    if not (own or others) or later.page == earlier.page or later.main < SMALL:
        return None
    if gap > (ANSWERED_WITHIN if own else STATED_TOGETHER) or not same_people(later, earlier):
        return None
    narrowed = t.measure == "casualties" and c.measure in CONFUSED and gap <= STATED_TOGETHER
    if c.measure != t.measure and not narrowed:
        return None
    kind = again(later, earlier)
    if kind == "distortion" and c.measure == t.measure:
        return None
    return link(later, earlier, kind, 0.5 + 0.1 * unusual(later) - gap / 1000, signs)


def _is_paper(facts: Facts) -> bool:
    """Whether nobody but a paper stands behind a claim."""
    return facts.claim.source is None or facts.voice.kind == "media"


def _nobody_again(later: Facts, earlier: Facts, signs: list[Sign]) -> Link | None:
    """A source that is only described ("an expert", "the spy agency") gives what another gave in these days."""
    if (
        later.claim.source is None
        or later.voice.keys
        or earlier.claim.source is None
        or later.claim.measure != earlier.claim.measure
    ):
        return None
    if days_between(later, earlier) > STATED_TOGETHER or (later.claim.unit == "people" and later.main < SMALL):
        return None
    return link(later, earlier, again(later, earlier), 0.5, signs)


def _answer_about_event(later: Facts, earlier: Facts, signs: list[Sign]) -> Link | None:
    """Another source with the same figure of the same particular people: it confirms, or declines to."""
    c, t = later.claim, earlier.claim
    shared = later.group.marks & earlier.group.marks
    if c.measure != t.measure or c.rate != t.rate or not later.voice.keys or not shared:
        return None
    if len(shared) * 2 < len(later.group.marks | earlier.group.marks):
        return None
    signs = [*signs, Sign("words", ", ".join(sorted(shared)))]
    return link(later, earlier, "contradicts" if c.modality in ("possible", "denied") else "confirms", 0.65, signs)


def _answer(later: Facts, earlier: Facts, signs: list[Sign]) -> Link | None:
    """Another source with the same figure of the same people."""
    c, t = later.claim, earlier.claim
    gap = days_between(later, earlier)
    if c.measure != t.measure or c.rate != t.rate or not later.voice.keys:
        return None
    if later.group.planned and earlier.group.planned and gap <= CREDITED_WITHIN:
        return link(later, earlier, "confirms", 0.55, signs)
    if gap <= ANSWERED_WITHIN and same_people(later, earlier):
        return link(later, earlier, "confirms", 0.3, signs)
    return None


def _other_people(later: Facts, earlier: Facts, signs: list[Sign]) -> Link | None:
    """`scope`: the same number of another group, place or window, easily taken for the same."""
    near = days_between(later, earlier) <= ANSWERED_WITHIN and later.main >= LEAST_LOOKALIKE
    if not near or later.claim.measure != earlier.claim.measure or same_people(later, earlier):
        return None
    return link(later, earlier, "scope", 0.35, [*signs, Sign("words", "other people, place or time in its words")])
