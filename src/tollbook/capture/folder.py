"""Folders: every file in them that is named like a report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tollbook.capture.files import unreadable
from tollbook.capture.kinds import kind_of_name
from tollbook.messages import Refusal


def reports_under(folder: Path) -> Iterator[Path | Refusal]:
    """The report files in `folder` and the folders in it, by name; hidden ones and other kinds are passed over.

    A folder that the system does not open gives a Refusal. Links to folders are not followed, so that no link can lead
    around in a circle.
    """
    closed: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=closed.append):
        while closed:
            yield closed_folder(closed.pop())
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and kind_of_name(name) and path.is_file():
                yield path
    while closed:
        yield closed_folder(closed.pop())


def closed_folder(error: OSError) -> Refusal:
    """The refusal of a folder that cannot be opened."""
    return unreadable(str(error.filename), error)
