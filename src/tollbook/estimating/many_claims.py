"""The model of many claims: a curve for each series, biases shrunk together, errors with a scale for each cell.

For a series the log of the daily rate is a random walk over knots plus a walk shared by all series of one side; the
total to a day is the sum of the daily rates. A figure is then

    log(1 + figure) = log(1 + total or daily rate) + biases + error,   error ~ Student-t with the cell's scale.

Fitted by Gauss-Newton with the block-arrow structure (one block for each series, bordered by what they share),
variances by empirical Bayes (EM), errors by iterated reweighting; the posterior is the Laplace approximation. Sources:
the biases, B. J. Radford and others, PNAS 120 (34), 2023; reweighting, K. L. Lange and others, JASA 84 (1989) 881-896;
empirical Bayes by EM, N. M. Laird and J. H. Ware, Biometrics 38 (1982) 963-974; Laplace, L. Tierney and J. B. Kadane,
JASA 81 (1986) 82-86. The cost is linear in the claims.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from tollbook.estimating.observing import Array
from tollbook.estimating.series import Index, Integers, Table, effect_numbers

FREEDOM = 3.0
KNOT_DAYS = 7
MOST_KNOTS = 80
ROUNDS = 12
PRIOR_SD = {"alignment": 0.4, "side": 0.35, "measure": 0.35, "cell": 0.35, "frame": 0.35}
"""Where the empirical Bayes estimates of the biases' standard deviations start and are held, as four cases would."""
FIXED_SD = {"type": 3.0, "bound": 0.3}
HELD = 4.0
WALK_SD = 0.2
"""Standard deviation of the walks' weekly steps, held as ten steps would."""
FIRST_SD = 1.0
OWN_ROWS = 1.5
"""A cell's error variance is its own and that of its source, as so many more rows."""
LEAST_SCALE = 0.004
CHUNK = 4000


@dataclass
class Block:
    """One series: its rows, and what its own unknowns contribute."""

    series: int
    rows: Integers
    side: int
    kind: int
    """Number of the bias that holds the level of its type."""
    factor: tuple[Array, bool] | None = None
    border: Array | None = None
    """Own block's inverse times its border."""
    step: Array | None = None


@dataclass
class Fit:
    """The fitted model; rows are those of both tables, the fitted ones first."""

    mean: Array
    """Expected log(1 + figure), biases included."""
    variance: Array
    """Its posterior variance."""
    scale: Array
    """Scale of the error."""
    seen: Array
    """How many rows of the row's cell were fitted."""
    standard_deviations: dict[str, float]
    rounds: int


