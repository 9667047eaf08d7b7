"""What the commands share that answer a case: its claims, from wherever they come, and their trace."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tollbook.cli.ledgers import Command, note

if TYPE_CHECKING:
    from tollbook.claims import Report, Statement
    from tollbook.estimating.case import Case
    from tollbook.tracing.directory import Directory
    from tollbook.tracing.records import Trace

DEFAULT_LEDGER = "tollbook.db"


def claims_options(command: Command) -> Command:
    """The options that say where a case's claims come from."""
    for option in (
        click.option("--seed", type=int, help="Seed of the draws; the same seed gives the same figures."),
        click.option("--draws", type=click.IntRange(200, 20_000), help="Draws of a fit (1,200 unless told)."),
        click.option("--as-of", metavar="DATE", help="Use only what was claimed by this date, and estimate for it."),
        click.option("--claims", "table", metavar="FILE.csv", help="Take the claims of this table and no ledger."),
        click.option(
            "--ledger",
            "location",
            envvar="TOLLBOOK_LEDGER",
            metavar="FILE|ADDRESS",
            help=f"The ledger; also TOLLBOOK_LEDGER; {DEFAULT_LEDGER} unless told. A shipped case needs none.",
        ),
    ):
        command = option(command)
    return command


def gather(case: Case, location: str | None, table: str | None) -> tuple[list[Statement], list[Report]]:
    """The statements that may answer `case` and the reports they stand in."""
    if table is not None:
        from tollbook.ledger.importing import read_table

        return read_table(table), []
    from tollbook.ledger import Ledger

    if location is None and not Path(DEFAULT_LEDGER).exists() and case.name and _is_shipped(case):
        from tollbook.cli.demo import add_case, own_ledger
        from tollbook.cli.inputs import Problems

        place = str(own_ledger())
        with Ledger(place) as ledger:
            add_case(ledger, Problems())
            return ledger.statements(), _reports(ledger)
    with Ledger(location or DEFAULT_LEDGER, create=False) as ledger:
        return ledger.statements(), _reports(ledger)


def _reports(ledger: object) -> list[Report]:
    from tollbook.ledger import Ledger

    assert isinstance(ledger, Ledger)
    return [ledger.report(found.id) for found in ledger.reports() if found.media_type != "text/csv"]


def _is_shipped(case: Case) -> bool:
    """Whether the case is the one inside the package that the demonstration's reports are about."""
    from tollbook.cli.demo import CASE
    from tollbook.estimating.case import shipped_case

    shipped = shipped_case(case.name)
    return shipped is not None and str(shipped) == case.folder and CASE.endswith("." + case.name)


def directory_of(case: Case) -> Directory:
    """Who is who among the sources: what the reader knows, and the case's own list."""
    from tollbook.tracing.directory import load_directory

    path = Path(case.folder) / case.sources
    return load_directory(path) if path.is_file() else load_directory()


def traced(statements: list[Statement], reports: list[Report], directory: Directory) -> Trace:
    """Which of the claims repeat, derive from or distort which."""
    from tollbook.tracing.tracer import trace

    return trace(statements, reports, directory)


def one_thread() -> None:
    """Keep linear algebra on one thread, before numpy is imported: the matrices are too small to share."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def working(text: str) -> None:
    """A note on standard error that something is under way."""
    if sys.stderr.isatty():
        note(text)
