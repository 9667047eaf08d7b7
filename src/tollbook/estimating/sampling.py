"""Draws from the posterior of a small model by tempered sequential Monte Carlo.

Particles start from the prior and move through densities prior x likelihood^t with t from 0 to 1; each step is chosen
so that the effective sample size falls to a set share, then the particles are resampled and moved by Hamiltonian
trajectories shaped by their own covariance. Sources: P. Del Moral, A. Doucet and A. Jasra, "Sequential Monte Carlo
samplers", JRSS B 68 (2006) 411-436; adaptive temperatures, A. Jasra and others, Scand. J. Statistics 38 (2011) 1-22;
trajectories, R. M. Neal, "MCMC using Hamiltonian dynamics", Handbook of Markov Chain Monte Carlo (2011) 113-162.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Density = Callable[[Array], tuple[Array, Array]]
"""From draws by unknowns to the log likelihood of each draw and its gradient."""

KEPT = 0.5
"""Share of the particles that stay effective from one temperature to the next."""
LEAPS = 8
"""Steps of one trajectory."""
WANTED = 0.8
"""Acceptance rate that the step size is steered to."""


@dataclass
class Draws:
    """Draws of the unknowns with what is known of how they came about."""

    unknowns: Array
    log_likelihood: Array
    temperatures: int
    acceptance: float
    evidence: float
    """Estimate of the log marginal likelihood."""


def sample(density: Density, size: int, generator: np.random.Generator, count: int, final: int = 6) -> Draws:
    """`count` draws of `size` standard normal unknowns given the log likelihood and gradient `density`.

    `final` trajectories are run at the end. Deterministic for a generator of one state.
    """
    z = generator.standard_normal((count, size))
    likelihood, slope = density(z)
    temperature, evidence, steps = 0.0, 0.0, 0
    leap, rate = 0.25, WANTED
    while temperature < 1.0:
        step = _next_step(likelihood, temperature)
        weights = step * likelihood
        top = weights.max()
        evidence += top + np.log(np.mean(np.exp(weights - top)))
        chosen = resample(np.exp(weights - top), generator)
        z, likelihood, slope = z[chosen], likelihood[chosen], slope[chosen]
        temperature = min(1.0, temperature + step)
        steps += 1
        z, likelihood, slope, leap, rate = _move(z, likelihood, slope, density, temperature, leap, generator)
    for _ in range(final):
        z, likelihood, slope, leap, rate = _move(z, likelihood, slope, density, 1.0, leap, generator)
    return Draws(z, likelihood, steps, rate, float(evidence))


def _next_step(likelihood: Array, temperature: float) -> float:
    """The largest rise in temperature that keeps KEPT of the particles effective."""

    def effective(step: float) -> float:
        weights = np.exp(step * (likelihood - likelihood.max()))
        return float(weights.sum() ** 2 / (weights**2).sum() / len(weights))

    low, high = 0.0, 1.0 - temperature
    if effective(high) >= KEPT:
        return high
    for _ in range(40):
        middle = 0.5 * (low + high)
        if effective(middle) >= KEPT:
            low = middle
        else:
            high = middle
    return max(low, 1e-6)


def resample(weights: Array, generator: np.random.Generator) -> npt.NDArray[np.int_]:
    """Systematic resampling: indices in proportion to `weights`."""
    edges = np.cumsum(weights) / weights.sum()
    places = (generator.random() + np.arange(len(weights))) / len(weights)
    return np.minimum(np.searchsorted(edges, places), len(weights) - 1)


def _move(
    z: Array,
    likelihood: Array,
    slope: Array,
    density: Density,
    temperature: float,
    leap: float,
    generator: np.random.Generator,
) -> tuple[Array, Array, Array, float, float]:
    """One trajectory of every particle; gives back particles, likelihoods, gradients, step size and acceptance."""
    count, size = z.shape
    covariance = np.cov(z, rowvar=False).reshape(size, size)
    covariance = 0.8 * covariance + 0.2 * np.diag(np.diag(covariance)) + 1e-4 * np.eye(size)
    shape = np.linalg.cholesky(covariance)
    speed = generator.standard_normal((count, size))
    before = temperature * likelihood - 0.5 * (z**2).sum(1) - 0.5 * (speed**2).sum(1)
    there, at, gradient = z, likelihood, slope
    steps = leap * generator.uniform(0.7, 1.3, (count, 1))
    speed = speed + 0.5 * steps * ((temperature * gradient - there) @ shape)
    for last in [False] * (LEAPS - 1) + [True]:
        there = there + steps * (speed @ shape.T)
        at, gradient = density(there)
        speed = speed + (0.5 if last else 1.0) * steps * ((temperature * gradient - there) @ shape)
    after = temperature * at - 0.5 * (there**2).sum(1) - 0.5 * (speed**2).sum(1)
    gain = np.where(np.isfinite(after), after, -np.inf) - before
    taken = np.log(generator.random(count)) < gain
    rate = float(np.minimum(1.0, np.exp(np.minimum(gain, 0.0))).mean())
    z = np.where(taken[:, None], there, z)
    slope = np.where(taken[:, None], gradient, slope)
    likelihood = np.where(taken, at, likelihood)
    leap = float(np.clip(leap * np.exp(0.7 * (rate - WANTED)), 0.01, 1.0))
    return z, likelihood, slope, leap, rate
