"""Numbers that tell how old somebody is and hence count nobody."""

from __future__ import annotations

from functools import lru_cache

from tollbook.reading.document import Document, Sentence
from tollbook.reading.language import Language
from tollbook.reading.lexicon import lexicon
from tollbook.reading.numbers import Number, number_words

OLDEST = 120
"""No number above this is an age."""
_REACH = 8
"""Tokens that a list of ages may take up before one of them."""
_PERSON = frozenset({"military", "civilian", "people"})
_ENDS = frozenset({"auxiliary", "preposition", "conjunction", "contrast", "kill", "die", "wound"})


class _Words:
    """The table [ages] of patterns.toml."""

    def __init__(self, language: Language) -> None:
        table, split = language.table("patterns")["ages"], language.token.findall
        self.before = [tuple(split(entry)) for entry in table["before"]]
        self.after = [tuple(split(entry)) for entry in table["after"]]
        self.between = frozenset(table["between"])
        self.of, self.one = frozenset(table["of"]), frozenset(table["one"])
        self.past, self.several = frozenset(table["past"]), frozenset(table["several"])


@lru_cache
def _words(language: Language) -> _Words:
    return _Words(language)


def is_age(document: Document, sentence: Sentence, number: Number) -> bool:
    """Whether `number` is an age: "aged 56 and 67", "45 or older", "a woman of 34", "men over 40"."""
    if number.unit != "people" or not 0 < number.low <= OLDEST:
        return False
    book, words = _words(document.language), document.words
    if any(tuple(words[number.last : number.last + len(entry)]) == entry for entry in book.after):
        return True
    numerals = number_words(document.language).words
    place = number.first
    while place > max(sentence.first, number.first - _REACH):
        if any(tuple(words[max(0, place - len(entry)) : place]) == entry for entry in book.before):
            return True
        word = words[place - 1]
        if not (word[0].isdigit() or word in numerals or word in book.between):
            break
        place -= 1
    return _of_one(document, book, sentence, number) or _past(document, book, sentence, number)


def _of_one(document: Document, book: _Words, sentence: Sentence, number: Number) -> bool:
    """ "a woman of 34", "her brother of nine": one person, and no noun after the number."""
    words, noun = document.words, number.first - 2
    if noun <= sentence.first or words[number.first - 1] not in book.of or words[noun] in book.several:
        return False
    classes = lexicon(document.language).classes
    if classes(words[noun]).isdisjoint(_PERSON) or book.one.isdisjoint(words[max(sentence.first, noun - 2) : noun]):
        return False
    after = words[number.last] if number.last < sentence.last else "."
    return not after[0].isalpha() or not classes(after).isdisjoint(_ENDS)


def _past(document: Document, book: _Words, sentence: Sentence, number: Number) -> bool:
    """ "men over 40", "children under five": people, a bound, and no noun after the number."""
    words, noun = document.words, number.first - 2
    if noun < sentence.first or words[number.first - 1] not in book.past:
        return False
    classes = lexicon(document.language).classes
    after = words[number.last] if number.last < sentence.last else "."
    ends = not after[0].isalpha() or not classes(after).isdisjoint(_ENDS)
    return ends and not classes(words[noun]).isdisjoint(_PERSON)
