"""`tollbook review`: claims one after another in the terminal, decided with single keys."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from tollbook.cli.ledgers import by_option, existing, filter_options, filters_of, ledger_option, someone

if TYPE_CHECKING:
    from tollbook.claims import Statement
    from tollbook.ledger.ledger import Ledger

KEYS = "a text supports this · e correct · x set aside · s skip · u undo the last · q quit"
EPILOG = """\b
Examples:
  tollbook review --measure killed
  printf 'a\\nx\\n1\\nq\\n' | tollbook review
"""


@click.command("review", epilog=EPILOG)
@filter_options
@by_option
@ledger_option
def command(actor: str | None, location: str, **options: Any) -> None:
    """Review claims in the terminal: the sentence is shown, one key decides, nothing is overwritten.

    The least sure claims that nobody reviewed come first (--status asks for others). Keys may come from a pipe, one a
    line.
    """
    filters = filters_of(options)
    filters.setdefault("status", ["unreviewed"])
    with existing(location) as ledger:
        waiting = ledger.statements(**filters)
        waiting.sort(key=lambda s: (s.claim.confidence if s.claim.confidence is not None else 0.5, s.claim.id))
        session = Session(ledger, someone(actor))
        for number, statement in enumerate(waiting, 1):
            if not session.ask(statement, number, len(waiting)):
                break
    click.echo(f"{session.decided} decided, {len(waiting) - session.decided} of {len(waiting)} still wait.")


class Session:
    """One person's way through the claims."""

    def __init__(self, ledger: Ledger, actor: str) -> None:
        self.ledger, self.actor = ledger, actor
        self.decided = 0
        self.last: list[str] = []

    def ask(self, statement: Statement, number: int, total: int) -> bool:
        """Show one claim and do what the keys say; False to end."""
        from tollbook.cli.rendering import console, print_claim

        claim = statement.claim
        out = console(stderr=True)
        out.print(f"\n{number} of {total}", style="dim")
        print_claim(out, claim, self.ledger.report(claim.report).text)
        while True:
            key = self.key(KEYS)
            if key in ("q", ""):
                return False
            if key == "s":
                return True
            if key == "u":
                self.undo()
            elif self.does(key, statement):
                return True

    def does(self, key: str, statement: Statement) -> bool:
        """Decide as the key says; False where it decides nothing or was refused."""
        if key == "a":
            return self.decide(statement.claim.id, "accepted")
        if key == "x":
            return self.aside(statement.claim.id)
        return key == "e" and self.correct(statement)

    def key(self, prompt: str) -> str:
        """One key from a terminal, or the first letter of the next line of a pipe; "" at its end."""
        click.echo(prompt + ": ", err=True, nl=False)
        if sys.stdin.isatty():
            key = click.getchar()
            click.echo(key, err=True)
            return key.lower()
        line = sys.stdin.readline()
        return line.strip().lower()[:1] if line else ""

    def line(self, prompt: str) -> str:
        """One line of text."""
        click.echo(prompt + ": ", err=True, nl=False)
        return sys.stdin.readline().strip()

    def decide(self, claim: str, decision: str, **more: object) -> bool:
        """Enter a decision; a refusal is shown and the claim stays open."""
        from tollbook.messages import Refusal

        try:
            self.ledger.decide(claim, decision, actor=self.actor, **more)  # type: ignore[arg-type]
        except Refusal as refusal:
            click.echo(str(refusal), err=True)
            return False
        self.decided += 1
        self.last.append(claim)
        return True

    def aside(self, claim: str) -> bool:
        """Set aside, with one of the reasons or another."""
        from tollbook.ledger.folding import REASONS

        for number, reason in enumerate(REASONS, 1):
            click.echo(f"  {number} {reason}", err=True)
        key = self.key("reason, or o for another")
        if key.isdigit() and 1 <= int(key) <= len(REASONS):
            return self.decide(claim, "rejected", reason=REASONS[int(key) - 1])
        return key == "o" and self.decide(claim, "rejected", reason=self.line("reason"))

    def correct(self, statement: Statement) -> bool:
        """Correct fields given as name=value, separated by semicolons."""
        from tollbook.desk.fields import FIELDS, changes_from
        from tollbook.messages import Refusal

        click.echo("  fields: " + ", ".join(FIELDS), err=True)
        parts = (part.partition("=") for part in self.line("name=value; name=value").split(";"))
        form = {name.strip(): value for name, _, value in parts if name.strip()}
        try:
            changes = changes_from(form, statement.claim)
        except Refusal as refusal:
            click.echo(str(refusal), err=True)
            return False
        return self.decide(statement.claim.id, "corrected", changes=changes)

    def undo(self) -> None:
        """Take back the last decision of this session."""
        if not self.last:
            click.echo("Nothing to undo yet.", err=True)
            return
        claim = self.last.pop()
        self.ledger.decide(claim, "undone", actor=self.actor)
        self.decided -= 1
        click.echo(f"Undone: {claim} waits again.", err=True)
