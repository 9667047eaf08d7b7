"""Making a link: its score within bounds, its changes, and the evidence that every rule shares."""

from __future__ import annotations

from tollbook.tracing.changes import changes
from tollbook.tracing.facts import Facts, days_between
from tollbook.tracing.kinship import same_state
from tollbook.tracing.names import plain
from tollbook.tracing.records import Kind, Link, Sign

WITHOUT_CHANGES = frozenset({"confirms", "subset", "derived", "update"})


def link(later: Facts, earlier: Facts, kind: Kind, score: float, signs: list[Sign]) -> Link:
    """The link from `later` to `earlier`."""
    return Link(
        claim=later.id,
        target=earlier.id,
        kind=kind,
        score=round(min(1.0, max(0.0, score)), 3),
        changes=changes(earlier, later) if kind not in WITHOUT_CHANGES else [],
        evidence=[*signs, *_common(later, earlier, signs)],
    )


def _common(later: Facts, earlier: Facts, signs: list[Sign]) -> list[Sign]:
    """Who is shared, who is credited, by what way it came and how long it took."""
    out = []
    shared = later.voice.keys & earlier.voice.keys
    if shared:
        out.append(Sign("source", ", ".join(sorted(shared))))
        if later.page != earlier.page and printed_by_another(later):
            out.append(Sign("credit", f"credited to {earlier.voice.label}"))
    elif same_state(later, earlier):
        out.append(Sign("source", f"both of {later.voice.country}"))
    way = relays(later) & publishers(earlier)
    if way:
        out.append(Sign("chain", f"by way of {', '.join(sorted(way))}"))
    if later.voice.second_hand:
        out.append(Sign("credit", f"marked as {later.voice.second_hand} by the page"))
    if later.day and earlier.day and not any(sign.kind == "date" for sign in signs):
        days = days_between(later, earlier)
        out.append(Sign("date", "the same day" if days == 0 else f"{days} day{'s' if days != 1 else ''} later"))
    return out


def relays(facts: Facts) -> set[str]:
    """Plain names of those through whom a claim came."""
    return {plain(name) for via in facts.claim.via for name in (via.name, via.text) if name}


def publishers(facts: Facts) -> set[str]:
    """Plain names of those who printed a claim first-hand: its publisher, and the outlet that speaks in it."""
    printed = {plain(facts.statement.publisher)} if facts.statement.publisher else set()
    return printed | (set(facts.voice.keys) if facts.voice.kind == "media" else set())


def printed_by_another(facts: Facts) -> bool:
    """Whether somebody else than the source printed the claim, so that naming the source is a credit."""
    printed = {plain(facts.statement.publisher)} if facts.statement.publisher else set()
    return bool((relays(facts) | printed) - facts.voice.keys)
