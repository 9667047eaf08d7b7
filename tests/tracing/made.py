"""Statements and reports for the tests of tracing, made in one line each."""

from __future__ import annotations

from typing import Any

from tollbook.claims import Claim, Period, Population, Report, ShareOf, Source, Statement


def said(
    id: str,
    date: str | None,
    source: str | None,
    low: float | None,
    high: float | None = None,
    measure: str = "casualties",
    bound: str | None = None,
    **more: Any,
) -> Statement:
    """A statement about North Korean troops, as a coder would enter it; `low` alone is a plain figure."""
    if bound is None:
        bound = "none" if low is None and high is None else "approx" if high is None else "range"
    if bound in ("approx", "exact"):
        high = low
    if bound in ("up_to", "fewer_than"):
        low, high = None, low
    kind, affiliation = more.pop("kind", "official"), more.pop("affiliation", None)
    group = more.pop("group", "North Korean troops")
    publisher, url = more.pop("publisher", None), more.pop("url", None)
    based_on, notes = more.pop("based_on", []), more.pop("notes", {})
    share = more.pop("share_of", None)
    return Statement(
        claim=Claim(
            id=id,
            report=more.pop("report", "table"),
            measure=measure,  # type: ignore[arg-type]
            evidence=[],
            low=low,
            high=high,
            bound=bound,  # type: ignore[arg-type]
            unit="share" if share else "people",
            share_of=ShareOf(measure=share) if share else None,
            population=Population(text=group, affiliation=more.pop("people", "North Korea"), role="military"),
            source=Source(text=source, kind=kind, affiliation=affiliation) if source else None,
            via=[Source(text=name) for name in more.pop("via", [])],
            period=Period(kind="cumulative", as_of=more.pop("as_of", None)),
            trace=["imported"],
            **more,
        ),
        date=date,
        url=url or f"https://{id}.example/",
        publisher=publisher,
        based_on=based_on,
        notes=notes,
    )


def nis(id: str, date: str, low: float, **more: Any) -> Statement:
    """A statement of South Korea's intelligence service."""
    return said(id, date, "NIS", low, kind="intelligence", affiliation="South Korea", **more)


def kyiv(id: str, date: str, low: float, **more: Any) -> Statement:
    """A statement of Ukraine's president."""
    return said(id, date, more.pop("source", "Volodymyr Zelensky"), low, affiliation="Ukraine", **more)


def written(id: str, text: str, published: str | None = None, publisher: str | None = None, **more: Any) -> Report:
    """A report."""
    return Report(id=id, text=text, published=published, publisher=publisher, **more)
