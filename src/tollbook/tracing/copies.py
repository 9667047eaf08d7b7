"""Reports that carry the same text: copies, cuts and rewrites, found as reports arrive.

MinHash digests of word shingles (rensa) in bands propose pairs; aligning the two texts decides. Which reports are
neighbours depends on the two texts alone, so the order of arrival does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
import rensa

from tollbook.claims import Report
from tollbook.tracing.alignment import Overlap, Words, numbered, overlap, words_of
from tollbook.tracing.credits import credited, quotations, without_quotations
from tollbook.tracing.directory import Directory
from tollbook.tracing.names import plain
from tollbook.tracing.records import Cluster, Copy, Quotation

SHINGLE = 3
PERMUTATIONS = 96
BANDS = 48
SEED = 20241018
LEAST_ALIKE = 6
"""Of the PERMUTATIONS; a pair that shares a quarter of a text has 14 on average."""
RELATED = 0.25
"""Part of the shorter text's words that must stand in the other."""
LONGEST_CHANCE = 6
"""Words in a row that two texts may share by chance."""
MOSTLY = 0.6
QUOTED_WORDS = 12
"""Words of a shared passage that are shown."""
WHOLE = 0.8
CUT = 0.7


class Filed(msgspec.Struct):
    """What the index keeps of a report."""

    number: int
    words: Words
    own_words: Words
    """The words outside quotation marks."""
    publisher: str | None
    published: str | None
    credits: list[str]
    version_of: str | None


