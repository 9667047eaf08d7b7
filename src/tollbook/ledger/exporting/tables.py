"""CSV as `tollbook import` reads it, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO

from tollbook.claims import Source, Statement
from tollbook.ledger.columns import COLUMNS, FURTHER_COLUMNS, guard, join
from tollbook.ledger.ledger import Ledger

LEDGER_COLUMNS: tuple[str, ...] = ("report", "quote", "review")
"""What only the ledger knows of a claim; a note of the same name, from an earlier export, goes before `report` and
`quote`."""


def write(ledger: Ledger, statements: Sequence[Statement], output: IO[bytes]) -> None:
    """One header, one row a claim."""
    write_rows(statements, output)


def write_rows(statements: Sequence[Statement], output: IO[bytes], second: dict[str, str] | None = None) -> None:
    """The table; `second` is a row under the header by column, given as it is."""
    names = columns(statements)
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([guard(name) for name in names])
        if second is not None:
            writer.writerow([second.get(name, "") for name in names])
        for statement in statements:
            row = row_of(statement)
            writer.writerow([guard(row.get(name, "")) for name in names])
    finally:
        text.detach()


def columns(statements: Sequence[Statement]) -> list[str]:
    """The columns of commands.md, what more the record holds, the ledger's own, and those of the notes."""
    known = (*COLUMNS, *FURTHER_COLUMNS, *LEDGER_COLUMNS)
    notes = {name for statement in statements for name in statement.notes}
    return [*known, *sorted(notes - set(known))]


def row_of(statement: Statement) -> dict[str, str]:
    """Column → cell for what the statement holds."""
    claim = statement.claim
    quotes = " … ".join(piece.quote for piece in claim.evidence)
    row = {"report": claim.report, "quote": "" if "imported" in claim.trace else quotes}
    row |= statement.notes
    row |= {name: value for name, value in _cells(statement) if value}
    row["review"] = statement.status
    return row


def _cells(statement: Statement) -> Iterator[tuple[str, str | None]]:
    claim, of, share, period = (
        statement.claim,
        statement.claim.population,
        statement.claim.share_of,
        statement.claim.period,
    )
    yield from [("claim_id", claim.id), ("claim_date", statement.date), ("as_of", period.as_of)]
    yield from [("period_start", period.start), ("period_end", period.end), ("period", period.kind)]
    yield from [("measure", claim.measure), ("item", claim.item), ("unit", claim.unit)]
    yield from [("low", number(claim.low)), ("high", number(claim.high)), ("bound", claim.bound), ("rate", claim.rate)]
    yield from [("modality", claim.modality), ("includes", join(list(claim.includes)))]
    yield from [("population", of.text), ("affiliation", of.affiliation), ("role", of.role), ("part_of", of.part_of)]
    if share is not None:
        yield from [("share_of", share.text), ("share_of_measure", share.measure), ("share_of_claim", share.claim)]
    if claim.source is not None:
        yield from [("source", claim.source.text), ("source_name", claim.source.name)]
        yield from [("source_kind", claim.source.kind), ("source_affiliation", claim.source.affiliation)]
    yield from [("via", join(chain(claim.via))), ("corroborates", join(chain(claim.corroborates)))]
    yield from [("based_on", join(statement.based_on)), ("repeats", claim.repeats), ("place", claim.place)]
    yield from [("url", statement.url), ("title", statement.title), ("publisher", statement.publisher)]
    yield "confidence", number(claim.confidence)


def chain(sources: list[Source]) -> list[str]:
    """Sources by the report's words for them, else their names."""
    return [text for source in sources if (text := source.text or source.name or source.kind)]


def number(value: float | None) -> str:
    """The shortest digits that give the same number back: 3800, 0.3333."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)
