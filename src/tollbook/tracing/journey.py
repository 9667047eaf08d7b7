"""The way of a figure through time: the claims of one origin folded into steps, for trees, tables and drawings."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence

import msgspec

from tollbook.claims import Claim, Statement
from tollbook.tracing.changes import figure
from tollbook.tracing.names import asides
from tollbook.tracing.records import DEPENDENT, Link, Origin, Trace

INFERRED_BELOW = 0.7
MOST_APART = 10
"""Steps up to which unchanged repeats stand as steps of their own."""
LANES = {
    "casualties": "Killed or wounded",
    "killed": "Killed",
    "wounded": "Wounded",
    "captured": "Captured",
    "missing": "Missing",
    "strength": "Present",
    "deployed": "Sent",
    "withdrawn": "Withdrawn",
    "displaced": "Displaced",
    "other_people": "Other people",
    "equipment": "Equipment",
}


class Step(msgspec.Struct):
    """Claims of one day that say the same: the first, and those that repeat it unchanged."""

    claims: list[str]
    date: str | None
    lane: str
    figure: str
    bound: str
    names: list[str]
    """Who printed or said it, each once."""
    affiliation: str | None
    kind: str
    """Kind of the link to `target`, or "original"."""
    target: int | None = None
    """Place of the step that it rests on."""
    changed: list[str] = []
    """Fields that changed on the way here."""
    inferred: bool = False
    """Whether no credit in the text bears the link out."""
    hollow: bool = False
    """Whether an estimate sets the step aside."""
    repeats: int = 0
    """Later claims that repeat it unchanged and are folded into it."""


class Journey(msgspec.Struct):
    """The steps of one origin in the order of time."""

    origin: str
    title: str
    steps: list[Step]
    lanes: list[str]


def journey(
    trace: Trace, statements: Mapping[str, Statement], origin: Origin, set_aside: Collection[str] = ()
) -> Journey:
    """The journey of the claims of `origin`; claims in `set_aside` are drawn hollow."""
    members = set(origin.claims)
    first_link: dict[str, Link] = {}
    for link in trace.links:
        if link.claim in members and link.target in members and link.kind in DEPENDENT:
            first_link.setdefault(link.claim, link)
    sides = {standing.claim: standing.affiliation for standing in trace.standings}
    steps: list[Step] = []
    place: dict[str, int] = {}
    for claim in origin.claims:
        step = _step(statements[claim], first_link.get(claim), claim in set_aside, sides.get(claim))
        found = next((n for n, other in enumerate(steps) if _same(other, step)), None)
        if found is None:
            steps.append(step)
            place[claim] = len(steps) - 1
        else:
            place[claim] = found
            steps[found].claims.append(claim)
            steps[found].names += [name for name in step.names if name not in steps[found].names]
            steps[found].hollow = steps[found].hollow and step.hollow
    for number, step in enumerate(steps):
        links = [first_link[claim] for claim in step.claims if claim in first_link]
        outside = next((link for link in links if place[link.target] != number), None)
        step.target = place[outside.target] if outside else None
        if outside is None:
            step.kind, step.changed, step.inferred = "original", [], False
        elif step.kind == "repeat" and outside.kind != "repeat":
            step.kind = outside.kind
    for step in steps:
        seen: set[int] = set()
        while step.target is not None and step.target not in seen and _is_unchanged(steps, steps[step.target]):
            seen.add(step.target)
            step.target = steps[step.target].target
    if len(steps) > MOST_APART:
        steps = _folded(steps)
    head = statements[origin.representative]
    title = f"{figure(head.claim)} {LANES[head.claim.measure].lower()}"
    return Journey(origin.id, title, steps, list(dict.fromkeys(sorted((s.lane for s in steps), key=_lane_rank))))


def _folded(steps: list[Step]) -> list[Step]:
    """The steps without those that only repeat another unchanged; that one counts them."""
    kept = [n for n, step in enumerate(steps) if not _is_unchanged(steps, step)] or [0]
    for number, step in enumerate(steps):
        if number not in kept and step.target is not None:
            steps[step.target].repeats += len(step.claims)
    place = {old: new for new, old in enumerate(kept)}
    for number in kept:
        target = steps[number].target
        steps[number].target = place.get(target) if target is not None else None
    return [steps[number] for number in kept]


def _is_unchanged(steps: Sequence[Step], step: Step) -> bool:
    """Whether a step only repeats the one before it, so that what rests on it rests as well on that one."""
    if step.kind != "repeat" or step.changed or step.target is None:
        return False
    return (step.figure, step.lane) == (steps[step.target].figure, steps[step.target].lane)


def _lane_rank(lane: str) -> tuple[int, str]:
    names = list(LANES.values())
    return (next((n for n, name in enumerate(names) if lane == name or lane.startswith(name + ",")), 99), lane)


def _same(one: Step, other: Step) -> bool:
    """Whether two steps are one: the same day, figure and lane, and nothing changed between them."""
    return (one.date, one.lane, one.figure, one.changed) == (other.date, other.lane, other.figure, other.changed)


def _step(statement: Statement, link: Link | None, hollow: bool, affiliation: str | None) -> Step:
    claim = statement.claim
    kind = link.kind if link else "original"
    relayed = link is not None and link.kind in ("repeat", "distortion")
    return Step(
        claims=[claim.id],
        date=statement.date[:10] if statement.date else None,
        lane=lane_of(claim),
        figure=figure(claim),
        bound=claim.bound,
        names=[outlet(statement) if relayed else speaker(statement)],
        affiliation=affiliation,
        kind=kind,
        changed=changed_fields(link) if link else [],
        inferred=link is not None and is_inferred(link),
        hollow=hollow,
    )


def lane_of(claim: Claim) -> str:
    """What a claim counts, in words: "Killed or wounded, a week"."""
    parts = [LANES[claim.measure]]
    if claim.rate:
        parts.append(f"a {claim.rate}")
    if claim.unit == "share":
        parts.append("share")
    return ", ".join(parts)


def changed_fields(link: Link) -> list[str]:
    """The fields that make a link a distortion, in words; none for other kinds."""
    if link.kind != "distortion":
        return []
    minor = {"hedge", "place"}
    fields = [
        change.field for change in link.changes if change.field not in minor and _tells(change.before, change.after)
    ]
    return list(dict.fromkeys("number" if field == "figure" else field for field in fields)) or ["wording"]


def _tells(before: str | None, after: str | None) -> bool:
    return before != after and {before, after} != {"exact", "approx"}


def is_inferred(link: Link) -> bool:
    """Whether the link stands on likeness alone: no shared source, no credit, no shared text."""
    told = any(sign.kind in ("source", "credit", "chain", "copy", "coded") for sign in link.evidence)
    return link.score < INFERRED_BELOW or not told


def speaker(statement: Statement) -> str:
    """Who says it: the source, else the publisher."""
    source = statement.claim.source
    named = (source.name or source.text) if source else None
    return (asides(named)[0] or named) if named else outlet(statement)


def outlet(statement: Statement) -> str:
    """Who printed it: the publisher, else the last relay, else the source."""
    via = statement.claim.via[-1] if statement.claim.via else None
    relay = (via.name or via.text) if via else None
    source = statement.claim.source
    return statement.publisher or relay or (source and (source.name or source.text)) or "unnamed"


def short_date(date: str | None, before: str | None = None) -> str:
    """15 Jun 2025, or 16 Jun where the date `before` it has the same year; "undated" for None."""
    if not date:
        return "undated"
    parts = date[:10].split("-")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    day = f"{int(parts[2])} " if len(parts) > 2 else ""
    month = f"{months[int(parts[1]) - 1]} " if len(parts) > 1 else ""
    year = "" if before and before[:4] == parts[0] and len(parts) > 1 else parts[0]
    return f"{day}{month}{year}".strip()


def gap_words(before: str | None, after: str | None) -> str:
    """The time between two columns where it is two weeks or more: "7 weeks"."""
    if not before or not after or len(before) < 10 or len(after) < 10:
        return ""
    days = (datetime.date.fromisoformat(after[:10]) - datetime.date.fromisoformat(before[:10])).days
    return f"{round(days / 7)} weeks" if days >= 14 else ""


def origins_of(trace: Trace, claims: Collection[str]) -> Sequence[Origin]:
    """The origins that hold any of `claims`."""
    return [origin for origin in trace.origins if any(claim in claims for claim in origin.claims)]
