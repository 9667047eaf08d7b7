"""The normalised document and its way back to the report as it came."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tollbook.reading.document import Document
from tollbook.reading.language import language

ENGLISH = language("en")
PIECES = [
    "soldiers",
    "‘killed’",
    "U.S.",
    "i\nnvolves",
    "12,\n000",
    "\u00ad",
    "\u200b",
    "\u00a0",
    "\n",
    "\n\n",
    " ",
    "…",
    "“",
    "10–12",
    "İ",
    "a",
    ".",
]


def sentences(text: str) -> list[str]:
    document = Document(text, ENGLISH)
    return [document.text[s.start : s.end] for s in document.sentences]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.data())
def test_every_span_maps_back_to_the_words_of_the_report(text: str, data: st.DataObject) -> None:
    """Evidence quotes the report for every token, sentence and arbitrary span, in order."""
    document = Document(text, ENGLISH)
    assert len(document.folded) == len(document.text)
    last = 0
    for start, end in zip(document.starts, document.ends, strict=True):
        evidence = document.evidence(start, end)
        assert text[evidence.start : evidence.end] == evidence.quote
        assert last <= evidence.start < evidence.end
        last = evidence.end
    size = len(document.text)
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    evidence = document.evidence(start, end)
    assert text[evidence.start : evidence.end] == evidence.quote


def test_a_word_broken_across_lines_is_mended_and_quoted_as_it_stands() -> None:
    """A stray letter before a line break joins the next line's word; the quote keeps the break."""
    text = "Russia’s strategy i\nnvolves attrition. Soft\u00adware fails."
    document = Document(text, ENGLISH)
    assert "strategy involves attrition" in document.text
    assert "Software" in document.text
    start = document.text.index("involves")
    assert document.evidence(start, start + len("involves")).quote == "i\nnvolves"


def test_wrapped_lines_stay_one_sentence_and_lists_fall_apart() -> None:
    """A line break within running text is a space; one between list items separates them."""
    assert sentences("Troops crossed the river\nand dug in. They left.") == [
        "Troops crossed the river\nand dug in.",
        "They left.",
    ]
    assert sentences("Centre: up to 20\nSouth: up to 30") == ["Centre: up to 20", "South: up to 30"]


def test_abbreviations_and_initials_do_not_end_sentences() -> None:
    """Ranks, months and initials keep their full stop inside the sentence."""
    text = "Maj. Gen. A. Novak spoke on Jan. 13. The U.S. envoy left."
    assert sentences(text) == ["Maj. Gen. A. Novak spoke on Jan. 13.", "The U.S. envoy left."]


def test_the_headline_is_a_first_line_without_full_stop() -> None:
    """A title line is a headline; a first paragraph that ends in a full stop is not."""
    assert Document("Nine die in blast\n\nNine people died.", ENGLISH).headline == (0, 17)
    assert Document("Nine people died.\n\nMore follows.", ENGLISH).headline is None


def test_a_possessive_is_a_token_of_its_own() -> None:
    """The 's of a possessive stands apart, other apostrophes stay inside the word."""
    assert Document("Russia's army didn’t", ENGLISH).words == ["russia", "'s", "army", "didn't"]
