"""`tollbook export`: claims for other tools."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from tollbook.cli.ledgers import existing, filter_options, filters_of, ledger_option, note

if TYPE_CHECKING:
    from tollbook.claims import Statement
    from tollbook.ledger import Ledger

FORMATS = ("csv", "hxl", "jsonl", "parquet", "prov", "webannotation", "ucdp")

EPILOG = """\b
csv            one row a claim, as `tollbook import` reads it
hxl            the same with a row of HXL tags under the header
jsonl          the claim record (docs/claim-record.md), one object a line
parquet        the same as a table (needs the extra 'parquet')
prov           where each claim comes from, as W3C PROV-JSON
webannotation  the words each claim stands on, as W3C Web Annotations
ucdp           killed people as best, low, high with dates, sources and headline

\b
Examples:
  tollbook export --format csv --measure killed > killed.csv
  tollbook export --format parquet --out claims.parquet
"""


@click.command("export", epilog=EPILOG)
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="What to write; see below.")
@click.option("--out", metavar="FILE", help="Where to write; standard output unless told.")
@filter_options
@ledger_option
def command(form: str, out: str | None, location: str, **options: Any) -> None:
    """Export claims for other tools. Figures leave as they are stored."""
    from tollbook.cli.rendering import plural
    from tollbook.ledger.exporting import write
    from tollbook.ledger.exporting.ucdp import fits

    filters = filters_of(options)
    if form == "parquet" and out is None and sys.stdout.isatty():
        raise click.UsageError("parquet is no text for a terminal; give --out FILE")
    with existing(location) as ledger:
        statements = ledger.statements(order="date", **filters)
        if out is None:
            output = sys.stdout.buffer
            write(ledger, form, statements, output)
            output.flush()
        else:
            write_file(ledger, form, statements, Path(out))
    written = [statement for statement in statements if form != "ucdp" or fits(statement)]
    note(plural(len(written), "claim") + (f" in {out}" if out else ""))


def write_file(ledger: Ledger, form: str, statements: list[Statement], path: Path) -> None:
    """Write the whole file or nothing; refuses a folder that is not there or cannot be written."""
    from tollbook.ledger.exporting import write
    from tollbook.messages import refuse

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                output: IO[bytes] = file
                write(ledger, form, statements, output)
            os.chmod(name, 0o666 & ~umask())
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise refuse("export-unwritable", name=path, reason=error.strerror) from None


def umask() -> int:
    """The mask of new files' permissions."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
