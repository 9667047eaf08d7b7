"""`tollbook import`: claims coded by hand or elsewhere, from a CSV, all of it or nothing."""

from __future__ import annotations

import sys
from typing import cast

import click

from tollbook.cli.ledgers import by_option, ledger_option, note, someone

EPILOG = """\b
Columns (all but measure may be missing; others are kept as notes):
  claim_id, claim_date, as_of, period_start, period_end, measure, item, unit,
  share_of, low, high, bound, rate, period, modality, population, affiliation,
  role, source, source_kind, source_affiliation, via, based_on, place, url,
  title, note
via and based_on hold several values separated by " | ", inner to outer.

\b
Example:
  tollbook import claims.csv --ledger war.db
"""


@click.command("import", epilog=EPILOG)
@click.argument("table", metavar="FILE.csv|.jsonl")
@by_option
@ledger_option
def command(table: str, actor: str | None, location: str) -> None:
    """Import claims coded by hand or elsewhere from a CSV file, one row a claim.

    A .jsonl file holds claim records, one a line, as `tollbook export --format jsonl` writes them.

    One row that makes no sense refuses the whole file; every bad line is named. Importing a file again changes
    nothing; a longer or corrected one becomes a new version, in which rows that are as they were keep their reviews.
    """
    from tollbook.cli.rendering import plural
    from tollbook.ledger import Ledger
    from tollbook.ledger.importing import NAMED_IN_ONE_LINE, load_table
    from tollbook.messages import Refusal

    try:
        parsed = load_table(table)
    except Refusal as refusal:
        problems = cast(list[str], refusal.details.get("problems", []))
        for problem in problems if len(problems) > NAMED_IN_ONE_LINE else []:
            note(f"{table}: {problem}")
        raise
    if parsed.encoding not in ("utf-8", "ascii"):
        note(f"{table}: read as {parsed.encoding}, because it is not UTF-8.")
    with Ledger(location) as ledger:
        added = ledger.import_table(parsed, actor=someone(actor))
    done = {"added": "imported", "version": "imported as a new version of the table", "unchanged": "already there"}
    click.echo(f"{plural(added.claims, 'claim')} {done[added.state]} (report {added.report}) in {location}")
    sys.exit(0)
