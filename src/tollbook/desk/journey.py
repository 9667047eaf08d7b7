"""A figure's journey as what is drawn and tabled: nodes in lanes, steps between them, look-alikes."""

from __future__ import annotations

import msgspec

from tollbook.desk.snapshot import Mark
from tollbook.desk.tracing_view import TraceView
from tollbook.tracing.records import DEPENDENT, Link

MOST_NODES = 8
UNDATED = "9999"
"""Claims without a date stand last."""
MEANING = {"measure", "unit", "rate", "population"}
"""Changes of these fields change what is counted."""
STATED = {"credit", "coded", "chain", "copy"}


class Node(msgspec.Struct):
    """One stop: a claim, with `more` unchanged repeats of it folded in."""

    mark: Mark
    lane: int
    more: int = 0


class Step(msgspec.Struct):
    """From an earlier claim to a later one that rests on it."""

    source: Mark
    target: Mark
    link: Link

    @property
    def fields(self) -> list[str]:
        """Names of the fields that changed."""
        return [change.field for change in self.link.changes]

    @property
    def stated(self) -> bool:
        """Whether a text or a coder says so, rather than likeness alone."""
        return any(sign.kind in STATED for sign in self.link.evidence)


class Journey(msgspec.Struct):
    """All of it, for one claim."""

    asked: Mark
    origin: Mark
    nodes: list[Node]
    lanes: list[str]
    """Measures, the origin's first."""
    steps: list[Step]
    drawn: list[Step]
    alike: list[Mark]
    members: list[Mark]
    """All claims of the journey, those that are not drawn included."""
    repeats: int
    changed: int
    aside: int
    used: int


def journey(view: TraceView, claim: str) -> Journey | None:
    """The journey that `claim` is part of; None where the case does not hold the claim."""
    ids = view.chain(claim)
    if claim not in view.marks or not ids:
        return None
    asked = view.marks[claim]
    members = [view.marks[member] for member in ids]
    inside = {mark.claim for mark in members}
    steps = []
    for mark in members:
        link = view.best(mark.claim)
        if link is not None and link.target in inside and link.target != mark.claim:
            steps.append(Step(view.marks[link.target], mark, link))
    origin = _root(asked, steps)
    repeats = [step for step in steps if step.link.kind in DEPENDENT]
    changed = [step for step in repeats if step.link.changes]
    lanes = [origin.measure, *sorted({mark.measure for mark in members} - {origin.measure})]
    nodes, drawn = _nodes(asked, origin, members, steps, lanes)
    top = asked.high if asked.high is not None else asked.low
    alike = [
        mark for mark in view.marks.values()
        if mark.claim not in inside and top and top in (mark.high, mark.low) and not mark.rate
    ]  # fmt: skip
    return Journey(
        asked=asked,
        origin=origin,
        nodes=nodes,
        lanes=[lane for lane in lanes if any(node.lane == lanes.index(lane) for node in nodes)],
        steps=sorted(steps, key=lambda step: (step.target.said or UNDATED, step.target.claim)),
        drawn=drawn,
        members=members,
        alike=sorted(alike, key=lambda mark: mark.said or "")[:12],
        repeats=len(repeats),
        changed=len(changed),
        aside=sum(mark.use == "aside" for mark in members),
        used=sum(mark.use == "counted" for mark in members),
    )


def _root(asked: Mark, steps: list[Step]) -> Mark:
    before = {step.target.claim: step.source for step in steps}
    at, seen = asked, {asked.claim}
    while at.claim in before and before[at.claim].claim not in seen:
        at = before[at.claim]
        seen.add(at.claim)
    return at


def _nodes(
    asked: Mark, origin: Mark, members: list[Mark], steps: list[Step], lanes: list[str]
) -> tuple[list[Node], list[Step]]:
    """At most MOST_NODES stops: origin, what was asked for, its way, changes by date, then repeats folded together."""
    incoming = {step.target.claim: step for step in steps}
    chosen: dict[str, int] = {origin.claim: 0}
    at: str | None = asked.claim
    way = []
    while at is not None and at not in chosen and at not in way:
        way.append(at)
        step = incoming.get(at)
        at = step.source.claim if step else None
    for claim in way[:MOST_NODES]:
        chosen[claim] = 0
    ordered = sorted(members, key=lambda m: (m.said or UNDATED, m.claim))
    changed = [m.claim for m in ordered if m.claim in incoming and incoming[m.claim].link.changes]
    for claim in changed:
        if len(chosen) < MOST_NODES - 1:
            chosen[claim] = 0
    for mark in ordered:
        if mark.claim in chosen:
            continue
        step = incoming.get(mark.claim)
        sibling = next((c for c in chosen if step and c in incoming and incoming[c].source.claim == step.source.claim
                        and not incoming[c].link.changes and not step.link.changes), None)  # fmt: skip
        if sibling is not None:
            chosen[sibling] += 1
        elif len(chosen) < MOST_NODES:
            chosen[mark.claim] = 0
        elif step is not None and step.source.claim in chosen:
            chosen[step.source.claim] += 1
    by_id = {mark.claim: mark for mark in members}
    nodes = [Node(by_id[claim], lanes.index(by_id[claim].measure), more) for claim, more in chosen.items()]
    drawn = [step for claim in chosen if (step := _from_nearest(claim, chosen, incoming)) is not None]
    return _in_order(nodes, drawn), drawn


def _in_order(nodes: list[Node], drawn: list[Step]) -> list[Node]:
    """Stops by date, each after what it rests on; one without a date stands just before the first that rests on it."""
    before = {step.target.claim: step.source.claim for step in drawn}
    dates = {node.mark.claim: node.mark.said or UNDATED for node in nodes}
    depth: dict[str, int] = {}
    for node in nodes:
        at, way = node.mark.claim, [node.mark.claim]
        while at in before and before[at] not in way:
            at = before[at]
            way.append(at)
            dates[at] = min(dates[at], dates[node.mark.claim]) if dates[at] == UNDATED else dates[at]
        depth[node.mark.claim] = len(way)
    return sorted(nodes, key=lambda node: (dates[node.mark.claim], depth[node.mark.claim], node.mark.claim))


def _from_nearest(claim: str, chosen: dict[str, int], incoming: dict[str, Step]) -> Step | None:
    """The step into a stop from the nearest stop before it, over claims that are not drawn."""
    own = incoming.get(claim)
    at, seen = own, {claim}
    while at is not None and at.source.claim not in chosen and at.source.claim not in seen:
        seen.add(at.source.claim)
        at = incoming.get(at.source.claim)
    if own is None or at is None or at.source.claim not in chosen:
        return None
    return Step(at.source, own.target, own.link)
