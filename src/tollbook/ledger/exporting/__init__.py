"""Claims for other tools: tables for spreadsheets, HXL and UCDP, the record itself, its evidence, its provenance.

    write(ledger, "csv", statements, output)     # output: a binary file; statements as Ledger.statements gives them

Figures leave as they are stored. No bound, rate, modality or measure is dropped, except in `ucdp`, whose columns have
no place for them; it therefore takes only counts of killed people that need none.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from tollbook.claims import Statement
    from tollbook.ledger.ledger import Ledger

FORMATS: dict[str, str] = {
    "csv": "tables",
    "hxl": "hxl",
    "ucdp": "ucdp",
    "jsonl": "records",
    "parquet": "parquet",
    "prov": "prov",
    "webannotation": "webannotation",
}
"""Format: the module that writes it."""

Write = Callable[["Ledger", "Sequence[Statement]", IO[bytes]], None]


def write(ledger: Ledger, form: str, statements: Sequence[Statement], output: IO[bytes]) -> None:
    """Write `statements` of `ledger` to `output` in a format of FORMATS."""
    module = importlib.import_module(f"tollbook.ledger.exporting.{FORMATS[form]}")
    writer: Write = module.write
    writer(ledger, statements, output)
