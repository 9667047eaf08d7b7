"""The flat record as Parquet, with its nested fields as structs and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

from tollbook.claims import Statement
from tollbook.ledger.flat import flat
from tollbook.ledger.ledger import Ledger
from tollbook.messages import refuse


def write(ledger: Ledger, statements: Sequence[Statement], output: IO[bytes]) -> None:
    """The table; refuses where the extra `parquet` is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise refuse("needs-extra", name="The format parquet", extra="parquet") from None
    table = pa.Table.from_pylist([_row(statement) for statement in statements], schema=schema(pa))
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    output.write(buffer.getvalue().to_pybytes())


def _row(statement: Statement) -> dict[str, Any]:
    record = flat(statement)
    record["notes"] = sorted(record["notes"].items())
    return record


def schema(pa: Any) -> Any:
    """The columns with their types, the same for every export, empty ones too."""
    text, figure = pa.string(), pa.float64()
    source = pa.struct([(name, text) for name in ("text", "name", "kind", "affiliation")])
    columns = [(name, text) for name in ("id", "report", "measure")]
    columns.append(("evidence", pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64()), ("quote", text)]))))
    columns += [("item", text), ("includes", pa.list_(text)), ("unit", text)]
    columns.append(("share_of", pa.struct([(name, text) for name in ("text", "measure", "claim")])))
    columns += [("low", figure), ("high", figure), *((name, text) for name in ("bound", "rate", "modality"))]
    columns.append(("population", pa.struct([(name, text) for name in ("text", "affiliation", "role", "part_of")])))
    columns += [("source", source), ("via", pa.list_(source)), ("corroborates", pa.list_(source)), ("place", text)]
    columns.append(("period", pa.struct([(name, text) for name in ("kind", "start", "end", "as_of")])))
    columns += [("confidence", figure), ("trace", pa.list_(text)), ("repeats", text)]
    columns += [(name, text) for name in ("date", "url", "title", "publisher")]
    columns += [("based_on", pa.list_(text)), ("status", text), ("notes", pa.map_(text, text))]
    return pa.schema(columns)
