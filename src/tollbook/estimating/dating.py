"""Dates of claims as whole days, and back."""

from __future__ import annotations

import calendar
import datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(text: str | None, *, last: bool = True) -> int | None:
    """The day number of an ISO date; of a month or year its last day, or with `last=False` its first; None for none."""
    if not text:
        return None
    parts = text.strip()[:10].split("-")
    try:
        year = int(parts[0])
        month = int(parts[1]) if len(parts) > 1 else (12 if last else 1)
        whole = len(parts) > 2
        number = int(parts[2]) if whole else (calendar.monthrange(year, month)[1] if last else 1)
        return datetime.date(year, month, number).toordinal()
    except ValueError:
        return None


def iso(number: int) -> str:
    """The ISO date of a day number."""
    return datetime.date.fromordinal(int(number)).isoformat()


def spoken(date: str) -> str:
    """A date as it is said: 4 February 2025."""
    number = day(date)
    if number is None:
        return date
    found = datetime.date.fromordinal(number)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"
