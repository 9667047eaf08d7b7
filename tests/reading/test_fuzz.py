"""Damaged reports are read all the same."""

import pytest

import tollbook
from benchmarks.bench_fuzz import damaged, originals
from tollbook.reading.document import LONGEST, Document
from tollbook.reading.language import language

ORIGINALS = originals()


@pytest.mark.parametrize("number", [0, 2, 3, 5, 7, 11, 26, 56, 93, 106])
def test_a_damaged_report_is_read_and_quoted_to_the_letter(number: int) -> None:
    """Whatever was left out, repeated or put in, the reader does not fail, and all it quotes stands in the text."""
    text, _ = damaged(number, ORIGINALS)
    for claim in tollbook.read(text).claims:
        assert claim.evidence
        for piece in claim.evidence:
            assert text[piece.start : piece.end] == piece.quote != ""


def test_words_without_end_are_cut_into_sentences() -> None:
    """A text of 5,000 words without a full stop has sentences of bounded length that leave no word out."""
    document = Document("killed 12 " * 2500, language("en"))
    sentences = document.sentences
    assert max(sentence.last - sentence.first for sentence in sentences) <= LONGEST
    assert [sentence.first for sentence in sentences[1:]] == [sentence.last for sentence in sentences[:-1]]
    assert (sentences[0].first, sentences[-1].last) == (0, 5000)
