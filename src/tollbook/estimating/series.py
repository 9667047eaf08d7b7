"""Many claims as arrays: one series of numbers for each thing counted, one cell for each source's figures of it.

A series is what is counted (measure, item, whose, role); a cell is one source's figures of one series in one time frame
(by day or cumulative). This is the form that the model of many claims takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tollbook.claims import Statement
from tollbook.estimating.dating import day
from tollbook.estimating.observing import Array

Integers = npt.NDArray[np.int_]
Key = tuple[str, ...]

ENDS = {"at_least": "low", "more_than": "low", "up_to": "high", "fewer_than": "high"}


@dataclass
class Table:
    """Claims by row. `value` is log(1 + figure); NaN where a claim to be predicted has none."""

    ids: list[str]
    day: Integers
    value: Array
    series: list[Key]
    cell: list[Key]
    source: list[str]
    affiliation: list[str]
    """Of the source; empty for none."""
    daily: npt.NDArray[np.bool_]
    bound: list[str]
    """low, high, or empty."""

    def __len__(self) -> int:
        return len(self.ids)


def tabulate(statements: Sequence[Statement]) -> Table:
    """The statements that have a date, as a Table; those without are left out."""
    rows = [(s, about) for s in statements if (about := _about(s)) is not None]
    series, cells, sources, affiliations, bounds, values = [], [], [], [], [], []
    for statement, _ in rows:
        claim = statement.claim
        source = claim.source
        people = claim.population
        name = (source.name or source.text or "") if source else ""
        counted: Key = (claim.measure, claim.item or "", people.affiliation or people.text or "", people.role)
        frame = "day" if claim.period.kind == "day" or claim.rate == "day" else "cumulative"
        series.append(counted)
        cells.append((name, *counted, frame))
        sources.append(name)
        affiliations.append((source.affiliation or "") if source else "")
        bounds.append(
            {"at_least": "low", "more_than": "low", "up_to": "high", "fewer_than": "high"}.get(claim.bound, "")
        )
        figure = claim.low if claim.low is not None else claim.high
        values.append(np.nan if figure is None else np.log1p(max(figure, 0.0)))
    return Table(
        ids=[s.claim.id for s, _ in rows],
        day=np.array([about for _, about in rows], int),
        value=np.array(values, float),
        series=series,
        cell=cells,
        source=sources,
        affiliation=affiliations,
        daily=np.array([cell[-1] == "day" for cell in cells], bool),
        bound=bounds,
    )


def _about(statement: Statement) -> int | None:
    period = statement.claim.period
    return day(period.as_of) or day(period.end) or day(statement.date)


def _alignment(speaker: str, counted: str, sides: Iterable[str]) -> str:
    """own; enemy for a speaker whose own people are counted elsewhere in the table; third for others."""
    if speaker and speaker.casefold() == counted.casefold():
        return "own"
    return "enemy" if speaker.casefold() in {side.casefold() for side in sides} else "third"


@dataclass
class Index:
    """Numbers for the series, cells and biases of two tables (those fitted and those predicted)."""

    series: dict[Key, int]
    cells: dict[Key, int]
    sides: dict[str, int]
    effects: dict[Key, int]
    """Each bias by its kind and what it belongs to."""

    def kinds(self) -> list[str]:
        """The kind of each bias, in order."""
        return [key[0] for key in self.effects]


def index(*tables: Table) -> Index:
    """An index of everything that occurs in the tables, in order of first occurrence."""
    found = Index({}, {}, {}, {})
    for table in tables:
        for row in range(len(table)):
            found.series.setdefault(table.series[row], len(found.series))
            found.cells.setdefault(table.cell[row], len(found.cells))
            found.sides.setdefault(table.series[row][2], len(found.sides))
    for key in found.series:
        found.effects.setdefault(("type", key[0], key[1], key[3]), len(found.effects))
    for table in tables:
        for row in range(len(table)):
            for key in _effects(table, row, found.sides):
                found.effects.setdefault(key, len(found.effects))
    return found


def _effects(table: Table, row: int, sides: Iterable[str]) -> list[Key]:
    """The biases that enter a row: of its alignment, its source by side and by measure, its cell, its time frame."""
    measure, item, whose, _ = table.series[row]
    source, kind = table.source[row], "items" if measure == "equipment" else "people"
    out: list[Key] = [
        ("alignment", _alignment(table.affiliation[row], whose, sides), kind),
        ("side", source, whose),
        ("measure", source, measure, item),
        ("cell", *table.cell[row][:-1]),
    ]
    if table.daily[row]:
        out += [("frame", kind), ("frame", source), ("frame", *table.cell[row])]
    if table.bound[row]:
        out.append(("bound", table.bound[row]))
    return out


WIDEST = 8
"""The most biases that enter one row."""


def effect_numbers(table: Table, found: Index) -> Integers:
    """Rows by WIDEST: the numbers of the biases that enter each row, -1 for none."""
    out = np.full((len(table), WIDEST), -1)
    for row in range(len(table)):
        numbers = [found.effects[key] for key in _effects(table, row, found.sides)]
        out[row, : len(numbers)] = numbers
    return out
