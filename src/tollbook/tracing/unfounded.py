"""Figures credited to a source that gave no such figure: a split of its undivided total, its dead called casualties."""

from __future__ import annotations

from collections.abc import Sequence

from tollbook.tracing.changes import figure
from tollbook.tracing.facts import Facts, days_between, same_figure
from tollbook.tracing.kinship import comparable, same_body
from tollbook.tracing.linking import link
from tollbook.tracing.records import Link, Sign

STATED_WITHIN = 3
"""Days in which reports of one statement appear."""
GIVEN_WITHIN = 30
LEAST_REPORTS = 2
SUMMED = 1.25


def unfounded_links(later: Facts, candidates: Sequence[Facts]) -> list[Link]:
    """Links to what the credited source really gave."""
    if not later.numeric or later.claim.rate or later.claim.unit != "people" or not later.voice.keys:
        return []
    own = [t for t in candidates if same_body(later, t) and t.numeric and not t.claim.rate and t.claim.unit == "people"]
    own = [t for t in own if comparable(later, t) and t.claim.report != later.claim.report]
    if "imported" in later.claim.trace or later.voice.second_hand:
        return []
    return [*_split(later, candidates, own), *_dead_as_casualties(later, own)]


def _split(later: Facts, candidates: Sequence[Facts], own: Sequence[Facts]) -> list[Link]:
    """3,200 dead "of" 6,000 in one report, while every other report of the statement has the 6,000 alone."""
    claim = later.claim
    if claim.measure not in ("killed", "wounded") or later.headline:
        return []
    report = [t for t in candidates if t.claim.report == claim.report and t.claim.measure == "casualties" and t.numeric]
    totals = [t for t in report if t.id == claim.population.part_of] or [
        t for t in report if same_body(later, t) and t.main > later.main and not t.headline
    ]
    if not totals:
        return []
    total = totals[0]
    near = [t for t in own if abs(days_between(t, later)) <= STATED_WITHIN]
    whole = [t for t in near if t.claim.measure == "casualties" and same_figure(t, total)]
    split = any(t.claim.measure in ("killed", "wounded") for t in near)
    if split or len({t.claim.report for t in whole}) < LEAST_REPORTS:
        return []
    first = min(whole, key=lambda t: t.key)
    sign = Sign("figure", f"no other report of {figure(first.claim)} divides it")
    return [link(later, first, "distortion", 0.75, [sign])]


def _dead_as_casualties(later: Facts, own: Sequence[Facts]) -> list[Link]:
    """350 casualties by one who named 101 and then more than 200 dead, and never anybody wounded."""
    own = [t for t in own if 0 <= days_between(later, t) <= GIVEN_WITHIN]
    if later.claim.measure != "casualties" or any(t.claim.measure in ("casualties", "wounded") for t in own):
        return []
    dead = [t for t in own if t.claim.measure == "killed"]
    given = {(t.main, t.meant): t for t in sorted(dead, key=lambda t: t.key, reverse=True)}
    total = sum(amount for amount, _ in given)
    if len(given) < LEAST_REPORTS or not total <= later.main <= SUMMED * total:
        return []
    first = min(given.values(), key=lambda t: t.key)
    sign = Sign(
        "arithmetic",
        "dead given as " + " and ".join(figure(t.claim) for t in sorted(given.values(), key=lambda t: t.key)),
    )
    return [link(later, first, "distortion", 0.6, [sign])]
