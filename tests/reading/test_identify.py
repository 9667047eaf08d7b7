"""Which language a text is read as when nobody says."""

from __future__ import annotations

import pytest

import tollbook
from tollbook.reading.identify import identify
from tollbook.reading.language import language
from tollbook.reading.lexicon import fits, lexicon, pattern


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Two soldiers were killed and one was wounded in the raid.", "en"),
        ("Унаслідок обстрілу загинули двоє людей, п'ятеро поранені.", "uk"),
        ("У Харкові поранено сімох.", "uk"),
        ("В результате обстрела погибли два человека, пятеро ранены.", None),
        ("На фронте за неделю погибло до 200 человек, сообщили в министерстве.", None),
        ("При удара на север от града са убити двама войници, съобщиха от министерството.", None),
        ("2022", None),
    ],
)
def test_a_text_is_told_by_its_words_and_letters(text: str, code: str | None) -> None:
    """Ukrainian is told from Russian and Bulgarian by letters, whatever small words they share."""
    assert identify(text) == code


def test_a_ukrainian_report_is_read_without_being_told_its_language() -> None:
    """The claims of a Ukrainian text are found though nobody names the language."""
    claims = tollbook.read("Під час бою вбито дванадцять російських солдатів, повідомили в міністерстві.").claims
    assert [(c.measure, c.low, c.population.affiliation) for c in claims] == [("killed", 12, "Russia")]


def test_a_stem_in_a_phrase_takes_any_ending() -> None:
    """An asterisk stands for any ending, at the end of an entry and inside one."""
    entry = pattern(language("uk"), "виведен* з ладу")
    assert fits(["усіх", "виведених", "з", "ладу"], 1, entry)
    assert not fits(["виведених", "з", "міста"], 0, entry)


def test_a_word_has_the_meanings_of_all_its_stems() -> None:
    """A participle that stands for people keeps the loss that it names."""
    assert {"people", "wound"} <= lexicon(language("uk")).classes("пораненими")
