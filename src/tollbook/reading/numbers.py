"""Numbers in a text: digits with separators, words, both mixed, fractions and percentages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tollbook.reading.document import Document
from tollbook.reading.language import Language
from tollbook.reading.lexicon import NONE, lexicon

_GROUPED = re.compile(r"\d{1,3}(?:[.,']\d{3})+")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the tokens first..last (exclusive). `unit` is people or share; `low` < `high` only when vague."""

    first: int
    last: int
    low: float
    high: float
    unit: str = "people"
    kind: str = "digits"
    """digits, words, article ("a hundred"), fraction, percent, vague"""


class NumberWords:
    """The table [numbers] of a language, ready for look-up by token."""

    def __init__(self, language: Language) -> None:
        table = language.table("lexicon")["numbers"]
        self.words = {word: float(value) for word, value in table["words"].items()}
        self.scales = {word: float(value) for word, value in table["scales"].items()}
        self.fractions = {word: float(value) for word, value in table["fractions"].items()}
        self.plural_fractions = frozenset(table.get("plural_fractions", ()))
        self.joiner = frozenset(table["joiner"])
        self.ones = frozenset(table["ones"])
        self.hundred = frozenset(table["hundred"])
        self.half_of_next = frozenset(table["half_of_next"])
        self.fraction_after = frozenset(table["fraction_after"])
        split = language.token.findall
        self.percent = sorted((tuple(split(entry)) for entry in table["percent"]), key=len, reverse=True)
        self.among = [tuple(split(entry)) for entry in table["among"]]
        self.half_after = [tuple(split(entry)) for entry in table["and_a_half"]]
        vague: dict[str, list[tuple[tuple[str, ...], float, float]]] = {}
        for entry, (low, high) in table["vague"].items():
            words = tuple(split(entry))
            vague.setdefault(words[0], []).append((words, float(low), float(high)))
        self.vague = {word: sorted(entries, key=lambda e: -len(e[0])) for word, entries in vague.items()}
        self.one_unit_after = frozenset(table.get("one_unit_after", ()))
        suffixes = frozenset(table.get("suffixes", ()))
        self.abbreviated = suffixes & language.abbreviations
        alone = frozenset(self.scales) - suffixes
        self.starts = (
            self.half_of_next | alone | frozenset(self.words) | frozenset(self.fractions) | frozenset(self.vague)
        )


@lru_cache
def number_words(language: Language) -> NumberWords:
    """The number words of `language`, made once."""
    return NumberWords(language)


def digits(token: str) -> float | None:
    """The value of a numeral with any separators of thousands; None for what is no count, such as 1.2.3."""
    if not all(sign.isdecimal() or sign in ".,'" for sign in token):
        return None
    if token.isdecimal():
        return float(token) if len(token) < 16 else None
    if _GROUPED.fullmatch(token):
        return float(re.sub(r"\D", "", token)) if len(token) < 20 else None
    if _PLAIN.fullmatch(token):
        return float(token.replace(",", "."))
    return None


def numbers(document: Document, first: int, last: int) -> list[Number]:
    """The numbers at the tokens first..last (exclusive), in order, without overlap."""
    table = number_words(document.language)
    words = document.words
    found: list[Number] = []
    index = first
    while index < last:
        word = words[index]
        if not (word[0].isdigit() or word in table.starts or word in table.ones):
            index += 1
            continue
        number = _vague(document, table, index, last) or _number(document, table, index, last)
        if number is None:
            index += 1
        else:
            found.append(number)
            index = number.last
    return found


def _vague(document: Document, table: NumberWords, index: int, last: int) -> Number | None:
    words = document.words
    singular = index > 0 and words[index] in table.scales and words[index - 1] in table.one_unit_after
    for entry, low, high in table.vague.get(words[index], ()):
        end = index + len(entry)
        if singular and len(entry) == 1:
            continue
        if end <= last and tuple(words[index:end]) == entry:
            return Number(index, end, low, high, kind="vague" if low != high else "words")
    return None


def _number(document: Document, table: NumberWords, index: int, last: int) -> Number | None:
    words = document.words
    value, end, kind = _whole(document, table, index, last)
    if value is None:
        return _half(table, words, index, last) or _fraction(table, words, index, last, None)
    if (end < last and words[end] in table.fractions) or (
        end + 1 < last and words[end] == "-" and words[end + 1] in table.fractions
    ):
        fraction = _fraction(table, words, index, last, (value, end))
        if fraction is not None:
            return fraction
    for entry in table.half_after:
        after = end + len(entry)
        if tuple(words[end:after]) == entry and after <= last:
            scale = table.scales.get(words[after]) if after < last else None
            return Number(
                index,
                after + (scale is not None),
                (value + 0.5) * (scale or 1),
                (value + 0.5) * (scale or 1),
                kind=kind,
            )
    for entry in table.percent:
        if tuple(words[end : end + len(entry)]) == entry and end + len(entry) <= last:
            share = value / 100
            return Number(index, end + len(entry), share, share, "share", "percent")
    among = _among(document, table, value, end, last)
    if among:
        size, after = among
        return Number(index, after, value / size, value / size, "share", "fraction")
    return Number(index, end, value, value, kind=kind)


_SIZES = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 100, 1000})
"""Out of so many shares are told: "one in four"."""
_MEASURED = frozenset({"thing", "month"})
_COUNTED = _MEASURED | {"military", "civilian", "people", "captured", "other"}
"""What is counted after "five out of eight" makes a count of it, not a share."""


