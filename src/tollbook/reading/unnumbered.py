"""Words that stand for a number without being one: "a soldier", "and his wife", "nobody", "no casualties"."""

from __future__ import annotations

from functools import lru_cache

from tollbook.reading.document import Document, Sentence
from tollbook.reading.figures import Figure
from tollbook.reading.language import Language

PERSON = frozenset({"military", "civilian", "people"})
LOSS = frozenset({"dead", "wound", "casualty", "lose", "missing", "captured"})
_ENDS = frozenset({"preposition", "auxiliary", "contrast", "conjunction", "speech", "by"})
_REACH = 5
"""How many words may stand between the article and the noun."""


class _Words:
    def __init__(self, language: Language) -> None:
        table = language.table("patterns")["unnumbered"]
        self.one = frozenset(table["one"])
        self.one_more = frozenset(table["one_more"])
        split = language.token.findall
        self.nobody: dict[str, list[tuple[str, ...]]] = {}
        for entry in sorted(table["nobody"], key=len, reverse=True):
            words = tuple(split(entry))
            self.nobody.setdefault(words[0], []).append(words)
        self.alone = frozenset(tuple(split(entry)) for entry in table["nobody_alone"])
        self.plural = tuple(language.table("lexicon")["writing"].get("plural_endings", ()))


@lru_cache
def _words(language: Language) -> _Words:
    return _Words(language)


def unnumbered(document: Document, sentence: Sentence, tags: list[frozenset[str]], taken: list[Figure]) -> list[Figure]:
    """The unnumbered figures of one sentence that do not touch the figures already `taken`."""
    book = _words(document.language)
    used = {index for figure in taken for index in range(figure.first, figure.last)}
    found: list[Figure] = []
    words = document.words
    index = sentence.first
    while index < sentence.last:
        word = words[index]
        figure = None
        if word in book.one or word in book.one_more:
            if index not in used:
                figure = _single(document, book, sentence, tags, index, used)
        elif word in book.nobody:
            figure = _nobody(document, book, sentence, tags, index)
        if figure:
            if figure.kind == "zero":
                taken[:] = [f for f in taken if f.last <= figure.first or f.first >= figure.last]
            found.append(figure)
            index = figure.last
        else:
            index += 1
    return found


def _single(
    document: Document, book: _Words, sentence: Sentence, tags: list[frozenset[str]], index: int, used: set[int]
) -> Figure | None:
    """ "a", with words up to a singular noun for a person after it."""
    words = document.words
    if words[index] in book.one_more:
        before = tags[index - 1 - sentence.first] if index > sentence.first else frozenset()
        if "conjunction" not in before:
            return None
    for place in range(index + 1, min(index + _REACH, sentence.last)):
        word = words[place]
        if place in used or not (word[0].isalpha() or word == "-"):
            return None
        kinds = tags[place - sentence.first]
        after_ = words[place + 1] if place + 1 < sentence.last else "."
        bare = "demonym" in kinds and not (after_[0].isalpha() and not tags[place + 1 - sentence.first] & _ENDS)
        if (kinds & PERSON or bare) and not word.endswith(book.plural):
            after = words[place + 1] if place + 1 < sentence.last else ""
            following = tags[place + 1 - sentence.first] if place + 1 < sentence.last else frozenset()
            if following & PERSON and "copula" not in following:
                continue
            if after == "-" or (after[:1].isalpha() and "thing" in following):
                return None
            return Figure(index, place + 1, index, index + 1, 1.0, 1.0, "exact", "people", "single")
        if kinds & PERSON or "copula" in kinds or "contrast" in kinds or "by" in kinds:
            return None
    return None


def _nobody(
    document: Document, book: _Words, sentence: Sentence, tags: list[frozenset[str]], index: int
) -> Figure | None:
    """ "nobody", "none of", or "no" before a noun for people or losses."""
    words = document.words
    for entry in book.nobody[words[index]]:
        end = index + len(entry)
        if end > sentence.last or tuple(words[index:end]) != entry:
            continue
        if entry in book.alone:
            return Figure(index, end, index, end, 0.0, 0.0, "exact", "people", "zero")
        for place in range(end, min(end + 4, sentence.last)):
            kinds = tags[place - sentence.first]
            if kinds & (PERSON | LOSS):
                return Figure(index, place + 1, index, end, 0.0, 0.0, "exact", "people", "zero")
            if not words[place].isalpha() and words[place] != "-":
                break
    return None