class Model:
    """Claims fitted and claims to be predicted, with the unknowns of the model."""

    def __init__(self, fitted: Table, predicted: Table, found: Index) -> None:
        both = (fitted, predicted)
        self.count = len(fitted)
        self.value = np.concatenate([t.value for t in both])
        self.daily = np.concatenate([t.daily for t in both])
        days = np.concatenate([t.day for t in both])
        self.first = int(fitted.day.min()) - 1
        span = max(int(days.max()) - self.first, 1)
        self.at = np.clip(days - self.first, 1, span) - 1
        self.spacing = max(KNOT_DAYS, int(np.ceil(span / MOST_KNOTS)))
        self.knots = int(np.ceil(span / self.spacing)) + 1
        self.weights = _hat_functions(span, self.spacing, self.knots)
        self.index = found
        self.kinds = np.array(found.kinds())
        self.effects = np.concatenate([effect_numbers(t, found) for t in both])
        self.cells = np.array([found.cells[key] for t in both for key in t.cell], int)
        self.shared = len(found.sides) * self.knots
        self.globals = self.shared + len(found.effects)
        series = np.array([found.series[key] for t in both for key in t.series], int)
        self.blocks = [
            Block(
                series=number,
                rows=np.flatnonzero(series == number),
                side=found.sides[key[2]],
                kind=found.effects[("type", key[0], key[1], key[3])],
            )
            for key, number in found.series.items()
        ]
        self.differences = np.diff(np.eye(self.knots), axis=0)
        self.own = np.zeros((len(self.blocks), self.knots))
        self.centre = np.zeros(self.globals)
        self._start_levels(fitted, found)
        self.common = self.centre.copy()
        self.spread = {**PRIOR_SD, **FIXED_SD}
        self.walk_own, self.walk_shared = 0.25, 0.25
        self.scale = np.full(len(found.cells), 0.3)
        self.mean, self.variance = np.zeros(len(self.value)), np.zeros(len(self.value))

    def _start_levels(self, fitted: Table, found: Index) -> None:
        """Centre the level of each type on the median log rate that its figures imply."""
        rates: dict[int, list[float]] = {}
        for row in range(self.count):
            measure, item, _, role = fitted.series[row]
            days = 1 if fitted.daily[row] else max(int(fitted.day[row]) - self.first, 1)
            number = found.effects[("type", measure, item, role)]
            rates.setdefault(number, []).append(fitted.value[row] - np.log(days))
        for number, values in rates.items():
            self.centre[self.shared + number] = float(np.median(values))

    def slopes(self, block: Block, rows: Integers) -> tuple[Array, Array, Array]:
        """Mean of the rows and its slopes in the block's own and in the shared unknowns."""
        side = slice(block.side * self.knots, (block.side + 1) * self.knots)
        level = self.shared + block.kind
        log_rate = self.weights @ (self.own[block.series] + self.common[side]) + self.common[level]
        rate = np.exp(np.clip(log_rate, -25.0, 25.0))
        total = np.cumsum(rate)
        slope = np.cumsum(rate[:, None] * self.weights, axis=0)
        at, daily = self.at[rows], self.daily[rows]
        value = np.where(daily, rate[at], total[at])
        own = np.where(daily[:, None], rate[at][:, None] * self.weights[at], slope[at]) / (1 + value)[:, None]
        common = np.zeros((len(rows), self.globals))
        common[:, side] = own
        common[:, level] = own.sum(axis=1)
        mean = np.log1p(value)
        for column in range(self.effects.shape[1]):
            numbers = self.effects[rows, column]
            there = numbers >= 0
            places = self.shared + numbers[there]
            common[np.flatnonzero(there), places] += 1.0
            mean[there] += self.common[places]
        return mean, own, common

    def solve(self, weight: Array, cautious: bool) -> Array:
        """One Gauss-Newton step under the row weights `weight`; gives back the inverse of the shared block."""
        penalty = self._penalty(self.walk_own, FIRST_SD * 1.5)
        border = self._shared_penalty()
        right = -border @ (self.common - self.centre)
        matrix = border
        for block in self.blocks:
            inner, cross = penalty.copy(), np.zeros((self.knots, self.globals))
            own_right = -penalty @ self.own[block.series]
            fitted = block.rows[block.rows < self.count]
            for start in range(0, len(fitted), CHUNK):
                rows = fitted[start : start + CHUNK]
                mean, own, common = self.slopes(block, rows)
                w = weight[rows]
                gap = w * (self.value[rows] - mean)
                weighted = own * w[:, None]
                inner += weighted.T @ own
                cross += weighted.T @ common
                own_right += own.T @ gap
                matrix += (common * w[:, None]).T @ common
                right += common.T @ gap
            block.factor = cho_factor(inner)
            block.border = cho_solve(block.factor, cross)
            block.step = cho_solve(block.factor, own_right)
            matrix -= cross.T @ block.border
            right -= cross.T @ block.step
        factor = cho_factor(matrix)
        shared = cho_solve(factor, right)
        own_steps = np.array([block.step - block.border @ shared for block in self.blocks])
        largest = max(float(np.abs(shared).max()), float(np.abs(own_steps).max()), 1e-9)
        length = min(1.0, 2.0 / largest) if cautious else 1.0
        self.common = self.common + length * shared
        self.own = self.own + length * own_steps
        inverse: Array = cho_solve(factor, np.eye(self.globals))
        return inverse

    def _penalty(self, step: float, first: float) -> Array:
        """Precision of a random walk over the knots."""
        out: Array = self.differences.T @ self.differences / (step**2 * self.spacing / KNOT_DAYS)
        out[0, 0] += 1 / first**2
        return out

    def _shared_penalty(self) -> Array:
        """Precision of the walks of the sides and of the biases."""
        out = np.diag([0.0] * self.shared + [1 / self.spread[kind] ** 2 for kind in self.kinds])
        walk = self._penalty(self.walk_shared, FIRST_SD)
        for side in range(len(self.index.sides)):
            places = slice(side * self.knots, (side + 1) * self.knots)
            out[places, places] += walk
        return out

    def describe(self, inverse: Array) -> float:
        """Means and variances of all rows under the last step; gives back the own walks' squared steps, summed."""
        squares = 0.0
        for block in self.blocks:
            assert block.factor is not None
            assert block.border is not None
            for start in range(0, len(block.rows), CHUNK):
                rows = block.rows[start : start + CHUNK]
                mean, own, common = self.slopes(block, rows)
                self.mean[rows] = mean
                inner = cho_solve(block.factor, own.T).T
                rest = common - own @ block.border
                self.variance[rows] = (own * inner).sum(1) + ((rest @ inverse) * rest).sum(1)
            covariance = cho_solve(block.factor, np.eye(self.knots)) + block.border @ inverse @ block.border.T
            squares += self._walk_squares(self.own[block.series], covariance)
        return squares

    def _walk_squares(self, walk: Array, covariance: Array) -> float:
        spread = np.trace(self.differences @ covariance @ self.differences.T)
        return float((np.diff(walk) ** 2).sum() + spread)

    def learn_spreads(self, inverse: Array, own_squares: float) -> None:
        """Standard deviations of biases and walks from what the step found (the M step)."""
        variances = np.diag(inverse)[self.shared :]
        biases = self.common[self.shared :]
        for kind, start in PRIOR_SD.items():
            mine = self.kinds == kind
            total = (biases[mine] ** 2 + variances[mine]).sum() + HELD * start**2
            self.spread[kind] = float(np.sqrt(total / (mine.sum() + HELD)))
        weeks, steps = self.spacing / KNOT_DAYS, self.knots - 1
        held = 10 * WALK_SD**2
        self.walk_own = float(np.sqrt((own_squares + held) / (len(self.blocks) * steps + 10) / weeks))
        shared = 0.0
        for side in range(len(self.index.sides)):
            places = slice(side * self.knots, (side + 1) * self.knots)
            shared += self._walk_squares(self.common[places], inverse[places, places])
        self.walk_shared = float(np.sqrt((shared + held) / (len(self.index.sides) * steps + 10) / weeks))

    def learn_scales(self) -> Array:
        """Error scales by cell, shrunk to their source's; gives back the new row weights of the Student-t errors."""
        cells = self.cells[: self.count]
        squares = (self.value[: self.count] - self.mean[: self.count]) ** 2
        squares = squares + np.minimum(self.variance[: self.count], 1.0)
        trust = (FREEDOM + 1) / (FREEDOM + squares / self.scale[cells] ** 2)
        total = np.bincount(cells, trust * squares, len(self.scale))
        seen = np.bincount(cells, minlength=len(self.scale)).astype(float)
        known = seen > 0
        typical = np.log(np.maximum(total[known] / seen[known], 1e-4))
        overall = float(np.exp(np.average(typical, weights=np.minimum(seen[known], 5))))
        for mine in self._cells_of_sources():
            weight = np.minimum(seen[mine], 10)
            logs = np.log(np.maximum((total[mine] + 0.5 * overall) / (seen[mine] + 0.5), LEAST_SCALE**2))
            of_source = np.exp((weight @ logs + 4 * np.log(max(overall, 0.02))) / (weight.sum() + 4))
            pooled = (total[mine] + OWN_ROWS * of_source) / (seen[mine] + OWN_ROWS)
            self.scale[mine] = np.sqrt(np.maximum(pooled, LEAST_SCALE**2))
        result: Array = trust
        return result

    def _cells_of_sources(self) -> list[Integers]:
        """The cells of each source and time frame."""
        groups: dict[tuple[str, str], list[int]] = {}
        for key, number in self.index.cells.items():
            groups.setdefault((key[0], key[-1]), []).append(number)
        return [np.array(numbers) for numbers in groups.values()]


