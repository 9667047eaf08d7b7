"""What a source commits to, in sentences of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.claims import MODALITIES
from tollbook.reading.document import Document
from tollbook.reading.hedges import Hedges
from tollbook.reading.language import language

ENGLISH = language("en")


def modality(text: str, figure: str, measure: str = "killed", verb: str = "") -> str:
    document = Document(text, ENGLISH)
    start = document.text.index(figure)
    return Hedges(document).at(start, start + len(figure), measure, verb).modality


@pytest.mark.parametrize(
    ("text", "figure", "measure", "expected"),
    [
        ("The ministry said 14 soldiers were killed.", "14", "killed", "asserted"),
        ("An estimated 4,700 soldiers were killed or wounded.", "4,700", "casualties", "estimated"),
        ("Western officials believe that 70,000 have died.", "70,000", "killed", "estimated"),
        ("Up to 1,000 soldiers might have been killed, he said.", "1,000", "killed", "possible"),
        ("Up to 40 miners may still be trapped.", "40", "other_people", "possible"),
        ("Norway will train 1,200 recruits this year.", "1,200", "other_people", "projected"),
        ("The country plans to send another 6,000 troops.", "6,000", "deployed", "projected"),
    ],
)
def test_the_figures_own_words_give_the_modality(text: str, figure: str, measure: str, expected: str) -> None:
    """A hedge counts where it belongs to the figure's own verb or noun."""
    assert modality(text, figure, measure) == expected


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("By his count 14 soldiers were killed.", "14"),
        ("In May 14 soldiers were killed at the bridge.", "14"),
        ("Fourteen soldiers were killed; more rain is expected in the region.", "Fourteen"),
    ],
)
def test_words_that_only_look_like_hedges_change_nothing(text: str, figure: str) -> None:
    """A month, a count, an expectation about something else leave the claim asserted."""
    assert modality(text, figure) == "asserted"


def test_a_hedge_has_its_words_as_evidence() -> None:
    """The span of a hedge quotes the word."""
    text = "Up to 1,000 soldiers might have been killed, he said."
    document = Document(text, ENGLISH)
    (start, end), *_ = Hedges(document).at(6, 11, "killed").spans
    assert text[start:end].startswith("might")


def test_none_at_all_is_denied() -> None:
    """A flat none is a denial."""
    document = Document("No casualties were reported.", ENGLISH)
    assert Hedges(document).at(0, 2, "casualties", nobody=True).modality == "denied"


@given(st.text(max_size=150))
def test_any_text_has_a_modality(text: str) -> None:
    """No text makes the reading of hedges fail; spans lie within the text."""
    document = Document(text, ENGLISH)
    for place in range(0, len(document.text), 9):
        found = Hedges(document).at(place, place + 1, "killed")
        assert found.modality in MODALITIES
        assert all(0 <= start < end <= len(document.text) for start, end in found.spans)
