"""Making a link: its score within bounds, its changes, and the evidence that every rule shares."""

from __future__ import annotations

from tollbook.tracing.changes import changes
from tollbook.tracing.facts import Facts
from tollbook.tracing.records import Kind, Link, Sign

WITHOUT_CHANGES = frozenset({"confirms", "subset", "derived", "update"})


def link(later: Facts, earlier: Facts, kind: Kind, score: float, signs: list[Sign]) -> Link:
    """The link from `later` to `earlier`."""
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
        changes=changes(earlier, later) if kind not in WITHOUT_CHANGES else [],
        evidence=evidence,
    )
