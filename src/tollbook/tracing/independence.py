"""Groups of claims that rest on one origin, and how many independent sources stand behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tollbook.tracing.facts import Facts
from tollbook.tracing.records import DEPENDENT, Ground, Link, Origin

SAME_STATE = 0.5
"""Correlation assumed between two origins that are organs of one state."""
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
    """Connected components of the dependent links, each as an Origin; earliest first."""
    parent = {claim: claim for claim in facts}

    def root(claim: str) -> str:
        while parent[claim] != claim:
            parent[claim] = parent[parent[claim]]
            claim = parent[claim]
        return claim

    changed = set()
    for link in links:
        if link.kind in DEPENDENT and link.score >= DEPENDENCE_FLOOR:
            a, b = root(link.claim), root(link.target)
            first, second = sorted((a, b), key=lambda claim: facts[claim].key)
            parent[second] = first
            if link.kind == "distortion":
                changed.add(link.claim)
    members: dict[str, list[str]] = {}
    for claim in sorted(facts, key=lambda claim: facts[claim].key):
        members.setdefault(root(claim), []).append(claim)
    resting = {link.claim for link in links if link.kind in DEPENDENT and link.score >= DEPENDENCE_FLOOR}
    return [_origin(facts, claims, resting, changed) for claims in members.values()]


def _origin(facts: Mapping[str, Facts], claims: list[str], resting: set[str], changed: set[str]) -> Origin:
    head = next((claim for claim in claims if claim not in resting), claims[0])
    dates = sorted(date for claim in claims if (date := facts[claim].statement.date))
    return Origin(
        id="o-" + head,
        claims=claims,
        representative=head,
        source=facts[head].voice.label or None,
        affiliation=facts[head].voice.country,
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


def effective_number(origins: Sequence[Origin]) -> float:
    """How many independent sources the origins are worth: 1' R^-1 1 with R the correlation between origins.

    R has 1 on its diagonal, SAME_STATE between origins whose sources are organs of one state, 0 elsewhere; a repeat
    adds nothing because it belongs to an origin already there. n origins of one state so count n / (1 + (n - 1) rho),
    the number of independent sources whose pooled estimate is as precise. Formula: R. T. Clemen and R. L. Winkler,
    "Limits for the precision and value of information from dependent sources", Operations Research 33 (1985) 427-442;
    for equal correlation it is the design effect of L. Kish, Survey Sampling (1965).
    """
    states: dict[str, int] = {}
    alone = 0
    for origin in origins:
        if origin.affiliation:
            states[origin.affiliation] = states.get(origin.affiliation, 0) + 1
        else:
            alone += 1
    return round(alone + sum(n / (1 + (n - 1) * SAME_STATE) for n in states.values()), 3)
