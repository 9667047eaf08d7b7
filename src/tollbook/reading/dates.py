"""The time that a figure covers, resolved against dateline and publication date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tollbook.claims import Period, Report

if TYPE_CHECKING:
    from tollbook.reading.document import Document


@dataclass(slots=True)
class Dated:
    """The period of one figure; `spans` are the document offsets of the words it comes from."""

    period: Period = field(default_factory=Period)
    spans: list[tuple[int, int]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


class Periods:
    """The dates of one report, ready to be asked about any figure in it."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report

    def at(self, start: int, end: int, measure: str | None = None, rate: str | None = None) -> Dated:
        """The period of the figure at document offsets start..end."""
        return Dated()


def periods(document: Document, report: Report) -> Periods:
    """The dates of `report`."""
    return Periods(document, report)
