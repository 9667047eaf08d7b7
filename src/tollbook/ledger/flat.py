"""The claim record in one piece: the fields of the claim and, beside them, its date, address, title and review."""

from __future__ import annotations

from typing import Any

import msgspec

from tollbook.claims import Statement


def flat(statement: Statement) -> dict[str, Any]:
    """The record of claim-record.md with the statement's own fields after it."""
    record: dict[str, Any] = msgspec.to_builtins(statement)
    claim: dict[str, Any] = record.pop("claim")
    return claim | record


def unflat(record: dict[str, Any]) -> Statement:
    """The statement of a flat record; raises msgspec.ValidationError."""
    own = set(Statement.__struct_fields__) - {"claim"}
    claim = {name: value for name, value in record.items() if name not in own}
    rest = {name: value for name, value in record.items() if name in own}
    return msgspec.convert({"claim": claim, **rest}, Statement)
