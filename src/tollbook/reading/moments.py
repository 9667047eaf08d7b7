"""Moments: the dates that a report names, resolved to ISO dates with the precision that the words have.

A weekday is the last one up to the day of the report; a month or a day without its year lies in the twelve months up
to then. Without a day of the report only dates that name their year are resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tollbook.claims import Report
from tollbook.reading.document import Document
from tollbook.reading.language import Language

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})[./](\d{4})(?![\d.])")


FIRST, LAST = 1000, 9000
"""Years between which a day can be the day of a report."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, month, year or span of days: tokens first..last (exclusive), first and last day in ISO form."""

    first: int
    last: int
    start: str
    end: str


class Calendar:
    """The words of one language for dates."""

    def __init__(self, language: Language) -> None:
        table: dict[str, Any] = language.table("dates")
        self.months: dict[str, int] = table.get("months", {})
        self.weekdays: dict[str, int] = table.get("weekdays", {})
        self.units: dict[str, str] = table.get("units", {})
        self.days = {tuple(language.token.findall(words)): shift for words, shift in table.get("days", {}).items()}
        self.numbers: dict[str, int] = language.table("lexicon").get("numbers", {}).get("words", {})
        self.day_openers = frozenset(phrase[0] for phrase in self.days)
        words = table.get("words", {})
        self.this, self.last, self.next, self.ago = (
            _phrases(language, words.get(n, ())) for n in ("this", "last", "next", "ago")
        )
        openers = {phrase[0] for phrases in (self.this, self.last, self.next) for phrase in phrases}
        self.openers = frozenset(openers | set(self.numbers))
        self.starts = self.openers | self.day_openers | self.months.keys() | self.weekdays.keys()
        """Words with which a moment may begin, besides numbers in digits."""
        """Words with which a relative date can begin, digits aside."""
        self.ordinals = frozenset(words.get("ordinals", ()))
        self.before_month = frozenset(words.get("on", ()))
        self.of = frozenset(words.get("of", ()))
        self.doubtful = frozenset(words.get("doubtful", ()))


def _phrases(language: Language, phrases: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(language.token.findall(phrase)) for phrase in phrases)


@lru_cache
def calendar(language: Language) -> Calendar:
    """The calendar of `language`, made once."""
    return Calendar(language)


def day_of(document: Document, report: Report) -> date | None:
    """The day on which the report was made: its publication date, else the first full date in its first lines."""
    if report.published:
        match = _ISO.match(report.published)
        if match:
            day = _date(*map(int, match.groups()))
            return day if day and FIRST <= day.year <= LAST else None
    words = calendar(document.language)
    last = document.sentences[min(2, len(document.sentences) - 1)].last if document.sentences else 0
    for moment in _Finder(document, words, None).find(0, min(last, 120)):
        if len(moment.end) == 10:
            return date.fromisoformat(moment.end)
    return None


def moments(document: Document, day: date | None, first: int, last: int) -> list[Moment]:
    """The moments named in the tokens first..last of `document`."""
    if day and not FIRST <= day.year <= LAST:
        day = None
    return list(_Finder(document, calendar(document.language), day).find(first, last))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


