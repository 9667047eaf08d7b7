"""The columns of a table of claims, as `tollbook import` reads them and `tollbook export --format csv` writes them."""

from __future__ import annotations

import re

COLUMNS: tuple[str, ...] = (
    "claim_id",
    "claim_date",
    "as_of",
    "period_start",
    "period_end",
    "measure",
    "item",
    "unit",
    "share_of",
    "low",
    "high",
    "bound",
    "rate",
    "period",
    "modality",
    "population",
    "affiliation",
    "role",
    "source",
    "source_kind",
    "source_affiliation",
    "via",
    "based_on",
    "place",
    "url",
    "title",
    "note",
)
"""The columns of commands.md, in its order."""

FURTHER_COLUMNS: tuple[str, ...] = (
    "includes",
    "share_of_measure",
    "share_of_claim",
    "part_of",
    "source_name",
    "corroborates",
    "repeats",
    "confidence",
    "publisher",
)
"""What the record holds beyond them; written by exports and understood by imports when present."""

SEPARATOR = " | "

_FORMULA = re.compile(r"^'*[=+\-@\t\r]")
_ESCAPED_FORMULA = re.compile(r"^''*[=+\-@\t\r]")
_SEPARATOR_INSIDE = re.compile(r" (\\*)\| ")
_ESCAPED_SEPARATOR = re.compile(r" \\(\\*)\| ")


def guard(cell: str) -> str:
    """`cell` with an apostrophe before what a spreadsheet would run as a formula; `unguard` takes it away again."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was before `guard`."""
    return cell[1:] if _ESCAPED_FORMULA.match(cell) else cell


def join(values: list[str]) -> str:
    """Several values in one cell, separated by " | "; a separator inside a value is escaped as " \\| "."""
    return SEPARATOR.join(_SEPARATOR_INSIDE.sub(r" \\\1| ", value) for value in values)


def split(cell: str) -> list[str]:
    """The values of a cell of several; a separator inside round brackets belongs to its value."""
    values: list[str] = []
    pending = ""
    for part in cell.split(SEPARATOR):
        pending = pending + SEPARATOR + part if pending else part
        if pending.count("(") <= pending.count(")"):
            values.append(pending)
            pending = ""
    if pending:  # brackets that never close hold nothing together
        values += pending.split(SEPARATOR)
    return [_ESCAPED_SEPARATOR.sub(r" \1| ", value.strip()) for value in values if value.strip()]
