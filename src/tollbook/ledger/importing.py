"""Claims coded by hand or elsewhere: the table of `tollbook import`, read whole or refused whole.

A table is a CSV or, by its name's ending .jsonl, the records that `tollbook export --format jsonl` writes. Each row
becomes a Statement whose evidence is the row's own line in the stored file. A row that makes no sense refuses the file,
and every such line is named with the reason.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from tollbook.claims import Evidence, Report, Statement, report_id
from tollbook.ledger.columns import COLUMNS, FURTHER_COLUMNS, unguard
from tollbook.ledger.record_rows import Row, record_rows
from tollbook.ledger.rows import BadRow, statement
from tollbook.messages import refuse

LARGEST_FIELD = 131_072
LARGEST_FILE = 500_000_000
NAMED_IN_ONE_LINE = 20
JSON_LINES = (".jsonl", ".ndjson")

_KNOWN = frozenset(COLUMNS) | frozenset(FURTHER_COLUMNS)
_HEADER_NAME = re.compile(r"[^\w]+")


class Table(msgspec.Struct):
    """A CSV that was read: the report it is, its bytes, and its rows as statements in their order."""

    report: Report
    original: bytes
    name: str
    encoding: str
    numbered: bool
    """Whether its claims have no ids of their own, only the numbers of their rows."""
    statements: list[Statement]


def read_table(path: str | Path) -> list[Statement]:
    """The claims of the CSV at `path`, in the order of its rows.

    A claim's id is its `claim_id`, or the number of its row (from 1) where that is absent. Raises Refusal, whose
    `details["problems"]` lists every bad line, when any row makes no sense.
    """
    return load_table(path).statements


def load_table(path: str | Path) -> Table:
    """The table at `path` with its report and bytes; raises Refusal as `read_table` does."""
    path = Path(path)
    if not path.exists():
        raise refuse("missing-file", name=path)
    if not path.is_file():
        raise refuse("table-not-a-file", name=path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise refuse("table-too-large", name=path, limit=f"{LARGEST_FILE // 1_000_000} MB")
        original = path.read_bytes()
    except OSError as error:
        raise refuse("unreadable-file", name=path, reason=error.strerror) from None
    return parse_table(original, path.name, shown=str(path))


def parse_table(original: bytes, name: str, *, shown: str | None = None) -> Table:
    """The table in `original`; `shown` is how messages name it."""
    shown = shown or name
    text, encoding = decode(original, shown)
    sha256 = hashlib.sha256(original).hexdigest()
    identity = report_id("table\x1f" + sha256)
    report = Report(id=identity, text=text, title=name, media_type="text/csv", sha256=sha256)
    if Path(name).suffix.lower() in JSON_LINES:
        report.media_type = "application/jsonl"
        return Table(report, original, name, encoding, False, _whole(report, shown, record_rows(text)))
    header, records = _table(text, shown)
    return Table(report, original, name, encoding, "claim_id" not in header, _whole(report, shown, records))


def decode(original: bytes, shown: str) -> tuple[str, str]:
    """Text with LF line ends, and the name of the encoding it was read with."""
    if not original.strip():
        raise refuse("table-empty", name=shown)
    if original.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif original[1:2] == b"\0" or original[:1] == b"\0":
        encodings = ["utf-16-be" if original[:1] == b"\0" else "utf-16-le"]
    else:
        encodings = ["utf-8-sig", *_guesses(original)]
    for encoding in encodings:
        try:
            text = original.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        if not text.strip():
            raise refuse("table-empty", name=shown)
        return (text if "\n" in text else text.replace("\r", "\n")), encoding.removesuffix("-sig")
    raise refuse("table-encoding", name=shown)


def _guesses(original: bytes) -> Iterator[str]:
    """Encodings worth trying on bytes that are not UTF-8, asked for only then."""
    from charset_normalizer import from_bytes

    plausible = ["cp1252", "cp1251", "cp1250", "cp949", "koi8_r", "gb18030"]
    best = from_bytes(original[:200_000], cp_isolation=plausible).best()
    if best is not None:
        yield best.encoding


def _whole(report: Report, shown: str, rows: Iterable[Row]) -> list[Statement]:
    """The rows' statements, each standing on its own line; refuses all where one makes no sense."""
    problems: list[str] = []
    statements: list[Statement] = []
    lines: dict[str, int] = {}
    for line, start, end, row in rows:
        if isinstance(row, BadRow):
            problems.append(f"line {line}: {row}")
            continue
        if (first := lines.setdefault(row.claim.id, line)) != line:
            problems.append(f"line {line}: claim_id {row.claim.id!r} is already on line {first}")
            continue
        row.claim.report = report.id
        row.claim.evidence = [Evidence(start, end, report.text[start:end])]
        statements.append(row)
    if problems:
        raise _refusal(shown, problems)
    if not statements:
        raise refuse("table-without-rows", name=shown)
    return statements


