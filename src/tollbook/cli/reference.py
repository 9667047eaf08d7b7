"""The reference part of docs/commands.md, made from the commands themselves.

python -m tollbook.cli.reference docs/commands.md     writes it anew under its heading, to the end of the file
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tollbook.cli import COMMANDS, tollbook

HEADING = "## Every command and option"
INTRODUCTION = """
Settings are environment variables: `TOLLBOOK_LEDGER` stands for `--ledger`, `TOLLBOOK_NAME` for `--by`, and `NO_COLOR`
turns colours off. All commands also take `--help`. This part is written by `python -m tollbook.cli.reference`.
"""


def walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """The command and all under it that do something, with what one types to call them."""
    if not isinstance(command, click.Group) or command.params:
        yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from walk(below, f"{path} {name}")


def section(path: str, command: click.Command) -> str:
    """How a command is called, the first paragraph of its help, and its options."""
    context = click.Context(command, info_name=path)
    pieces = " ".join(piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]")
    summary = " ".join((command.help or "").split("\n\n")[0].split())
    lines = [f"`{path}{' ' + pieces if pieces else ''}`: {summary}", ""]
    options = [
        parameter for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden
    ]
    if options:
        lines += ["| option | what it does |", "|---|---|", *(row(option, context) for option in options), ""]
    return "\n".join(lines)


def row(option: click.Option, context: click.Context) -> str:
    """One option in a table."""
    declared, text = option.get_help_record(context) or (", ".join(option.opts), "")
    names = " / ".join(f"`{name.strip()}`" for name in declared.replace("INTEGER RANGE", "N").split(" / "))
    cells = [" ".join(cell.split()).replace("|", "\\|") for cell in (names, text)]
    return f"| {cells[0]} | {cells[1]} |"


def reference() -> str:
    """The whole part, its heading included."""
    parts = [HEADING, INTRODUCTION]
    for name in COMMANDS:
        command = tollbook.get_command(click.Context(tollbook), name)
        if command is not None:
            parts += [f"### {name}\n", *(section(path, below) for path, below in walk(command, f"tollbook {name}"))]
    return "\n".join(parts)


def main() -> None:
    """Write the part into the file named on the command line."""
    path = Path(sys.argv[1])
    before = path.read_text(encoding="utf-8").partition(HEADING)[0].rstrip()
    path.write_text(f"{before}\n\n{reference().rstrip()}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
