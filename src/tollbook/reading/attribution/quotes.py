"""Quotations: where words stand between quotation marks, over several sentences too."""

from __future__ import annotations

import re

from tollbook.reading.document import Document

_MARK = re.compile('"')
SHORT = 25
"""A stretch between marks of fewer characters is a word held at arm's length, no quotation."""


def quotations(document: Document) -> list[tuple[int, int]]:
    """Spans of the quotations, marks included; a paragraph that ends within one closes it."""
    out = []
    text = document.text
    for start, end in document.paragraphs:
        opened = -1
        for match in _MARK.finditer(text, start, end):
            place = match.start()
            opens = place == start or text[place - 1] in ' ([-"'
            if opened < 0:
                if opens or place == start:
                    opened = place
            elif not (opens and place + 1 < end and not text[place + 1].isspace()) or place - opened > 2000:
                out.append((opened, place + 1))
                opened = -1
            else:
                opened = place
        if opened >= 0:
            out.append((opened, end))
    return [(a, b) for a, b in out if b - a >= SHORT]