def _among(document: Document, table: NumberWords, value: float, place: int, last: int) -> tuple[float, int] | None:
    """ "in ten", "out of four" after the number `value` where no noun of time or things follows: size and end."""
    words = document.words
    for entry in table.among:
        after = place + len(entry)
        if after < last and tuple(words[place:after]) == entry:
            size, end, _ = _whole(document, table, after, last)
            following = lexicon(document.language).classes(words[end]) if size and end < last else NONE
            if size in _SIZES and value < size and following.isdisjoint(_COUNTED if len(entry) > 1 else _MEASURED):
                return size, end
    return None


def _half(table: NumberWords, words: list[str], index: int, last: int) -> Number | None:
    """ "half a million", "half a dozen"."""
    if words[index] not in table.half_of_next or index + 2 >= last:
        return None
    place = index + 2 if words[index + 1] in table.ones else index + 1
    if table.ones and place == index + 1:
        return None
    scale = table.scales.get(words[place])
    return Number(index, place + 1, scale / 2, scale / 2, kind="words") if scale else None


def _fraction(
    table: NumberWords, words: list[str], index: int, last: int, count: tuple[float, int] | None
) -> Number | None:
    """ "two-thirds", "a third of", "half of", "half their"."""
    times, place = count or (1.0, index)
    if count is None and words[index] in table.ones:
        place = index + 1
    if place < last and words[place] == "-":
        place += 1
    part = table.fractions.get(words[place]) if place < last else None
    if part is None or times * part >= 1 or (count is None and words[place] in table.plural_fractions):
        return None
    sure = (count is not None and count[0] != 1.0) or (count is not None and words[place - 1] == "-")
    if not sure and table.fraction_after and not (place + 1 < last and words[place + 1] in table.fraction_after):
        return None
    share = times * part
    return Number(index, place + 1, share, share, "share", "fraction")


def _whole(document: Document, table: NumberWords, index: int, last: int) -> tuple[float | None, int, str]:
    """Value, end and kind of the number that begins at token `index`; (None, index, "") without one."""
    words = document.words
    word = words[index]
    if word[0].isdigit():
        value, end = _numeral(document, index, last)
        if value is None:
            return None, index, ""
        scaled, end = _scaled(table, words, value, end, last)
        return scaled, end, "digits"
    if word in table.ones:
        scale = table.scales.get(words[index + 1]) if index + 1 < last else None
        if scale is None:
            return None, index, ""
        value, end = _in_words(table, words, index + 1, last, 1.0)
        return value, end, "article"
    if word in table.words or word in table.scales:
        value, end = _in_words(table, words, index, last, None)
        return value, end, "words"
    return None, index, ""


def _numeral(document: Document, index: int, last: int) -> tuple[float | None, int]:
    """A numeral, with groups of three that follow after single spaces ("122 883")."""
    words, starts, ends = document.words, document.starts, document.ends
    value = digits(words[index])
    end = index + 1
    if value is None or not words[index].isdecimal() or len(words[index]) > 3 or words[index] == "0":
        return value, end
    while end < last and len(words[end]) == 3 and words[end].isdecimal() and starts[end] == ends[end - 1] + 1:
        if document.text[ends[end - 1]] != " ":
            break
        value = value * 1000 + float(words[end])
        end += 1
    return value, end


def _scaled(table: NumberWords, words: list[str], value: float, end: int, last: int) -> tuple[float, int]:
    """The number with the scale words that follow ("3.8 thousand", "2-million")."""
    while end < last:
        step = end + 1 if words[end] == "-" and end + 1 < last else end
        scale = table.scales.get(words[step])
        if scale is None or (step > end and scale < 100):
            break
        value, end = value * scale, step + 1
        if end < last and words[end] == "." and words[step] in table.abbreviated:
            end += 1
    return round(value, 6), end


def _in_words(
    table: NumberWords, words: list[str], index: int, last: int, opened: float | None
) -> tuple[float | None, int]:
    """A number in words from token `index`; `opened` is a leading "a" that stands for one."""
    total, current, previous = 0.0, opened, opened or 0.0
    place = end = index
    while place < last:
        word = words[place]
        if word in table.joiner or word == "-":
            follows = words[place + 1] if place + 1 < last else ""
            if word == "-" and end > index and follows in table.scales and follows not in table.hundred:
                place += 1
                continue
            joined = word == "-" or (end > index and words[end - 1] in table.hundred) or total > 0
            if not (
                end > index
                and joined
                and (follows in table.words or follows.isdecimal())
                and previous >= (20 if word == "-" else 100)
            ):
                break
            place += 1
            continue
        value = table.words.get(word)
        if value is None and end > index and word.isdecimal() and words[place - 1] == "-" and previous >= 100:
            value = float(word)
        if value is not None:
            fits = (
                current is None
                or (value < previous and value < 100 <= previous)
                or (value < 10 and 20 <= previous < 100)
            )
            fits = fits or (value < 1000 <= previous)
            if not fits:
                break
            current, previous = (current or 0.0) + value, value
        elif word in table.scales:
            scale = table.scales[word]
            if word in table.hundred:
                if current is not None and current >= 100:
                    break
                current = (1.0 if current is None else current) * scale
            else:
                total, current = total + (1.0 if current is None else current) * scale, None
            previous = scale
        else:
            break
        place += 1
        end = place
    return (None, index) if end == index else (total + (current or 0.0), end)
