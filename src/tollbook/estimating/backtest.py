"""Predictions of held-out claims, and their scores.

A prediction is 19 quantiles (0.05 to 0.95) of the figure that a source would give for what is counted on a day, from
the model of many claims; in part it is a repeat of a figure that the source gave before. Score: on z = log(1 + figure)
the continuous ranked probability score, 2 x the mean pinball loss over the quantiles (T. Gneiting and A. E. Raftery,
JASA 102 (2007) 359-378), and the share of figures inside the central 50 % and 90 %.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from scipy.special import ndtri, stdtrit

from tollbook.claims import Statement
from tollbook.estimating.many_claims import FREEDOM, Fit, fit
from tollbook.estimating.observing import Array
from tollbook.estimating.series import Key, Table, index, tabulate
from tollbook.messages import refuse

LEVELS = np.arange(5, 100, 5) / 100
COLUMNS = [f"q{round(100 * level):02d}" for level in LEVELS]
DRAWS = 4000
SCALE_SPREAD = 0.8
"""How uncertain the log of a cell's error scale is before its rows are seen."""
OWN_ROWS = 3.0
DRIFT = 0.1
"""Standard deviation by which biases drift in 30 days beyond the last claim, for the model holds them constant."""
REPEATED = 0.1
"""Share of a cell's repeats that is expected of its next figure as well."""
REPEAT_DAYS = 30.0
"""Repeats fade with the days from the figures that there are."""
SEED = 20220224


class Score(msgspec.Struct):
    """The mean score of a set of held-out claims."""

    n: int
    crps: float
    cov50: float
    cov90: float


def predict(train: Sequence[Statement], test: Sequence[Statement], seed: int = SEED) -> dict[str, Array]:
    """For each claim of `test` its quantiles (counts, at LEVELS), by id. Raises Refusal where nothing is known."""
    fitted = tabulate([s for s in train if _figure(s) is not None])
    predicted = tabulate(test)
    if not len(fitted):
        raise refuse("estimate-no-claims", case="backtest", reason="with a figure and a date to learn from")
    missing = {s.claim.id for s in test} - set(predicted.ids)
    if missing:
        raise refuse("backtest-undated", claim=sorted(missing)[0])
    found = fit(fitted, predicted, index(fitted, predicted))
    quantiles = _quantiles(found, fitted, predicted, seed)
    return {claim: np.asarray(np.expm1(quantiles[row])) for row, claim in enumerate(predicted.ids)}


def _figure(statement: Statement) -> float | None:
    claim = statement.claim
    return claim.low if claim.low is not None else claim.high


def _quantiles(found: Fit, fitted: Table, predicted: Table, seed: int) -> Array:
    """Quantiles of log(1 + figure) for each predicted row."""
    generator = np.random.default_rng(seed)
    even = (np.arange(DRAWS) + 0.5) / DRAWS  # Stratified draws, paired at random.
    normal, scale = (ndtri(generator.permutation(even)) for _ in range(2))
    error = stdtrit(FREEDOM, generator.permutation(even))
    pick = generator.permutation(even)
    memory = Memory(fitted)
    spreads = np.sqrt(found.variance[len(fitted) :] + DRIFT**2 * _days_beyond(fitted, predicted) / 30)
    out = np.empty((len(predicted), len(LEVELS)))
    for row in range(len(predicted)):
        at = len(fitted) + row
        mean, spread = found.mean[at], spreads[row]
        unsure = SCALE_SPREAD * np.sqrt(OWN_ROWS / (OWN_ROWS + found.seen[at]))
        drawn = mean + spread * normal + found.scale[at] * np.exp(unsure * scale) * error
        chance, values, days = memory.recall(predicted.cell[row], int(predicted.day[row]))
        if chance > 0:
            near = np.exp(-days / REPEAT_DAYS) + 1e-9
            width = np.hypot(spread, found.scale[at]) * 1.3
            near *= (1 + ((values - mean) / width) ** 2 / FREEDOM) ** (-(FREEDOM + 1) / 2)
            places = np.searchsorted(np.cumsum(near) / near.sum(), pick[: round(DRAWS * chance)])
            drawn[: len(places)] = values[np.minimum(places, len(values) - 1)]
        out[row] = np.quantile(drawn, LEVELS)
    return np.maximum(out, 0.0)


def _days_beyond(fitted: Table, predicted: Table) -> Array:
    """Days from the last fitted claim of the series to each predicted one; 0 within or without such claims."""
    last: dict[Key, int] = {}
    for key, date in zip(fitted.series, fitted.day.tolist()):
        last[key] = max(last.get(key, date), date)
    ahead = [date - last.get(key, date) for key, date in zip(predicted.series, predicted.day.tolist())]
    beyond: Array = np.maximum(np.array(ahead, float), 0.0)
    return beyond


