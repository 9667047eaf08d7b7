"""Folders: every file in them that is named like a report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tollbook.capture.kinds import kind_of_name


def reports_under(folder: Path) -> Iterator[Path]:
    """The report files in `folder` and the folders in it, by name; hidden ones and other kinds are passed over.

    Links to folders are not followed, so that no link can lead around in a circle.
    """
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and kind_of_name(name) and path.is_file():
                yield path
