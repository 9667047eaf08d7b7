"""A case's trace as pages ask it: what a claim probably repeats, a report's copies, a figure's journey."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from tollbook.desk.snapshot import Mark, Result
from tollbook.tracing.records import DEPENDENT, Link

LONGEST_JOURNEY = 40


class Suggestion(msgspec.Struct):
    """The earlier claim that this one probably rests on."""

    target: str
    who: str
    figure: str
    measure: str
    date: str | None
    score: float
    kind: str
    evidence: str
    decided: str = ""


class CopyLine(msgspec.Struct):
    """One line of a report's copies and origin."""

    who: str
    date: str | None
    kind: str
    what: str
    report: str | None = None
    origin: bool = False
    changes: list[str] = []


class TraceView:
    """Links and origins of one result by claim."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.snapshot = result.snapshot
        self.marks: dict[str, Mark] = {mark.claim: mark for mark in result.snapshot.marks}
        self.links: dict[str, list[Link]] = defaultdict(list)
        self.backlinks: dict[str, list[Link]] = defaultdict(list)
        for link in result.trace.links:
            self.links[link.claim].append(link)
            self.backlinks[link.target].append(link)
        self.origin_of = {claim: origin for origin in result.trace.origins for claim in origin.claims}
        self.clusters = result.trace.copies

    def best(self, claim: str) -> Link | None:
        """The link by which a claim most probably rests on an earlier one."""
        resting = [link for link in self.links.get(claim, []) if link.kind in DEPENDENT]
        return max(resting, key=lambda link: link.score, default=None)

    def suggestion(self, claim: str) -> Suggestion | None:
        """The claim's probable origin, for a reviewer to confirm or cut."""
        link = self.best(claim)
        if link is None or link.target not in self.marks:
            return None
        at = self.marks[link.target]
        signs = "; ".join(sign.text for sign in link.evidence)
        decided = "confirmed" if any(sign.kind == "coded" for sign in link.evidence) else ""
        return Suggestion(at.claim, at.who, at.figure, at.measure, at.said, link.score, link.kind, signs, decided)

    def chain(self, claim: str) -> list[str]:
        """The claims of one journey: the origin's group, earliest first, the claim asked for always among them."""
        origin = self.origin_of.get(claim)
        if origin is None:
            return [claim] if claim in self.marks else []
        ids = [member for member in origin.claims if member in self.marks]
        if len(ids) > LONGEST_JOURNEY:
            ids = self._worth(claim, ids)
        return ids

    def _worth(self, claim: str, ids: list[str]) -> list[str]:
        """The part of a long group that is nearest to a claim: what it rests on, what rests on it, what changed."""
        wanted: dict[str, None] = {ids[0]: None, claim: None}
        at: str | None = claim
        while at is not None and len(wanted) < LONGEST_JOURNEY:
            link = self.best(at)
            at = link.target if link and link.target not in wanted else None
            if at is not None:
                wanted[at] = None
        resting = [link.claim for link in self.backlinks.get(claim, []) if link.kind in DEPENDENT]
        changed = [member for member in ids if (link := self.best(member)) is not None and link.changes]
        for member in [*resting, *changed, *ids]:
            if len(wanted) >= LONGEST_JOURNEY:
                break
            wanted[member] = None
        return [member for member in ids if member in wanted]

    def copies(self, report: str) -> list[CopyLine]:
        """Where a report's text or its figures come from and go to: origin first."""
        for cluster in self.clusters:
            if report == cluster.origin or any(copy.report == report for copy in cluster.copies):
                first = self._line(cluster.origin, "origin", True)
                rest = [self._line(copy.report, copy.kind, False, copy.share) for copy in cluster.copies]
                return [first, *rest[:20]]
        own = [mark.claim for mark in self.marks.values() if mark.report == report]
        links = [link for claim in own if (link := self.best(claim)) is not None and link.target in self.marks]
        if not links:
            return []
        strongest = max(links, key=lambda link: link.score)
        target = self.marks[strongest.target]
        lines = [CopyLine(target.publisher or target.who, target.said, "origin", _what(target), target.report, True)]
        for link in self.backlinks.get(strongest.target, [])[:20]:
            mark = self.marks.get(link.claim)
            if mark is not None and link.kind in DEPENDENT:
                changes = [change.field for change in link.changes]
                lines.append(
                    CopyLine(
                        mark.publisher or mark.who, mark.said, link.kind, _what(mark), mark.report, changes=changes
                    )
                )
        return lines

    def _line(self, report: str, kind: str, origin: bool, share: float | None = None) -> CopyLine:
        marks = [mark for mark in self.marks.values() if mark.report == report]
        first = marks[0] if marks else None
        who = (first.publisher or first.title if first else None) or report
        what = "; ".join(dict.fromkeys(_what(mark) for mark in marks[:3]))
        if share is not None:
            what = f"{share:.0%} · {what}" if what else f"{share:.0%}"
        changes = sorted({c.field for mark in marks if (link := self.best(mark.claim)) for c in link.changes})
        return CopyLine(who, first.said if first else None, kind, what, report, origin, [] if origin else changes)


def _what(mark: Mark) -> str:
    from tollbook.desk.words import named

    return f"{mark.figure} {named('measure', mark.measure)}"
