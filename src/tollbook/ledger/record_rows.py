"""Claim records, one JSON object a line → Statements, or the reason why a line makes no sense."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tollbook.claims import Claim, Statement
from tollbook.ledger.flat import unflat
from tollbook.ledger.rows import BadRow, check_figures, check_id, is_date

Row = tuple[int, int, int, "Statement | BadRow"]
"""Line number, start and end of the line in the text, and what it says."""

_FIELDS = (set(Claim.__struct_fields__) | set(Statement.__struct_fields__)) - {"claim"}


def record_rows(text: str) -> Iterator[Row]:
    """The lines of `text` that hold something."""
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, start, start + len(line), _statement(line)
            except BadRow as bad:
                yield number, start, start + len(line), bad
        start += len(line) + 1


def _statement(line: str) -> Statement:
    try:
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise BadRow("not a JSON object")
        return _checked(unflat(_prepared(record)))
    except msgspec.ValidationError as error:
        raise BadRow(str(error)) from None
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise BadRow(f"malformed JSON ({error})") from None


def _prepared(record: dict[str, Any]) -> dict[str, Any]:
    """The record as an import takes it: reviews are the other ledger's, unknown fields and the quoted words notes."""
    notes, evidence, trace = (record.get(name) for name in ("notes", "evidence", "trace"))
    if (
        not isinstance(notes, dict | None)
        or not isinstance(evidence, list | None)
        or not isinstance(trace, list | None)
    ):
        raise BadRow("notes is an object, evidence and trace are lists")
    notes = dict(notes or {})
    notes |= {name: _as_text(value) for name, value in record.items() if name not in _FIELDS and value is not None}
    quotes = [str(piece["quote"]) for piece in evidence or [] if isinstance(piece, dict) and piece.get("quote")]
    if quotes and "imported" not in (trace or []):
        notes.setdefault("quote", " … ".join(quotes))
    kept = {name: value for name, value in record.items() if name in _FIELDS and value is not None}
    return kept | {"report": "", "evidence": [], "trace": ["imported"], "status": "unreviewed", "notes": notes}


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode("utf-8")


def _checked(statement: Statement) -> Statement:
    """The statement, if its id, figures and dates make sense."""
    claim, period = statement.claim, statement.claim.period
    check_id(claim.id)
    check_figures(claim.unit, claim.bound, claim.low, claim.high)
    if claim.confidence is not None and not 0 <= claim.confidence <= 1:
        raise BadRow("confidence lies between 0 and 1")
    for date in (statement.date, period.start, period.end, period.as_of):
        if date is not None and not is_date(date):
            raise BadRow(f"{date!r} is not a date (write 2025-01-13, 2025-01 or 2025)")
    return statement
