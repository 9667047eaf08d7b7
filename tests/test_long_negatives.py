"""The longer passages that hold no loss claim."""

from __future__ import annotations

import json
from pathlib import Path

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "negatives.jsonl").read_text("utf-8").splitlines()
]


def test_there_are_five_hundred_passages_of_forty_words_and_more() -> None:
    """Five hundred different passages of 40 to 120 words on more than twenty topics, a third of them held back."""
    assert len({row["id"] for row in ROWS}) == len({row["text"] for row in ROWS}) == len(ROWS) == 500
    assert all(40 <= len(row["text"].split()) <= 120 for row in ROWS)
    assert len({row["topic"] for row in ROWS}) > 20
    assert sum(row["held"] for row in ROWS) == 167


def test_the_passages_are_full_of_figures() -> None:
    """Every passage holds at least one figure, most hold three or more."""
    figures = [sum(word[:1].isdigit() for word in row["text"].split()) for row in ROWS]
    assert min(figures) >= 1
    assert sum(count >= 3 for count in figures) > 400
