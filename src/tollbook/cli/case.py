"""`tollbook case new`: a commented case file, filled in from what the ledger holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tollbook.cli.ledgers import existing, ledger_option
from tollbook.messages import refuse

if TYPE_CHECKING:
    from tollbook.claims import Statement

EPILOG = """\b
Example:
  tollbook case new donetsk --ledger claims.db
"""


@click.group("case", epilog=EPILOG)
def command() -> None:
    """Write a commented case file from a ledger."""


@command.command("new", epilog=EPILOG)
@click.argument("name")
@click.option("--affiliation", metavar="WHO", help="Whose people are counted; the most counted ones unless told.")
@ledger_option
def new(name: str, affiliation: str | None, location: str) -> None:
    """Make the folder NAME with a case.toml to edit, from the claims in the ledger."""
    from tollbook.estimating.drafting import draft

    folder = Path(name)
    path = folder / "case.toml"
    if path.exists():
        raise refuse("case-exists", name=path)
    with existing(location) as ledger:
        statements: list[Statement] = ledger.statements()
    text = draft(statements, folder.name, affiliation)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise refuse("unreadable-file", name=path, reason=error.strerror) from None
    counted = Counter(s.claim.population.affiliation for s in statements)
    click.echo(f"{path}: written from {len(statements):,} claims about {len(counted)} groups. Edit it, then run:")
    click.echo(f"  tollbook estimate {name}")
