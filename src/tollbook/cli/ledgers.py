"""What the commands share that look into a ledger: where it is, who is asking, which claims are meant."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from tollbook.claims import MEASURES

if TYPE_CHECKING:
    from tollbook.claims import Statement
    from tollbook.ledger import Ledger

Command = Callable[..., None]
STATUSES = ("unreviewed", "accepted", "corrected", "rejected", "merged")

ledger_option = click.option(
    "--ledger",
    "location",
    envvar="TOLLBOOK_LEDGER",
    default="tollbook.db",
    show_default=True,
    metavar="FILE|ADDRESS",
    help="A SQLite file or a postgresql:// address; also TOLLBOOK_LEDGER.",
)
by_option = click.option(
    "--by", "actor", envvar="TOLLBOOK_NAME", metavar="NAME", help="Who the journal names; also TOLLBOOK_NAME."
)


def someone(actor: str | None) -> str:
    """The name given, else that of the user of this computer."""
    import getpass

    if actor and actor.strip():
        return actor.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "someone"


def existing(location: str) -> Ledger:
    """The ledger at `location`; refuses one that is not there."""
    from tollbook.ledger import Ledger

    return Ledger(location, create=False)


def filter_options(command: Command) -> Command:
    """The options that say which claims are meant; `filters_of` makes the ledger's filters of them."""
    for option in (
        click.option("--all-versions", is_flag=True, help="Also claims of old versions and former readings."),
        click.option("--text", metavar="WORDS", help="Words, or beginnings of words, in a claim and its sources."),
        click.option("--report", metavar="ID", help="Claims of one report."),
        click.option("--status", multiple=True, type=click.Choice(STATUSES), help="Review status; may be repeated."),
        click.option("--case", metavar="CASE", help="What a case counts: its people, measures and dates."),
        click.option("--until", metavar="DATE", help="Made on or before this date (2025, 2025-01, 2025-01-13)."),
        click.option("--since", metavar="DATE", help="Made on or after this date."),
        click.option("--source", metavar="NAME", help="A source and those merged with it, or part of a name."),
        click.option("--population", metavar="WORDS", help="Part of the people counted or of their affiliation."),
        click.option("--measure", multiple=True, type=click.Choice(MEASURES), help="A measure; may be repeated."),
    ):
        command = option(command)
    return command


def filters_of(options: dict[str, Any]) -> dict[str, Any]:
    """The ledger's filters from the options of `filter_options`, which are taken out of `options`."""
    from tollbook.ledger.rows import is_date

    filters: dict[str, Any] = {"current": not options.pop("all_versions")}
    case = options.pop("case")
    if case is not None:
        filters |= _of_case(case)
    for name in ("text", "report", "until", "since", "source", "population"):
        if (value := options.pop(name)) is not None:
            filters[name] = value
    for name in ("status", "measure"):
        if values := options.pop(name):
            filters[name] = list(values)
    for name in ("since", "until"):
        if name in filters and not is_date(filters[name]):
            raise click.BadParameter(
                f"{filters[name]!r} is no date; write 2025, 2025-01 or 2025-01-13", param_hint=name
            )
    return filters


def _of_case(name: str) -> dict[str, Any]:
    from tollbook.estimating import load_case

    case = load_case(name)
    filters: dict[str, Any] = {
        "affiliation": sorted({group.affiliation for group in case.populations}),
        "measure": list(case.measures),
    }
    return filters | {side: date for side, date in (("since", case.start), ("until", case.end)) if date is not None}


def statements_table(statements: list[Statement]) -> Any:
    """Claims by date, one a row: when, the figure and what it counts, who said it, and where to look closer."""
    from rich.table import Table
    from rich.text import Text

    from tollbook.cli import wording

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    table.add_column("date", no_wrap=True)
    table.add_column("figure", style="bold", overflow="fold", min_width=8)
    for heading in ("measure", "of whom", "said by", "", "as"):
        table.add_column(heading, overflow="fold")
    reviewed = any(statement.status != "unreviewed" for statement in statements)
    if reviewed:
        table.add_column("review", no_wrap=True)
    table.add_column("id", style="dim", overflow="fold")
    for statement in statements:
        claim = statement.claim
        cells = [
            (statement.date or "-")[:10],
            wording.figure_text(claim),
            wording.measure_text(claim),
            wording.population_text(claim),
            wording.source_text(claim),
            wording.place_text(claim),
            wording.stance_text(claim),
            *([statement.status.replace("unreviewed", "")] if reviewed else []),
            claim.id,
        ]
        table.add_row(*map(Text, cells))
    return table


def plain_table(headings: list[str], rows: list[list[str]], folding: tuple[str, ...] = ()) -> Any:
    """Rows of text, aligned; the columns in `folding` break their lines where the terminal is narrow."""
    from rich.table import Table
    from rich.text import Text

    from tollbook.cli.wording import shown

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading not in folding)
    for row in rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    return table


def print_json(items: list[Any], form: str) -> None:
    """A list of records, or one record a line for jsonl."""
    import msgspec

    output = sys.stdout.buffer
    if form == "json":
        output.write(msgspec.json.format(msgspec.json.encode(items), indent=2) + b"\n")
    else:
        for item in items:
            output.write(msgspec.json.encode(item) + b"\n")
    output.flush()


def note(text: str) -> None:
    """A note beside the result, on standard error."""
    click.echo(text, err=True)


def status(ok: bool) -> None:
    """End with the command's exit status."""
    sys.exit(0 if ok else 1)
