"""`tollbook sources`: who is quoted, how often, and what people said of them."""

from __future__ import annotations

import click

from tollbook.cli.ledgers import by_option, existing, ledger_option, note, plain_table, print_json, someone

EPILOG = """\b
Examples:
  tollbook sources --text intelligence
  tollbook sources --grade NIS B --reason "usually reliable"
  tollbook sources --merge "National Intelligence Service" NIS
"""


@click.command("sources", epilog=EPILOG)
@click.option("--text", metavar="NAME", help="Sources whose name holds this.")
@click.option(
    "--grade",
    nargs=2,
    metavar="NAME GRADE",
    help="Grade a source by the Admiralty scale, A to F; - takes the grade back.",
)
@click.option("--merge", nargs=2, metavar="NAME INTO", help="Say that NAME is the same source as INTO; - parts them.")
@click.option("--reason", metavar="WORDS", help="Why; kept in the journal.")
@click.option("--limit", type=click.IntRange(min=1), help="How many; all unless told.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", help="How to print.")
@by_option
@ledger_option
def command(
    text: str | None,
    grade: tuple[str, str] | None,
    merge: tuple[str, str] | None,
    reason: str | None,
    limit: int | None,
    form: str,
    actor: str | None,
    location: str,
) -> None:
    """List the sources in the ledger, those with most claims first, or grade and merge them."""
    from tollbook.cli.rendering import console, plural

    with existing(location) as ledger:
        if grade is not None:
            letter = None if grade[1] == "-" else grade[1].upper()
            ledger.grade_source(grade[0], letter, actor=someone(actor), reason=reason)
        if merge is not None:
            ledger.merge_sources(merge[0], None if merge[1] == "-" else merge[1], actor=someone(actor), reason=reason)
        changed = (grade or merge or (None,))[0]
        sources = ledger.sources(text=text if text is not None else changed, limit=limit)
    if form != "table":
        print_json(sources, form)
        return
    rows = [
        [
            str(source.claims),
            source.label,
            source.kind or "-",
            source.affiliation or "-",
            (source.grade or "-") + (f" ({source.reason})" if source.reason else ""),
            ", ".join(source.aliases),
        ]
        for source in sources
    ]
    headings = ["claims", "source", "kind", "affiliation", "grade", "also"]
    if rows:
        console().print(plain_table(headings, rows, folding=("source", "affiliation", "grade", "also")))
    note(plural(len(rows), "source"))
