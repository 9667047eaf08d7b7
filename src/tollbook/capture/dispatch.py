"""What a user named becomes reports: standard input, a web address, a folder or a file, each of its kind."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tollbook.capture.captured import MAX_SIZE, Captured
from tollbook.capture.files import Resumed, open_file, read_file, read_stream
from tollbook.capture.folder import reports_under
from tollbook.capture.jsonl import read_jsonl
from tollbook.capture.kinds import kind_of_bytes, kind_of_name, looks_like_jsonl, read_kind
from tollbook.messages import Refusal, refuse

STDIN = "standard input"


def capture(
    source: str, *, max_size: int = MAX_SIZE, allow_private: bool = False, strict: bool = False
) -> Iterator[Captured | Refusal]:
    """The reports that `source` names, in order, with a Refusal in the place of each that cannot be read.

    `source` is a file, a folder, an http(s) address or "-". `max_size` (bytes) holds for one report. With `strict`
    the first refusal is raised instead. Reports are read one at a time, as the iterator is drawn.
    """
    try:
        for item in captures(source, max_size, allow_private):
            if strict and isinstance(item, Refusal):
                raise item
            yield item
    except Refusal as refusal:
        if strict:
            raise
        yield refusal


def captures(source: str, max_size: int, allow_private: bool) -> Iterator[Captured | Refusal]:
    """As `capture`; raises what makes the whole source unreadable."""
    if source == "-":
        if sys.stdin is None:
            raise refuse("empty-report", name=STDIN)
        yield from from_stdin(sys.stdin.buffer, max_size)
    elif re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", source):
        from tollbook.capture.web import read_address

        yield from read_address(source, max_size, allow_private)
    elif os.path.isdir(source):  # unlike Path.is_dir, False for a name that no system takes
        yield from from_folder(Path(source), max_size)
    else:
        path = Path(source)
        yield from from_file(path, source, f"{path.absolute().parent.name}/{path.name}", max_size)


def from_stdin(stream: BinaryIO, max_size: int) -> Iterator[Captured | Refusal]:
    """Standard input: JSON Lines where its first line is a record with a text, else one report."""
    begun = stream.readline(max_size + 1)
    if looks_like_jsonl(begun):
        yield from read_jsonl(Resumed(begun, stream), STDIN, max_size)
    else:
        data = read_stream(stream, STDIN, max_size, begun)
        yield from read_kind(kind_of_bytes(data), data, STDIN)


def from_folder(folder: Path, max_size: int) -> Iterator[Captured | Refusal]:
    """Every report under `folder`, by the order of its files' names."""
    root = folder.absolute().name
    found = False
    for path in reports_under(folder):
        found = True
        if isinstance(path, Refusal):
            yield path
            continue
        place = f"{root}/{path.relative_to(folder).as_posix()}"
        try:
            yield from from_file(path, str(path), place, max_size)
        except Refusal as refusal:
            yield refusal
    if not found:
        raise refuse("no-reports", name=folder)


def from_file(path: Path, name: str, place: str, max_size: int) -> Iterator[Captured | Refusal]:
    """The report or reports of one file; its kind is what its name says, else what its bytes look like."""
    kind = kind_of_name(path.name)
    if kind == "jsonl":
        with open_file(path, name) as stream:
            yield from read_jsonl(stream, name, max_size)
        return
    data = read_file(path, name, max_size)
    if not data.strip():
        raise refuse("empty-report", name=name)
    if kind is None and looks_like_jsonl(data.partition(b"\n")[0]):
        yield from read_jsonl(io.BytesIO(data), name, max_size)
        return
    if kind is None or (kind == "feed" and kind_of_bytes(data) == "html"):
        kind = kind_of_bytes(data)
    yield from read_kind(kind, data, name, place)
