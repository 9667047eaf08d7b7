"""`tollbook show`: one claim or report, with the words it stands on and what happened to it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tollbook.cli.ledgers import existing, ledger_option, note, statements_table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from tollbook.claims import Claim, Report, Statement
    from tollbook.ledger import Ledger
    from tollbook.ledger.ledger import ClaimRecord

LONGEST_TABLE = 100

EPILOG = """\b
Examples:
  tollbook show c0123456789ab
  tollbook show r0123
"""


@click.command("show", epilog=EPILOG)
@click.argument("name", metavar="ID")
@click.option("--original", is_flag=True, help="Write the report's original bytes to standard output.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@ledger_option
def command(name: str, original: bool, form: str, location: str) -> None:
    """Show one claim or report with its evidence and history.

    ID is the id of a claim or a report, or its beginning.
    """
    with existing(location) as ledger:
        kind, found = ledger.resolve(name)
        if original:
            show_original(ledger, found if kind == "report" else ledger.claim(found).report.id)
        elif kind == "claim":
            show_claim(ledger, ledger.claim(found), form)
        else:
            show_report(ledger, found, form)


def show_original(ledger: Ledger, report_id: str) -> None:
    """The bytes as they came."""
    sha256 = ledger.report(report_id).sha256 or ""
    output = sys.stdout.buffer
    output.write(ledger.original(sha256))
    output.flush()


def show_json(value: object) -> None:
    """The record as JSON."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8"))


def show_claim(ledger: Ledger, record: ClaimRecord, form: str) -> None:
    """A claim, its sentence, its report, its history and what people said of its links."""
    if form == "json":
        show_json(record)
        return
    import msgspec
    from rich.text import Text

    from tollbook.claims import Evidence
    from tollbook.cli.log import line
    from tollbook.cli.rendering import console, print_claim
    from tollbook.cli.wording import shown

    out = console()
    claim, statement = record.statement.claim, record.statement
    if "imported" in claim.trace:  # its evidence is its row, whose neighbours in the table say nothing about it
        row = claim.evidence[0].quote
        print_claim(out, msgspec.structs.replace(claim, evidence=[Evidence(0, len(row), row)]), row)
    else:
        print_claim(out, claim, ledger.report(claim.report).text)
    about = [statement.title, statement.publisher, statement.date, statement.url]
    out.print(Text("  " + " · ".join(shown(part) for part in about if part)))
    review = statement.status + (f" into {record.into}" if record.into else "")
    out.print(Text(f"  review {review} · report {claim.report}" + ("" if record.current else " · not current")))
    for name, value in statement.notes.items():
        out.print(Text(f"  {shown(name)}: {shown(value)}", style="dim"))
    if statement.based_on:
        out.print(Text(f"  based on {', '.join(map(shown, statement.based_on))}"))
    for link in record.links:
        out.print(
            Text(f"  link to {link.target if link.claim == claim.id else link.claim} {link.decision} by {link.actor}")
        )
    if statement.status == "corrected" or record.as_read != claim:
        out.print(Text(f"  as read: {said(record.as_read)}"))
    out.print()
    for entry in record.history:
        out.print(Text(line(entry), style="dim"))


def said(claim: Claim) -> str:
    """A claim in one line."""
    from tollbook.cli import wording

    parts = (wording.figure_text(claim), wording.measure_text(claim), "of", wording.population_text(claim))
    return f"{' '.join(parts)}, said by {wording.source_text(claim)}; {wording.stance_text(claim)}"


def show_report(ledger: Ledger, report_id: str, form: str) -> None:
    """A report, its text with every claim's words marked, and its claims."""
    report = ledger.report(report_id)
    statements = ledger.statements(order="recorded", report=report_id, current=False)
    if form == "json":
        show_json({"report": report, "statements": statements})
        return
    from rich.text import Text

    from tollbook.cli.rendering import console, plural
    from tollbook.cli.wording import language_text, shown

    out = console()
    out.print(Text(shown(report.title or report.id), style="bold"))
    parts = [report.publisher, report.author, (report.published or "")[:10], language_text(report.lang), report.url]
    out.print(Text(" · ".join(shown(part) for part in [*parts, report.id] if part), style="dim"))
    versions = ledger.versions(report_id)
    if len(versions) > 1:
        out.print(Text("versions " + ", ".join(version.id for version in versions), style="dim"))
    out.print()
    if report.media_type not in ("text/csv", "application/jsonl"):
        print_text(out, report, statements)
    current = [statement for statement in statements if statement.claim.evidence]
    if current:
        out.print(statements_table(current[:LONGEST_TABLE]))
    rest = len(current) - LONGEST_TABLE
    note(plural(len(current), "claim") + (f"; {rest:,} more: tollbook claims --report {report.id}" if rest > 0 else ""))


def print_text(out: Console, report: Report, statements: list[Statement]) -> None:
    """The report's text, line by line, with the evidence of its claims marked."""
    for part in marked(report.text, [statement.claim for statement in statements]).split("\n"):
        part.overflow = "fold"
        out.print(part)
    out.print()


def marked(text: str, claims: list[Claim]) -> Text:
    """`text` with the words of evidence marked as in `tollbook read --explain`, and nothing that steers a terminal."""
    from rich.text import Text

    from tollbook.cli.rendering import STYLES, roles

    visible = Text("".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text))
    for claim in claims:
        for role, piece in zip(roles(claim), claim.evidence):
            visible.stylize(STYLES[role], piece.start, piece.end)
    return visible
