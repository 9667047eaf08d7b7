"""Choosing among the links that the rules offer for one claim, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import msgspec

from tollbook.tracing.arithmetic import derivations
from tollbook.tracing.facts import Facts, days_between, same_figure
from tollbook.tracing.kinship import same_body
from tollbook.tracing.pairs import compare
from tollbook.tracing.ratios import ratio_links
from tollbook.tracing.records import DEPENDENT, Kind, Link, Standing
from tollbook.tracing.spreading import out_of_date
from tollbook.tracing.stated import confirmed_link, copied_links, stated_links
from tollbook.tracing.unfounded import unfounded_links

WORTH_SHOWING = 0.3
WORTH_STANDING = 0.45
CERTAIN = 0.95
PART = 0.55
UNSURE = 0.9
SLIGHT = frozenset({"bound", "rate", "hedge", "date"})


def links_of(
    later: Facts,
    candidates: Sequence[Facts],
    copied: Set[str],
    known: Mapping[str, Facts],
    decided: Mapping[str, str],
) -> list[Link]:
    """The links of one claim: the strongest first, then the best confirmation and contradiction beside it.

    `copied` are the claims of reports that share text with the report of `later`; `decided` says of targets whether a
    person confirmed or cut the link to them.
    """
    found = [link for earlier in candidates if (link := compare(later, earlier)) is not None]
    found += copied_links(later, [facts for facts in candidates if facts.id in copied])
    found += derivations(later, candidates)
    found += ratio_links(later, candidates)
    found += unfounded_links(later, candidates)
    found += stated_links(later, candidates, known)
    found += [confirmed_link(later, known[t]) for t, what in decided.items() if what == "confirmed" and t in known]
    found = [link for link in found if decided.get(link.target) != "cut"]
    found = [link for link in _latest_update(found, known) if link.score >= WORTH_SHOWING]
    found = _without_coincidences(found, later, candidates, known)
    found = out_of_date(later, found, candidates, known)
    found = [_unless_misread(link, known) for link in found]
    found.sort(key=lambda link: (-_weight(link), known[link.target].key))
    chosen: list[Link] = []
    for link in found:
        if all(link.kind != c.kind and link.target != c.target for c in chosen) and _stands_beside(link, chosen, known):
            chosen.append(link)
    return chosen


def _stands_beside(link: Link, chosen: Sequence[Link], known: Mapping[str, Facts]) -> bool:
    """Whether a link says something that the stronger ones do not: an answer, a stated link, another's part."""
    if not chosen or link.kind not in DEPENDENT or link.score >= CERTAIN:
        return True
    first = chosen[0]
    if link.kind == "subset":
        return days_between(known[link.claim], known[first.target]) <= 1
    return link.kind == "repeat" and first.kind == "subset"


def _coarse(link: Link) -> Kind:
    """The kind in the coarser words of a coded table: only a bound, a window or an age that slipped leaves a repeat."""
    slight = {change.field for change in link.changes if change.before != change.after} <= SLIGHT
    return "repeat" if link.kind == "distortion" and slight else link.kind


def _weight(link: Link) -> float:
    """Score for choosing the first link: being a part of a total says less than any history of the figure itself."""
    return min(link.score, PART) if link.kind == "subset" else link.score


def _unless_misread(link: Link, known: Mapping[str, Facts]) -> Link:
    """A distortion of or by a claim that may be misread is taken for a repeat until a person has looked."""
    sure = known[link.claim].surely_read and known[link.target].surely_read
    if link.kind != "distortion" or sure or link.score >= 1.0:
        return link
    return msgspec.structs.replace(link, kind="repeat", score=round(link.score * UNSURE, 3))


def _without_coincidences(
    found: list[Link], later: Facts, candidates: Sequence[Facts], known: Mapping[str, Facts]
) -> list[Link]:
    """`found` less the distortions of another source's total that are likely chance.

    A number of dead that equals somebody's killed and wounded is suspect only while no larger total is known, and not
    where its own source gives a larger total beside it.
    """
    if later.claim.measure == "casualties" or later.voice.second_hand:
        return found
    larger = any(
        t.claim.measure == "casualties" and t.claim.unit == "people" and not t.claim.rate and t.day <= later.day
        for t in candidates
        if t.main > 1.2 * later.main and not t.voice.second_hand
    )
    return [
        link
        for link in found
        if link.kind != "distortion"
        or not larger
        or same_body(later, known[link.target])
        or (later.headline and known[link.target].claim.report == later.claim.report)
        or known[link.target].claim.measure == later.claim.measure
        or any(sign.kind in ("copy", "chain", "arithmetic") for sign in link.evidence)
    ]


def _latest_update(found: list[Link], known: Mapping[str, Facts]) -> list[Link]:
    """A newer figure updates the last one before it, not every one: only the update with the latest target stays."""
    updates = [
        link
        for link in found
        if link.kind == "update"
        and link.score >= WORTH_STANDING
        and not same_figure(known[link.claim], known[link.target])
    ]
    if len(updates) < 2:
        return found
    last = max(updates, key=lambda link: (known[link.target].day, link.score, link.target))
    return [link for link in found if link is last or all(link is not other for other in updates)]


def standing(facts: Facts, links: Sequence[Link], origin: str) -> Standing:
    """How a claim stands in the record: by its strongest link, and by what it says against or with others."""
    source, affiliation = facts.voice.label or None, facts.voice.country
    best = next((link for link in links if link.score >= WORTH_STANDING), None)
    if best is None:
        return Standing(facts.id, "original", None, origin, 1.0, source, affiliation)
    relation = best.kind if facts.voice.second_hand not in (None, "background") else _coarse(best)
    if best.kind == "subset":
        answer = next((link for link in links if link.kind in ("contradicts", "repeat") and link is not best), None)
        relation = answer.kind if answer else best.kind
    return Standing(facts.id, relation, best.target, origin, best.score, source, affiliation)
