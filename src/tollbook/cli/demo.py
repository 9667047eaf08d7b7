"""`tollbook demo`: the Kursk case, from the reports that ship inside the package."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tollbook.cli.ledgers import note, statements_table

if TYPE_CHECKING:
    from tollbook.claims import Statement
    from tollbook.cli.inputs import Problems
    from tollbook.ledger import Ledger

CASE = "tollbook.cases.kursk"
ACTOR = "demo"

EPILOG = """\b
Examples:
  tollbook demo
  tollbook demo --ledger kursk.db
"""


@click.command("demo", epilog=EPILOG)
@click.option(
    "--ledger",
    "location",
    envvar="TOLLBOOK_LEDGER",
    metavar="FILE|ADDRESS",
    help="Where to keep the case; a ledger of its own in your data folder unless told. Also TOLLBOOK_LEDGER.",
)
def command(location: str | None) -> None:
    """Run the Kursk case, end to end, from the reports inside the package.

    Adds the reports to a ledger, prints their claims by date and a line of totals, and says what to try next.
    """
    from tollbook.cli.inputs import Problems
    from tollbook.cli.rendering import console
    from tollbook.ledger import Ledger

    place = location or str(own_ledger())
    problems = Problems()
    with Ledger(place) as ledger:
        add_case(ledger, problems)
        statements = ledger.statements(order="date")
        console().print(statements_table(statements))
        click.echo()
        click.echo(totals(ledger, statements))
    click.echo()
    click.echo(next_steps(place, statements))
    sys.exit(problems.status)


def own_ledger() -> Path:
    """A ledger in the user's data folder, else in the folder of temporary files."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "tollbook"
    try:
        data.mkdir(parents=True, exist_ok=True)
        if os.access(data, os.W_OK):
            return data / "demo.db"
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="tollbook-demo-")) / "demo.db"


def add_case(ledger: Ledger, problems: Problems) -> None:
    """Add the case's reports, and read those again that an older reader read."""
    from tollbook.cli.add import add_all
    from tollbook.cli.inputs import captured_reports

    with as_file(files(CASE) / "reports") as folder:
        found = captured_reports((str(folder),), problems, 20_000_000, False, False)
        states = Counter(added.state for added, _ in add_all(ledger, found, ACTOR, problems))
    ledger.reread(actor=ACTOR)
    note(f"{sum(states.values()):,} reports in {ledger.location}, {states['unchanged']:,} of them there already")


def totals(ledger: Ledger, statements: list[Statement]) -> str:
    """How many claims of what, by how many sources, in how many reports."""
    from tollbook.cli.rendering import plural

    measures = Counter(statement.claim.measure.replace("_", " ") for statement in statements)
    figures = sum(statement.claim.bound != "none" for statement in statements)
    parts = ", ".join(f"{number} {measure}" for measure, number in measures.most_common())
    said = f"{plural(len(statements), 'claim')} ({figures:,} with a figure)"
    where = f"from {plural(len(ledger.sources()), 'source')} in {plural(ledger.count_reports(), 'report')}"
    return f"{said} {where}: {parts}. No figure here is a verified count."


def next_steps(place: str, statements: list[Statement]) -> str:
    """What to try next on this ledger."""
    example = statements[0].claim.id if statements else "ID"
    steps = [
        (f"tollbook show {example}", "a claim with the words it stands on and its history"),
        ("tollbook trace kursk", "which claims repeat which, and what changed on the way"),
        ("tollbook estimate kursk", "the claims reconciled, with their uncertainty"),
        ("tollbook serve", "all of it in the browser"),
    ]
    width = max(len(step) for step, _ in steps)
    lines = [f"  {step:<{width}}  {what}" for step, what in steps]
    return "\n".join(["Try next:", f"  export TOLLBOOK_LEDGER={place}", *lines])
