"""Plain text files: the decoded bytes are the text."""

from __future__ import annotations

from tollbook.capture.captured import Found
from tollbook.capture.decoding import decode


def read_text(data: bytes, name: str, charset: str | None = None, guess: bool = False) -> Found:
    """The text of a file, unchanged; a title is found later where its first line looks like one.

    A file on disk names no charset: it is UTF-8 or has a byte order mark, or it is refused with what it looks like.
    """
    return Found(body=decode(data, name, charset, guess))
