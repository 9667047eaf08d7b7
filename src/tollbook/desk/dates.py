"""ISO dates to any precision as days."""

from __future__ import annotations

from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def whole_date(iso: str) -> date | None:
    """An ISO date to any precision as a day: a month's or a year's middle; None for what is no date."""
    parts = iso[:10].split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            return date(numbers[0], 7, 1)
        if len(numbers) == 2:
            return date(numbers[0], numbers[1], 15)
        return date(*numbers[:3])
    except (ValueError, TypeError):
        return None
