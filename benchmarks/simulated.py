"""Small cases with a known truth: figures by biased sources, with copies, ranges, one-sided figures, shares, outliers.

    python -m benchmarks.simulated --cases 1000      coverage of the 90 % intervals, by quantity
    python -m benchmarks.simulated --copies 40       how far ten copies of every claim move the estimate

The generator shares no code with the model: it draws a truth, what each source makes of it, and how it is printed.
"""

from __future__ import annotations

import argparse
import math
import time

import msgspec
import numpy as np

from tollbook.claims import Claim, Period, Population, ShareOf, Source, Statement
from tollbook.estimating import fitting
from tollbook.estimating.case import DEFAULT_PRIORS, Case, Group, Side
from tollbook.estimating.reconciling import design_of, weigh

PRIOR = DEFAULT_PRIORS["moderate"]
STATES = {"Northland": "own", "Hills": "ally", "Southland": "enemy", "Coastland": "enemy_ally", "Elsewhere": "third"}
CASE = Case(
    title="Simulated",
    question="How many?",
    name="simulated",
    populations=[Group("counted", "northern troops", "Northland", "military")],
    sides=[
        Side("North", ["Northland"], allies=["Hills"], against=["South"]),
        Side("Hills", ["Hills"]),
        Side("South", ["Southland"], allies=["Coast"]),
        Side("Coast", ["Coastland"]),
    ],
    start="2025-01-01",
)
DATE = "2025-06-01"
MEASURES = ("killed", "wounded", "casualties", "strength")


def simulate(seed: int) -> tuple[list[Statement], dict[str, float]]:
    """The claims of one case and its truth."""
    rng = np.random.default_rng(seed)
    force = math.exp(rng.normal(math.log(8000), 0.9))
    hurt = force * rng.beta(1.8, 4.5)
    dead = hurt / (1 + math.exp(-rng.normal(-1.0, 0.7)))
    truth = {"killed": dead, "wounded": hurt - dead, "casualties": hurt, "strength": force}
    by_side = {kind: rng.normal(*PRIOR.of(kind)) for kind in ("own", "ally", "enemy", "enemy_ally", "third")}
    factor = math.exp(rng.normal(0, 0.3))
    claims: list[Statement] = []
    for number in range(rng.integers(3, 8)):
        state = rng.choice(list(STATES), p=[0.1, 0.1, 0.35, 0.3, 0.15])
        bias = by_side[STATES[state]] + rng.normal(0, PRIOR.source)
        split, on_force = rng.normal(0, 0.45), rng.normal(0, 0.06)
        for _ in range(rng.integers(1, 5)):
            kind = rng.choice(["casualties", "killed", "wounded", "share", "strength"], p=[0.33, 0.25, 0.12, 0.1, 0.2])
            claims += _claim(rng, f"{state} source {number}", state, kind, truth, bias, split, on_force, factor)
    if not any(s.claim.measure == "strength" for s in claims):
        claims += _claim(rng, "Elsewhere source 9", "Elsewhere", "strength", truth, 0.0, 0.0, 0.0, factor)
    if not any(s.claim.measure == "casualties" for s in claims):
        claims += _claim(rng, "Southland source 8", "Southland", "casualties", truth, by_side["enemy"], 0, 0, factor)
    for place, statement in enumerate(claims):
        statement.claim.id = f"s{place}"
    return claims, truth