def _table(text: str, shown: str) -> tuple[list[str], Iterator[Row]]:
    """The column names of a CSV, and its rows."""
    records = _records(text, shown)
    names = _header(next(records)[3], shown)

    def rows() -> Iterator[Row]:
        number = 0
        for line, start, end, cells in records:
            if not any(cells) or (line == 2 and _is_tag_row(cells)):
                continue
            number += 1
            try:
                yield line, start, end, statement(_row(names, cells), _KNOWN, number=number)
            except BadRow as bad:
                yield line, start, end, bad

    return names, rows()


def _refusal(shown: str, problems: list[str]) -> Exception:
    """One line that names the bad lines; the full list stays in its details."""
    listed = "; ".join(problems[:NAMED_IN_ONE_LINE])
    if len(problems) > NAMED_IN_ONE_LINE:
        listed += f"; and {len(problems) - NAMED_IN_ONE_LINE} more"
    return refuse("table-bad-rows", name=shown, listed=listed, problems=problems)


def _records(text: str, shown: str) -> Iterator[tuple[int, int, int, list[str]]]:
    """(first line number, start, end, cells) of each record; `text[start:end]` is the record without its line end."""
    starts = [0]

    def lines() -> Iterator[str]:
        while starts[-1] < len(text):
            stop = text.find("\n", starts[-1]) + 1 or len(text)
            starts.append(stop)
            yield text[starts[-2] : stop]

    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=first.count)
    limit = csv.field_size_limit(LARGEST_FIELD)
    try:
        reader = csv.reader(lines(), delimiter=delimiter, strict=True)
        before = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                line = f"line {before + 1}: {_csv_reason(str(error))}"
                raise _refusal(shown, [line]) from None
            start, end = starts[before], starts[reader.line_num]
            yield before + 1, start, end - (text[end - 1] == "\n"), cells
            before = reader.line_num
    finally:
        csv.field_size_limit(limit)


def _csv_reason(error: str) -> str:
    if "field larger" in error:
        return f"a cell of more than {LARGEST_FIELD:,} characters; is a quotation mark left open?"
    if "unexpected end" in error:
        return "a quotation mark opens here and never closes"
    return f"broken quoting or line end ({error})"


def _header(cells: list[str], shown: str) -> list[str]:
    """Column names in lower case with underscores; refuses a header without `measure` or with a name twice."""
    names = [_HEADER_NAME.sub("_", cell.strip().lower()).strip("_") for cell in cells]
    while names and not names[-1]:
        names.pop()
    if "measure" not in names:
        raise refuse("table-without-measure", name=shown)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise refuse("table-column-twice", name=shown, column=twice[0] or "(empty)")
    return names


def _is_tag_row(cells: list[str]) -> bool:
    """Whether this is the row of HXL tags under a header."""
    return all(cell.strip().startswith("#") for cell in cells if cell.strip())


@functools.lru_cache(maxsize=4096)
def _clean(cell: str) -> str:
    return unguard(cell.strip())


def _row(names: list[str], cells: list[str]) -> dict[str, str]:
    """Column → text for the cells that hold something."""
    if len(cells) < len(names) or any(cells[len(names) :]):
        raise BadRow(f"{len(cells)} cells where the header has {len(names)}")
    row = {name: _clean(cell) for name, cell in zip(names, cells) if cell and not cell.isspace()}
    for name, cell in row.items():
        if "\0" in cell:
            raise BadRow(f"{name} holds a NUL character")
    return row