class CopyIndex:
    """Reports and which of them share text; adding one looks only at those that share a band with it."""

    def __init__(self, directory: Directory | None = None) -> None:
        self._directory = directory or Directory()
        self._lsh = rensa.RMinHashLSH(RELATED, PERMUTATIONS, BANDS)
        self._filed: dict[str, Filed] = {}
        self._ids: list[str] = []
        self._digests = np.empty((256, PERMUTATIONS), dtype=np.uint32)
        self._pairs: dict[str, dict[str, Overlap]] = {}
        self._quoted: dict[str, list[str]] = {}
        self._passages: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._filed)

    def add(self, report: Report) -> set[str]:
        """File a report; the ids of the reports that share text with it. The same report again changes nothing."""
        if report.id in self._filed or report.media_type == "text/csv":
            return set(self._pairs.get(report.id, ()))
        words = words_of(report.text)
        unquoted = without_quotations(report.text)
        whole = numbered(words)
        filed = Filed(
            number=len(self._ids),
            words=whole,
            own_words=whole if unquoted is None else numbered(words_of(unquoted)),
            publisher=report.publisher,
            published=report.published,
            credits=credited(report, self._directory),
            version_of=report.version_of,
        )
        digest = _digest(words)
        found: dict[str, Overlap] = {}
        for number in self._promising(digest):
            other = self._ids[number]
            shared = overlap(filed.words, self._filed[other].words)
            if _is_copy(filed, self._filed[other], shared) and not self._versions(report, other):
                found[other] = shared
                self._pairs[other][report.id] = Overlap(shared.second, shared.first, shared.longest)
        self._lsh.insert(filed.number, digest)
        self._keep(filed.number, digest)
        self._ids.append(report.id)
        self._filed[report.id] = filed
        self._pairs[report.id] = found
        if passages := quotations(report.text):
            self._passages[report.id] = passages
        for quoted in passages:
            self._quoted.setdefault(quoted, []).append(report.id)
        return set(found)

    def neighbours(self, report: str) -> list[str]:
        """Reports that share text with this one."""
        return sorted(self._pairs.get(report, ()))

    def quoting(self, report: str) -> set[str]:
        """Reports that quote a passage that this one quotes."""
        return {other for passage in self._passages.get(report, ()) for other in self._quoted[passage]} - {report}

    def passage(self, one: str, other: str) -> str | None:
        """The beginning of the longest passage that two reports both quote."""
        if one == other or one not in self._passages or other not in self._passages:
            return None
        shared = max(set(self._passages[one]) & set(self._passages[other]), key=lambda p: (len(p), p), default=None)
        return " ".join(shared.split()[:QUOTED_WORDS]) if shared else None

    def lookup(self, text: str) -> list[tuple[str, Overlap]]:
        """Reports that share text with `text`, nearest first, without filing it."""
        words = words_of(text)
        own = numbered(words)
        near = [self._ids[number] for number in self._promising(_digest(words))]
        found = [(report, overlap(own, self._filed[report].words)) for report in near]
        return sorted((f for f in found if _related(f[1])), key=lambda f: (-f[1].first, f[0]))

    def clusters(self) -> list[Cluster]:
        """Connected reports, each group with its origin and the others as copies; by the origin's id."""
        seen: set[str] = set()
        out = []
        for report in sorted(self._pairs):
            if report in seen or not self._pairs[report]:
                continue
            members = self._connected(report)
            seen |= members
            out.append(self._cluster(sorted(members)))
        return sorted(out, key=lambda cluster: cluster.origin)

    def quotations(self) -> list[Quotation]:
        """Passages in quotation marks that more than one report carries, earliest report first."""
        out = []
        for words, reports in self._quoted.items():
            if len(set(reports)) > 1:
                out.append(Quotation(words, sorted(set(reports), key=self._age)))
        return sorted(out, key=lambda quotation: quotation.words)

    def _keep(self, number: int, digest: rensa.RMinHash) -> None:
        """Keep a digest as a row of its own."""
        if number == len(self._digests):
            self._digests = np.concatenate((self._digests, np.empty_like(self._digests)))
        self._digests[number] = digest.digest()

    def _promising(self, digest: rensa.RMinHash) -> list[int]:
        """Numbers of the reports that share a band and enough of the digest to be worth aligning."""
        near = np.array(sorted(self._lsh.query(digest)), dtype=np.int64)
        if not len(near):
            return []
        alike = (self._digests[near] == np.array(digest.digest(), dtype=np.uint32)).sum(axis=1)
        return [int(number) for number in near[alike >= LEAST_ALIKE]]

    def _versions(self, report: Report, other: str) -> bool:
        """Whether the two are versions of one report."""
        there = self._filed[other].version_of
        return report.version_of == other or there == report.id or (there is not None and there == report.version_of)

    def _connected(self, report: str) -> set[str]:
        members, waiting = {report}, [report]
        while waiting:
            for other in self._pairs[waiting.pop()]:
                if other not in members:
                    members.add(other)
                    waiting.append(other)
        return members

    def _age(self, report: str) -> tuple[bool, str, str]:
        """Sorts the earliest first, undated last."""
        published = self._filed[report].published
        return (published is None, published or "", report)

    def _cluster(self, members: Sequence[str]) -> Cluster:
        origin = min(members, key=lambda report: (-self._times_credited(report, members), self._age(report)))
        others = sorted((m for m in members if m != origin), key=self._age)
        return Cluster(id="t-" + origin, origin=origin, copies=[self._copy(other, origin) for other in others])

    def _times_credited(self, report: str, members: Iterable[str]) -> int:
        publisher = self._filed[report].publisher
        if not publisher:
            return 0
        entry = self._directory.find(publisher)
        names = {plain(publisher), *([plain(entry.name)] if entry else [])}
        return sum(1 for m in members if m != report and names & {plain(c) for c in self._filed[m].credits})

    def _copy(self, report: str, origin: str) -> Copy:
        shared = self._pairs[report].get(origin) or overlap(self._filed[report].words, self._filed[origin].words)
        credits = self._filed[report].credits
        if shared.first >= WHOLE and shared.second >= WHOLE:
            kind = "copy"
        else:
            kind = "cut" if shared.first >= CUT else "rewrite"
        return Copy(
            report=report,
            kind=kind,  # type: ignore[arg-type]
            share=round(shared.first, 3),
            kept=round(shared.second, 3),
            credit=credits[0] if credits else None,
        )


def _digest(words: Sequence[str]) -> rensa.RMinHash:
    digest = rensa.RMinHash(PERMUTATIONS, SEED)
    if len(words) < SHINGLE:
        digest.update([" ".join(words)])
    else:
        digest.update([f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:])])
    return digest


def _is_copy(one: Filed, other: Filed, shared: Overlap) -> bool:
    """Whether text was copied: more than a sentence that both quote."""
    if not _related(shared):
        return False
    if max(shared.first, shared.second) >= MOSTLY or (one.own_words is one.words and other.own_words is other.words):
        return True
    return _related(overlap(one.own_words, other.own_words))


def _related(shared: Overlap) -> bool:
    """Whether so much is shared that the one text was made from the other or both from a third."""
    return max(shared.first, shared.second) >= RELATED and shared.longest >= LONGEST_CHANCE