class _Finder:
    """Finds moments in one document."""

    def __init__(self, document: Document, words: Calendar, day: date | None) -> None:
        self.document = document
        self.words = document.words
        self.calendar = words
        self.day = day

    def find(self, first: int, last: int) -> Iterator[Moment]:
        place = first
        calendar, words = self.calendar, self.words
        while place < last:
            word = words[place]
            if word not in calendar.starts and not word[0].isdigit():
                place += 1
                continue
            found = self._at(place, last)
            yield from [found] if found else []
            place = found.last if found else place + 1

    def _at(self, place: int, last: int) -> Moment | None:
        word = self.words[place]
        if word[0].isdigit():
            return self._number(place, last) or self._relative(place, last)
        if word in self.calendar.months and self._is_month(place):
            return self._month(place, last)
        if self.day is None:
            return None
        for phrase, shift in self.calendar.days.items() if word in self.calendar.day_openers else ():
            if tuple(self.words[place : min(last, place + len(phrase))]) == phrase:
                then = (self.day + timedelta(days=shift)).isoformat()
                return Moment(place, place + len(phrase), then, then)
        if word in self.calendar.weekdays:
            back = (self.day.weekday() - self.calendar.weekdays[word]) % 7
            if place and (self.words[place - 1],) in self.calendar.next:
                back -= 7
            then = (self.day - timedelta(days=back)).isoformat()
            return Moment(place, place + 1, then, then)
        return self._relative(place, last) if word in self.calendar.openers else None

    def _is_month(self, place: int) -> bool:
        """Whether a word is a month here; a word that is also another needs a number or a preposition beside it."""
        if self.words[place] not in self.calendar.doubtful:
            return True
        after = self.words[place + 1] if place + 1 < len(self.words) else ""
        before = self.words[place - 1] if place else ""
        beside = after[:1].isdigit() or before[:1].isdigit() or before in self.calendar.before_month
        return beside and self.document.capital(place)

    def _year(self, place: int, last: int) -> tuple[int | None, int]:
        """The year at `place`, a comma, a full stop or "of" before it skipped, and where it ends."""
        skip = place
        while skip < last and skip < place + 2 and (self.words[skip] in ",." or self.words[skip] in self.calendar.of):
            skip += 1
        if skip < last and re.fullmatch(r"(?:1[89]|20)\d\d", self.words[skip]):
            return int(self.words[skip]), skip + 1
        return None, place

    def _day(self, place: int, last: int) -> tuple[int | None, int]:
        """The day of a month at `place`, with its ordinal ending, and where it ends."""
        if place < last and re.fullmatch(r"\d{1,2}", self.words[place]) and 1 <= int(self.words[place]) <= 31:
            end = place + 1
            if end < last and self.words[end] in self.calendar.ordinals:
                end += 1
            return int(self.words[place]), end
        return None, place

    def _month(self, place: int, last: int) -> Moment | None:
        """Month day year, month year, month."""
        month = self.calendar.months[self.words[place]]
        after = place + 1
        if after < last and self.words[after] == ".":
            after += 1
        day, end = self._day(after, last)
        year, stop = self._year(end, last)
        return self._made(place, stop if year else end if day else place + 1, year, month, day)

    def _number(self, place: int, last: int) -> Moment | None:
        """Day month year, and a year alone."""
        start = self.document.starts[place]
        match = _ISO.match(self.document.text, start) or _NUMERIC.match(self.document.text, start)
        if match:
            parts = [int(part) for part in match.groups()]
            then = _date(*(parts if parts[0] > 31 else reversed(parts)))
            if then:
                end = max(place + 1, self.document.token_at(match.end() - 1) + 1)
                return Moment(place, min(end, last), then.isoformat(), then.isoformat())
        day, end = self._day(place, last)
        while end < last and end < place + 3 and self.words[end] in self.calendar.of:
            end += 1
        if day and end < last and self.words[end] in self.calendar.months:
            year, stop = self._year(end + 1, last)
            return self._made(place, stop if year else end + 1, year, self.calendar.months[self.words[end]], day)
        year, end = self._year(place, last)
        if year and place and self.words[place - 1] in self.calendar.before_month:
            return Moment(place, end, str(year), str(year))
        return None

    def _made(self, first: int, last: int, year: int | None, month: int, day: int | None) -> Moment | None:
        if year is None:
            if self.day is None:
                return None
            year = self.day.year
            if (month, day or 1) > (self.day.month, self.day.day if day else 31):
                year -= 1
        if day is None:
            then = f"{year:04}-{month:02}"
            return Moment(first, last, then, then)
        full = _date(year, month, day)
        return Moment(first, last, full.isoformat(), full.isoformat()) if full else None

    def _relative(self, place: int, last: int) -> Moment | None:
        """This month, last week, the past three days, two weeks ago."""
        if self.day is None:
            return None
        for phrases, side in ((self.calendar.last, -1), (self.calendar.this, 0), (self.calendar.next, 1)):
            size = max((len(p) for p in phrases if tuple(self.words[place : place + len(p)]) == p), default=0)
            if not size:
                continue
            count, unit = self._count(place + size)
            if unit < last and self.words[unit] in self.calendar.units:
                return self._span(place, unit + 1, side, count, self.calendar.units[self.words[unit]])
        count, unit = self._count(place)
        if unit > place and unit + 1 < last and (self.words[unit + 1],) in self.calendar.ago:
            return self._ago(place, unit + 2, count or 1, self.calendar.units.get(self.words[unit], ""))
        return None

    def _count(self, place: int) -> tuple[int | None, int]:
        """The small number at `place`, if any, and the place after it."""
        if place < len(self.words):
            word = self.words[place]
            if word.isdecimal() and len(word) <= 3:
                return int(word), place + 1
            if word in self.calendar.numbers:
                return int(self.calendar.numbers[word]), place + 1
        return None, place

    def _span(self, first: int, last: int, side: int, count: int | None, unit: str) -> Moment | None:
        assert self.day is not None
        today = self.day
        if count and unit in _DAYS:
            return Moment(first, last, *_shifted(today, -count * _DAYS[unit] if side <= 0 else 0))
        if unit == "hour" and count:
            return Moment(first, last, *_shifted(today, -(-count // 24) * -1 if side > 0 else -max(1, count // 24)))
        if unit == "year":
            return Moment(first, last, str(today.year + side), str(today.year + side))
        if unit == "month":
            month = today.year * 12 + today.month - 1 + side
            then = f"{month // 12:04}-{month % 12 + 1:02}"
            return Moment(first, last, then, then)
        if unit in ("week", "weekend"):
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=side)
            start = monday + timedelta(days=5 if unit == "weekend" else 0)
            return Moment(first, last, start.isoformat(), (monday + timedelta(days=6)).isoformat())
        return Moment(first, last, *_shifted(today, -1)) if unit == "day" and side < 0 else None

    def _ago(self, first: int, last: int, count: int, unit: str) -> Moment | None:
        assert self.day is not None
        if unit in _DAYS:
            then = (self.day - timedelta(days=min(count * _DAYS[unit], 200_000))).isoformat()
            return Moment(first, last, then, then)
        if unit == "year" and count < self.day.year:
            return Moment(first, last, str(self.day.year - count), str(self.day.year - count))
        return None


_DAYS = {"day": 1, "week": 7}


def _shifted(day: date, days: int) -> tuple[str, str]:
    """From so many days before `day` to `day`."""
    return (day + timedelta(days=days)).isoformat(), day.isoformat()
