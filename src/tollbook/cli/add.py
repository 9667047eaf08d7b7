"""`tollbook add`: reports in, kept with their claims; adding again changes nothing."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tollbook.cli.inputs import Problems, captured_reports, reading_options
from tollbook.cli.ledgers import by_option, ledger_option, print_json, someone

if TYPE_CHECKING:
    from tollbook.capture import Captured
    from tollbook.ledger import Added, Ledger
    from tollbook.ledger.rereading import Change

SHOWN = 20

EPILOG = """\b
Examples:
  tollbook add article.txt reports/
  tollbook add https://example.org/feed.xml --ledger war.db
  tollbook add --reread
"""


@click.command("add", epilog=EPILOG)
@click.argument("reports", nargs=-1, metavar="REPORT|FEED...")
@click.option("--reread", is_flag=True, help="Read kept reports again where the reader is newer; show what changed.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", help="How to print.")
@reading_options
@by_option
@ledger_option
def command(
    reports: tuple[str, ...],
    reread: bool,
    form: str,
    max_size: int,
    allow_private: bool,
    strict: bool,
    actor: str | None,
    location: str,
) -> None:
    """Read reports and keep them with their claims in the ledger.

    REPORT is what `tollbook read` takes. Adding a report again changes nothing; one whose text changed becomes a new
    version linked to the old. Each report is kept whole or not at all; one that cannot be read is named on standard
    error and the others go on; the status is then 1.
    """
    from tollbook.ledger import Ledger

    if not reports and not reread:
        raise click.UsageError("name a REPORT to add, or --reread")
    problems = Problems()
    with Ledger(location) as ledger:
        changes = reread_all(ledger, someone(actor)) if reread else []
        found = captured_reports(reports, problems, max_size, allow_private, strict)
        added = list(add_all(ledger, found, someone(actor), problems, strict))
    if form != "table":
        print_json([*changes, *(item for item, _ in added)], form)
    else:
        print_changes(changes, reread)
        print_added(added, location)
    sys.exit(problems.status)


def add_all(
    ledger: Ledger, found: Iterator[Captured], actor: str, problems: Problems, strict: bool = False
) -> Iterator[tuple[Added, str]]:
    """Add reports in order, with a progress line on a terminal; yields what was done and the report's title."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from tollbook.cli.rendering import console
    from tollbook.messages import Refusal
    from tollbook.reading import read_report

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} reports"), TimeElapsedColumn())
    err = console(stderr=True)
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("reports", total=None)
        for captured in found:
            try:
                added = ledger.add(captured, read_report(captured.report), actor=actor)
            except Refusal as refusal:
                if strict or refusal.code.startswith("ledger-"):
                    raise
                problems.add(refusal)
                continue
            progress.advance(task)
            yield added, captured.report.title or captured.name


def reread_all(ledger: Ledger, actor: str) -> list[Change]:
    """Read kept reports again with the present reader, with a progress bar on a terminal."""
    from rich.progress import Progress

    from tollbook.cli.rendering import console

    err = console(stderr=True)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("reading again", total=None)
        return ledger.reread(
            actor=actor, progress=lambda done, total: progress.update(task, completed=done, total=total)
        )


def print_added(added: list[tuple[Added, str]], location: str) -> None:
    """A line for each report (the first ones where there are many), and how many there were."""
    from tollbook.cli.ledgers import plain_table
    from tollbook.cli.rendering import console, plural

    if not added:
        return
    out = console()
    rows = [[item.state, item.report, plural(item.claims, "claim"), title] for item, title in added]
    out.print(plain_table(["", "report", "claims", "title"], rows[:SHOWN], folding=("title",)))
    states = Counter(item.state for item, _ in added)
    claims = sum(item.claims for item, _ in added if item.state != "unchanged")
    more = f"… and {len(added) - SHOWN:,} more. " if len(added) > SHOWN else ""
    click.echo(
        f"{more}{plural(states['added'], 'report')} added, {plural(states['version'], 'new version')}, "
        f"{states['unchanged']:,} unchanged; {plural(claims, 'new claim')} in {location}"
    )


def print_changes(changes: list[Change], reread: bool) -> None:
    """What a newer reader reads otherwise."""
    from tollbook.cli import wording
    from tollbook.cli.ledgers import plain_table
    from tollbook.cli.rendering import console

    if not reread:
        return
    rows = []
    for change in changes:
        before, after = (
            f"{wording.figure_text(claim)} {wording.measure_text(claim)}, {wording.source_text(claim)}" if claim else ""
            for claim in (change.before, change.after)
        )
        rows.append([change.kind, change.claim, before, after])
    if rows:
        console().print(plain_table(["", "claim", "before", "now"], rows, folding=("before", "now")))
    kinds: Counter[str] = Counter(change.kind for change in changes)
    names = {
        "new": "new",
        "changed": "changed",
        "gone": "no longer read",
        "kept": "kept as decided",
        "held": "held back",
    }
    counted = ", ".join(f"{kinds[kind]:,} {name}" for kind, name in names.items() if kinds[kind])
    click.echo(f"Claims read again: {counted or 'nothing changed'}.")
