"""The command line: one file a command, each imported only when it is called."""

from __future__ import annotations

import errno
import importlib
import os
import sys

import click

from tollbook.messages import Refusal, warning

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module, one-line help), so that `tollbook --help` imports no command
    "read": ("read", "Read reports and print their claims; store nothing."),
    "add": ("add", "Read reports and keep them with their claims in the ledger."),
    "import": ("import_claims", "Import claims coded by hand or elsewhere from a CSV file."),
    "claims": ("claims", "List the claims in the ledger."),
    "show": ("show", "Show one claim or report with its evidence and history."),
    "reports": ("reports", "List the reports in the ledger."),
    "sources": ("sources", "List the sources in the ledger."),
    "trace": ("trace", "Show which claims repeat which, and what changed on the way."),
    "estimate": ("estimate", "Reconcile a case's claims into estimates."),
    "whatif": ("whatif", "Estimate again without a source or with another claim."),
    "backtest": ("backtest", "Predict held-out reports and score the predictions."),
    "case": ("case", "Write a commented case file from a ledger."),
    "score": ("score", "Score the reader against your own annotations."),
    "review": ("review", "Accept, correct or set aside claims in the terminal."),
    "export": ("export", "Export claims for other tools."),
    "log": ("log", "Show the journal."),
    "verify": ("verify", "Prove that nothing in the journal was altered."),
    "user": ("user", "Add a user of the desk."),
    "token": ("token", "Make an API token for a user."),
    "serve": ("serve", "Serve the web desk."),
    "demo": ("demo", "Run the Kursk case, end to end, from the reports inside the package."),
}


class Commands(click.Group):
    """A group that knows its commands by name and imports one only when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"tollbook.cli.{COMMANDS[name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="tollbook")
def tollbook() -> None:
    """Read reports of losses in a war, keep every claim with its source and exact words, and reconcile the claims.

    \b
    Example:
      tollbook read article.txt
      tollbook demo
    """


def main() -> None:
    """Run the command line; a refusal is one line on standard error and status 1."""
    try:
        tollbook(standalone_mode=True)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        print(warning("no-room", reason=error.strerror), file=sys.stderr)
        os._exit(1)  # what is left in the buffers has nowhere to go
