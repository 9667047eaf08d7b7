"""Ages, years and labels of things are no figures of people; shares told as one number in another are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.reading.context import Context
from tollbook.reading.document import Document
from tollbook.reading.language import language


def figures(text: str) -> list[tuple[float | None, float | None, str, str]]:
    """Low, high, bound and unit of every figure of an English text, single persons left out."""
    scenes = Context(Document(text, language("en"))).scenes()
    return [(f.low, f.high, f.bound, f.unit) for s in scenes for f in s.figures if f.kind != "single"]


@pytest.mark.parametrize(
    "text",
    [
        "A woman of 34 was killed in her kitchen.",
        "The dead were men aged 56 and 67.",
        "Her brother of nine died.",
        "Those who fell were 45 or older.",
        "Russia buries its men over 40.",
        "The dead were older than 40.",
        "It was the bloodiest night of the war of 1992-95.",
    ],
)
def test_an_age_or_a_year_is_no_figure(text: str) -> None:
    """Numbers that say how old or when count nobody."""
    assert figures(text) == []


@given(st.integers(18, 99), st.sampled_from(["man", "woman", "soldier", "nurse"]))
def test_the_age_of_one_person_is_never_counted(age: int, noun: str) -> None:
    """Any age after "a NOUN of" is passed over, and the toll beside it stays."""
    assert figures(f"A {noun} of {age} was killed and 12 people were wounded.") == [(12, 12, "exact", "people")]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("One in ten inhabitants were killed.", 0.1),
        ("Nine in ten of the dead were men.", 0.9),
        ("Six out of ten died.", 0.6),
    ],
)
def test_one_number_in_another_is_a_share(text: str, share: float) -> None:
    """ "Nine in ten" is a share of .9, not the counts nine and ten."""
    assert figures(text) == [(share, share, "exact", "share")]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Five out of eight crew members died.", [5, 8]),
        ("Two in five days were killed.", [2]),
        ("A family of four died.", [4]),
        ("The strike killed over 40 soldiers.", [40]),
    ],
)
def test_counts_beside_such_words_stay_counts(text: str, counts: list[int]) -> None:
    """The same words before a noun of people or time leave counts as they are."""
    found = [low for low, _, _, unit in figures(text) if unit == "people"]
    assert found[: len(counts)] == counts


def test_over_belongs_to_the_verb_of_handing() -> None:
    """ "Handed over 1,000 bodies" is a thousand, not more than a thousand."""
    assert figures("Moscow handed over 1,000 bodies.") == [(1000, 1000, "exact", "people")]
    assert figures("Moscow returned over 1,000 bodies.") == [(1000, None, "more_than", "people")]
