"""Damaged reports: how long the reader takes for them at worst.

    python -m benchmarks.bench_fuzz [N] [--json]

N (200) texts are made of the reports of tests/corpus, one to twelve of them joined, each damaged in one to four ways:
parts left out or repeated, digits swapped, and long runs of one sign put in. Each is read in CPU seconds, the least of
up to three readings. The ceiling is 50 ms (for texts of more than 10 kB, 50 ms for each 10 kB) and 1 ms for each claim
that the text gives: a run of "12, 12, " after "killed" is a long list of figures to the reader. Prints the worst and
how they were damaged; status 1 when the ceiling is passed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable

import tollbook
from benchmarks import corpus

CEILING, PER_CLAIM = 50.0, 1.0
RUNS = (
    '"', "'", "“", "(", ")", "[", " ", "\n", "\t", "7", "1,", "0.", "9 ", "%", "-", "- ", ".", "...", ",", ", ", ";",
    ":", "a", "A", "A ", "A-", "Aa ", "and ", "12 ", "12, ", "12 and ", "of ", "the ", "killed ", "killed, ", "said ",
    "Army said ", "the Army of ", "who ", '" ', '" said ', "e\u0301", "\u0301", "\u200b", "\u202e", "\u00a0", "\u0130",
    "U.S. ", "A.", "Oct. ", "May 3, ", "two ", "more than ", "-\n", "x\n", "12\n", "• ", "№", "١", "한", "😀",
)  # fmt: skip
"""What long runs consist of."""


def _leave_out(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text))
    return text[:start] + text[start + chance.randint(1, 400) :]


def _repeat(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text))
    part = text[start : start + chance.randint(1, 120)]
    return text[:start] + part * chance.randint(2, 40) + text[start:]


def _swap_digits(text: str, chance: random.Random) -> str:
    return "".join(chance.choice("0123456789,.'") if sign.isdigit() else sign for sign in text)


def _put_in_run(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text))
    return text[:start] + chance.choice(RUNS) * chance.choice((5, 50, 500, 3000)) + text[start:]


def _join_lines(text: str, chance: random.Random) -> str:
    return text.replace("\n", chance.choice((" ", "", "\r\n", "\n\n\n")))


def _no_stops(text: str, chance: random.Random) -> str:
    return text.replace(". ", chance.choice((" ", ", ", "; ", " and ")))


DAMAGES: tuple[Callable[[str, random.Random], str], ...] = (
    _leave_out, _repeat, _swap_digits, _put_in_run, _put_in_run, _join_lines, _no_stops,
)  # fmt: skip


def damaged(number: int, originals: list[str]) -> tuple[str, str]:
    """Damaged text `number` and how it came about; the same number gives the same text."""
    chance = random.Random(number)
    text = "\n\n".join(chance.choices(originals, k=chance.randint(1, 12)))
    ways = chance.choices(DAMAGES, k=chance.randint(1, 4))
    for way in ways:
        text = way(text, chance) or "12 killed"
    return text, " ".join(way.__name__.strip("_").replace("_", "-") for way in ways)


def originals() -> list[str]:
    """The texts of the reports of tests/corpus."""
    return [report["text"] for report in corpus.reports("open")]


def milliseconds(text: str, allowed: float) -> float:
    """CPU time of reading `text`, the least of up to three readings until one is `allowed`."""
    least = float("inf")
    for _ in range(3):
        start = time.process_time()
        tollbook.read(text)
        least = min(least, 1000 * (time.process_time() - start))
        if least <= allowed:
            break
    return least


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    texts = originals()
    for text in texts[:2]:
        tollbook.read(text)
    found = []
    for number in range(options.count):
        text, ways = damaged(number, texts)
        allowed = CEILING * max(1.0, len(text) / 10_000) + PER_CLAIM * len(tollbook.read(text).claims)
        taken = milliseconds(text, allowed)
        found.append((taken / allowed, taken, len(text), number, ways))
    found.sort(reverse=True)
    over = sum(share > 1 for share, *_ in found)
    result = {"texts": len(found), "over_ceiling": over, "worst_share_of_ceiling": found[0][0]}
    if options.json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{name:26} {figure:9.3f}" for name, figure in result.items()))
        for share, taken, size, number, ways in found[:10]:
            print(f"{share:6.2f} of the ceiling: text {number}, {size} signs, {taken:.0f} ms ({ways})")
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
