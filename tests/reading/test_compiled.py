"""The compiled reader reads as the one in plain Python does, and never hides it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks import compiled

SAMPLE = """
import sys, msgspec, tollbook
from itertools import islice
from benchmarks import corpus, compiled
texts = [report["text"] for report in [*islice(corpus.reports("open"), 0, None, 12), *corpus.demonstration()]]
made = b"\\n".join(msgspec.json.encode(tollbook.read(text)) for text in texts)
sys.stdout.buffer.write(str(compiled.is_compiled()).encode() + b"\\n" + made)
"""


def readings(environment: dict[str, str]) -> tuple[bytes, bytes]:
    """Whether the reader was compiled, and the readings of a sample of reports."""
    run = subprocess.run([sys.executable, "-c", SAMPLE], env=environment, cwd=compiled.ROOT, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    kind, _, made = run.stdout.partition(b"\n")
    return kind, made


def test_a_compiled_reader_gives_the_same_readings() -> None:
    """What a release wheel reads is what the sources say, to the letter."""
    if compiled.folder() is None:
        pytest.skip("no compiled reader of these sources: `python -m benchmarks.compiled` makes it, with a C compiler")
    plain = readings({name: value for name, value in os.environ.items() if name != "PYTHONPATH"})
    native = readings(compiled.environment())
    assert (plain[0], native[0]) == (b"False", b"True")
    assert plain[1] == native[1]


def test_no_compiled_file_lies_beside_the_sources() -> None:
    """A compiled file in the checkout would be used in place of the source that a developer changes."""
    source = compiled.ROOT / "src"
    assert [path for path in source.rglob("*") if path.suffix in (".so", ".pyd")] == []
