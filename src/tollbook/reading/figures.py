"""Figures: numbers with their bounds and ranges, and the words that stand for a number ("a soldier", "nobody")."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from tollbook.claims import Bound
from tollbook.reading.ages import is_age
from tollbook.reading.document import Document, Sentence
from tollbook.reading.language import Language
from tollbook.reading.lexicon import phrase_table
from tollbook.reading.numbers import Number, numbers

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


@dataclass(slots=True)
class Figure:
    """A quantity at the tokens first..last (exclusive), bound words included; the bare number is core..core_end.

    `low` and `high` follow the claim record. `kind` is that of the Number, or "single" ("a soldier": the tokens are the
    article's), or "zero" ("no", "nobody").
    """

    first: int
    last: int
    core: int
    core_end: int
    low: float | None
    high: float | None
    bound: Bound
    unit: str
    kind: str
    change: str = ""
    """ "old" and "new" for the two ends of an updated figure ("rose from 14 to 22")."""


class _Patterns:
    """The tables of patterns.toml that concern figures, ready for look-up."""

    def __init__(self, language: Language) -> None:
        table = language.table("patterns")
        self.before = phrase_table(language, "bounds", "before")
        after: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, entries in table["bounds"]["after"].items():
            for entry in entries:
                words = tuple(language.token.findall(entry))
                after.setdefault(words[0], []).append((words, name))
        self.after = {word: sorted(found, key=lambda e: -len(e[0])) for word, found in after.items()}
        self.no_bound = {
            "up_to": frozenset(table["bounds"]["not_up_to_after"]),
            "more_than": frozenset(table["bounds"]["not_more_than_after"]),
        }
        self.between = frozenset(table["bounds"]["words_between"])
        ranges = table["ranges"]
        self.range_openers = frozenset(ranges["openers"])
        self.links = frozenset(ranges["links"])
        self.plain = frozenset(ranges["plain"])
        self.opened = frozenset(ranges["opened"])
        self.change = frozenset(ranges["change"])
        self.hedges = frozenset(ranges["hedges"])
        self.not_after = frozenset(table["numbers"]["not_after"])
        self.not_before = frozenset(table["numbers"]["not_before"])
        self.no_figure_after = [tuple(language.token.findall(entry)) for entry in table["numbers"]["no_figure_after"]]
        self.year_cues = frozenset(table["numbers"]["year_cues"])
        self.pronouns = frozenset(language.table("lexicon")["numbers"].get("pronouns", ()))
        self.verbs = frozenset(language.table("lexicon")["words"]["auxiliary"])
        self.small_months = bool(language.writing.get("lower_names"))
        self.months = frozenset(language.table("lexicon")["words"]["month"])


@lru_cache
def patterns(language: Language) -> _Patterns:
    """The figure patterns of `language`, made once."""
    return _Patterns(language)


def figures(document: Document, sentence: Sentence) -> list[Figure]:
    """The figures of one sentence in order; numbers that count nothing (years, money, model names) left out."""
    table = patterns(document.language)
    found: list[Figure] = []
    raw = numbers(document, sentence.first, sentence.last)
    index = 0
    while index < len(raw):
        number = raw[index]
        if no_count(document, table, sentence, number):
            index += 1
            continue
        following = raw[index + 1] if index + 1 < len(raw) else None
        joined = _range(document, table, sentence, number, following) if following else None
        if joined and following:
            found += joined
            index += 2
        else:
            found.append(_bounded(document, table, sentence, number))
            index += 1
    return found


def no_count(document: Document, table: _Patterns, sentence: Sentence, number: Number) -> bool:
    """Whether a number is part of a date, a time, an amount of money, a name or a measure of something else."""
    words, text = document.words, document.text
    before = words[number.first - 1] if number.first > sentence.first else ""
    after = words[number.last] if number.last < sentence.last else ""
    start, end = document.starts[number.first], document.ends[number.last - 1]
    if number.unit == "people" and number.low != int(number.low):
        return True
    if words[number.first] in table.pronouns and after not in table.verbs:
        return True
    if is_age(document, sentence, number):
        return True
    if any(tuple(words[max(0, number.first - len(entry)) : number.first]) == entry for entry in table.no_figure_after):
        return True
    if number.kind == "digits":
        left = text[start - 1] if start else " "
        right = text[end : end + 2]
        if before == after == "," and number.low < 105 and words[number.first - 2].isalpha():
            return True
        if left.isalnum() or left in "$€£¥₴₽#/:_" or (left in "." and text[start - 2 : start - 1].isdigit()):
            return True
        if (
            left == "-"
            and number.low < 100
            and number.first - 2 >= sentence.first
            and _YEAR.fullmatch(words[number.first - 2])
        ):
            return True
        if left == "-" and start > 1 and text[start - 2].isalpha() and number.unit == "people":
            joined = words[number.first - 2] if number.first - 2 >= sentence.first else ""
            if joined not in table.before and not (joined and joined[0].isdigit()):
                return True
        if right[:1] and (right[0].isalpha() or right[0] in "$€£°_" or (right[0] in "/:." and right[1:2].isdigit())):
            return True
        month = before if before != "." else words[number.first - 2]
        if month in table.months or (after in table.months and (table.small_months or document.capital(number.last))):
            dated = number.first - 2 >= sentence.first and words[number.first - 2].isdigit() and number.low < 100
            if number.low < 32 or dated or _YEAR.fullmatch(words[number.first]):
                return True
        bare = number.unit == "people" and number.last == number.first + 1
        if bare and _YEAR.fullmatch(words[number.first]) and _is_year(table, before, after):
            return True
        acronym = (
            document.token(number.first - 2 if before == "(" else number.first - 1)
            if number.first > sentence.first + 1
            else ""
        )
        if (
            len(acronym) > 1
            and acronym.isupper()
            and acronym.isalpha()
            and not after[:1].isalpha()
            and number.low < 3000
        ) and not document.text[max(0, start - 60) : start].isupper():
            return True
    if before in table.not_after or (before == "." and words[number.first - 2] + "." in table.not_after):
        return number.unit == "people" and not (before == "number" and number.low >= 10)
    if after == "-" and number.last + 1 < sentence.last and words[number.last + 1] in table.not_before:
        return True
    return number.unit == "people" and after in table.not_before


def _is_year(table: _Patterns, before: str, after: str) -> bool:
    if before in table.year_cues or after in (",", ".", ")", ";", ":", "") or before in (",", "("):
        return True
    return before == "" or not after[:1].isalpha()


def _range(document: Document, table: _Patterns, sentence: Sentence, one: Number, two: Number) -> list[Figure] | None:
    """The range that two neighbouring numbers make, or the two ends of an updated figure; None for neither."""
    words = document.words
    place = one.last
    if place >= two.first or words[place] not in table.links:
        return None
    link = words[place]
    gap = [word for word in words[place + 1 : two.first] if word not in table.hedges and word != ","]
    if gap or one.kind == "vague" or two.kind == "vague":
        return None
    opener = one.first - 1
    while opener >= sentence.first and words[opener] in table.between and words[opener] not in table.range_openers:
        opener -= 1
    opened = opener >= sentence.first and words[opener] in table.range_openers
    if not opened and link not in table.plain:
        return None
    low, high, unit = one.low, two.high, two.unit
    if one.unit != two.unit:
        if one.unit == "share":
            return None
        low = low / 100
    elif unit == "people":
        low = _scaled_like(document, one, two)
    if low >= high or (link in table.plain and not opened and high > 20 * low):
        changed = _changed(document, table, sentence, one, opener if opened else one.first)
        return _pair(document, table, sentence, one, two) if changed and opened else None
    if opened and words[opener] in table.opened and _changed(document, table, sentence, one, opener):
        return _pair(document, table, sentence, one, two)
    first = opener if opened else _before(document, table, sentence, one.first)[0]
    figure = Figure(first, two.last, one.first, two.last, low, high, "range", unit, two.kind)
    return [figure]


def _scaled_like(document: Document, one: Number, two: Number) -> float:
    """The lower end with the upper end's scale where it has none of its own ("6-10 million")."""
    if two.last - two.first > 1 and one.last - one.first == 1 and one.low < 1000 <= two.high:
        bare = float(re.sub(r"[^\d.]", "", document.words[two.first].replace(",", "")) or 0)
        if bare and two.high / bare >= 100 and one.low < bare:
            return one.low * two.high / bare
    return one.low


def _changed(document: Document, table: _Patterns, sentence: Sentence, one: Number, opener: int) -> bool:
    return any(word in table.change for word in document.words[max(sentence.first, opener - 7) : opener])


def _pair(document: Document, table: _Patterns, sentence: Sentence, one: Number, two: Number) -> list[Figure]:
    after_link = replace(sentence, first=one.last + 1)
    old, new = _bounded(document, table, sentence, one), _bounded(document, table, after_link, two)
    old.change, new.change = "old", "new"
    return [old, new]


def _before(document: Document, table: _Patterns, sentence: Sentence, place: int) -> tuple[int, str]:
    """Where the bound words before token `place` begin, and the bound they give ("" for none)."""
    words = document.words
    first, bound = place, ""
    step = place - 1
    while step >= sentence.first:
        match = next(
            (
                (entry, name)
                for entry, name in table.before.get(words[step], ())
                if step - len(entry) + 1 >= sentence.first and tuple(words[step - len(entry) + 1 : step + 1]) == entry
            ),
            None,
        )
        if match:
            first = step - len(match[0]) + 1
            if first > sentence.first and words[first - 1] in table.no_bound.get(match[1], ()):
                return place, ""
            if bound in ("", "approx"):
                bound = match[1]
            step = first - 1
        elif words[step] in table.between and not bound:
            step -= 1
        else:
            break
        if place - step > 6:
            break
    return (first, bound) if bound else (place, "")


def _after(document: Document, table: _Patterns, sentence: Sentence, place: int) -> tuple[int, str]:
    """Where the bound words at token `place`, or after one or two words that follow, end; and their bound."""
    words = document.words
    for skip in range(0, 4):
        at = place + skip
        if at >= sentence.last:
            break
        for entry, name in table.after.get(words[at], ()):
            end = at + len(entry)
            if end <= sentence.last and tuple(words[at:end]) == entry:
                tight = document.starts[at] == document.ends[at - 1]
                follows = words[end] if end < sentence.last else ""
                if entry[0] in "+-" and not tight:
                    continue
                if skip and (follows[:1].isdigit() or follows in table.links):
                    continue
                return end, name
        if not words[at].isalpha() or words[at] in table.links:
            break
    return place, ""


def _bounded(document: Document, table: _Patterns, sentence: Sentence, number: Number) -> Figure:
    """The number with the bounds around it."""
    first, bound = _before(document, table, sentence, number.first)
    last, later = _after(document, table, sentence, number.last)
    if later and bound in ("", "approx"):
        bound = later
    else:
        last = number.last
    if last - number.last > 4:
        last = number.last
    low: float | None = number.low
    high: float | None = number.high
    if bound in ("at_least", "more_than"):
        high = None
    elif bound in ("up_to", "fewer_than"):
        low = None
    elif number.kind == "vague":
        bound = "vague"
    return Figure(
        first,
        last,
        number.first,
        number.last,
        low,
        high,
        cast("Bound", bound or "exact"),
        number.unit,
        number.kind,
    )
