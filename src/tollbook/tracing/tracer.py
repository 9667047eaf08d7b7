"""trace(): from statements (and the reports they stand in) to links, origins and independent sources."""

from __future__ import annotations

from collections.abc import Sequence

from tollbook.claims import Report, Statement
from tollbook.tracing.arithmetic import derivations
from tollbook.tracing.directory import Directory, load_directory
from tollbook.tracing.facts import Facts, facts_of
from tollbook.tracing.independence import effective_number, group_claims
from tollbook.tracing.pairs import compare
from tollbook.tracing.records import Link, Standing, Trace

WORTH_SHOWING = 0.3
WORTH_STANDING = 0.45


def trace(statements: Sequence[Statement], reports: Sequence[Report] = (), directory: Directory | None = None) -> Trace:
    """Which of `statements` repeat, update, confirm, contradict or distort which, and how many really know.

    The order of `statements` and `reports` does not matter. Claims that a person rejected or merged are left out.
    """
    directory = directory or load_directory()
    facts = {s.claim.id: facts_of(s, directory) for s in statements if s.status not in ("rejected", "merged")}
    ordered = sorted(facts.values(), key=lambda f: f.key)
    links = []
    for later in ordered:
        links += links_of(later, ordered)
    origins = group_claims(facts, links)
    return Trace(
        links=links,
        standings=standings(ordered, links, {c: o.id for o in origins for c in o.claims}),
        origins=origins,
        effective=effective_number(origins),
    )


def links_of(later: Facts, candidates: Sequence[Facts]) -> list[Link]:
    """The links of one claim to earlier ones, best first."""
    found = [link for earlier in candidates if (link := compare(later, earlier)) is not None]
    found += derivations(later, candidates)
    found.sort(key=lambda link: (-link.score, link.target))
    return [link for link in found if link.score >= WORTH_SHOWING][:1]


def standings(ordered: Sequence[Facts], links: Sequence[Link], origin_of: dict[str, str]) -> list[Standing]:
    """One standing for each claim, earliest first."""
    best: dict[str, Link] = {}
    for link in links:
        if link.score >= WORTH_STANDING:
            best.setdefault(link.claim, link)
    out = []
    for facts in ordered:
        origin = origin_of[facts.id]
        if facts.id in best:
            link = best[facts.id]
            out.append(Standing(facts.id, link.kind, link.target, origin, link.score))
        else:
            out.append(Standing(facts.id, "original", None, origin))
    return out
