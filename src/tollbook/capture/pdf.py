"""PDF files: the text of their pages, with paragraphs where the lines stand apart."""

from __future__ import annotations

import re
import statistics
from ctypes import byref, c_double
from itertools import pairwise
from typing import TYPE_CHECKING

from tollbook.capture.captured import Found
from tollbook.messages import refuse

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

PASSWORD_ERROR = 4
"""FPDF_ERR_PASSWORD of the PDFium interface."""

BROKEN_WORD = re.compile("(.?)[\ufffe\x02](?:\n)?(.?)")
"""PDFium's marks for a hyphen at the end of a line."""

NO_TITLE = re.compile(r"untitled|microsoft |\.(?:docx?|odt|pdf|indd|rtf|qxd)$|^\W*$", re.IGNORECASE)
APART = 1.35
"""Lines further apart than this many usual distances are two paragraphs."""


def read_pdf(data: bytes, name: str, max_text: int = 20_000_000) -> Found:
    """The text of a PDF, with title and author where its properties name them.

    Raises `encrypted-pdf`, `broken-pdf`, `pdf-without-text` (scanned pages), or `too-large` where the text that is
    packed in the file has more than `max_text` characters.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted-pdf" if getattr(error, "err_code", None) == PASSWORD_ERROR else "broken-pdf"
        raise refuse(code, name=name) from None
    try:
        pages = page_texts(document, name, max_text)
        properties = document.get_metadata_dict()
    except pypdfium2.PdfiumError:
        raise refuse("broken-pdf", name=name) from None
    finally:
        document.close()
    body = "\n\n".join(page for page in pages if page.strip())
    if not body:
        raise refuse("pdf-without-text", name=name)
    title = str(properties.get("Title") or "").strip("\x00 \n")
    return Found(
        body=body,
        title=None if NO_TITLE.search(title) else title,
        author=str(properties.get("Author") or "").strip("\x00 \n") or None,
        media_type="application/pdf",
    )


def page_texts(document: PdfDocument, name: str, max_text: int) -> list[str]:
    """The text of each page in order; raises `too-large` once there are more than `max_text` characters."""
    texts: list[str] = []
    total = 0
    for page in document:
        text_page = page.get_textpage()
        texts.append(page_text(text_page))
        text_page.close()
        page.close()
        total += len(texts[-1])
        if total > max_text:
            raise refuse("too-large", name=name, limit=f"{max_text:,} characters of text")
    return texts


def page_text(page: PdfTextPage) -> str:
    """One page: lines as lines, a blank line where they stand apart or their size changes, broken words mended."""
    lines = page.get_text_range().split("\r\n")
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line.encode("utf-16-le")) // 2 + 2)
    tops: list[float | None] = []
    for line, start in zip(lines, starts):
        lead = len(line) - len(line.lstrip())
        tops.append(baseline(page, start + lead) if line.strip() else None)
    gaps = [above - below for above, below in pairwise(tops) if above is not None and below is not None]
    usual = statistics.median([gap for gap in gaps if gap > 0] or [0])
    out = [lines[0]]
    for place in range(1, len(lines)):
        above, below = tops[place - 1], tops[place]
        apart = above is not None and below is not None and usual > 0 and above - below > APART * usual
        out.append(("\n\n" if apart else "\n") + lines[place])
    return BROKEN_WORD.sub(mended, "".join(out).replace("\x00", ""))


def baseline(page: PdfTextPage, index: int) -> float | None:
    """The height of a character's line above the page's foot, in points; None for one without a place."""
    from pypdfium2 import raw

    x, y = c_double(), c_double()
    found = raw.FPDFText_GetCharOrigin(page.raw, index, byref(x), byref(y))
    return y.value if found else None


def mended(match: re.Match[str]) -> str:
    """A word broken over two lines with a soft hyphen in it; a hyphen beside a digit stays one."""
    before, after = match[1], match[2]
    hyphen = "-" if before.isdigit() or after.isdigit() else "\u00ad"
    return f"{before}{hyphen}{after}"
