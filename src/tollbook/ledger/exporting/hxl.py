"""The same CSV with a row of HXL tags (hxlstandard.org) under the header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from tollbook.claims import Statement
from tollbook.ledger.exporting.tables import write_rows
from tollbook.ledger.ledger import Ledger

TAGS: dict[str, str] = {
    "claim_id": "#meta+id",
    "claim_date": "#date+reported",
    "as_of": "#date+asof",
    "period_start": "#date+start",
    "period_end": "#date+end",
    "measure": "#indicator+measure",
    "item": "#item+name",
    "unit": "#indicator+unit",
    "share_of": "#indicator+shareof",
    "low": "#affected+min",
    "high": "#affected+max",
    "bound": "#affected+bound",
    "rate": "#frequency+rate",
    "period": "#date+period",
    "modality": "#modality+claim",
    "population": "#group+name",
    "affiliation": "#group+affiliation",
    "role": "#group+role",
    "source": "#org+source+name",
    "source_kind": "#org+source+type",
    "source_affiliation": "#org+source+affiliation",
    "via": "#org+via",
    "based_on": "#meta+basedon",
    "place": "#loc+name",
    "url": "#meta+url",
    "title": "#meta+title",
    "note": "#description+note",
    "includes": "#indicator+includes",
    "share_of_measure": "#indicator+shareof+measure",
    "share_of_claim": "#meta+shareof",
    "part_of": "#meta+partof",
    "source_name": "#org+source+directory",
    "corroborates": "#org+corroborates",
    "repeats": "#meta+repeats",
    "confidence": "#meta+confidence",
    "publisher": "#org+publisher",
    "report": "#meta+report",
    "quote": "#description+quote",
    "review": "#status+review",
}
MEASURES: dict[str, str] = {"wounded": "+injured", "other_people": "", "equipment": ""}
"""Attributes of the figures where a table holds one measure alone, if not the measure's own name."""


def write(ledger: Ledger, statements: Sequence[Statement], output: IO[bytes]) -> None:
    """One header, the row of tags, one row a claim; #affected+killed+min and the like where all are of one measure."""
    tags = dict(TAGS)
    measures = {statement.claim.measure for statement in statements}
    if len(measures) == 1:
        (measure,) = measures
        attribute = MEASURES.get(measure, f"+{measure}")
        tags |= {name: tags[name].replace("#affected", f"#affected{attribute}") for name in ("low", "high", "bound")}
    write_rows(statements, output, second=tags)
