"""What each page asks of a ledger of 20,000 reports and 120,000 claims, and how long adding and proving take.

    python -m benchmarks.bench_ledger                       in a SQLite file
    python -m benchmarks.bench_ledger --ledger postgresql://user@host/database
    python -m benchmarks.bench_ledger --reports 2000

Fails when a page's query takes 50 ms or more (the median of nine, after a first that is not counted).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tollbook.capture import Captured
from tollbook.claims import Claim, Evidence, Measure, Population, Reading, Report, Source, claim_id, report_id
from tollbook.ledger import Ledger

MOST = 50.0
MEASURES: tuple[Measure, ...] = ("killed", "wounded", "casualties", "captured", "missing", "strength")


def made(number: int) -> tuple[Captured, Reading]:
    """A report with six claims."""
    figures = [number % 900 + 3 + place for place in range(6)]
    lines = [f"On that day {n} soldiers were {m} near town {number % 50}." for n, m in zip(figures, MEASURES)]
    text = f"Report {number} from the front\n\n" + "\n".join(lines) + "\n" + "Nothing else was said that day. " * 40
    date = f"20{22 + number % 4}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    url = f"https://news.example/{number}"
    report = Report(report_id(url), text, title=f"Report {number}", url=url, published=date, lang="en")
    report.publisher = f"Paper {number % 40}"
    claims = []
    for place, (figure, measure) in enumerate(zip(figures, MEASURES)):
        start = text.index(f"{figure} soldiers")
        end = start + len(str(figure))
        source = Source(f"official {number % 700}", kind="official", affiliation="Ukraine")
        claims.append(
            Claim(
                claim_id(report.id, measure, start, end),
                report.id,
                measure,
                [Evidence(start, end, str(figure)), Evidence(end + 1, end + 9, "soldiers")],
                low=figure,
                high=figure,
                population=Population(
                    "soldiers", ("Russia", "Ukraine", "North Korea")[(number + place) % 3], "military"
                ),
                source=source,
                via=[Source(f"agency {number % 9}", kind="media")],
                confidence=0.9,
                trace=["figure"],
            )
        )
    return Captured(report, text.encode(), f"{number}.txt", url), Reading(report, claims)


def pages(ledger: Ledger) -> Iterator[tuple[str, Callable[[], object]]]:
    """What the desk and the command line ask, by name."""
    claim = ledger.statements(limit=1, offset=500)[0].claim
    yield "newest claims", lambda: ledger.statements(order="-date", limit=50)
    yield "claims, far down", lambda: ledger.statements(limit=50, offset=ledger.count() // 2)
    yield "measure", lambda: ledger.statements(measure="killed", limit=50)
    yield "affiliation", lambda: ledger.statements(affiliation="North Korea", order="-date", limit=50)
    yield (
        "measure, affiliation, dates",
        lambda: ledger.statements(measure="killed", affiliation="Russia", since="2023-03", until="2023-05", limit=50),
    )
    yield "source", lambda: ledger.statements(source="official 17", limit=50)
    yield "part of a source's name", lambda: ledger.statements(source="offici", limit=50)
    yield "rejected or merged", lambda: ledger.statements(status=["rejected", "merged"], limit=50)
    yield "population", lambda: ledger.statements(population="korea", limit=50)
    yield "words", lambda: ledger.statements(text="report 1234 soldiers", limit=50)
    yield "a report's claims", lambda: ledger.statements(report=claim.report)
    yield "a claim with its history", lambda: ledger.claim(claim.id)
    yield "a report with its text", lambda: ledger.report(claim.report)
    yield "number by measure", lambda: ledger.counts("measure")
    yield "reports", lambda: ledger.reports(order="-date", limit=50)
    yield "reports by words", lambda: ledger.reports(text="town 17", limit=50)
    yield "sources", lambda: ledger.sources(limit=50)
    yield "journal", lambda: ledger.journal(limit=50)


def milliseconds(ask: Callable[[], object]) -> float:
    """The median of nine, the first one not counted."""
    ask()
    taken = []
    for _ in range(9):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--ledger", metavar="ADDRESS")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="tollbook-bench-") as folder,
        Ledger(options.ledger or Path(folder) / "tollbook.db") as ledger,
    ):
        began = time.perf_counter()
        for number in range(options.reports):
            ledger.add(*made(number), reader="bench")
        seconds = time.perf_counter() - began
        print(f"added {options.reports:,} reports with {ledger.count():,} claims: {seconds:.1f} s", end=", ")
        print(f"{ledger.count() / seconds:,.0f} claims a second")
        slow = 0
        for name, ask in pages(ledger):
            taken = milliseconds(ask)
            slow += taken >= MOST
            print(f"{taken:8.1f} ms  {name}")
        began = time.perf_counter()
        clean = ledger.verify().clean
        print(f"verify: {time.perf_counter() - began:.1f} s, {'clean' if clean else 'NOT CLEAN'}")
    return 1 if slow or not clean else 0


if __name__ == "__main__":
    sys.exit(main())
