"""The claim record as JSON Lines: the fields of the claim and, beside them, its date, address, title and review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

import msgspec

from tollbook.claims import Claim, Reading, Report, Statement
from tollbook.ledger.flat import flat
from tollbook.ledger.ledger import Ledger

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_ENCODER = msgspec.json.Encoder()


def write(ledger: Ledger, statements: Sequence[Statement], output: IO[bytes]) -> None:
    """One object a line."""
    for statement in statements:
        output.write(_ENCODER.encode(flat(statement)) + b"\n")


def record_schema() -> dict[str, Any]:
    """JSON Schema of a reading (`tollbook read --format json`) and, under $defs, of the flat record of exports."""
    _, components = msgspec.json.schema_components((Reading, Report, Claim, Statement), ref_template="#/$defs/{name}")
    claim, statement = components["Claim"], components.pop("Statement")
    properties = {name: value for name, value in statement["properties"].items() if name != "claim"}
    components["Record"] = {
        "title": "Record",
        "description": "A claim with what the ledger knows of it: one line of `tollbook export --format jsonl`.",
        "type": "object",
        "properties": claim["properties"] | properties,
        "required": claim["required"],
    }
    return {"$schema": SCHEMA, "title": "Claim record", "$ref": "#/$defs/Reading", "$defs": components}


def schema_text() -> str:
    """The published file docs/claim-record.schema.json."""
    return msgspec.json.format(msgspec.json.encode(record_schema()), indent=2).decode("utf-8") + "\n"
