"""Web pages and HTML files: the article out of its page, with what the page says about it."""

from __future__ import annotations

import copy
import logging
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tollbook.capture.captured import Found, iso_date
from tollbook.capture.decoding import decode
from tollbook.messages import refuse

META_CHARSET = re.compile(
    rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)|<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9_:.-]+)""",
    re.IGNORECASE,
)
META_REACH = 4096
"""Bytes in which a page has to name its charset; the HTML Standard asks for the first 1,024."""

SENTENCE = re.compile(r"\w[^\n]*\w[\"”’»)\]]*[.!?…。؟।]", re.UNICODE)
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid|yclid")


def read_html(data: bytes, name: str, charset: str | None = None, address: str | None = None) -> Found:
    """The article of a page and its title, publisher, author, date and canonical address.

    `charset` is what the server said, `address` where the page was fetched from. Raises `no-article` where the page
    has no sentence that is its own (a menu, a login, a page drawn by scripts).
    """
    text = decode(data, name, charset or declared_charset(data), guess=True)
    page = extracted(text)
    body = "" if page is None else paragraphs(page.text or "")
    if page is None or not SENTENCE.search(body):
        raise refuse("no-article", name=name)
    return Found(
        body=body,
        title=heading(page.title, body),
        url=canonical(text, address),
        publisher=page.sitename,
        author=page.author,
        published=iso_date(page.date or ""),
        media_type="text/html",
    )


def extracted(text: str) -> Any:
    """Trafilatura's document, or None where it finds no article or gives up."""
    import trafilatura

    try:
        return trafilatura.bare_extraction(text, with_metadata=True, include_comments=False, config=configured())
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, AssertionError):
        return None


@cache
def configured() -> Any:
    """Trafilatura's settings but for two.

    The least length of an article: a report may be one sentence, and with the 250 characters as they come the whole
    page, menus and all, is taken for any article that is shorter. The search for dates: only where a page states its
    own, for the wider search takes a date out of the story itself for the day it was published.
    """
    from trafilatura.settings import use_config

    for logger in ("trafilatura", "htmldate", "courlan", "readability"):
        # they report what we refuse ourselves, in lines of their own on standard error
        logging.getLogger(logger).addHandler(logging.NullHandler())
    config = copy.deepcopy(use_config())
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "10")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    config.set("DEFAULT", "EXTENSIVE_DATE_SEARCH", "off")
    return config


def declared_charset(data: bytes) -> str | None:
    """The charset that the page names in a meta element or its XML declaration."""
    match = META_CHARSET.search(data[:META_REACH])
    return (match[1] or match[2]).decode("ascii") if match else None


def paragraphs(text: str) -> str:
    """Blocks of text, which come one a line, as paragraphs with a blank line between."""
    return "\n\n".join(line for line in text.split("\n") if line.strip())


def heading(title: str | None, body: str) -> str | None:
    """The page's own heading where its title is the same with the site's name behind it or in other letters."""
    first = body.partition("\n")[0]
    short, long = (re.sub(r"\W+", " ", text).strip().lower() for text in (first, title or ""))
    return first if short and f"{long} ".startswith(f"{short} ") else title


def canonical(page: str, address: str | None) -> str | None:
    """The page's address as it gives it itself, else `address` without its fragment and tracking marks.

    A fetched page may speak only for its own site: a canonical address elsewhere is passed over, or any page could
    pose as a new version of another's report. So is a site's front page, which some sites name on all their pages.
    """
    from lxml import etree, html

    try:
        links = html.fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")).xpath(
            "//head//link[translate(@rel,'CANONICAL','canonical')='canonical']/@href"
            "|//head//meta[@property='og:url']/@content"
        )
    except (etree.LxmlError, ValueError):
        links = []
    for link in links:
        try:
            target = urljoin(address or "", str(link).strip())
            split = urlsplit(target)
            host = split.hostname
        except ValueError:
            continue
        if split.path in ("", "/") and not split.query:
            continue
        if split.scheme in ("http", "https") and host and (address is None or same_site(host, address)):
            return tidied(target)
    return tidied(address) if address else None


def same_site(host: str, address: str) -> bool:
    """Whether `host` is that of `address`, with or without the names that sites use for their other faces."""
    faces = re.compile(r"^(?:www|m|mobile|amp)\.")
    return faces.sub("", host.lower()) == faces.sub("", (urlsplit(address).hostname or "").lower())


def tidied(address: str) -> str:
    """`address` without fragment and tracking parameters."""
    split = urlsplit(address)
    query = split.query
    if TRACKING.search(query):
        query = urlencode([(key, value) for key, value in parse_qsl(query, True) if not TRACKING.fullmatch(key)])
    return urlunsplit((split.scheme.lower(), split.netloc.lower(), split.path, query, ""))
