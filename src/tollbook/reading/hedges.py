"""What a source commits to: asserted, estimated, possible, denied or projected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tollbook.claims import Modality

if TYPE_CHECKING:
    from tollbook.reading.document import Document


@dataclass(slots=True)
class Hedge:
    """The modality of one figure; `spans` are the document offsets of the words that say so."""

    modality: Modality = "asserted"
    spans: list[tuple[int, int]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


def hedge(document: Document, start: int, end: int, measure: str | None = None) -> Hedge:
    """The modality of the figure at document offsets start..end."""
    return Hedge()
