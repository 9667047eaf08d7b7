"""Reports become claims: `read_report` reads one, `read` a bare text."""

from __future__ import annotations

from tollbook.claims import Reading, Report, report_id

__all__ = ["READER_VERSION", "read", "read_report"]

READER_VERSION = "2"
"""Changes whenever the same text may give other claims."""


def read_report(report: Report, *, count_perpetrators: bool = True) -> Reading:
    """The claims of `report` in text order, its incidents and the totals of the main one.

    `count_perpetrators`: whether attackers count among the killed and wounded of an incident.
    """
    from tollbook.reading.compose import compose

    return compose(report, count_perpetrators=count_perpetrators)


def read(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
    lang: str | None = None,
    id: str | None = None,
) -> Reading:
    """Read a bare text as a report. `published` is an ISO date; a `title` that the text lacks is put before it."""
    if title and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    report = Report(
        id=id or report_id(url or text),
        text=text,
        title=title,
        published=published,
        url=url,
        publisher=publisher,
        lang=lang,
    )
    return read_report(report)
