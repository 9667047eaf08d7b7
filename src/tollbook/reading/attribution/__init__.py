"""Who says what: the source of every figure, its relays, and who rejects it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tollbook.claims import Report, Source

if TYPE_CHECKING:
    from tollbook.reading.document import Document


@dataclass(slots=True)
class Attribution:
    """The source of one figure; `spans` are the document offsets of the words that name it."""

    source: Source | None = None
    via: list[Source] = field(default_factory=list)
    corroborates: list[Source] = field(default_factory=list)
    rejected_by: list[Source] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


class Attributions:
    """The attributions of one report, ready to be asked about any figure in it."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report

    def at(self, start: int, end: int) -> Attribution:
        """The attribution of the figure at document offsets start..end."""
        return Attribution()


def attributions(document: Document, report: Report) -> Attributions:
    """The attributions of `report`."""
    return Attributions(document, report)
