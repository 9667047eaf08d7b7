"""The documentation of the command line names all of it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from tollbook.cli import COMMANDS, tollbook
from tollbook.cli.reference import walk

REPOSITORY = Path(__file__).parent.parent.parent
SOURCE = REPOSITORY / "src" / "tollbook"


def commands(name: str) -> list[tuple[str, click.Command]]:
    """A command of `tollbook` and what is under it."""
    found = tollbook.get_command(click.Context(tollbook), name)
    assert found is not None
    return list(walk(found, f"tollbook {name}"))


@pytest.fixture(scope="module")
def documented() -> str:
    """The text of docs/commands.md."""
    return (REPOSITORY / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str, documented: str) -> None:
    """docs/commands.md names each command, and each of its options in the command's own section."""
    section = documented.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    assert section, f"docs/commands.md has no section '### {name}'"
    for path, command in commands(name):
        assert f"`{path}" in section, path
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                for option in (option for option in parameter.opts if option.startswith("--")):
                    assert re.search(rf"`{option}\b", section), f"{path} {option}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example(name: str) -> None:
    """--help of each command has an example that begins with its own name."""
    for path, command in commands(name):
        text = command.get_help(click.Context(command, info_name=path))
        assert re.search(r"Examples?:", text), path
        assert re.search(rf"^\s+{re.escape(path)}\b", text, re.MULTILINE), path


def test_every_setting_is_documented(documented: str) -> None:
    """Each environment variable of ours is named in docs/commands.md."""
    settings = set()
    for path in SOURCE.rglob("*.py"):
        settings |= set(re.findall(r"\bTOLLBOOK_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    assert "TOLLBOOK_LEDGER" in settings
    assert sorted(setting for setting in settings if setting not in documented) == []
