"""Bytes from files and standard input, never more of them than one report may have."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from tollbook.messages import Refusal, refuse


def open_file(path: Path, name: str) -> BinaryIO:
    """`path` opened for reading; raises `missing-file` or `unreadable-file`."""
    try:
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise refuse("missing-file", name=name) from None
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from None


def unreadable(name: str, error: OSError | ValueError) -> Refusal:
    """The refusal of a file that the system does not give."""
    return refuse("unreadable-file", name=name, reason=getattr(error, "strerror", None) or str(error))


def read_file(path: Path, name: str, max_size: int) -> bytes:
    """The bytes of `path`; raises `too-large` before more than `max_size` of them are in memory."""
    with open_file(path, name) as file:
        if os.fstat(file.fileno()).st_size > max_size:
            raise refuse("too-large", name=name, limit=size_text(max_size))
        return read_stream(file, name, max_size)


def read_stream(stream: BinaryIO, name: str, max_size: int, begun: bytes = b"") -> bytes:
    """What is left of `stream` after `begun`; raises `too-large` or `unreadable-file`."""
    try:
        data = begun + stream.read(max_size + 1 - len(begun))
    except OSError as error:
        raise unreadable(name, error) from None
    if len(data) > max_size:
        raise refuse("too-large", name=name, limit=size_text(max_size))
    return data


class Readable(Protocol):
    """A stream of bytes with lines."""

    def readline(self, limit: int, /) -> bytes: ...


class Resumed:
    """A stream of lines whose first line was read already."""

    def __init__(self, begun: bytes, stream: Readable) -> None:
        self.begun = begun
        self.stream = stream

    def readline(self, limit: int, /) -> bytes:
        """The next line, or the first `limit` bytes of it."""
        begun, self.begun = self.begun, b""
        return begun or self.stream.readline(limit)


def lines(stream: Readable, name: str, max_size: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines of `stream` with their numbers from 1; None for one of more than `max_size` bytes, which is skipped."""
    number = 0
    try:
        while line := stream.readline(max_size + 1):
            number += 1
            if len(line) <= max_size:
                yield number, line
                continue
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            yield number, None
    except OSError as error:
        raise unreadable(name, error) from None


def size_text(size: int) -> str:
    """A number of bytes as people write it: 512 B, 2.1 kB, 20 MB."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            value = size / factor
            return f"{round(value, 1):g} {unit}" if value < 10 else f"{value:.3g} {unit}"
    return f"{size} B"
