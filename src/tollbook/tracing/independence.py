"""Groups of claims that rest on one origin, and how many independent sources stand behind them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from tollbook.tracing.facts import Facts, same_figure
from tollbook.tracing.kinship import family, same_body, same_side
from tollbook.tracing.records import DEPENDENT, Ground, Link, Origin

SAME_STATE = 0.5
"""Correlation assumed between two origins that are organs of one state."""
SAME_SOURCE = 0.8
"""Correlation assumed between two origins of one source: later totals of the same count."""
CONTINUED_WITHIN = 14
"""Days within which a newer total is the same count going on."""
DEPENDENCE_FLOOR = 0.45
"""A dependent link below this score does not join two claims."""

_GROUNDS: tuple[tuple[Ground, re.Pattern[str]], ...] = (
    ("documents", re.compile(r"\b(?:documents?|records?|lists?|diar(?:y|ies)|letters?|intercept\w*)\b", re.I)),
    ("detainees", re.compile(r"\b(?:detainees?|prisoners?|captives?|interrogat\w*|captured soldiers?|pows?)\b", re.I)),
    ("footage", re.compile(r"\b(?:footage|videos?|drone (?:camera|video|footage)s?|photo\w*|visual count)\b", re.I)),
    ("imagery", re.compile(r"\b(?:satellite|imagery|image analysis)\b", re.I)),
    ("remains", re.compile(r"\b(?:graves?|burials?|portraits?|bodies|memorial|funerals?)\b", re.I)),
    (
        "allied services",
        re.compile(r"\b(?:friendly service|all(?:y|ies|ied)\b.{0,30}\bintelligence|shared intelligence)\b", re.I),
    ),
)


def group_claims(facts: Mapping[str, Facts], links: Sequence[Link]) -> list[Origin]:
    """The claims in groups that rest on one statement each, earliest first.

    Repeats, distortions and parts join a group, as do a newer total of the same count within CONTINUED_WITHIN days and
    sums worked out within one state. What one source says of losses on one day is one statement. A later total of the
    same source is an origin of its own that `continues` the older one; arithmetic by others `rests_on` another.
    """
    ordered = sorted(facts, key=lambda claim: facts[claim].key)
    groups = Groups(ordered)
    rank = {claim: place for place, claim in enumerate(ordered)}
    joining = [link for link in links if joins(link, facts)]
    for link in joining:
        groups.join(link.claim, link.target)
    resting = {link.claim for link in joining}
    statements: dict[tuple[str, int], str] = {}
    for claim in ordered:
        head = facts[claim]
        if (
            claim not in resting
            and family(head) == "losses"
            and head.numeric
            and head.day
            and not head.voice.second_hand
        ):
            for name in sorted(head.voice.keys):
                groups.join(claim, statements.setdefault((name, head.meant), claim))
    members: dict[str, list[str]] = {}
    for claim in ordered:
        members.setdefault(groups.root(claim), []).append(claim)
    lists = sorted(members.values(), key=lambda claims: rank[claims[0]])
    place = {claim: number for number, claims in enumerate(lists) for claim in claims}
    changed = {link.claim for link in links if link.kind == "distortion" and link.score >= DEPENDENCE_FLOOR}
    origins = [_origin(facts, claims, resting, changed) for claims in lists]
    for link in links:
        here, there = place[link.claim], place.get(link.target, -1)
        if link.kind in ("update", "derived") and link.score >= DEPENDENCE_FLOOR and here != there and there >= 0:
            named = origins[here].continues if link.kind == "update" else origins[here].rests_on
            if origins[there].id not in named:
                named.append(origins[there].id)
    return origins


class Groups:
    """Claims joined into groups; the result does not depend on the order of joining."""

    def __init__(self, claims: Sequence[str]) -> None:
        self._parent = {claim: claim for claim in claims}

    def root(self, claim: str) -> str:
        """The name of the group that the claim is in."""
        while self._parent[claim] != claim:
            self._parent[claim] = self._parent[self._parent[claim]]
            claim = self._parent[claim]
        return claim

    def join(self, one: str, other: str) -> None:
        """Put the groups of two claims together."""
        self._parent[self.root(one)] = self.root(other)


def joins(link: Link, facts: Mapping[str, Facts]) -> bool:
    """Whether a link makes its claim part of the group of its target."""
    if link.kind not in DEPENDENT or link.score < DEPENDENCE_FLOOR:
        return False
    later, earlier = facts[link.claim], facts[link.target]
    if link.kind == "update":
        return same_figure(later, earlier) or later.meant - earlier.meant <= CONTINUED_WITHIN
    if link.kind == "subset":
        return family(later) == family(earlier)
    if link.kind == "derived":
        own = later.claim.source is None and later.page == earlier.page
        return family(later) == family(earlier) and (own or same_body(later, earlier) or same_side(later, earlier))
    return True


def _origin(facts: Mapping[str, Facts], claims: list[str], resting: set[str], changed: set[str]) -> Origin:
    head = next((claim for claim in claims if claim not in resting), claims[0])
    dates = sorted(date for claim in claims if (date := facts[claim].statement.date))
    speaker = next((claim for claim in [head, *claims] if facts[claim].claim.source is not None), head)
    return Origin(
        id="o-" + head,
        claims=claims,
        representative=head,
        source=facts[speaker].voice.label or None,
        affiliation=facts[speaker].voice.country,
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        distorted=[claim for claim in claims if claim in changed],
        grounds=grounds([facts[claim] for claim in claims]),
    )


def grounds(claims: Sequence[Facts]) -> list[Ground]:
    """What the claims say they stand on, from their notes, their groups and their evidence words."""
    found: set[Ground] = set()
    for facts in claims:
        claim = facts.claim
        read = [e.quote for e in claim.evidence] if "imported" not in claim.trace else []
        text = " ".join([*facts.statement.notes.values(), claim.population.text or "", *read])
        found.update(name for name, pattern in _GROUNDS if pattern.search(text))
        if any(name == "calculation" for name in claim.trace):
            found.add("calculation")
    order = [name for name, _ in _GROUNDS]
    return sorted(found, key=lambda name: order.index(name) if name in order else 99) or ["unstated"]


def effective_number(origins: Sequence[Origin], claims: Collection[str] | None = None) -> float:
    """How many independent sources the origins (those that hold any of `claims`) are worth.

    A repeat adds nothing, because it belongs to an origin already there, nor does an origin worked out from another.
    The rest are correlated: SAME_SOURCE between origins of one source, SAME_STATE between organs of one state, 0
    otherwise; the number is 1' R^-1 1 of that matrix R, which for n equally correlated sources is n / (1 + (n-1) rho):
    as many independent sources would give a pooled estimate of the same precision. Formula: R. T. Clemen and R. L.
    Winkler, "Limits for the precision and value of information from dependent sources", Operations Research 33 (1985)
    427-442; with equal correlation it is the design effect of L. Kish, Survey Sampling (1965). For correlations nested
    as here, each source with m origins has variance SAME_SOURCE + (1 - SAME_SOURCE) / m, of which SAME_STATE is shared
    by the state.
    """
    wanted = [o for o in origins if not o.rests_on and (claims is None or any(c in claims for c in o.claims))]
    states: dict[str, dict[str, int]] = {}
    for origin in wanted:
        sources = states.setdefault(origin.affiliation or f"source {origin.source or origin.id}", {})
        name = origin.source or origin.id
        sources[name] = sources.get(name, 0) + 1
    total = 0.0
    for sources in states.values():
        own = sum(1 / (SAME_SOURCE - SAME_STATE + (1 - SAME_SOURCE) / m) for m in sources.values())
        total += 1 / (SAME_STATE + 1 / own)
    return round(total, 3)
