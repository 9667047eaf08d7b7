"""Killed against killed and wounded: two sources may agree on the total and disagree on how many of them died."""

from __future__ import annotations

from collections.abc import Sequence

from tollbook.tracing.facts import Facts, days_between
from tollbook.tracing.kinship import same_body, same_side
from tollbook.tracing.linking import link
from tollbook.tracing.records import Link, Sign

FAR = 2.0
"""Two shares of dead disagree when one is this many times the other."""
NEAR = 1.1
COMPARED_WITHIN = 120


def ratio_links(later: Facts, candidates: Sequence[Facts]) -> list[Link]:
    """How the share of dead in `later` stands to the last one that another source gave."""
    own = killed_share(later, candidates)
    if own is None or later.voice.second_hand:
        return []
    for other in reversed(candidates):
        if other.key >= later.key or days_between(later, other) > COMPARED_WITHIN or other.voice.second_hand:
            continue
        if same_body(later, other) or same_side(later, other) or other.group.people != later.group.people:
            continue
        share = killed_share(other, candidates)
        if share is None:
            continue
        sign = Sign("arithmetic", f"{own:.0%} of the killed or wounded died, against {share:.0%}")
        ratio = max(own, share) / min(own, share)
        if ratio >= FAR:
            return [link(later, other, "contradicts", 0.5, [sign])]
        if ratio <= NEAR and later.as_of and later.as_of == other.as_of:
            return [link(later, other, "repeat", 0.5, [sign, Sign("date", "for the same day")])]
        return []
    return []


def killed_share(facts: Facts, candidates: Sequence[Facts]) -> float | None:
    """The share of dead among killed and wounded that a claim gives or implies, with its source's total of that day."""
    claim = facts.claim
    if claim.measure != "killed" or not facts.numeric or not facts.main or claim.rate or not facts.group.whole:
        return None
    if claim.unit == "share":
        return facts.main if claim.share_of and claim.share_of.measure == "casualties" else None
    for total in candidates:
        whole = total.claim.measure == "casualties" and total.claim.unit == "people" and total.numeric
        if whole and same_body(facts, total) and abs(days_between(facts, total)) <= 1 and total.main > facts.main:
            return facts.main / total.main
    return None
