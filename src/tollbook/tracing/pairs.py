"""How a claim may stand to one earlier claim: the rules for two claims, each with a name, a score and its evidence."""

from __future__ import annotations

from tollbook.tracing.changes import changes, figure, opposed, raised, serious
from tollbook.tracing.facts import LOSSES, Facts, same_figure, unusual
from tollbook.tracing.records import Kind, Link, Sign

SMALL = 10
"""Counts below it are shared by chance and link only within a few days or with shared words."""
ANSWERED_WITHIN = 14
CREDITED_WITHIN = 200
REUSED_WITHIN = 120
FASTEST_GROWTH = 4.0
DEEPEST_CUT = 0.5


def compare(later: Facts, earlier: Facts) -> Link | None:
    """The likeliest relation of `later` to `earlier`, or None. Arithmetic on several claims is not tried here."""
    if not comparable(later, earlier):
        return None
    if (whole := part_of(later, earlier)) is not None:
        return whole
    if earlier.key >= later.key:
        return None
    if not (later.numeric and earlier.numeric):
        return without_figure(later, earlier)
    if same_figure(later, earlier):
        return same_number(later, earlier)
    return series(later, earlier)


def comparable(a: Facts, b: Facts) -> bool:
    """Whether the two claims can be about the same people or things at all."""
    if a.id == b.id or a.claim.item != b.claim.item:
        return False
    if a.group.affiliation and b.group.affiliation and a.group.affiliation != b.group.affiliation:
        return False
    return family(a) == family(b) or {family(a), family(b)} == {"strength", "deployed"}


def family(facts: Facts) -> str:
    """Measures that a relay may confuse with one another share a family."""
    return "losses" if facts.claim.measure in LOSSES else facts.claim.measure


def same_body(a: Facts, b: Facts) -> bool:
    """Whether the same person or body speaks."""
    return bool(a.voice.keys & b.voice.keys)


def same_side(a: Facts, b: Facts) -> bool:
    """Whether named organs of the same state speak."""
    return a.voice.authority and b.voice.authority and a.voice.country == b.voice.country


def own_officials(a: Facts, b: Facts) -> bool:
    """Whether `a` is an organ of the state whose unnamed official spoke in `b`."""
    return a.voice.authority and b.voice.nameless and b.voice.country == a.voice.country and b.voice.country is not None


def same_state(a: Facts, b: Facts) -> bool:
    """Whether both sources are of one state, named or not."""
    return a.voice.country is not None and a.voice.country == b.voice.country


def part_of(later: Facts, earlier: Facts) -> Link | None:
    """`subset`: on the same day the same source gives a part of its own total."""
    c, t = later.claim, earlier.claim
    if not same_body(later, earlier) or abs(later.day - earlier.day) > 1 or not (later.numeric and earlier.numeric):
        return None
    if c.unit == "share" and t.unit != "share" and c.share_of is not None:
        of = c.share_of.measure
        if of == t.measure and c.measure != t.measure:
            return link(later, earlier, "subset", 0.72, [Sign("arithmetic", f"a share of its own {figure(t)}")])
        return None
    if c.unit != t.unit or c.rate != t.rate or later.upper >= earlier.main:
        return None
    narrower = later.group.part and not earlier.group.part and c.measure == t.measure
    present = c.measure == "strength" and t.measure == "deployed" and earlier.group.whole
    if narrower or present:
        return link(later, earlier, "subset", 0.75, [Sign("words", f"part of {t.population.text or 'the whole'}")])
    if t.measure == "casualties" and c.measure in ("killed", "wounded") and later.voice.second_hand is None:
        return link(later, earlier, "subset", 0.55, [Sign("arithmetic", f"part of its own {figure(t)} {t.measure}")])
    return None


def without_figure(later: Facts, earlier: Facts) -> Link | None:
    """Two statements of which at least one gives no number."""
    c, t = later.claim, earlier.claim
    gap = later.day - earlier.day
    if later.numeric or earlier.numeric or c.measure != t.measure or gap > ANSWERED_WITHIN:
        return None
    near = Sign("date", f"{gap} days later")
    if c.modality == "denied":
        return None if t.modality == "denied" else link(later, earlier, "contradicts", 0.7, [near])
    if t.modality == "denied":
        return None
    if same_body(later, earlier):
        found = changes(earlier, later)
        kind: Kind = "distortion" if serious(earlier, later, found) else "repeat"
        return link(later, earlier, kind, 0.75, [near]) if gap <= 3 else None
    if c.modality == "possible" or t.modality == "possible":
        return None
    return link(later, earlier, "confirms", 0.6 - gap / 100, [near])


