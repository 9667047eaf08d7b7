"""`tollbook read`: reports in, their claims out; nothing is kept."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tollbook.cli.inputs import Problems, captured_reports, reading_options

if TYPE_CHECKING:
    from tollbook.claims import Reading

EPILOG = """\b
Examples:
  tollbook read article.txt
  tollbook read --explain https://example.org/story
  tollbook read --format jsonl reports/ > claims.jsonl
"""


@click.command("read", epilog=EPILOG)
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", help="How to print the claims."
)
@click.option(
    "--count-perpetrators",
    type=click.Choice(["yes", "no"]),
    default="yes",
    help="Whether attackers count among an incident's killed and wounded.",
)
@click.option("--explain", is_flag=True, help="Show each claim's words in its sentence and the rules that fired.")
@reading_options
def command(
    reports: tuple[str, ...],
    form: str,
    count_perpetrators: str,
    explain: bool,
    max_size: int,
    allow_private: bool,
    strict: bool,
) -> None:
    """Read reports and print their claims; store nothing.

    REPORT is a .txt, .html, .pdf or .eml file, a feed, a .jsonl file of reports, a folder of these, an http(s)
    address, or - for standard input. A report that cannot be read is named on standard error and the others go on;
    the status is then 1.
    """
    problems = Problems()
    readings = read_all(reports, count_perpetrators == "yes", max_size, allow_private, strict, problems)
    if form == "table":
        from tollbook.cli.rendering import console, print_reading

        out = console()
        for place, (reading, seconds) in enumerate(readings):
            if place:
                out.print()
            print_reading(out, reading, seconds, explain=explain)
    else:
        print_json((reading for reading, _ in readings), form)
    sys.exit(problems.status)


def read_all(
    sources: tuple[str, ...],
    count_perpetrators: bool,
    max_size: int,
    allow_private: bool,
    strict: bool,
    problems: Problems,
) -> Iterator[tuple[Reading, float]]:
    """The readings of all reports in order, each with the seconds it took."""
    from tollbook.reading import read_report

    # a bar between the tables of one and the same terminal would only be in the way
    progress = not sys.stdout.isatty()
    for captured in captured_reports(sources, problems, max_size, allow_private, strict, progress):
        began = time.perf_counter()
        reading = read_report(captured.report, count_perpetrators=count_perpetrators)
        yield reading, time.perf_counter() - began


def print_json(readings: Iterator[Reading], form: str) -> None:
    """One object a report, as each is done: a line each for jsonl, an indented list of them for json."""
    import msgspec

    output = sys.stdout.buffer
    if form == "jsonl":
        encoder = msgspec.json.Encoder()
        for reading in readings:
            output.write(encoder.encode(as_object(reading)) + b"\n")
    else:
        output.write(b"[")
        for place, reading in enumerate(readings):
            shown = json.dumps(msgspec.to_builtins(as_object(reading)), ensure_ascii=False, indent=2)
            output.write((",\n" if place else "\n").encode() + shown.encode())
        output.write(b"\n]\n")
    output.flush()


def as_object(reading: Reading) -> dict[str, object]:
    """The object that stands for one report in JSON."""
    return {
        "id": reading.report.id,
        "report": reading.report,
        "claims": reading.claims,
        "totals": reading.totals,
        "incidents": reading.incidents,
    }
