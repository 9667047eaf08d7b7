"""Evidence as W3C Web Annotations: each claim an annotation on the words it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

import msgspec

from tollbook.claims import Evidence, Report, Statement
from tollbook.ledger.flat import flat
from tollbook.ledger.ledger import Ledger

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Characters before and after a quote that tell it apart from the same words elsewhere."""


def write(ledger: Ledger, statements: Sequence[Statement], output: IO[bytes]) -> None:
    """One AnnotationPage, in the order of the statements."""
    output.write(
        b'{"@context":"' + CONTEXT.encode() + b'","id":"urn:tollbook:claims","type":"AnnotationPage","items":['
    )
    for place, annotation in enumerate(annotated(ledger, statements)):
        output.write((b",\n" if place else b"\n") + msgspec.json.encode(annotation))
    output.write(b"\n]}\n")


def annotated(ledger: Ledger, statements: Sequence[Statement]) -> Iterator[dict[str, Any]]:
    """An annotation a claim; its body is the claim record, its targets the stretches of evidence."""
    report: Report | None = None
    for statement in statements:
        claim = statement.claim
        if report is None or report.id != claim.report:
            report = ledger.report(claim.report)
        record = flat(statement)
        del record["evidence"]
        yield {
            "id": f"urn:tollbook:claim:{claim.id}",
            "type": "Annotation",
            "motivation": "identifying",
            "body": {"type": "Dataset", "format": "application/json", "value": record},
            "target": [target(report, piece) for piece in claim.evidence],
        }


def target(report: Report, piece: Evidence) -> dict[str, Any]:
    """The words, by quotation and by position in the report's text (Unicode code points)."""
    text = report.text
    source: dict[str, Any] = {"id": report.url or f"urn:tollbook:report:{report.id}", "type": "Text"}
    source |= {"format": "text/plain"} | ({"language": report.lang} if report.lang else {})
    quote = {
        "type": "TextQuoteSelector",
        "exact": piece.quote,
        "prefix": text[max(0, piece.start - AROUND) : piece.start],
        "suffix": text[piece.end : piece.end + AROUND],
    }
    position = {"type": "TextPositionSelector", "start": piece.start, "end": piece.end}
    return {"type": "SpecificResource", "source": source, "selector": [quote, position]}
