"""`tollbook user add`: who may do what at the desk."""

from __future__ import annotations

import sys

import click


@click.group()
def command() -> None:
    """Users of the desk.

    \b
    Example:
      tollbook user add anna --role reviewer
    """


@command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["reader", "reviewer", "admin"]), default="reviewer", show_default=True)
@click.option("--ledger", envvar="TOLLBOOK_LEDGER", default="tollbook.db", show_default=True, help="The ledger.")
def add(name: str, role: str, ledger: str) -> None:
    """Add a user, or give one another role and password; the password is asked for, or read from standard input.

    \b
    Example:
      tollbook user add anna --role reviewer
    """
    from tollbook.desk.accounts import Accounts
    from tollbook.ledger.database import Database

    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    database = Database(ledger)
    try:
        Accounts(database).add(name, role, password)
    finally:
        database.close()
    click.echo(f"{name}: {role}")
