"""`tollbook score`: the reader against a user's own annotations."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Example:
  tollbook score annotations/
"""


@click.command("score", epilog=EPILOG)
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="How to print the scores."
)
def command(gold: Path, form: str) -> None:
    """Score the reader against your own annotations.

    GOLD is a folder of reports, NAME.txt, with their claims in NAME.json: {"lang", "date", "claims": [{"start", "end",
    "measure", "unit", "low", "high", "bound", "affiliation", "role", "source", "modality", "period"}]}.
    """
    import json

    from tollbook.messages import refuse
    from tollbook.reading.scoring import score

    if not gold.is_dir():
        raise refuse("missing-file", name=gold)
    found = score(gold)
    figures = {"precision": found.precision, "recall": found.recall, "f1": found.f1}
    fields = {name: right / found.matched if found.matched else None for name, right in found.right.items()}
    if form == "json":
        counts = {"marked": found.marked, "read": found.read, "matched": found.matched}
        click.echo(json.dumps({**counts, **figures, "fields": fields}))
        return
    click.echo(f"{found.marked} claims marked, {found.read} read, {found.matched} matched")
    for name, value in figures.items():
        click.echo(f"  {name:<12} {value:.3f}")
    click.echo("of the matched, right in")
    for name, share in fields.items():
        click.echo(f"  {name:<12} " + ("-" if share is None else f"{share:.3f}"))
