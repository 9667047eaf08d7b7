"""A headline against the text under it: what a report itself changes."""

from __future__ import annotations

from tollbook.tracing.changes import bound_class, serious
from tollbook.tracing.facts import CONFUSED, SMALL, Facts
from tollbook.tracing.kinship import family, same_body, same_state
from tollbook.tracing.linking import link
from tollbook.tracing.records import Kind, Link, Sign

OWN_FIELDS = frozenset({"figure", "date", "source"})
"""What a headline may round, leave out or name more shortly."""
ROUNDED = 0.05
"""A headline may round: figures this near are one."""


def within_report(later: Facts, earlier: Facts) -> Link | None:
    """The relation of a headline's claim to a claim of the text under it; None for any other pair."""
    if not later.headline or earlier.headline or later.claim.report != earlier.claim.report:
        return None
    if family(later) != family(earlier) or later.numeric != earlier.numeric:
        return None
    named = later.claim.source is not None and earlier.claim.source is not None
    relay = "media" in (later.voice.kind, earlier.voice.kind) or earlier.claim.repeats == later.id
    if named and not relay and not same_body(later, earlier) and not same_state(later, earlier):
        return None
    measures = {later.claim.measure, earlier.claim.measure}
    if len(measures) > 1 and not (measures <= CONFUSED and (not later.numeric or later.main >= SMALL)):
        return None
    signs = [Sign("words", "headline over this text")]
    changed = [change for change in serious(earlier, later) if change.field not in OWN_FIELDS]
    kind: Kind = "distortion" if changed else "repeat"
    if not later.numeric:
        return link(later, earlier, kind, 0.72 if changed else 0.75, signs)
    if later.claim.unit != earlier.claim.unit or not (_near(later.main, earlier) or _near(later.upper, earlier)):
        return None
    score = (0.96 if kind == "distortion" else 0.97) - (0.015 if earlier.claim.source is None else 0)
    return link(later, earlier, kind, score - (0.002 if bound_class(later.claim) == "vague" else 0), signs)


def _near(number: float, other: Facts) -> bool:
    return any(abs(number - end) <= ROUNDED * max(number, end) for end in (other.main, other.upper))
