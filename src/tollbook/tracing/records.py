"""What tracing finds: links between claims, groups of claims that rest on one origin, copies among reports.

Every struct is plain data that msgspec writes as JSON; lists are in a fixed order, so that the same claims give the
same bytes whatever order they came in.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Kind = Literal["repeat", "update", "derived", "subset", "confirms", "contradicts", "scope", "distortion"]
Ground = Literal[
    "documents", "detainees", "footage", "imagery", "remains", "allied services", "calculation", "unstated"
]

KINDS: tuple[str, ...] = get_args(Kind)
GROUNDS: tuple[str, ...] = get_args(Ground)
DEPENDENT: frozenset[str] = frozenset({"repeat", "update", "derived", "subset", "distortion"})
"""Kinds that make a claim rest on its target; the others only set two claims side by side."""


class Change(msgspec.Struct, frozen=True):
    """One field of the claim record that differs between a claim and what it rests on."""

    field: str
    """measure, figure, bound, unit, rate, hedge, date, population, place or source."""
    before: str | None
    after: str | None


class Sign(msgspec.Struct, frozen=True):
    """One piece of evidence for a link, in words a person can check."""

    kind: Literal[
        "figure", "unusual figure", "source", "credit", "words", "date", "chain", "arithmetic", "coded", "copy"
    ]
    text: str


class Link(msgspec.Struct):
    """`claim` stands in the relation `kind` to the earlier claim `target`."""

    claim: str
    target: str
    kind: Kind
    score: float
    """How sure the link is, 0..1."""
    changes: list[Change] = []
    evidence: list[Sign] = []


class Standing(msgspec.Struct):
    """How one claim stands in the record, in the words of the columns `based_on` and `relation`."""

    claim: str
    relation: Literal[
        "original", "repeat", "update", "derived", "subset", "confirms", "contradicts", "scope", "distortion"
    ]
    based_on: str | None = None
    """The one claim that it most probably rests on or answers; None for an original."""
    origin: str = ""
    """Id of its group in `Trace.origins`."""
    score: float = 1.0
    source: str | None = None
    """Who speaks, as the directory of sources names them."""
    affiliation: str | None = None


class Origin(msgspec.Struct):
    """Claims that all rest on one statement by one source."""

    id: str
    claims: list[str]
    """Ids, earliest first."""
    representative: str
    """The claim that nothing earlier in the group explains."""
    source: str | None = None
    affiliation: str | None = None
    first: str | None = None
    last: str | None = None
    distorted: list[str] = []
    """Those of `claims` whose figure changed on the way."""
    continues: list[str] = []
    """Older origins by the same source whose count this one carries on."""
    rests_on: list[str] = []
    """Origins by others from which this one was worked out."""
    grounds: list[Ground] = []
    """What the group says it stands on; ["unstated"] when nobody says."""
    grade: str | None = None
    """Admiralty grade of the source, A to F, where a case or a person gave one."""


class Copy(msgspec.Struct):
    """A report that holds text of another one."""

    report: str
    kind: Literal["copy", "cut", "rewrite"]
    share: float
    """Part of this report's words that stand in the origin, 0..1."""
    kept: float
    """Part of the origin's words that stand in this report, 0..1."""
    credit: str | None = None
    """The agency or outlet that the copy names as its source."""


class Cluster(msgspec.Struct):
    """Reports that carry one text: the origin is the one credited by the others, else the earliest."""

    id: str
    origin: str
    copies: list[Copy]


class Quotation(msgspec.Struct):
    """Words in quotation marks that several reports carry."""

    words: str
    reports: list[str]
    """Earliest first."""


class Trace(msgspec.Struct):
    """Everything that tracing found in a set of claims and reports."""

    links: list[Link] = []
    standings: list[Standing] = []
    origins: list[Origin] = []
    effective: float = 0.0
    """Effective number of independent sources behind all the claims; see independence.effective_number."""
    copies: list[Cluster] = []
    quotations: list[Quotation] = []
