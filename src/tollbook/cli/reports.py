"""`tollbook reports`: the reports in the ledger, by date."""

from __future__ import annotations

from typing import Any

import click

from tollbook.cli.ledgers import existing, ledger_option, note, plain_table, print_json

EPILOG = """\b
Example:
  tollbook reports --publisher Yonhap --since 2025-01
"""


@click.command("reports", epilog=EPILOG)
@click.option("--text", metavar="WORDS", help="Words, or beginnings of words, in the report.")
@click.option("--publisher", metavar="NAME", help="Part of the publisher's name.")
@click.option("--lang", metavar="CODE", help="Language, as en or uk.")
@click.option("--since", metavar="DATE", help="Published on or after this date.")
@click.option("--until", metavar="DATE", help="Published on or before this date.")
@click.option("--all-versions", is_flag=True, help="Also old versions.")
@click.option("--limit", type=click.IntRange(min=1), help="How many; all unless told.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="How many to pass over first.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", help="How to print.")
@ledger_option
def command(
    all_versions: bool, limit: int | None, offset: int, form: str, location: str, **filters: str | None
) -> None:
    """List the reports in the ledger by the date of their publication."""
    from tollbook.cli.rendering import console, plural

    given: dict[str, Any] = {name: value for name, value in filters.items() if value is not None}
    with existing(location) as ledger:
        reports = ledger.reports(limit=limit, offset=offset, current=not all_versions, **given)
        total = ledger.count_reports(current=not all_versions, **given)
    if form != "table":
        print_json(reports, form)
        return
    rows = [
        [
            (report.published or "-")[:10],
            str(report.claims),
            report.title or report.name,
            (report.publisher or ("(table)" if report.origin == "table" else "-"))
            + (f", version of {report.version_of}" if report.version_of else ""),
            report.id,
        ]
        for report in reports
    ]
    if rows:
        console().print(
            plain_table(["date", "claims", "title", "publisher", "id"], rows, folding=("title", "publisher"))
        )
    note(f"{f'{len(rows):,} of ' if len(rows) < total else ''}{plural(total, 'report')}")
