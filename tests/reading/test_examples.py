"""Every language's examples.toml is its documentation and its test."""

from __future__ import annotations

import math
import tomllib
from typing import Any

import pytest

import tollbook
from tollbook.reading.language import FOLDER

FILES = sorted(FOLDER.glob("*/examples.toml"))


def entries(kind: str) -> list[Any]:
    """The entries of one kind in all files, as pytest parameters (language, entry)."""
    found = []
    for path in FILES:
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, []):
            found.append(pytest.param(path.parent.name, entry, id=f"{path.parent.name}: {entry['phrase'][:50]}"))
    return found


def number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


@pytest.mark.parametrize(("code", "entry"), entries("example"))
def test_an_example_gives_its_claims(code: str, entry: dict[str, Any]) -> None:
    """The phrase gives exactly the claims listed, each standing on the words quoted."""
    reading = tollbook.read(entry["phrase"], lang=code)
    assert [c.measure for c in reading.claims] == [claim[0] for claim in entry["claims"]]
    for claim, (_, low, high, bound, quote) in zip(reading.claims, entry["claims"], strict=True):
        for got, wanted in ((claim.low, number(low)), (claim.high, number(high))):
            assert got is None if wanted is None else got == pytest.approx(wanted, abs=1e-4)
        assert (claim.bound, claim.evidence[0].quote) == (bound, quote)


@pytest.mark.parametrize(("code", "entry"), entries("nothing"))
def test_a_phrase_without_losses_gives_nothing(code: str, entry: dict[str, Any]) -> None:
    """Years, money, distances, scores, model names and other counts are no claims."""
    assert tollbook.read(entry["phrase"], lang=code).claims == []


def test_every_readable_language_has_examples() -> None:
    """A language comes with lexicon, patterns and examples."""
    for path in FOLDER.glob("*/lexicon.toml"):
        assert (path.parent / "patterns.toml").exists()
        assert (path.parent / "examples.toml").exists()
