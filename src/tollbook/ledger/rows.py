"""One row of a table of claims → a Statement, or the reason why the row makes no sense."""

from __future__ import annotations

import calendar
import functools
import math
import re
from collections.abc import Mapping, Set
from typing import Any

from tollbook.claims import (
    BOUNDS,
    MEASURES,
    MODALITIES,
    PERIOD_KINDS,
    RATES,
    ROLES,
    SOURCE_KINDS,
    UNITS,
    Claim,
    Period,
    Population,
    ShareOf,
    Source,
    Statement,
)
from tollbook.ledger.columns import split

LARGEST_FIGURE = 1e12

_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?|[0-9]{1,20}(\.[0-9]{1,20})?[eE][-+]?[0-9]{1,3}")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(T[0-9:.+Z-]{1,30})?")
_SIDES = {  # bound: (low given, high given)
    "exact": (True, True),
    "approx": (True, True),
    "range": (True, True),
    "vague": (True, True),
    "at_least": (True, False),
    "more_than": (True, False),
    "up_to": (False, True),
    "fewer_than": (False, True),
    "none": (False, False),
}


class BadRow(Exception):
    """Why a row makes no sense, in words for the person who coded it."""


def statement(row: Mapping[str, str], known: Set[str], *, number: int) -> Statement:
    """The statement of `row` (column → non-empty text); `number` is its id where it has none.

    Raises BadRow. The claim's report and evidence are left to the caller.
    """
    low, high, bound, unit = figures(row)
    name = row.get("claim_id") or str(number)
    check_id(name)
    notes = {name: value for name, value in row.items() if name not in known and name}
    if "note" in row:
        notes["note"] = row["note"]
    claim = Claim(
        id=name,
        report="",
        measure=_one_of(row, "measure", MEASURES, None),
        evidence=[],
        item=row.get("item"),
        includes=_several_of(row, "includes", MEASURES),
        unit=unit,
        share_of=_share_of(row),
        low=low,
        high=high,
        bound=bound,
        rate=_one_of(row, "rate", RATES, None) if "rate" in row else None,
        modality=_one_of(row, "modality", MODALITIES, "asserted"),
        population=Population(
            text=row.get("population"),
            affiliation=row.get("affiliation"),
            role=_one_of(row, "role", ROLES, "unknown"),
            part_of=row.get("part_of"),
        ),
        source=_source(row),
        via=_sources(row, "via"),
        corroborates=_sources(row, "corroborates"),
        place=row.get("place"),
        period=_period(row),
        confidence=_confidence(row),
        trace=["imported"],
        repeats=row.get("repeats"),
    )
    return Statement(
        claim=claim,
        date=_date(row, "claim_date"),
        url=row.get("url"),
        title=row.get("title"),
        publisher=row.get("publisher"),
        based_on=split(row["based_on"]) if "based_on" in row else [],
        notes=notes,
    )


def figures(row: Mapping[str, str]) -> tuple[float | None, float | None, Any, Any]:
    """(low, high, bound, unit) of a row, with the rules of the record checked; raises BadRow."""
    low, high = _number(row, "low"), _number(row, "high")
    measure = _one_of(row, "measure", MEASURES, None)
    unit = _one_of(row, "unit", UNITS, "items" if measure == "equipment" else "people")
    bound = _one_of(row, "bound", BOUNDS, _plain_bound(low, high))
    check_figures(unit, bound, low, high)
    return low, high, bound, unit


def check_id(name: str) -> None:
    """Raise BadRow where an id is empty or would not stay on one line."""
    if not name or not name.isprintable():
        raise BadRow(f"claim_id {_short(name)} holds line breaks or control characters, or nothing")


def check_figures(unit: str, bound: str, low: float | None, high: float | None) -> None:
    """Raise BadRow where the figures contradict each other, their bound or their unit."""
    if low is not None and high is not None and low > high:
        raise BadRow(f"low {low:.15g} is more than high {high:.15g}")
    if any(figure is not None and not 0 <= figure <= LARGEST_FIGURE for figure in (low, high)):
        raise BadRow(f"a figure lies between 0 and {LARGEST_FIGURE:.0e}")
    if unit == "share" and max(low or 0.0, high or 0.0) > 1:
        raise BadRow("a share is a fraction between 0 and 1 (half of a force is 0.5)")
    wants, given = _SIDES[bound], (low is not None, high is not None)
    if given != wants:
        raise BadRow(f"bound {bound} takes {_sides(*wants)}, but the row gives {_sides(*given)}")
    if bound == "exact" and low != high:
        raise BadRow(f"bound exact, but low {low:.15g} and high {high:.15g} differ (use range or approx)")


