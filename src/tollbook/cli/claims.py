"""`tollbook claims`: the claims in the ledger, by date."""

from __future__ import annotations

from typing import Any

import click

from tollbook.cli.ledgers import existing, filter_options, filters_of, ledger_option, note, print_json, statements_table

SHOWN = 500

EPILOG = """\b
Examples:
  tollbook claims --measure killed --since 2025-01 --source NIS
  tollbook claims --case kursk --format jsonl > claims.jsonl
"""


@click.command("claims", epilog=EPILOG)
@filter_options
@click.option("--limit", type=click.IntRange(min=0), help=f"How many; 0 for all. A table shows {SHOWN} unless told.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="How many to pass over first.")
@click.option("--newest-first", is_flag=True, help="Newest claims first.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", help="How to print.")
@ledger_option
def command(limit: int | None, offset: int, newest_first: bool, form: str, location: str, **options: Any) -> None:
    """List the claims in the ledger by the date on which they were made."""
    filters = filters_of(options)
    if limit is None:
        limit = SHOWN if form == "table" else 0
    with existing(location) as ledger:
        order: Any = "-date" if newest_first else "date"
        statements = ledger.statements(order=order, limit=limit or None, offset=offset, **filters)
        total = ledger.count(**filters)
    if form != "table":
        from tollbook.ledger.flat import flat

        print_json([flat(statement) for statement in statements], form)
        return
    from tollbook.cli.rendering import console, plural

    if statements:
        console().print(statements_table(statements))
    shown = f"{len(statements):,} of " if len(statements) < total else ""
    note(f"{shown}{plural(total, 'claim')}{'; --limit 0 shows all' if shown else ''}")
