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
_SPECIAL = re.compile(r"(\\*)([|()])")
_ESCAPED = re.compile(r"\\(\\*)([|()])")
_BAR = re.compile(r"(\\*)(\|)")
_OPENING = re.compile(r"(?<!\\)\(")
_CLOSING = re.compile(r"(?<!\\)\)")


def guard(cell: str) -> str:
    """`cell` with an apostrophe before what a spreadsheet would run as a formula; `unguard` takes it away again."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was before `guard`."""
    return cell[1:] if _ESCAPED_FORMULA.match(cell) else cell


def join(values: list[str]) -> str:
    """Several values in one cell, separated by " | "; bars, and brackets that do not close, are escaped with a \\."""
    return SEPARATOR.join(_escaped(value) for value in values)


def _escaped(value: str) -> str:
    plain = "\\(" not in value and "\\)" not in value and value.count("(") == value.count(")")
    return (_BAR if plain else _SPECIAL).sub(r"\\\1\2", value)


def split(cell: str) -> list[str]:
    """The values of a cell of several; a separator inside round brackets belongs to its value."""
    values: list[str] = []
    pending = ""
    for part in cell.split(SEPARATOR):
        pending = pending + SEPARATOR + part if pending else part
        if len(_OPENING.findall(pending)) <= len(_CLOSING.findall(pending)):
            values.append(pending)
            pending = ""
    if pending:  # brackets that never close hold nothing together
        values += pending.split(SEPARATOR)
    return [_ESCAPED.sub(r"\1\2", value.strip()) for value in values if value.strip()]
