"""Fits of the small model: two independent runs that must agree before a figure is given."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tollbook.estimating.flow import Design
from tollbook.estimating.model import density, log_likelihoods, quantities
from tollbook.estimating.observing import PARTS, Array, weights
from tollbook.estimating.results import Checks, Figure, Interval
from tollbook.estimating.sampling import Draws, resample, sample

DRAWS = 1200
"""Draws of a fit, half from each run."""
TOLERATED = 0.2
"""Two runs may differ by so much of the 90 % interval; beyond it no figure is given."""
LEVELS = (0.5, 0.25, 0.75, 0.05, 0.95)


@dataclass
class Fit:
    """Draws of the unknowns of a design and of its quantities; rows are draws."""

    design: Design
    unknowns: Array
    found: Array
    """Draws by quantity by knot."""
    likelihoods: Array
    """Draws by claims."""
    checks: Checks


def fit(design: Design, seed: int, count: int = DRAWS, final: int = 6) -> Fit:
    """Draws from the posterior of `design`; the same for the same seed, on every machine up to rounding.

    Two independent runs of half the draws each are joined; `checks.disagreement` says how far they lie apart.
    """
    began = time.process_time()
    seeds = np.random.SeedSequence(seed).spawn(2)
    runs = [_run(design, np.random.default_rng(s), max(count // 2, 50), final) for s in seeds]
    unknowns = np.concatenate([run.unknowns for run in runs])
    found = quantities(unknowns, design)
    checks = Checks(
        draws=len(unknowns),
        temperatures=max(run.temperatures for run in runs),
        acceptance=round(float(np.mean([run.acceptance for run in runs])), 3),
        disagreement=round(_disagreement(found, design), 3),
        seconds=round(time.process_time() - began, 3),
    )
    return Fit(design, unknowns, found, log_likelihoods(unknowns, design), checks)


def _run(design: Design, generator: np.random.Generator, count: int, final: int) -> Draws:
    return sample(lambda unknowns: density(unknowns, design), design.layout.size, generator, count, final)


def _disagreement(found: Array, design: Design) -> float:
    """The largest gap between the two halves' medians and 90 % ends, as a part of the joint 90 % interval."""
    half = len(found) // 2
    worst = 0.0
    for values in at_date(found, design, design.knots[-1], ("killed", "wounded")).values():
        logs = np.log(np.maximum(values, 1e-6))
        low, high = np.quantile(logs, (0.05, 0.95))
        gaps = np.abs(np.quantile(logs[:half], 0.5) - np.quantile(logs[half:], 0.5))
        worst = max(worst, float(gaps / max(high - low, 1e-9)))
    return worst


def at_date(found: Array, design: Design, date: int, casualties: tuple[str, ...]) -> dict[str, Array]:
    """Draws of every quantity on the day number `date`, with the sum `casualties` of the measures named."""
    weight = weights(date, design.knots, design.flat)
    out = {name: np.asarray(found[:, place] @ weight) for place, name in enumerate(PARTS)}
    out["casualties"] = np.sum([out[name] for name in casualties], axis=0)
    return out


def interval(values: Array, weight: Array | None = None) -> Interval:
    """Median, 50 % and 90 % ends of draws, perhaps weighted."""
    if weight is None:
        ends = np.quantile(values, LEVELS)
    else:
        order = np.argsort(values)
        mass = np.cumsum(weight[order])
        mass = (mass - 0.5 * weight[order]) / mass[-1]
        ends = np.interp(LEVELS, mass, values[order])
    return Interval(*(float(f"{end:.5g}") for end in ends))


def figures(
    fitted: Fit, date: int, shown: str, measures: list[str], casualties: tuple[str, ...], weight: Array | None = None
) -> list[Figure]:
    """The intervals of `measures` on the day `date`, written `shown`."""
    draws = at_date(fitted.found, fitted.design, date, casualties)
    return [Figure(shown, name, interval(draws[name], weight)) for name in measures if name in draws]


def select(fitted: Fit, kept: npt.NDArray[np.bool_]) -> Fit:
    """The fit with the draws `kept` alone."""
    return Fit(fitted.design, fitted.unknowns[kept], fitted.found[kept], fitted.likelihoods[kept], fitted.checks)


def reweighted(earlier: Fit, design: Design, generator: np.random.Generator) -> tuple[Fit, float]:
    """`earlier` as a fit of `design` (on the same knots), and the share of its draws that stays effective there.

    Unknowns that are new are drawn from their prior. What moves between the two fits is what the claims move, since the
    draws are the same. Importance resampling, D. B. Rubin, Bayesian Statistics 3 (1988) 395-402.
    """
    unknowns = generator.standard_normal((len(earlier.unknowns), design.layout.size))
    for name, place in design.layout.of.items():
        old = earlier.design.layout.of.get(name)
        if old is not None:
            unknowns[:, place] = earlier.unknowns[:, old]
    log = log_likelihoods(unknowns, design).sum(axis=1) - earlier.likelihoods.sum(axis=1)
    weight = np.exp(log - log.max())
    share = float(weight.sum() ** 2 / (weight**2).sum() / len(weight))
    if share < 1.0 - 1e-9:
        unknowns = unknowns[resample(weight, generator)]
    found = quantities(unknowns, design)
    return Fit(design, unknowns, found, log_likelihoods(unknowns, design), earlier.checks), share


def without(fitted: Fit, dropped: np.ndarray) -> tuple[Array, float]:
    """Weights that take the claims `dropped` out of the fit again, and the share of draws that stay effective."""
    log = -fitted.likelihoods[:, dropped].sum(axis=1)
    weight = np.exp(np.minimum(log - np.median(log), 20.0) - 20.0)
    # Truncation of the largest weights: E. L. Ionides, J. Comp. Graph. Stat. 17 (2008) 295-311.
    weight = np.minimum(weight, weight.mean() * np.sqrt(len(weight)))
    weight /= weight.sum()
    return weight, float(1.0 / (weight**2).sum() / len(weight))
