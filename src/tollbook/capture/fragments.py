"""Pieces of HTML (mail bodies, feed entries) as plain text: every word of them, a blank line between blocks."""

from __future__ import annotations

import re

BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "figcaption", "footer", "form"]
    + ["h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section"]
    + ["table", "tbody", "tfoot", "thead", "tr", "ul"]
)
SILENT = frozenset({"script", "style", "head", "title", "noscript", "template"})


def fragment_text(markup: str) -> str:
    """The text of a piece of HTML; the markup itself, unchanged, where it holds no element."""
    if not re.search(r"<[A-Za-z/!]|&[#\w]+;", markup):
        return markup
    from lxml import etree, html

    try:
        root = html.fromstring(
            f"<div>{markup}</div>".encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.LxmlError, ValueError):
        return ""
    blocks: list[list[str]] = [[]]
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in SILENT
            if tag in BLOCKS:
                blocks.append([])
            text = element.text
        elif event == "end":
            silent -= tag in SILENT
            if tag in BLOCKS:
                blocks.append([])
            text = element.tail
        else:
            text = element.tail
        if tag == "br" and event == "start":
            blocks[-1].append("\n")
        if text and not silent:
            blocks[-1].append(re.sub(r"[ \t\r\n\f]+", " ", text))
    lines = (re.sub(r" ?\n ?", "\n", "".join(block)).strip() for block in blocks)
    return "\n\n".join(line for line in lines if line)
