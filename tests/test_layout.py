"""Rules of the house that a script can hold."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def tracked(*patterns: str) -> list[Path]:
    """Files under version control that match one of the patterns."""
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_python_file_is_asking_to_be_two() -> None:
    """A source file of more than 450 lines does more than one thing."""
    long = {str(p.relative_to(ROOT)): n for p in tracked("src/**/*.py") if (n := len(p.read_text().splitlines())) > 450}
    assert long == {}


def test_nothing_unfinished_is_left() -> None:
    """No marks of unfinished work in the package."""
    mark = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XXX|NotImplemented" + r"Error)\b")
    assert [str(p) for p in tracked("src/**/*.py") if mark.search(p.read_text())] == []


def test_every_module_says_what_it_is() -> None:
    """Every module starts with a docstring."""
    silent = [str(p) for p in tracked("src/**/*.py", "benchmarks/*.py") if not p.read_text().lstrip().startswith('"""')]
    assert [p for p in silent if Path(p).read_text().strip()] == []
