"""How claims look in the terminal, for every command that shows them."""

from __future__ import annotations

import click

from tollbook.claims import Reading


def print_reading(reading: Reading, seconds: float | None = None, explain: bool = False) -> None:
    """One report's claims as a table."""
    click.echo(reading.report.title or reading.report.id)
    for claim in reading.claims:
        click.echo(f"{claim.low} {claim.high} {claim.bound} {claim.measure}")
