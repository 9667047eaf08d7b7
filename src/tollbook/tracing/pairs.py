"""How a claim may stand to one earlier claim: the rules for two claims, each with a score and its evidence."""

from __future__ import annotations

from tollbook.tracing.changes import POINTS, figure, opposed, serious
from tollbook.tracing.facts import SMALL, Facts, days_between, same_figure
from tollbook.tracing.kinship import comparable, family, own_officials, same_body, same_people, same_side
from tollbook.tracing.linking import link
from tollbook.tracing.records import Kind, Link, Sign
from tollbook.tracing.restated import ANSWERED_WITHIN, REUSED_WITHIN, same_number
from tollbook.tracing.within import within_report

FASTEST_GROWTH = 4.0
DEEPEST_CUT = 0.5
MISQUOTED_WITHIN = 45
QUOTED_WITHIN = 7
NUMBERED_WITHIN = 60
MEANT_TOGETHER = 14
EVENTS = frozenset({"event", "day", "interval"})
"""Kinds of period that are no running total."""


def compare(later: Facts, earlier: Facts) -> Link | None:
    """The likeliest relation of `later` to `earlier`, or None. Arithmetic on several claims is not tried here."""
    if not comparable(later, earlier):
        return None
    if (whole := part_of(later, earlier)) is not None:
        return whole
    if earlier.key >= later.key:
        return None
    if (inside := within_report(later, earlier)) is not None:
        return inside
    if not (later.numeric and earlier.numeric):
        return without_figure(later, earlier)
    if same_figure(later, earlier):
        return same_number(later, earlier)
    return one_end(later, earlier) or series(later, earlier)


def part_of(later: Facts, earlier: Facts) -> Link | None:
    """`subset`: on the same day the same source gives a part of its own total."""
    c, t = later.claim, earlier.claim
    if not same_body(later, earlier) or not (later.numeric and earlier.numeric):
        return None
    if abs(days_between(later, earlier)) > 1 or abs(later.meant - earlier.meant) > MEANT_TOGETHER:
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
    together = "imported" in c.trace or c.report == t.report
    if t.measure == "casualties" and c.measure in ("killed", "wounded") and not later.voice.second_hand and together:
        return link(later, earlier, "subset", 0.55, [Sign("arithmetic", f"part of its own {figure(t)} {t.measure}")])
    return None


def without_figure(later: Facts, earlier: Facts) -> Link | None:
    """Two statements of which at least one gives no number."""
    c, t = later.claim, earlier.claim
    gap = days_between(later, earlier)
    if later.numeric and t.bound == "none" and t.modality == "asserted" and c.measure == t.measure:
        return _first_without_figure(later, earlier)
    if later.numeric or earlier.numeric or c.measure != t.measure or gap > ANSWERED_WITHIN:
        return None
    near = Sign("date", f"{gap} days later")
    if same_body(later, earlier) and (c.modality == "denied") == (t.modality == "denied"):
        kind: Kind = "distortion" if serious(earlier, later) else "repeat"
        return link(later, earlier, kind, 0.75, [near]) if gap <= 3 else None
    if c.modality == "denied":
        return None if t.modality == "denied" else link(later, earlier, "contradicts", 0.7, [near])
    if t.modality == "denied" or "possible" in (c.modality, t.modality) or not later.voice.keys:
        return None
    return link(later, earlier, "confirms", 0.6 - gap / 100, [near])


def _first_without_figure(later: Facts, earlier: Facts) -> Link | None:
    """`update`: a source that had spoken of losses now gives their number."""
    gap = days_between(later, earlier)
    total = later.claim.measure == "casualties" and later.claim.rate is None and later.claim.unit == "people"
    if not total or not same_body(later, earlier) or not 0 < gap <= NUMBERED_WITHIN:
        return None
    if not (later.group.whole and earlier.group.whole) or EVENTS & {later.claim.period.kind, earlier.claim.period.kind}:
        return None
    return link(later, earlier, "update", 0.5, [Sign("date", f"{gap} days later, now with a figure")])


def one_end(later: Facts, earlier: Facts) -> Link | None:
    """`distortion`: of a range that the source gave a relay keeps one end."""
    c, t = later.claim, earlier.claim
    gap = days_between(later, earlier)
    if not earlier.is_range or later.is_range or t.bound == "vague" or c.unit != t.unit or c.measure != t.measure:
        return None
    described = not later.voice.keys and later.claim.source is not None and gap <= 1 and not earlier.voice.authority
    if (
        not (same_body(later, earlier) or described)
        or gap > REUSED_WITHIN
        or later.main not in (earlier.main, earlier.upper)
    ):
        return None
    if gap > QUOTED_WITHIN and c.bound in POINTS:
        return None
    return link(later, earlier, "distortion", 0.84 - gap / 1000, [Sign("figure", f"one end of {figure(t)}")])


def series(later: Facts, earlier: Facts) -> Link | None:
    """The same source gives another figure: a newer one, an opposite one, or one that a relay got wrong."""
    c, t = later.claim, earlier.claim
    gap = days_between(later, earlier)
    body = same_body(later, earlier)
    if (c.unit, c.rate) != (t.unit, t.rate):
        return None
    windowed = own_officials(later, earlier) and bool(later.group.window & earlier.group.window)
    if not (body or same_side(later, earlier) or windowed):
        return None
    weaker = 0.35 if earlier.voice.second_hand else 0.0
    if later.voice.second_hand:
        if family(later) != family(earlier) or gap > MISQUOTED_WITHIN or not same_people(later, earlier):
            return None
        return link(later, earlier, "distortion", 0.62 - gap / 300 - weaker + (0.05 if body else 0), [])
    if c.measure != t.measure or gap <= 0:
        return None
    grown = body and earlier.group.part and later.group.whole and not earlier.group.planned
    grown = grown and later.main > earlier.main
    if not (same_people(later, earlier) or grown):
        return None
    if (c.unit != "share" and min(later.main, earlier.main) < SMALL) or {c.period.kind, t.period.kind} <= EVENTS:
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
