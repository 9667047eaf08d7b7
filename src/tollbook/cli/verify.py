"""`tollbook verify`: proof that nothing in the ledger was altered."""

from __future__ import annotations

import click

from tollbook.cli.ledgers import existing, ledger_option, note, status

EPILOG = """\b
Keep the head digest somewhere else: with --expect it proves later that nothing up to it was
altered, and that nothing was cut off.

\b
Examples:
  tollbook verify
  tollbook verify --expect 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
"""


@click.command("verify", epilog=EPILOG)
@click.option("--expect", metavar="DIGEST", help="A head digest from before that must still be in the journal.")
@click.option("--rebuild", is_flag=True, help="First make all tables anew from the journal.")
@ledger_option
def command(expect: str | None, rebuild: bool, location: str) -> None:
    """Check every journal entry, original and table, and print the journal's length and head digest.

    Each problem is one line on standard error; the status is then 1.
    """
    with existing(location) as ledger:
        if rebuild:
            ledger.rebuild()
        found = ledger.verify(expect=expect.strip().lower() if expect else None)
    click.echo(f"length {found.length}")
    click.echo(f"head {found.head}")
    for problem in found.problems:
        note(f"{location}: {problem}")
    note(
        f"{len(found.problems):,} {'problem' if len(found.problems) == 1 else 'problems'} found"
        if found.problems
        else f"Nothing altered: {found.length:,} entries, {found.objects:,} kept objects, all tables."
    )
    status(found.clean)
