"""Axes: from values and dates to places on the paper."""

from __future__ import annotations

import math
from datetime import date, timedelta

import msgspec

from tollbook.desk.dates import MONTHS


class Linear(msgspec.Struct, frozen=True):
    """A straight axis from `low`..`high` to `start`..`stop` pixels."""

    low: float
    high: float
    start: float
    stop: float

    def at(self, value: float) -> float:
        """Where `value` lies, in pixels to a tenth."""
        span = (self.high - self.low) or 1.0
        return round(self.start + (value - self.low) / span * (self.stop - self.start), 1)


def ticks(high: float, most: int = 4, low: float = 0.0) -> list[float]:
    """Round values from `low` to at most `high`, at most `most` steps apart."""
    if high <= low:
        return [low]
    rough = (high - low) / most
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough * 0.999)
    first = math.ceil(low / step)
    return [n * step for n in range(first, int(high / step + 1e-9) + 1)]


class Days(msgspec.Struct, frozen=True):
    """A time axis from `first` to `last`."""

    first: date
    last: date
    start: float
    stop: float

    def at(self, day: date) -> float:
        """Where `day` lies, in pixels to a tenth; days outside lie on the edge."""
        span = max((self.last - self.first).days, 1)
        share = min(max((day - self.first).days / span, 0.0), 1.0)
        return round(self.start + share * (self.stop - self.start), 1)

    def ticks(self, most: int) -> list[tuple[date, str]]:
        """First days of months, at most `most`, the year named at the first and at each January."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        if months <= 2:
            return self._weeks(most)
        step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if months / s <= most), 240)
        found: list[tuple[date, str]] = []
        year, month = self.first.year, self.first.month
        while date(year, month, 1) <= self.last:
            first_day = date(year, month, 1)
            if first_day >= self.first and (year * 12 + month - 1) % step == 0:
                name = MONTHS[month - 1]
                named = not found or year != found[-1][0].year
                found.append((first_day, f"{name} {year}" if named else name))
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return found

    def _weeks(self, most: int) -> list[tuple[date, str]]:
        step = max(1, math.ceil((self.last - self.first).days / most))
        days = range(0, (self.last - self.first).days + 1, step)
        return [(day, f"{day.day} {MONTHS[day.month - 1]}") for n in days for day in [self.first + timedelta(n)]]