def same_number(later: Facts, earlier: Facts) -> Link | None:
    """Both give the same figure: a repeat, a distortion, a confirmation or a doubt."""
    c, t = later.claim, earlier.claim
    gap = later.day - earlier.day
    rare = unusual(later)
    signs = [Sign("unusual figure" if rare >= 0.5 else "figure", figure(t))]
    same_measure = c.measure == t.measure
    if not same_measure and family(later) != family(earlier):
        return None
    if same_side(later, earlier) and same_measure and opposed(c, t) and gap <= ANSWERED_WITHIN:
        return link(later, earlier, "contradicts", 0.75, signs)
    if same_body(later, earlier):
        return _same_body_number(later, earlier, signs)
    if same_side(later, earlier) or own_officials(later, earlier):
        stale = c.measure == "strength" and gap > REUSED_WITHIN
        if same_measure and _same_people(later, earlier) and later.main >= SMALL and not stale:
            return link(later, earlier, _again(later, earlier), 0.82 - gap / 1000, signs)
        if not (later.voice.second_hand and c.measure != t.measure):
            return None
    if later.voice.second_hand and same_state(later, earlier):
        return link(later, earlier, "distortion", 0.75 - gap / 1000, signs)
    if later.voice.second_hand and not (later.voice.second_hand == "background" and rare <= 0.5):
        if gap > CREDITED_WITHIN:
            return None
        return link(later, earlier, "distortion", 0.55 + 0.3 * rare + (0.05 if same_measure else 0) - gap / 1000, signs)
    if not same_measure or c.rate != t.rate:
        return None
    shared = later.group.marks & earlier.group.marks
    if shared and len(shared) * 2 >= len(later.group.marks | earlier.group.marks):
        signs.append(Sign("words", ", ".join(sorted(shared))))
        kind: Kind = "contradicts" if c.modality in ("possible", "denied") else "confirms"
        return link(later, earlier, kind, 0.65, signs)
    if not later.voice.has_access and rare >= 0.8 and gap <= REUSED_WITHIN:
        return link(later, earlier, "repeat", 0.6 - gap / 2000, signs)
    if later.group.planned and earlier.group.planned and gap <= CREDITED_WITHIN:
        return link(later, earlier, "confirms", 0.55, signs)
    if gap <= 3 and later.as_of and later.as_of == earlier.as_of and _same_people(later, earlier):
        return link(later, earlier, "repeat", 0.6, [*signs, Sign("date", "for the same day")])
    if gap <= ANSWERED_WITHIN and _same_people(later, earlier):
        return link(later, earlier, "confirms", 0.3, signs)
    return None


def _same_body_number(later: Facts, earlier: Facts, signs: list[Sign]) -> Link | None:
    c, t = later.claim, earlier.claim
    gap = later.day - earlier.day
    if c.measure != t.measure and not (t.measure == "casualties" or later.voice.second_hand or gap <= 3):
        return None
    if later.main < SMALL and c.unit == "people" and gap > 5:
        return None
    found = serious(earlier, later, changes(earlier, later))
    kind: Kind = "distortion" if found else _again(later, earlier)
    return link(later, earlier, kind, 0.9 - gap / 2000 + 0.05 * unusual(later), signs)


def _again(later: Facts, earlier: Facts) -> Kind:
    """Whether the same source says it anew with more ("more than 4,000") or merely repeats it."""
    grew = raised(earlier.claim, later.claim) and later.day > earlier.day and later.voice.second_hand is None
    return "update" if grew else "repeat"


def _same_people(a: Facts, b: Facts) -> bool:
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


def series(later: Facts, earlier: Facts) -> Link | None:
    """The same source gives another figure: a newer one, an opposite one, or one that a relay got wrong."""
    c, t = later.claim, earlier.claim
    gap = later.day - earlier.day
    body = same_body(later, earlier)
    if (c.unit, c.rate) != (t.unit, t.rate):
        return None
    windowed = own_officials(later, earlier) and bool(later.group.window & earlier.group.window)
    if not (body or same_side(later, earlier) or windowed):
        return None
    weaker = 0.35 if earlier.voice.second_hand else 0.0
    if later.voice.second_hand:
        if family(later) != family(earlier) or gap > 45 or not _same_people(later, earlier):
            return None
        return link(later, earlier, "distortion", 0.62 - gap / 300 - weaker + (0.05 if body else 0), [])
    if c.measure != t.measure or gap <= 0:
        return None
    grown = body and earlier.group.part and later.group.whole and not earlier.group.planned
    grown = grown and later.main > earlier.main
    if not (_same_people(later, earlier) or grown):
        return None
    signs = [Sign("date", f"{gap} days later")]
    if opposed(c, t) and gap <= ANSWERED_WITHIN:
        return link(later, earlier, "contradicts", 0.75, signs)
    if c.measure == "strength" and gap > REUSED_WITHIN:
        return None
    ratio = later.main / earlier.main if earlier.main else 0.0
    if not DEEPEST_CUT <= ratio <= FASTEST_GROWTH:
        return None
    return link(later, earlier, "update", (0.8 if body else 0.7) - gap / 2000 - weaker, signs)


def link(later: Facts, earlier: Facts, kind: Kind, score: float, signs: list[Sign]) -> Link:
    """The link with its changes and with the evidence that every rule shares."""
    shared = later.voice.keys & earlier.voice.keys
    evidence = list(signs)
    if shared:
        evidence.append(Sign("source", ", ".join(sorted(shared))))
    elif later.voice.country and later.voice.country == earlier.voice.country:
        evidence.append(Sign("source", f"both of {later.voice.country}"))
    if later.voice.second_hand:
        evidence.append(Sign("credit", f"marked as {later.voice.second_hand} by the page"))
    return Link(
        claim=later.id,
        target=earlier.id,
        kind=kind,
        score=round(min(1.0, max(0.0, score)), 3),
        changes=changes(earlier, later) if kind not in ("confirms", "subset", "derived", "update") else [],
        evidence=evidence,
    )
