"""What follows from the claims alone, without a model: bounds, contradictions, and how far a claim is from holding.

Each counted figure, taken at its word, is one or two linear inequalities in the numbers killed, wounded, captured,
missing, sent and present on its date; totals do not fall, and nobody is lost who was not sent. A linear program then
gives what remains possible (the identified set: C. F. Manski, "Partial Identification of Probability Distributions",
Springer 2003). "About 4,000" is read as what rounds to it. Where claims cannot all hold, the newest that can are kept
and for each other one the fewest claims that exclude it are found (an irreducible infeasible subset by deletion:
J. W. Chinneck, "Feasibility and Infeasibility in Optimization", Springer 2008).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tollbook.claims import Claim
from tollbook.estimating.case import Case
from tollbook.estimating.dating import iso, spoken
from tollbook.estimating.inclusion import Verdict
from tollbook.estimating.observing import PARTS, Array, base_of, form_of
from tollbook.estimating.results import Bounds, Conflict
from tollbook.estimating.wording import MEASURE_WORDS, figure, number

ERROR_OF = {"deployed": 0.06, "strength": 0.06, "captured": 0.35, "missing": 0.35}
"""Typical error of a figure on the log scale, as the model has it; 0.2 for losses."""
LOSS_ERROR = 0.2
MOST_CLAIMS = 120
"""Beyond so many claims only the newest are reasoned about."""
MOST_CONFLICTS = 30


@dataclass(frozen=True)
class Radius:
    """By how many standard errors the claim `by` would have to move for another claim to hold; None: no one claim."""

    size: float | None
    by: str | None


@dataclass
class Limit:
    """One claim at its word: low <= over <= high, or of a share low x base <= over <= high x base."""

    claim: Claim
    over: dict[str, float]
    base: dict[str, float] | None
    low: float | None
    high: float | None
    place: int
    """Index of its date."""
    error: float


class Problem:
    """The inequalities of a set of claims over their dates, as matrices for the solver."""

    def __init__(self, limits: Sequence[Limit], dates: Sequence[int]) -> None:
        self.limits, self.dates = list(limits), list(dates)
        self.columns = len(PARTS) * len(dates)
        self.always = self._always()

    def column(self, measure: str, place: int) -> int:
        """The solver's variable for a quantity on a date."""
        return PARTS.index(measure) * len(self.dates) + place

    def _always(self) -> Array:
        """Rows (<= 0) that hold whatever is claimed: totals do not fall; losses and those present are of the sent."""
        rows = []
        for measure in PARTS[:-1]:
            for place in range(1, len(self.dates)):
                row = np.zeros(self.columns)
                row[self.column(measure, place - 1)], row[self.column(measure, place)] = 1.0, -1.0
                rows.append(row)
        for place in range(len(self.dates)):
            row = np.zeros(self.columns)
            for measure in PARTS[:4]:
                row[self.column(measure, place)] = 1.0
            row[self.column("deployed", place)] = -1.0
            rows.append(row)
            row = np.zeros(self.columns)
            for measure in ("killed", "captured", "missing", "strength"):
                row[self.column(measure, place)] = 1.0
            row[self.column("deployed", place)] = -1.0
            rows.append(row)
        return np.array(rows)

    def rows_of(self, limit: Limit) -> list[tuple[Array, float]]:
        """The claim as rows (<= right side)."""
        form, base = np.zeros(self.columns), np.zeros(self.columns)
        for measure, sign in limit.over.items():
            form[self.column(measure, limit.place)] += sign
        for measure, sign in (limit.base or {}).items():
            base[self.column(measure, limit.place)] += sign
        out = []
        if limit.low is not None:
            out.append((limit.low * base - form, 0.0) if limit.base else (-form, -limit.low))
        if limit.high is not None:
            out.append((form - limit.high * base, 0.0) if limit.base else (form, limit.high))
        return out

    def solve(self, chosen: Sequence[Limit], objective: Array | None = None, slack: Limit | None = None) -> object:
        """The linear program over the claims `chosen`; with `slack` the least relative relaxation of that one claim."""
        from scipy.optimize import linprog

        rows, right = [self.always], [np.zeros(len(self.always))]
        for limit in chosen:
            for row, bound in self.rows_of(limit):
                rows.append(row[None])
                right.append(np.array([bound]))
        matrix, limits = np.vstack(rows), np.concatenate(right)
        if slack is None:
            cost = np.zeros(self.columns) if objective is None else objective
        else:
            extra = []
            for row, bound in self.rows_of(slack):
                extra.append(np.append(row, -max(abs(bound), 1.0)))
                limits = np.append(limits, bound)
            matrix = np.vstack([np.hstack([matrix, np.zeros((len(matrix), 1))]), *[e[None] for e in extra]])
            cost = np.append(np.zeros(self.columns), 1.0)
        return linprog(cost, A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs")

    def holds(self, chosen: Sequence[Limit]) -> bool:
        """Whether the claims can all hold."""
        return int(getattr(self.solve(chosen), "status", 2)) == 0


def face_value(
    verdicts: Sequence[Verdict], case: Case, force: str, last: int, measures: Sequence[str]
) -> tuple[list[Bounds], list[Conflict], dict[str, Radius]]:
    """Bounds of each measure on day `last` from the claims alone, the conflicts, and each claim's radius."""
    problem = pose(verdicts, case, force, last)
    kept, left = consistent(problem)
    conflicts: list[Conflict] = []
    radii = {limit.claim.id: Radius(0.0, None) for limit in kept}
    for limit in left:
        subset = least_conflict(problem, kept, limit)
        radii[limit.claim.id] = radius(problem, kept, limit, subset)
        if len(conflicts) < MOST_CONFLICTS:
            conflicts.append(_conflict(subset, problem))
    return [bounds(problem, kept, measure, case, force) for measure in measures], conflicts, radii


def pose(verdicts: Sequence[Verdict], case: Case, force: str, last: int) -> Problem:
    """The counted claims up to day `last` as a problem, newest first."""
    counted = [v for v in verdicts if v.role in ("counted", "part") and 0 < v.day <= last]
    counted = [v for v in counted if v.statement.claim.rate is None and v.statement.claim.period.kind != "day"]
    counted = [v for v in counted if v.statement.claim.measure != "withdrawn"]
    counted = sorted(counted, key=lambda v: (v.day, v.statement.date or "", v.statement.claim.id), reverse=True)
    dates = sorted({v.day for v in counted[:MOST_CLAIMS]} | {last})
    claims = {v.statement.claim.id: v.statement.claim for v in verdicts}
    limits = [made for v in counted[:MOST_CLAIMS] if (made := _limit(v, case, force, dates, claims)) is not None]
    return Problem(limits, dates)


def _limit(verdict: Verdict, case: Case, force: str, dates: Sequence[int], claims: Mapping[str, Claim]) -> Limit | None:
    claim = verdict.statement.claim
    over = form_of(claim, case, force)
    base = base_of(claim, case, force, claims) if claim.unit == "share" else None
    if over is None or (claim.unit == "share" and base is None):
        return None
    low, high = taken_at_its_word(claim)
    if verdict.role == "part":
        high = None
    if low is None and high is None:
        return None
    error = next((ERROR_OF[name] for name in over if name in ERROR_OF), LOSS_ERROR)
    return Limit(claim, over, base, low, high, dates.index(verdict.day), error)


def taken_at_its_word(claim: Claim) -> tuple[float | None, float | None]:
    """What the figure says: a range its ends, a one-sided figure its end, "about N" what rounds to N."""
    low, high = claim.low, claim.high
    if claim.bound == "approx" and low is not None and low == high and low > 0:
        digits = f"{low:.3g}"
        shown = float(digits)
        step = 10.0 ** math.floor(math.log10(shown))
        while abs(shown / step - round(shown / step)) > 1e-9 and step > shown / 1000:
            step /= 10
        return low - step / 2, low + step / 2
    return low, high


def consistent(problem: Problem) -> tuple[list[Limit], list[Limit]]:
    """The claims that can all hold, taken newest first, and those that then cannot."""
    if problem.holds(problem.limits):
        return list(problem.limits), []
    kept: list[Limit] = []
    left: list[Limit] = []
    for limit in problem.limits:
        (kept if problem.holds([*kept, limit]) else left).append(limit)
    return kept, left


def least_conflict(problem: Problem, kept: Sequence[Limit], limit: Limit) -> list[Limit]:
    """The fewest of `kept` that exclude `limit`, with it: none of them can be spared."""
    near = sorted(kept, key=lambda k: (not (set(k.over) & set(limit.over)), abs(k.place - limit.place)))
    size = 4
    while size < len(near) and problem.holds([*near[:size], limit]):
        size *= 2
    subset = list(near[:size])
    for candidate in list(subset)[::-1]:
        rest = [other for other in subset if other is not candidate]
        if not problem.holds([*rest, limit]):
            subset = rest
    return [limit, *subset]


def radius(problem: Problem, kept: Sequence[Limit], limit: Limit, subset: Sequence[Limit]) -> Radius:
    """The least move of one other claim of the conflict, in its own standard errors, that lets `limit` hold."""
    best: Radius = Radius(None, None)
    for other in subset[1:]:
        rest = [k for k in kept if k is not other]
        result = problem.solve([*rest, limit], slack=other)
        if int(getattr(result, "status", 2)) != 0:
            continue
        size = round(float(getattr(result, "fun", 0.0)) / other.error, 1)
        if best.size is None or size < best.size:
            best = Radius(size, other.claim.id)
    return best


def _conflict(subset: Sequence[Limit], problem: Problem) -> Conflict:
    said = []
    for limit in sorted(subset, key=lambda k: k.place):
        source = limit.claim.source
        who = (source.name or source.text) if source else None
        said.append(f"{who or 'a report'}: {_with_base(limit)} by {spoken(iso(problem.dates[limit.place]))}")
    return Conflict([limit.claim.id for limit in subset], "cannot all hold: " + "; ".join(said))


def _with_base(limit: Limit) -> str:
    of = _words(limit.base) if limit.base else ""
    return figure(limit.claim) + (f" of those {of}" if of else "")


def _words(over: Mapping[str, float]) -> str:
    names = set(over)
    if names == {"killed", "wounded"}:
        return MEASURE_WORDS["casualties"]
    return " or ".join(MEASURE_WORDS[name] for name in PARTS if name in names)


def bounds(problem: Problem, kept: Sequence[Limit], measure: str, case: Case, force: str) -> Bounds:
    """Lowest and highest possible number of `measure` on the last date, with the arithmetic that gives each."""
    names = list(case.definitions.casualties) if measure == "casualties" else [measure]
    if measure == "strength" and force == "strength":
        names = ["deployed"]
    objective = np.zeros(problem.columns)
    for name in names:
        objective[problem.column(name, len(problem.dates) - 1)] = 1.0
    ends: list[float | None] = []
    chain: list[str] = []
    for sign in (1.0, -1.0):
        result = problem.solve(kept, sign * objective)
        if int(getattr(result, "status", 2)) != 0:
            ends.append(None)
            continue
        value = float(objective @ result.x)  # type: ignore[attr-defined]
        ends.append(round(value, 6))
        if value > 0:
            chain.append(_chain(problem, kept, result, measure, value, "at least" if sign > 0 else "at most"))
    low, high = ends
    return Bounds(measure, low or None, high, chain)


def _chain(problem: Problem, kept: Sequence[Limit], result: object, measure: str, value: float, side: str) -> str:
    """The claims that hold the bound in place, and what they come to, in words."""
    marginals = np.abs(np.asarray(result.ineqlin.marginals))  # type: ignore[attr-defined]
    at = len(problem.always)
    steps: list[str] = []
    for limit in kept:
        rows = problem.rows_of(limit)
        for offset in range(len(rows)):
            if marginals[at + offset] <= 1e-9:
                continue
            is_low = limit.low is not None and offset == 0
            end = limit.low if is_low else limit.high
            share = limit.base is not None
            word = "at least" if is_low else "at most"
            of = f" of those {_words(limit.base)}" if limit.base else ""
            steps.append(f"{word} {number(end or 0.0, share)}{of} {_words(limit.over)}")
        at += len(rows)
    what = MEASURE_WORDS[measure]
    return f"{', '.join(steps) or 'everything sent'}: so {side} {number(value)} {what}"