def _hat_functions(span: int, spacing: int, knots: int) -> Array:
    """Days by knots: weights that interpolate between the knots."""
    days = np.arange(1, span + 1)
    left = np.minimum(days // spacing, knots - 2)
    share = days / spacing - left
    out = np.zeros((span, knots))
    out[np.arange(span), left] = 1 - share
    out[np.arange(span), left + 1] = share
    return out


def fit(fitted: Table, predicted: Table, found: Index, rounds: int = ROUNDS) -> Fit:
    """The model of the claims `fitted`, with what it expects of the claims `predicted`; no randomness."""
    model = Model(fitted, predicted, found)
    trust = np.ones(model.count)
    for number in range(rounds):
        inverse = model.solve(trust / model.scale[model.cells[: model.count]] ** 2, cautious=number < 6)
        squares = model.describe(inverse)
        if number >= 2:
            model.learn_spreads(inverse, squares)
        trust = model.learn_scales()
    seen = np.bincount(model.cells[: model.count], minlength=len(model.scale)).astype(float)
    return Fit(
        mean=model.mean,
        variance=model.variance,
        scale=model.scale[model.cells],
        seen=seen[model.cells],
        standard_deviations={kind: round(sd, 4) for kind, sd in model.spread.items()},
        rounds=rounds,
    )
