"""PDF files: the text of their pages, with paragraphs where the lines stand apart."""

from __future__ import annotations

import re
import statistics
from ctypes import byref, c_double
from typing import TYPE_CHECKING

from tollbook.capture.captured import Found
from tollbook.messages import refuse

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

PASSWORD_ERROR = 4
"""FPDF_ERR_PASSWORD of the PDFium interface."""

BROKEN_WORD = re.compile("(.?)[\ufffe\x02]\n?(.?)")
"""PDFium's marks for a hyphen at the end of a line."""

BROKEN_FIGURE = re.compile(r"(?<=\d)-\n+(?=\w)")

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
    """One page: lines as lines, a blank line where they stand apart, words and figures broken over lines mended."""
    lines = [line.replace("\x00", " ") for line in page.get_text_range().split("\r\n")]
    gaps = distances(page, lines)
    usual = statistics.median_low([gap for gap in gaps if gap > 0] or [0])
    out = lines[0]
    for line, gap in zip(lines[1:], gaps):
        out += ("\n\n" if usual and gap > APART * usual else "\n") + line
    return BROKEN_FIGURE.sub("-", BROKEN_WORD.sub(mended, out))


def distances(page: PdfTextPage, lines: list[str]) -> list[float]:
    """How far each line but the last stands above the next, in points; 0 where one of them has no place.

    A line may run over two on the page, where a word was broken: what counts are its last and its first letter.
    """
    firsts: list[float | None] = []
    lasts: list[float | None] = []
    start = 0
    for line in lines:
        lead, trail = len(line) - len(line.lstrip()), len(line.rstrip())
        firsts.append(baseline(page, start + units(line[:lead])) if trail else None)
        lasts.append(baseline(page, start + units(line[: trail - 1])) if trail else None)
        start += units(line) + 2
    return [0 if last is None or first is None else last - first for last, first in zip(lasts, firsts[1:])]


def units(text: str) -> int:
    """The length of `text` as PDFium counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


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
