"""`tollbook token`: a key to the desk's API."""

from __future__ import annotations

import click


@click.command()
@click.argument("name")
@click.option("--ledger", envvar="TOLLBOOK_LEDGER", default="tollbook.db", show_default=True, help="The ledger.")
def command(name: str, ledger: str) -> None:
    """Make an API token for a user and print it; it is shown once and acts with the user's role.

    \b
    Example:
      tollbook token anna
    """
    from tollbook.desk.accounts import Accounts
    from tollbook.ledger.database import Database

    database = Database(ledger)
    try:
        token = Accounts(database).make_token(name)
    finally:
        database.close()
    click.echo(token)
