"""The rooms form one direction: capture, reading, ledger, tracing, estimating, desk."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "tollbook"
ROOMS = ["capture", "reading", "ledger", "tracing", "estimating", "desk"]
SHARED = {"claims", "messages"}


def imported_rooms(path: Path) -> set[str]:
    """Names directly under `tollbook` that the file imports."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "tollbook" and len(parts) > 1:
                rooms.add(parts[1])
    return rooms


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_to_its_left(room: str) -> None:
    """A room reaches for what comes before it in the order of the data, never for what comes after."""
    known = {*ROOMS, "bulk", "cli", "cases", *SHARED}
    allowed = {*ROOMS[: ROOMS.index(room) + 1], *SHARED, "cases"}
    for path in (SOURCE / room).rglob("*.py"):
        assert imported_rooms(path) & known <= allowed, path


def test_the_record_and_the_messages_import_no_room() -> None:
    """`claims` and `messages` stand on nothing of ours."""
    for name in SHARED:
        assert imported_rooms(SOURCE / f"{name}.py") <= SHARED - {name}


def test_imports_are_absolute() -> None:
    """Absolute imports only: a reader sees the room in every import, and so does the test above."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path
