"""The claim record: the one vocabulary that all rooms share.

A report is one document that was read; a claim is one statement by one source about one quantity of one group of
people at one place in one report. The fields and their values are described in docs/claim-record.md.
"""

from __future__ import annotations

import hashlib
from typing import Literal, get_args

import msgspec

Measure = Literal[
    "killed",
    "wounded",
    "casualties",
    "captured",
    "missing",
    "displaced",
    "strength",
    "deployed",
    "withdrawn",
    "other_people",
    "equipment",
]
Unit = Literal["people", "items", "share"]
Bound = Literal["exact", "approx", "at_least", "more_than", "up_to", "fewer_than", "range", "vague", "none"]
Rate = Literal["day", "week", "month"]
Modality = Literal["asserted", "estimated", "possible", "denied", "projected"]
Role = Literal["military", "civilian", "mixed", "unknown"]
SourceKind = Literal[
    "official", "military", "intelligence", "expert", "media", "ngo", "un", "medical", "witness", "unnamed"
]
PeriodKind = Literal["cumulative", "day", "event", "interval", "unknown"]

MEASURES: tuple[str, ...] = get_args(Measure)
UNITS: tuple[str, ...] = get_args(Unit)
BOUNDS: tuple[str, ...] = get_args(Bound)
RATES: tuple[str, ...] = get_args(Rate)
MODALITIES: tuple[str, ...] = get_args(Modality)
ROLES: tuple[str, ...] = get_args(Role)
SOURCE_KINDS: tuple[str, ...] = get_args(SourceKind)
PERIOD_KINDS: tuple[str, ...] = get_args(PeriodKind)


class Evidence(msgspec.Struct, frozen=True):
    """A stretch of a report's text: character offsets with `text[start:end] == quote`."""

    start: int
    end: int
    quote: str


class Population(msgspec.Struct):
    """The people counted. `affiliation` is a country, an armed group, an organisation, or "civilian PLACE"."""

    text: str | None = None
    affiliation: str | None = None
    role: Role = "unknown"
    part_of: str | None = None
    """Id of the claim that holds the total of which this group is a part."""


class Source(msgspec.Struct):
    """Who said it. `text` is the report's wording, `name` the entry in the directory of known bodies, if any."""

    text: str | None = None
    name: str | None = None
    kind: SourceKind | None = None
    affiliation: str | None = None


class ShareOf(msgspec.Struct):
    """What a share is a share of: a force (strength, deployed) or a total (casualties)."""

    text: str | None = None
    measure: Measure | None = None
    claim: str | None = None


class Period(msgspec.Struct):
    """The time a figure covers; dates in ISO form to the precision known (2025, 2025-01, 2025-01-13)."""

    kind: PeriodKind = "unknown"
    start: str | None = None
    end: str | None = None
    as_of: str | None = None


class Claim(msgspec.Struct):
    """One statement about one quantity of one group, standing on exact words.

    `low` and `high` are counts, or fractions 0..1 where `unit` is "share". They are equal for a point; `low` is None
    for up_to and fewer_than, `high` for at_least and more_than, both for a claim without a figure.
    """

    id: str
    report: str
    measure: Measure
    evidence: list[Evidence]
    item: str | None = None
    includes: list[Measure] = []
    unit: Unit = "people"
    share_of: ShareOf | None = None
    low: float | None = None
    high: float | None = None
    bound: Bound = "exact"
    rate: Rate | None = None
    modality: Modality = "asserted"
    population: Population = msgspec.field(default_factory=Population)
    source: Source | None = None
    via: list[Source] = []
    corroborates: list[Source] = []
    place: str | None = None
    period: Period = msgspec.field(default_factory=Period)
    confidence: float | None = None
    trace: list[str] = []
    repeats: str | None = None


class Report(msgspec.Struct):
    """One document that was read. `text` is the decoded input with LF line ends; every offset counts it."""

    id: str
    text: str
    version_of: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    lang: str | None = None
    media_type: str = "text/plain"
    sha256: str | None = None
    """SHA-256 of the original bytes, in hexadecimal."""
    captured: str | None = None


class Toll(msgspec.Struct):
    """A count as an incident coder would enter it, with the ids of the claims it stands on."""

    low: float | None
    best: float | None
    high: float | None
    claims: list[str] = []


class Perpetrators(msgspec.Struct):
    """The attackers among an incident's dead and wounded."""

    killed: Toll | None = None
    wounded: Toll | None = None


class Incident(msgspec.Struct):
    """One event of a report with its killed and wounded."""

    killed: Toll | None = None
    wounded: Toll | None = None
    perpetrators: Perpetrators = msgspec.field(default_factory=Perpetrators)
    place: str | None = None
    date: str | None = None


class Reading(msgspec.Struct):
    """What one report says: its claims in text order, its incidents, and the totals of the main incident."""

    report: Report
    claims: list[Claim] = []
    totals: Incident | None = None
    incidents: list[Incident] = []


ReviewStatus = Literal["unreviewed", "accepted", "corrected", "rejected", "merged"]


class Statement(msgspec.Struct):
    """A claim with what is known of its place in the record: when it was made, where, and what people decided.

    Tracing and estimating take lists of these; the ledger makes them from reports that were read and from imported
    tables alike.
    """

    claim: Claim
    date: str | None = None
    """When the claim was made, ISO: an imported row's claim_date, else the report's publication date."""
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    based_on: list[str] = []
    """Ids of the claims it repeats or rests on, as coded by hand; empty for claims from the reader."""
    status: ReviewStatus = "unreviewed"
    notes: dict[str, str] = {}
    """Unknown columns of an imported row, and its note."""


def digest(*parts: str) -> str:
    """Twelve hexadecimal digits that depend on `parts` alone, the same on every machine and every run."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def report_id(identity: str) -> str:
    """Id of a report that came without one, made from its content or other identity."""
    return "r" + digest("report", identity)


def claim_id(report: str, measure: str, start: int, end: int, ordinal: int = 0) -> str:
    """Id of the claim in `report` whose first evidence is `start`..`end`.

    `ordinal` tells apart claims of one measure on one span (a figure and its rejection).
    """
    return "c" + digest("claim", report, measure, str(start), str(end), str(ordinal))
