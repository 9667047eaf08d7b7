"""What follows from links together: slips that others carry on, and figures repeated after they were superseded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tollbook.tracing.changes import serious
from tollbook.tracing.facts import LOSSES, Facts, same_figure
from tollbook.tracing.kinship import same_body
from tollbook.tracing.linking import link
from tollbook.tracing.records import Change, Link, Sign

OLD = 60
"""Days after which a superseded figure given without its date is out of date."""
GROWN = 1.2
HEADLINE_ROUNDS = 0.1


def carried_on(facts: Mapping[str, Facts], links: Mapping[str, Sequence[Link]], ordered: Sequence[Facts]) -> list[Link]:
    """Distortions taken over: a claim that rests on a distorted one is a distortion of what that one distorted.

    `ordered` is in the order of time; each claim's first link is its strongest.
    """
    root: dict[str, Link] = {}
    out = []
    for later in ordered:
        own = [one for one in links[later.id] if one.kind in ("distortion", "repeat", "update")]
        first = min(own, key=lambda one: one.kind != "distortion", default=None)
        if first is None:
            continue
        source = root.get(first.target)
        if first.kind == "distortion":
            root[later.id] = first
        if source is None or not same_figure(later, facts[first.target]):
            continue
        origin = facts[source.target]
        if serious(origin, later) and origin.surely_read and later.surely_read:
            score = round(min(first.score, source.score), 3)
            made = link(later, origin, "distortion", score, [Sign("chain", f"as in {first.target}")])
            root[later.id] = made
            out.append(made)
    return out


def out_of_date(
    later: Facts, found: Sequence[Link], candidates: Sequence[Facts], known: Mapping[str, Facts]
) -> list[Link]:
    """`found` with a repeat of an old figure, given without its date, turned into a distortion of the date.

    That is where the source had given a newer figure since, or where a headline carries the old one as news.
    """
    out = []
    for one in found:
        earlier = known[one.target]
        undated = not later.as_of or (later.as_of == later.day and "imported" not in later.claim.trace)
        undated = undated and not later.group.window and not later.headline and later.claim.measure in LOSSES
        if one.kind == "repeat" and later.day - earlier.meant > OLD and undated:
            newer = _superseding(later, earlier, candidates)
            if newer is not None or _is_news(later, candidates):
                change = Change("date", earlier.statement.date, later.statement.date)
                sign = Sign("date", f"superseded on {newer.statement.date}" if newer else "an old figure as news")
                one = Link(
                    one.claim, one.target, "distortion", one.score, [*one.changes, change], [*one.evidence, sign]
                )
        out.append(one)
    return out


def _is_news(later: Facts, candidates: Sequence[Facts]) -> bool:
    """Whether the headline over the claim carries its figure, or the total that it is a part of, perhaps rounded."""
    report = [t for t in candidates if t.claim.report == later.claim.report and t.claim.unit == later.claim.unit]
    carried = [later, *(t for t in report if t.id == later.claim.population.part_of)]
    return any(
        title.headline
        and title.claim.measure == told.claim.measure
        and abs(title.main - told.main) <= HEADLINE_ROUNDS * told.main
        for title in report
        for told in carried
    )


def _superseding(later: Facts, earlier: Facts, candidates: Sequence[Facts]) -> Facts | None:
    """A newer figure by the same source that was out when `later` was written and that its report does not give."""
    claim = later.claim
    newer = [
        t
        for t in candidates
        if t.claim.measure == claim.measure
        and t.claim.unit == claim.unit
        and t.numeric
        and earlier.meant < t.day <= later.day
        and t.main >= GROWN * later.main
        and t.voice.second_hand is None
        and same_body(t, earlier)
    ]
    return newer[0] if newer and all(t.page != later.page for t in newer) else None