class Memory:
    """The figures each cell has given, and how often a figure of it repeats one of another day."""

    def __init__(self, fitted: Table) -> None:
        self.rows: dict[Key, list[int]] = {}
        self.fitted = fitted
        for row in range(len(fitted)):
            self.rows.setdefault(fitted.cell[row], []).append(row)
        self.chance = self._chances()

    def _chances(self) -> dict[Key, float]:
        """Share of repeats by cell, shrunk to that of its source and frame, that to the overall share."""
        counts = {cell: self._repeats(rows) for cell, rows in self.rows.items()}
        sources: dict[tuple[str, str], list[float]] = {}
        for cell, (hits, known) in counts.items():
            weight = min(1.0, 20 / max(known, 1))
            total = sources.setdefault((cell[0], cell[-1]), [0.0, 0.0])
            total[0] += weight * hits
            total[1] += weight * known
        every = np.sum(list(sources.values()), axis=0) if sources else np.zeros(2)
        overall = every[0] / max(every[1], 1e-9)
        of_source = {key: (hits + 4 * overall) / (known + 4) for key, (hits, known) in sources.items()}
        return {
            cell: float((hits + 4 * of_source[(cell[0], cell[-1])]) / (known + 4))
            for cell, (hits, known) in counts.items()
            if known
        }

    def _repeats(self, rows: Sequence[int]) -> tuple[int, int]:
        """How many rows repeat the figure of another day, and how many could."""
        values, days = self.fitted.value[list(rows)], self.fitted.day[list(rows)]
        if len(set(days.tolist())) < 2:
            return 0, 0
        first: dict[float, int] = {}
        several: set[float] = set()
        for value, date in zip(values.round(9).tolist(), days.tolist()):
            if first.setdefault(value, date) != date:
                several.add(value)
        return sum(value in several for value in values.round(9).tolist()), len(rows)

    def recall(self, cell: Key, date: int) -> tuple[float, Array, Array]:
        """Chance of a repeat on the day `date`, the figures that could be repeated, and how many days off they are."""
        rows = [row for row in self.rows.get(cell, []) if self.fitted.day[row] != date]
        if not rows:
            return 0.0, np.zeros(0), np.zeros(0)
        days = np.abs(self.fitted.day[rows] - date).astype(float)
        chance = REPEATED * self.chance.get(cell, 0.0) * float(np.exp(-days.min() / REPEAT_DAYS))
        return chance, self.fitted.value[rows], days


def score(test: Sequence[Statement], predictions: dict[str, Array]) -> dict[str, Score]:
    """Scores over `all` claims, over `other` than the densest source and side, and `macro`: the mean over cells.

    Raises Refusal where a claim has no figure to score.
    """
    table = tabulate(test)
    for row, claim in enumerate(table.ids):
        if np.isnan(table.value[row]):
            raise refuse("backtest-cell", name="test", claim=claim)
    quantiles = np.log1p(np.maximum(np.sort([predictions[claim] for claim in table.ids], axis=1), 0.0))
    gap = table.value[:, None] - quantiles
    crps = 2 * np.maximum(LEVELS * gap, (LEVELS - 1) * gap).mean(axis=1)
    slack = 1e-9
    inside = [
        ((table.value >= quantiles[:, low] - slack) & (table.value <= quantiles[:, high] + slack)).astype(float)
        for low, high in ((4, 14), (0, 18))
    ]
    values = np.column_stack([crps, *inside])
    dense = _densest(table)
    other = np.array([(cell[0], cell[3], cell[-1]) != dense for cell in table.cell], bool)
    rows: dict[Key, list[int]] = {}
    for row, cell in enumerate(table.cell):
        rows.setdefault(cell, []).append(row)
    macro = np.array([values[mine].mean(axis=0) for mine in rows.values()])
    return {name: _score(found) for name, found in (("all", values), ("other", values[other]), ("macro", macro))}


def _densest(table: Table) -> tuple[str, str, str]:
    """The source, side and frame with most claims."""
    counts: dict[tuple[str, str, str], int] = {}
    for cell in table.cell:
        key = (cell[0], cell[3], cell[-1])
        counts[key] = counts.get(key, 0) + 1
    return max(counts, key=lambda key: counts[key])


def _score(values: Array) -> Score:
    if not len(values):
        return Score(0, float("nan"), float("nan"), float("nan"))
    crps, inner, outer = values.mean(axis=0)
    return Score(len(values), round(float(crps), 4), round(float(inner), 4), round(float(outer), 4))


def write(predictions: dict[str, Array], path: Path) -> None:
    """The predictions as CSV: claim_id, q05 ... q95 (counts). Raises Refusal when the file cannot be written."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["claim_id", *COLUMNS])
            for claim, quantiles in predictions.items():
                writer.writerow([claim, *(f"{value:.6g}" for value in quantiles)])
    except OSError as error:
        raise refuse("unreadable-file", name=path, reason=error.strerror) from None
