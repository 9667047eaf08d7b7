"""trace(): from statements (and the reports they stand in) to links, origins and independent sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING

import msgspec

from tollbook.claims import Report, Statement
from tollbook.tracing.choosing import links_of, standing
from tollbook.tracing.copies import CopyIndex
from tollbook.tracing.directory import Directory, load_directory
from tollbook.tracing.facts import Facts, facts_of
from tollbook.tracing.independence import effective_number, group_claims
from tollbook.tracing.index import Index
from tollbook.tracing.names import heads
from tollbook.tracing.records import Link, Sign, Trace
from tollbook.tracing.spreading import carried_on

if TYPE_CHECKING:
    from tollbook.ledger.deciding import LinkDecision

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
        near = {other for report in reports for other in (report.id, *self.copies.add(report))}
        kept: dict[str, Statement] = {}
        for statement in statements:
            if statement.status not in LEFT_OUT:
                known = kept.setdefault(statement.claim.id, statement)
                kept[statement.claim.id] = (
                    min(known, statement, key=msgspec.json.encode) if known != statement else known
                )
        made = [facts_of(s, self.directory) for s in kept.values()]
        if len(self.index):
            touched = {claim for facts in made for claim in self._file(facts)}
            touched |= {claim for report in near for claim in self._claims_of.get(report, ())}
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
        near = self.copies.add(report) | self.copies.quoting(report.id)
        touched = {claim for other in (report.id, *near) for claim in self._claims_of.get(other, ())}
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
        for origin in origins:
            entry = self.directory.find(origin.source) if origin.source else None
            origin.grade = entry.grade if entry else None
        place = {claim: origin.id for origin in origins for claim in origin.claims}
        return Trace(
            links=links,
            standings=[standing(f, self._links[f.id], place[f.id]) for f in ordered],
            origins=origins,
            effective=effective_number(origins),
            copies=self.copies.clusters(),
            quotations=self.copies.quotations(),
        )

    def uncertain_names(self) -> list[tuple[str, str, float]]:
        """(name, likely entry, likeness 0..100) of sources that are near a known one and not surely it, for review."""
        sources = [f.claim.source for f in self.index.facts.values() if f.claim.source is not None]
        names = {name for source in sources for name in heads(source.text or source.name or "")}
        return self.directory.for_review(names)

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
            found = links_of(facts, candidates, copied, self.index.facts, decided)
            self._links[claim] = [self._quoted(link, facts) for link in found]

    def _quoted(self, link: Link, facts: Facts) -> Link:
        """The link with the passage that both reports quote, where there is one."""
        passage = self.copies.passage(facts.claim.report, self.index.facts[link.target].claim.report)
        if passage is None:
            return link
        return msgspec.structs.replace(link, evidence=[*link.evidence, Sign("words", f"both quote “{passage}”")])

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
