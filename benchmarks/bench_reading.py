"""What reading costs, in one run: against extracting the same reports from web pages, and against their length.

    python -m benchmarks.bench_reading [--json] [--plain]

Relevant texts are shipped reports; irrelevant ones are passages of tests/corpus without any word of loss, joined to the
same length. They are extracted with trafilatura in fast mode and read, warmed up, in CPU seconds, in two kinds of page:
`page` is an article of 4,500 characters on a news page (benchmarks/news_pages.py): three relevant reports and other
news after them, so that half its text tells of losses; `small_page` is one report of 700 characters in a bare layout
with a menu and teasers. Reading an irrelevant text includes finding out its language.

Ceilings: reading a relevant article costs a fifth of its extraction, an irrelevant one a hundredth; a text of 1 MB
costs per kB at most 1.5 times what one of 100 kB does; `tollbook --help` takes at most three times what
`python -c "import click"` takes. Status 1 when a ceiling is passed. Reading is that of the compiled reader where there
is a C compiler; with --plain it is that in plain Python.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

import trafilatura

import tollbook
from benchmarks import compiled, corpus
from benchmarks.capture import LAYOUTS, page, reports
from benchmarks.news_pages import LENGTH, news_page
from tollbook.reading.scan import tells_of_losses

CEILINGS = {"page_relevant_share": 0.2, "page_irrelevant_share": 0.01, "growth": 1.5, "help_ratio": 3.0}
TOGETHER = 3
"""Relevant reports in one article."""


def irrelevant(count: int, size: int) -> list[str]:
    """Texts of about `size` characters without a word of loss."""
    lines = (corpus.FOLDER / "negatives-open.txt").read_text(encoding="utf-8").splitlines()
    plain = [line for line in lines if line and not tells_of_losses(line, "en")]
    texts, part, place = [], "", 0
    while len(texts) < count:
        part += plain[place % len(plain)] + "\n\n"
        place += 1
        if len(part) >= size:
            texts.append(part)
            part = ""
    return texts


def seconds(work: Callable[[str], object], texts: Iterable[str], rounds: int = 5) -> float:
    """CPU seconds for all texts once, the median of `rounds` after a warm-up."""
    texts = list(texts)
    for text in texts[:2]:
        work(text)
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            work(text)
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def wall(command: list[str], rounds: int = 9) -> float:
    """The least wall seconds of a command."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


def extract(markup: str) -> object:
    """The text of a page, by trafilatura in fast mode."""
    return trafilatura.extract(markup, fast=True)


def read(text: str) -> object:
    """The claims of a text in English."""
    return tollbook.read(text, lang="en")


def articles(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Title and text of articles that begin with relevant reports and go on with other news."""
    others = irrelevant(len(found) // TOGETHER, LENGTH)
    made = []
    for number, other in enumerate(others):
        some = found[number * TOGETHER : (number + 1) * TOGETHER]
        body = "\n\n".join(text for _, text in some)
        made.append((some[0][0], f"{body}\n\n{other}"[:LENGTH]))
    return made


def share(texts: list[tuple[str, str]], pages: list[str], lang: str | None) -> tuple[float, float, float]:
    """CPU seconds of reading and of extracting one of the texts, and their ratio."""
    whole = [f"{title}\n\n{text}" for title, text in texts]
    reading = seconds(lambda text: tollbook.read(text, lang=lang), whole) / len(whole)
    extracting = seconds(extract, pages) / len(pages)
    return reading, extracting, reading / extracting


def growth(text: str) -> float:
    """How many times as much per kB a text of 1 MB costs as one of 100 kB."""
    short = (text * (100_000 // len(text) + 1))[:100_000]
    long = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    return seconds(read, [long], 1) / (10 * seconds(read, [short], 1))


def main() -> int:
    compiled.switch("benchmarks.bench_reading")
    found = reports()
    size = int(statistics.mean(len(body) for _, body in found))
    plain = [("Other news", text) for text in irrelevant(len(found), size)]
    long = articles(found)
    plain_long = [("Other news", text) for text in irrelevant(len(long), LENGTH)]
    result: dict[str, float] = {"compiled": float(compiled.is_compiled())}
    for name, texts, made, lang in (
        ("page_relevant", long, [news_page(*text) for text in long], "en"),
        ("page_irrelevant", plain_long, [news_page(*text) for text in plain_long], None),
        ("small_page_relevant", found, [page(*text, LAYOUTS[0]).decode() for text in found], "en"),
        ("small_page_irrelevant", plain, [page(*text, LAYOUTS[0]).decode() for text in plain], None),
    ):
        reading, extracting, ratio = share(texts, made, lang)
        result |= {
            f"{name}_kB": statistics.mean(len(markup) / 1000 for markup in made),
            f"{name}_reading_ms": 1000 * reading,
            f"{name}_extracting_ms": 1000 * extracting,
            f"{name}_share": ratio,
        }
    result["reading_ms_per_kB"] = result["small_page_relevant_reading_ms"] / (size / 1000)
    result["growth"] = growth("\n\n".join(f"{title}\n\n{body}" for title, body in found))
    result["help_ratio"] = wall(
        [sys.executable, "-c", "import sys; sys.argv = ['tollbook', '--help']; from tollbook.cli import main; main()"]
    ) / wall([sys.executable, "-c", "import click"])
    print(json.dumps(result) if "--json" in sys.argv else "\n".join(f"{k:36} {v:9.4f}" for k, v in result.items()))
    return int(any(result[name] > ceiling for name, ceiling in CEILINGS.items()))


if __name__ == "__main__":
    sys.exit(main())
