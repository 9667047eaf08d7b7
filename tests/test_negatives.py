"""The passages that hold no loss claim."""

from __future__ import annotations

from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def test_there_are_five_hundred_passages_a_third_kept_apart() -> None:
    """Five hundred different passages, nearly all of them with figures in them."""
    held = (CORPUS / "negatives-held.txt").read_text(encoding="utf-8").splitlines()
    passages = (CORPUS / "negatives-open.txt").read_text(encoding="utf-8").splitlines() + held
    assert len(set(passages)) == len(passages) == 500
    assert len(held) * 3 >= len(passages)
    assert sum(any(c.isdigit() for c in passage) for passage in passages) > 450