def _claim(
    rng: np.random.Generator,
    source: str,
    state: str,
    kind: str,
    truth: dict[str, float],
    bias: float,
    split: float,
    on_force: float,
    factor: float,
) -> list[Statement]:
    """One figure as it is printed, with its copies."""
    measure = "casualties" if kind == "share" else kind
    log = math.log(max(truth[measure], 1.0)) - (math.log(truth["strength"]) if kind == "share" else 0.0)
    if kind == "strength":
        log += on_force + factor * 0.06 * rng.standard_t(4)
    else:
        log += bias + {"killed": split, "wounded": -0.3 * split}.get(kind, 0.0) + factor * 0.2 * rng.standard_t(4)
    if rng.random() < 0.04:
        log += rng.choice([-1, 1]) * abs(rng.normal(1.0, 0.4))
    value = math.exp(log)
    low, high, bound = value, value, "approx"
    chance = rng.random()
    if chance < 0.2:
        width = 1 + rng.uniform(0.05, 0.4)
        low, high, bound = value / width, value * width, "range"
    elif chance < 0.35:
        low, high, bound = value * rng.uniform(0.75, 1.0), None, "at_least"
    elif chance < 0.43:
        low, high, bound = None, value * rng.uniform(1.0, 1.4), "up_to"
    share = kind == "share"
    claim = Claim(
        id="",
        report="r",
        measure=measure,  # type: ignore[arg-type]
        evidence=[],
        unit="share" if share else "people",
        share_of=ShareOf(measure="strength") if share else None,
        low=None if low is None else _rounded(low, share),
        high=None if high is None else min(_rounded(high, share), 1.0 if share else math.inf),
        bound=bound,  # type: ignore[arg-type]
        population=Population(affiliation="Northland", role="military"),
        source=Source(text=source, name=source, kind="military", affiliation=state if state != "Elsewhere" else None),
        period=Period(kind="cumulative", as_of=DATE),
    )
    copies = 1 + (int(rng.integers(1, 4)) if rng.random() < 0.3 else 0)
    return [Statement(claim=msgspec.structs.replace(claim), date=DATE, publisher=f"p{n}") for n in range(copies)]


def _rounded(value: float, share: bool) -> float:
    """To two figures, as figures are printed."""
    if share:
        return round(value, 2) or 0.01
    if value < 10:
        return float(max(round(value), 1))
    place = 10 ** (math.floor(math.log10(value)) - 1)
    return float(round(value / place) * place)


def coverage(cases: int, draws: int = 800) -> dict[str, float]:
    """Share of the truths inside the 90 % intervals, and the mean width (upper over lower), by quantity."""
    inside = dict.fromkeys(MEASURES, 0)
    widths: dict[str, list[float]] = {name: [] for name in MEASURES}
    refused = 0
    for seed in range(cases):
        claims, truth = simulate(seed)
        weighing = weigh(claims, CASE)
        fitted = fitting.fit(design_of(weighing, CASE), seed, draws)
        refused += fitted.checks.disagreement > fitting.TOLERATED
        found = fitting.at_date(fitted.found, fitted.design, weighing.last, ("killed", "wounded"))
        for name in MEASURES:
            low, high = np.quantile(found[name], (0.05, 0.95))
            inside[name] += bool(low <= truth[name] <= high)
            widths[name].append(high / low)
    out = {name: round(count / cases, 3) for name, count in inside.items()}
    return out | {f"{name} width": round(float(np.median(w)), 2) for name, w in widths.items()} | {"refused": refused}


def copies(cases: int, times: int = 10) -> float:
    """The largest move of a median or an end, as a part of the 90 % interval, when every claim is printed ten times."""
    worst = 0.0
    for seed in range(cases):
        claims, _ = simulate(seed)
        many = [
            Statement(
                claim=msgspec.structs.replace(s.claim, id=f"{s.claim.id}-{n}"),
                date=s.date,
                publisher=f"{s.publisher}-{n}",
            )
            for s in claims
            for n in range(times)
        ]
        ends = []
        for told in (claims, many):
            weighing = weigh(told, CASE)
            fitted = fitting.fit(design_of(weighing, CASE), 1, 800)
            found = fitting.at_date(fitted.found, fitted.design, weighing.last, ("killed", "wounded"))
            ends.append(np.array([np.quantile(found[name], (0.05, 0.5, 0.95)) for name in MEASURES]))
        width = ends[0][:, 2] - ends[0][:, 0]
        worst = max(worst, float((np.abs(ends[1] - ends[0]) / width[:, None]).max()))
    return round(worst, 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=0)
    parser.add_argument("--copies", type=int, default=0)
    options = parser.parse_args()
    began = time.process_time()
    if options.cases:
        print(coverage(options.cases))
    if options.copies:
        print("copies move at most", copies(options.copies), "of the interval")
    print(f"{time.process_time() - began:.0f} CPU-s")


if __name__ == "__main__":
    main()