def _plain_bound(low: float | None, high: float | None) -> str:
    """The bound of a row that names none."""
    if low is None and high is None:
        return "none"
    if high is None:
        return "at_least"
    if low is None:
        return "up_to"
    return "exact" if low == high else "range"


def _sides(low: bool, high: bool) -> str:
    if low and high:
        return "low and high"
    return "low alone" if low else ("high alone" if high else "no figure")


@functools.lru_cache(maxsize=65536)
def _parse_number(text: str) -> float | None:
    number = float(text) if _NUMBER.fullmatch(text) else None
    return number if number is not None and math.isfinite(number) else None


def _number(row: Mapping[str, str], column: str) -> float | None:
    text = row.get(column)
    if text is None:
        return None
    number = _parse_number(text)
    if number is None:
        raise BadRow(f"{column} {_short(text)} is not a plain number (write 3800 or 0.5, no signs or commas)")
    return number


def _one_of(row: Mapping[str, str], column: str, values: tuple[str, ...], default: str | None) -> Any:
    value = row.get(column)
    if value is None:
        if default is None:
            raise BadRow(f"{column} is missing (one of {', '.join(values)})")
        return default
    if value in values:
        return value
    if value.lower() in values:
        return value.lower()
    raise BadRow(f"{column} {_short(value)} is unknown (one of {', '.join(values)})")


def _several_of(row: Mapping[str, str], column: str, values: tuple[str, ...]) -> list[Any]:
    if column not in row:
        return []
    return [_one_of({column: value}, column, values, None) for value in split(row[column])]


def _share_of(row: Mapping[str, str]) -> ShareOf | None:
    text, claim = row.get("share_of"), row.get("share_of_claim")
    measure = _one_of(row, "share_of_measure", MEASURES, None) if "share_of_measure" in row else None
    if text is None and claim is None and measure is None:
        return None
    if measure is None and text in MEASURES:
        measure = text
    return ShareOf(text=text, measure=measure, claim=claim)


def _source(row: Mapping[str, str]) -> Source | None:
    text, name, affiliation = row.get("source"), row.get("source_name"), row.get("source_affiliation")
    kind = _one_of(row, "source_kind", SOURCE_KINDS, None) if "source_kind" in row else None
    if text is None and name is None and kind is None and affiliation is None:
        return None
    return Source(text=text, name=name, kind=kind, affiliation=affiliation)


def _sources(row: Mapping[str, str], column: str) -> list[Source]:
    return [Source(text=value) for value in split(row[column])] if column in row else []


def _period(row: Mapping[str, str]) -> Period:
    start, end = _date(row, "period_start"), _date(row, "period_end")
    if start is not None and end is not None and start[: len(end)] > end[: len(start)]:
        raise BadRow(f"period_start {start} is after period_end {end}")
    return Period(kind=_one_of(row, "period", PERIOD_KINDS, "unknown"), start=start, end=end, as_of=_date(row, "as_of"))


@functools.lru_cache(maxsize=65536)
def is_date(text: str) -> bool:
    """Whether `text` is an ISO date of the calendar: 2025, 2025-01, 2025-01-13, or a moment 2025-01-13T08:00Z."""
    match = _DATE.fullmatch(text)
    if match is None or match[1] == "0000":
        return False
    year, month, day = int(match[1]), match[2], match[3]
    if match[4] is not None and day is None:
        return False
    if month is not None and not 1 <= int(month) <= 12:
        return False
    return day is None or 1 <= int(day) <= calendar.monthrange(year, int(month))[1]


def _date(row: Mapping[str, str], column: str) -> str | None:
    text = row.get(column)
    if text is not None and not is_date(text):
        raise BadRow(f"{column} {_short(text)} is not a date (write 2025-01-13, 2025-01 or 2025)")
    return text


def _confidence(row: Mapping[str, str]) -> float | None:
    confidence = _number(row, "confidence")
    if confidence is not None and confidence > 1:
        raise BadRow(f"confidence {row['confidence']} is more than 1")
    return confidence


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
