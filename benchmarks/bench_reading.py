"""What reading costs, in one run: against extracting the same reports from web pages, and against their length.

    python -m benchmarks.bench_reading [--json]

Relevant reports are shipped ones in a page layout with menus and teasers; irrelevant ones are passages of tests/corpus
without any word of loss, joined to the same length. Both are extracted with trafilatura in fast mode and read, warmed
up, in CPU seconds. Ceilings: reading a relevant report costs a fifth of its extraction, an irrelevant one a hundredth;
a text of 1 MB costs per kB at most 1.5 times what one of 100 kB does; `tollbook --help` takes at most three times what
`python -c "import click"` takes. Status 1 when a ceiling is passed.
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
from benchmarks import corpus
from benchmarks.capture import LAYOUTS, page, reports
from tollbook.reading.scan import tells_of_losses

CEILINGS = {"relevant_share": 0.2, "irrelevant_share": 0.01, "growth": 1.5, "help_ratio": 3.0}


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


def main() -> int:
    relevant = [f"{title}\n\n{body}" for title, body in reports()]
    size = int(statistics.mean(map(len, relevant)))
    plain = irrelevant(len(relevant), size)
    pages = [page(*text.split("\n\n", 1), LAYOUTS[0]).decode() for text in relevant]
    plain_pages = [page("Other news", text, LAYOUTS[0]).decode() for text in plain]
    kilobytes = sum(map(len, relevant)) / 1000
    reading, extracting = seconds(read, relevant), seconds(extract, pages)
    joined = "\n\n".join(relevant)
    short = (joined * (100_000 // len(joined) + 1))[:100_000]
    long = (joined * (1_000_000 // len(joined) + 1))[:1_000_000]
    result = {
        "reading_ms_per_kB": 1000 * reading / kilobytes,
        "reading_ms_per_report": 1000 * reading / len(relevant),
        "extracting_ms_per_report": 1000 * extracting / len(pages),
        "relevant_share": reading / extracting,
        "irrelevant_share": seconds(read, plain) / seconds(extract, plain_pages),
        "growth": seconds(read, [long], 1) / (10 * seconds(read, [short], 1)),
        "help_ratio": wall(
            [
                sys.executable,
                "-c",
                "import sys; sys.argv = ['tollbook', '--help']; from tollbook.cli import main; main()",
            ]
        )
        / wall([sys.executable, "-c", "import click"]),
    }
    print(json.dumps(result) if "--json" in sys.argv else "\n".join(f"{k:26} {v:9.4f}" for k, v in result.items()))
    return int(any(result[name] > ceiling for name, ceiling in CEILINGS.items()))


if __name__ == "__main__":
    sys.exit(main())
