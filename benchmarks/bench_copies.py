"""Near-duplicate reports: recall and precision on generated variants of our own reports, and speed at 100,000 reports.

    python -m benchmarks.bench_copies            2,000 variants, then 100,000 reports
    python -m benchmarks.bench_copies --small    200 variants and 5,000 reports

A variant holds at least 60 % of its report's words: sentences cut from the end or anywhere, quoted passages left out,
words replaced, sentences moved, a lead, a headline or background of other words added. A found pair is right when
both reports go back to one report.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tollbook.capture import Captured, capture
from tollbook.claims import Report
from tollbook.tracing.copies import CopyIndex

REPORTS = Path(__file__).parent.parent / "src" / "tollbook" / "cases" / "kursk" / "reports"
KEPT = 0.6
VARIANTS = 2000
SCALE = 100_000
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+")
_QUOTE = re.compile(r"[“\"][^“”\"]{10,}[”\"]")
_OTHER_WORDS = [
    "harbour", "ministry", "yesterday", "officials", "convoy", "winter", "report", "briefing", "northern", "bridge",
    "according", "evening", "council", "later", "supply", "although", "region", "statement", "whereas", "several",
    "office", "morning", "between", "during", "railway", "border", "further", "letter",
]  # fmt: skip


def base_reports() -> list[Report]:
    """The reports of the demonstration case."""
    return [item.report for item in capture(str(REPORTS)) if isinstance(item, Captured)]


def variant(text: str, chance: random.Random) -> str:
    """A changed text that still holds at least KEPT of the words of `text`."""
    sentences = [s for s in _SENTENCE.split(text) if s.strip()]
    goal = chance.uniform(KEPT + 0.08, 1.0) * len(text.split())
    how = chance.choice(("from the end", "anywhere", "quotes"))
    if how == "quotes":
        sentences = [_QUOTE.sub("", s) for s in sentences]
    while len(sentences) > 1:
        at = len(sentences) - 1 if how == "from the end" else chance.randrange(len(sentences))
        if sum(len(s.split()) for s in sentences) - len(sentences[at].split()) < goal:
            break
        del sentences[at]
    if chance.random() < 0.3:
        at = chance.randrange(len(sentences))
        sentences.insert(chance.randrange(len(sentences)), sentences.pop(at))
    words = " ".join(sentences).split()
    spare = max(0.0, len(words) - KEPT * len(text.split()))
    for _ in range(int(min(spare, chance.uniform(0, 0.1) * len(words)))):
        words[chance.randrange(len(words))] = chance.choice(_OTHER_WORDS)
    return " ".join([*_passage(chance, len(words) // 8), *words, *_passage(chance, len(words) // 6)])


def _passage(chance: random.Random, longest: int) -> list[str]:
    """Words of another outlet: a lead or background, sometimes none."""
    return [chance.choice(_OTHER_WORDS) for _ in range(chance.randrange(longest + 1))] if chance.random() < 0.5 else []


def quality(count: int = VARIANTS, seed: int = 4) -> dict[str, float]:
    """Recall over variants (found with the report they were made of) and precision over all pairs found.

    Pairs that the unchanged reports already form are left out of the count: they are copies in truth.
    """
    chance = random.Random(seed)
    bases = base_reports()
    alone = CopyIndex()
    for base in bases:
        alone.add(base)
    kin = {base.id: {base.id, *alone.neighbours(base.id)} for base in bases}
    index = CopyIndex()
    for base in bases:
        index.add(base)
    found = right = pairs = 0
    of: dict[str, str] = {base.id: base.id for base in bases}
    for number in range(count):
        base = chance.choice(bases)
        made = Report(id=f"v{number}", text=variant(base.text, chance))
        near = index.add(made)
        of[made.id] = base.id
        found += base.id in near
        pairs += len(near)
        right += sum(of[other] in kin[base.id] for other in near)
    return {"copies_recall": found / count, "copies_precision": right / pairs if pairs else 0.0}


def scores() -> dict[str, float]:
    """The gate: recall and precision on 400 variants."""
    return quality(400)


def generated(count: int, seed: int = 5, length: int = 300) -> Iterator[Report]:
    """Reports of random words with the frequencies of natural text, one in twenty a cut of the one before."""
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices("abcdefghijklmnoprstuvwyz", k=chance.randint(2, 9))) for _ in range(20_000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    totals = [sum(weights[:1])]
    for weight in weights[1:]:
        totals.append(totals[-1] + weight)
    last: list[str] = []
    for number in range(count):
        if number % 20 == 19:
            words = last[: int(len(last) * 0.7)]
        else:
            words = chance.choices(vocabulary, cum_weights=totals, k=length)
        last = words
        yield Report(id=f"g{number}", text=" ".join(words))


def speed(count: int = SCALE) -> dict[str, float]:
    """CPU-seconds and megabytes to index `count` reports, and CPU-milliseconds of 500 lookups."""
    index = CopyIndex()
    busy = 0.0
    kept = []
    for report in generated(count):
        start = time.process_time()
        index.add(report)
        busy += time.process_time() - start
        if int(report.id[1:]) % max(1, count // 500) == 0:
            kept.append(report)
    waits = []
    for report in kept:
        begin = time.thread_time()
        index.lookup(report.text)
        waits.append((time.thread_time() - begin) * 1000)
    waits.sort()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return {
        "index_seconds": busy,
        "peak_megabytes": peak,
        "lookup_ms_median": waits[len(waits) // 2],
        "lookup_ms_p99": waits[int(len(waits) * 0.99)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    for name, value in (quality(200) if small else quality()).items():
        print(f"{name:18}{value:.4f}")
    for name, value in (speed(5000) if small else speed()).items():
        print(f"{name:18}{value:.2f}")


if __name__ == "__main__":
    main()
