"""trace(): from statements (and the reports they stand in) to links, origins and independent sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING

from tollbook.claims import Report, Statement
from tollbook.tracing.arithmetic import derivations
from tollbook.tracing.copies import CopyIndex
from tollbook.tracing.directory import Directory, load_directory
from tollbook.tracing.facts import Facts, facts_of, same_figure
from tollbook.tracing.independence import effective_number, group_claims
from tollbook.tracing.index import Index
from tollbook.tracing.kinship import same_body
from tollbook.tracing.pairs import compare
from tollbook.tracing.ratios import ratio_links
from tollbook.tracing.records import DEPENDENT, Kind, Link, Standing, Trace
from tollbook.tracing.spreading import carried_on, out_of_date
from tollbook.tracing.stated import confirmed_link, copied_links, stated_links

if TYPE_CHECKING:
    from tollbook.ledger.deciding import LinkDecision

WORTH_SHOWING = 0.3
WORTH_STANDING = 0.45
CERTAIN = 0.95
PART = 0.55
SLIGHT = frozenset({"bound", "rate", "hedge", "date"})
LEFT_OUT = frozenset({"rejected", "merged"})


def trace(
    statements: Sequence[Statement],
    reports: Sequence[Report] = (),
    directory: Directory | None = None,
    decisions: Iterable[LinkDecision] = (),
) -> Trace:
    """Which of `statements` repeat, update, confirm, contradict or distort which, and how many really know.

    The order of `statements` and `reports` does not matter. Claims that a person rejected or merged are left out;
    `decisions` (`Ledger.links()`) are the links that people confirmed or cut.
    """
    tracer = Tracer(directory, decisions)
    tracer.fill(statements, reports)
    return tracer.trace()


class Tracer:
    """Links kept up to date as claims arrive: adding one recomputes only the claims near it."""

    def __init__(self, directory: Directory | None = None, decisions: Iterable[LinkDecision] = ()) -> None:
        self.directory = directory or load_directory()
        self._decided: dict[str, dict[str, str]] = {}
        for made in decisions:
            self._decided.setdefault(made.claim, {})[made.target] = made.decision
        self.index = Index()
        self.copies = CopyIndex(self.directory)
        self._claims_of: dict[str, set[str]] = {}
        self._links: dict[str, list[Link]] = {}
        self._stating: dict[str, set[str]] = {}

    def fill(self, statements: Iterable[Statement], reports: Iterable[Report] = ()) -> None:
        """Take in many statements and reports at once."""
        for report in reports:
            self.copies.add(report)
        kept = {s.claim.id: s for s in statements if s.status not in LEFT_OUT}
        made = [facts_of(s, self.directory) for s in kept.values()]
        if len(self.index):
            touched = {claim for facts in made for claim in self._file(facts)}
        else:
            self.index.fill(made)
            for facts in made:
                self._note(facts)
            touched = set(kept)
        self._renew(touched)

    def add(self, statement: Statement) -> set[str]:
        """Take in one statement; the ids of all claims whose links were looked at again."""
        touched = self._file(facts_of(statement, self.directory))
        self._renew(touched)
        return touched

    def add_report(self, report: Report, statements: Iterable[Statement] = ()) -> set[str]:
        """Take in one report with its statements; the ids of all claims whose links were looked at again."""
        near = self.copies.add(report)
        touched = {claim for other in near for claim in self._claims_of.get(other, ())}
        for statement in statements:
            if statement.status not in LEFT_OUT:
                touched |= self._file(facts_of(statement, self.directory))
        self._renew(touched)
        return touched

    def links(self, claim: str) -> list[Link]:
        """The links of one claim to earlier ones, best first."""
        return self._links.get(claim, [])

    def trace(self) -> Trace:
        """All links, standings and origins, in the order of time."""
        facts = self.index.facts
        ordered = sorted(facts.values(), key=lambda f: f.key)
        spread: dict[str, list[Link]] = {}
        for link in carried_on(facts, self._links, ordered):
            spread.setdefault(link.claim, []).append(link)
        links = [link for f in ordered for link in (*self._links[f.id], *spread.get(f.id, ()))]
        origins = group_claims(facts, links)
        place = {claim: origin.id for origin in origins for claim in origin.claims}
        return Trace(
            links=links,
            standings=[standing(f, self._links[f.id], place[f.id]) for f in ordered],
            origins=origins,
            effective=effective_number(origins),
            copies=self.copies.clusters(),
            quotations=self.copies.quotations(),
        )

    def _file(self, facts: Facts) -> set[str]:
        """File one claim; the ids of the claims to look at again."""
        touched = self.index.add(facts) | self._stating.get(facts.id, set())
        touched |= {claim for claim, targets in self._decided.items() if facts.id in targets}
        for report in self.copies.neighbours(facts.claim.report):
            touched |= self._claims_of.get(report, set())
        self._note(facts)
        return touched & set(self.index.facts)

    def _renew(self, claims: Iterable[str]) -> None:
        for claim in claims:
            facts = self.index.facts[claim]
            near = self.copies.neighbours(facts.claim.report)
            copied = {other for report in near for other in self._claims_of.get(report, ())}
            candidates = self._with(self.index.candidates(facts), copied)
            decided = self._decided.get(claim, {})
            self._links[claim] = links_of(facts, candidates, copied, self.index.facts, decided)

    def _with(self, candidates: list[Facts], copied: Set[str]) -> list[Facts]:
        """The candidates and the claims of reports that share text, in the order of time."""
        missing = copied - {facts.id for facts in candidates}
        return (
            sorted([*candidates, *(self.index.facts[c] for c in missing)], key=lambda f: f.key)
            if missing
            else candidates
        )

    def _note(self, facts: Facts) -> None:
        """Remember the claims of each report, and which claims name this one, to look at them again when it arrives."""
        claim = facts.claim
        self._claims_of.setdefault(claim.report, set()).add(claim.id)
        named = [*facts.statement.based_on, claim.repeats, claim.population.part_of]
        for target in [*named, claim.share_of.claim if claim.share_of else None]:
            if target:
                self._stating.setdefault(target, set()).add(claim.id)


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
    found += stated_links(later, candidates, known)
    found += [confirmed_link(later, known[t]) for t, what in decided.items() if what == "confirmed" and t in known]
    found = [link for link in found if decided.get(link.target) != "cut"]
    found = [link for link in _latest_update(found, known) if link.score >= WORTH_SHOWING]
    found = _without_coincidences(found, later, candidates, known)
    found = out_of_date(later, found, candidates, known)
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
        return known[link.claim].day - known[first.target].day <= 1
    return link.kind == "repeat" and first.kind == "subset"


def _coarse(link: Link) -> Kind:
    """The kind in the coarser words of a coded table: only a bound, a window or an age that slipped leaves a repeat."""
    slight = {change.field for change in link.changes if change.before != change.after} <= SLIGHT
    return "repeat" if link.kind == "distortion" and slight else link.kind


def _weight(link: Link) -> float:
    """Score for choosing the first link: being a part of a total says less than any history of the figure itself."""
    return min(link.score, PART) if link.kind == "subset" else link.score


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
    best = next((link for link in links if link.score >= WORTH_STANDING), None)
    if best is None:
        return Standing(facts.id, "original", None, origin)
    relation = best.kind if facts.voice.second_hand not in (None, "background") else _coarse(best)
    if best.kind == "subset":
        answer = next((link for link in links if link.kind in ("contradicts", "repeat") and link is not best), None)
        relation = answer.kind if answer else best.kind
    return Standing(facts.id, relation, best.target, origin, best.score)
