"""Cases that ship with the package: a folder each, with case.toml, sources.toml, expected.toml and reports.

The texts of the reports are our own wording of publicly reported facts; each page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path


def shipped_cases() -> list[str]:
    """Names of the cases inside the package, in alphabetical order."""
    folders = files(__name__).iterdir()
    return sorted(folder.name for folder in folders if folder.is_dir() and folder.joinpath("case.toml").is_file())


def case_folder(name: str) -> Traversable | None:
    """The package folder of the shipped case `name`, or None where no such case ships."""
    if not re.fullmatch(r"[a-z0-9_]+", name):
        return None
    folder = files(__name__).joinpath(name)
    return folder if folder.joinpath("case.toml").is_file() else None


@contextmanager
def case_path(name: str) -> Iterator[Path]:
    """The same folder as a path on disk for as long as the context lasts; KeyError where no such case ships."""
    folder = case_folder(name)
    if folder is None:
        raise KeyError(name)
    with as_file(folder) as path:
        yield path
