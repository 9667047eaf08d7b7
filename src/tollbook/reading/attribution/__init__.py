"""Who says what: the source of every figure, its relays, and who rejects it."""

from __future__ import annotations

from tollbook.claims import Report
from tollbook.reading.attribution.choose import Attribution, Attributions
from tollbook.reading.document import Document

__all__ = ["Attribution", "Attributions", "attributions"]


def attributions(document: Document, report: Report) -> Attributions:
    """The attributions of `report`, ready to be asked about any figure in it."""
    return Attributions(document, report)
