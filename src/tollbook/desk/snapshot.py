"""What a case page shows, as plain records: made from an estimate once, kept, and drawn as often as asked for."""

from __future__ import annotations

import math
from typing import Literal

import msgspec

from tollbook.tracing.records import Trace

Use = Literal["counted", "repeat", "aside", "context"]


class Band(msgspec.Struct):
    """One date of a series: the median with its 50 and 90 % intervals, in people."""

    date: str
    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    dots: list[float] = []
    """Twenty equally likely values (the 2.5, 7.5, ... 97.5 % quantiles)."""


class Mark(msgspec.Struct):
    """One claim as drawn and listed. `low` and `high` are people: a share is drawn as what it comes to."""

    claim: str
    report: str
    measure: str
    date: str | None
    """The date it speaks about; where it is drawn."""
    said: str | None
    """The date it was made."""
    low: float | None
    high: float | None
    shape: str
    side: int
    """1..5: which colour; who that is, the case says."""
    who: str
    figure: str
    use: Use
    origin: str | None = None
    inferred: bool = False
    """Whether the link to its origin was inferred rather than stated in a text."""
    rate: bool = False
    share: bool = False
    base: str | None = None
    """Of what measure a share is a share."""
    weight: float | None = None
    """Share of the estimate's evidence that it carries, 0..1."""
    pull: float | None = None
    reason: str | None = None
    why: str | None = None
    publisher: str | None = None
    title: str | None = None
    status: str = "unreviewed"
    confidence: float | None = None
    named: bool = False
    """Whether its sentence says that the dead were named or shown."""


class Conflict(msgspec.Struct):
    """Claims that can't all hold."""

    title: str
    text: str
    explained: bool
    claims: list[str] = []


class Lean(msgspec.Struct):
    """How far a source's figures sit from the estimate: a factor with its 90 % interval, None where there is none."""

    source: str
    side: int
    origins: int
    factor: float | None = None
    low: float | None = None
    high: float | None = None
    measure: str = ""
    words: str = ""


class Origin(msgspec.Struct):
    """One independent origin with what was folded into it."""

    claim: str
    who: str
    side: int
    first: str | None
    figures: dict[str, str] = {}
    """Measure → the figure in words."""
    repeats: int = 0
    aside: int = 0
    publishers: int = 0


class QueueItem(msgspec.Struct):
    """A claim that waits for a reviewer: `score` is how unsure it is times how much it pulls."""

    claim: str
    report: str
    score: float


class Snapshot(msgspec.Struct):
    """What one fit of a case gives, for every date at once."""

    case: str
    title: str
    question: str
    revision: int
    until: str = ""
    """Only claims made by this date were used; "" = all that are known now."""
    method: str = ""
    code: str = ""
    seed: int | None = None
    digest: str = ""
    """Fingerprint of the claims that went in."""
    made: str = ""
    seconds: float = 0.0
    """How long the fit took, on the clock."""
    first_look: bool = False
    """Made from the draws of the last whole fit; a whole fit follows."""
    noise: float = 0.0
    """Largest difference between two runs of the same fit, as a part of the 90 % interval."""
    sides: list[str] = []
    """Who the colours are, from 1."""
    population: str = ""
    series: dict[str, list[Band]] = {}
    marks: list[Mark] = []
    conflicts: list[Conflict] = []
    leans: list[Lean] = []
    origins: list[Origin] = []
    face_value: list[str] = []
    claims: int = 0
    publishers: int = 0
    effective: float | None = None
    queue: list[QueueItem] = []
    sentence: str = ""
    """The estimate in one sentence, in the estimator's words."""
    warnings: list[str] = []
    note: str = ""
    """Why there is no estimate, where there is none."""

    def changes(self) -> list[str]:
        """Dates on which a claim came in, oldest first: where the as-of bar goes."""
        return sorted({mark.said[:10] for mark in self.marks if mark.said and len(mark.said) >= 10})

    def at(self, measure: str, as_of: str) -> Band | None:
        """The last band of a measure that is not after `as_of`, or the first."""
        bands = self.series.get(measure, [])
        before = [band for band in bands if band.date <= as_of]
        return before[-1] if before else bands[0] if bands else None


class Result(msgspec.Struct):
    """A snapshot with the trace it stands on."""

    snapshot: Snapshot
    trace: Trace = msgspec.field(default_factory=Trace)


class Move(msgspec.Struct):
    """What the last decisions did to the estimate: (measure, median and 90 % interval before, after), most first."""

    case: str
    before: int
    after: int
    rows: list[tuple[str, tuple[float, float, float], tuple[float, float, float]]]


def compared(before: Snapshot, after: Snapshot) -> Move | None:
    """What moved between two fits at the last date, in the figures that are shown; None when nothing did.

    Between two separate fits a move within their noise is none; a first look has the draws of the fit before it.
    """
    rows = []
    noise = 0.0 if after.first_look else max(before.noise, after.noise)
    for measure, bands in after.series.items():
        old = before.series.get(measure)
        if not old or not bands:
            continue
        was, is_ = old[-1], bands[-1]
        least = noise * (is_.high90 - is_.low90)
        ends = ((was.median, is_.median), (was.low90, is_.low90), (was.high90, is_.high90))
        if any(abs(new - earlier) > least and round(new) != round(earlier) for earlier, new in ends):
            rows.append((measure, (was.median, was.low90, was.high90), (is_.median, is_.low90, is_.high90)))
    rows.sort(key=lambda row: -abs(math.log(max(row[2][0], 1.0) / max(row[1][0], 1.0))))
    return Move(after.case, before.revision, after.revision, rows) if rows else None
