"""Reports and readings made for tests of the ledger."""

from __future__ import annotations

from collections.abc import Callable

from tollbook.capture import Captured
from tollbook.claims import Claim, Evidence, Population, Reading, Report, Source, claim_id, report_id
from tollbook.ledger import Ledger


def captured(number: int, text: str | None = None, url: str | None = "") -> Captured:
    """A report in which an official says how many soldiers were killed and wounded."""
    text = text or f"Report {number}\n\nAn official said {number + 3} soldiers were killed and {number + 7} wounded."
    url = f"https://news.example/{number}" if url == "" else url
    report = Report(
        id=report_id(f"{url}\n{text}"), text=text, title=f"Report {number}", url=url,
        publisher=f"Paper {number % 3}", published=f"2025-01-{1 + number % 28:02d}", lang="en",
    )  # fmt: skip
    return Captured(report, text.encode("utf-8", "surrogatepass"), f"{number}.txt", url or f"folder/{number}.txt")


def reading(of: Captured, affiliation: str = "North Korea") -> Reading:
    """What a reader finds in such a report: every number is a claim."""
    report = of.report
    claims = []
    at = report.text.find("\n\n") + 2
    for place, word in enumerate(word for word in report.text[at:].split() if word.isdigit()):
        start = report.text.index(word, at)
        at = start + len(word)
        measure = ("killed", "wounded", "captured")[place % 3]
        claims.append(
            Claim(
                id=claim_id(report.id, measure, start, at),
                report=report.id,
                measure=measure,
                evidence=[Evidence(start, at, word)],
                low=float(word),
                high=float(word),
                population=Population("soldiers", affiliation, "military"),
                source=Source("An official", None, "official", "Ukraine"),
                confidence=0.9,
                trace=["number"],
            )
        )
    return Reading(report, claims)


def add(ledger: Ledger, count: int, first: int = 0, make: Callable[[int], Captured] = captured) -> None:
    """Add `count` reports."""
    for number in range(first, first + count):
        report = make(number)
        ledger.add(report, reading(report), actor="anna", reader="1")
