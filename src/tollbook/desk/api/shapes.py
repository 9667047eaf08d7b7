"""What the API takes and gives beside the records themselves."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from litestar.openapi.datastructures import ResponseSpec

from tollbook.claims import Claim, Report, Statement
from tollbook.desk.histories import Line
from tollbook.desk.snapshot import Mark, QueueItem
from tollbook.ledger.journal import Entry
from tollbook.ledger.queries import ReportSummary, SourceSummary
from tollbook.tracing.records import Link


class Problem(msgspec.Struct):
    """An error: what failed and what to do."""

    status_code: int
    detail: str
    extra: list[dict[str, str]] | None = None


class ClaimList(msgspec.Struct):
    """One page of claims."""

    total: int
    page: int
    claims: list[Statement]


class ReportList(msgspec.Struct):
    """One page of reports, without their texts."""

    total: int
    page: int
    reports: list[ReportSummary]


class ReportWhole(msgspec.Struct):
    """A report with its text, its claims in text order and its versions, oldest first."""

    report: Report
    claims: list[Statement]
    versions: list[ReportSummary]


class ClaimWhole(msgspec.Struct):
    """A claim as it stands, as it was read, with its history (oldest first) and how the case uses it."""

    statement: Statement
    as_read: Claim
    current: bool
    into: str | None
    history: list[Line]
    mark: Mark | None


class TraceWhole(msgspec.Struct):
    """What a claim rests on and what rests on it."""

    claim: str
    origin: str | None
    members: list[str]
    links: list[Link]
    backlinks: list[Link]


class CaseLine(msgspec.Struct):
    """One case of the desk."""

    name: str
    title: str
    question: str
    revision: int | None


class Head(msgspec.Struct):
    """The state of the record: the journal's length and the digest of its last entry."""

    revision: int
    digest: str


class SourceList(msgspec.Struct):
    """One page of sources, most claims first."""

    page: int
    sources: list[SourceSummary]


class Queue(msgspec.Struct):
    """What waits for review, by what matters most."""

    waiting: int
    items: list[QueueItem]


class Deciding(msgspec.Struct):
    """A decision about a claim. `changes` are fields of the claim record, nested ones merged."""

    decision: Literal["accepted", "corrected", "rejected", "merged", "undone"]
    reason: str | None = None
    changes: dict[str, Any] | None = None
    into: str | None = None


class Adding(msgspec.Struct):
    """A claim record without an id."""

    claim: dict[str, Any]
    reason: str | None = None


class Grading(msgspec.Struct):
    """An Admiralty grade of a source; null takes it back."""

    source: str
    grade: Literal["A", "B", "C", "D", "E", "F"] | None = None
    reason: str | None = None


class Merging(msgspec.Struct):
    """One source is another; into null: it is its own again."""

    source: str
    into: str | None = None
    reason: str | None = None


class Linking(msgspec.Struct):
    """A trace link is confirmed, cut, or left to tracing again."""

    claim: str
    target: str
    decision: Literal["confirmed", "cut", "undone"]
    reason: str | None = None


class Fetching(msgspec.Struct):
    """An address of a story or a feed."""

    address: str


class Written(msgspec.Struct):
    """The journal entry that a write made."""

    entry: Entry


READS = {
    400: ResponseSpec(Problem, description="A parameter makes no sense"),
    401: ResponseSpec(Problem, description="Sign in or send a token"),
    404: ResponseSpec(Problem, description="There is no such thing"),
    422: ResponseSpec(Problem, description="Refused, with the reason"),
}
WRITES = {
    **READS,
    403: ResponseSpec(Problem, description="The role does not allow it, or the desk is read-only"),
    413: ResponseSpec(Problem, description="Too large"),
}
