"""A short run of the published model of reported losses, as a yardstick, kept with its diagnostics as they are.

    uv run --with numpyro python -m benchmarks.published_model --warm-up 60 --draws 60 --depth 7

The model (B. Radford and others, PNAS 120(34), 2023), written here anew for NumPyro: for each loss type and side the
log of the daily rate is a level, a slope over the year and a cubic spline, whose coefficients are correlated between
the series; totals are summed rates. A report's log mean adds a bias by source, victim side and type, centred on zero,
and shifts for "at least" and "up to". Daily counts are Poisson; totals negative binomial, one dispersion a series. The
authors ran six chains for hours: what a short run gives is stored in reference/published_model.json, converged or not.
"""

from __future__ import annotations

import os

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import csv
import datetime
import json
import math
import platform
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.interpolate import BSpline

from benchmarks.estimating import LOSSES, SPLITS, write_tables
from tollbook.estimating.backtest import COLUMNS, LEVELS

STORED = Path(__file__).parent / "reference" / "published_model.json"
MEASURE = LOSSES.parent.parent / "tools" / "score_backtest.py"
FIRST_DAY = datetime.date(2022, 2, 24)
DEGREE = 3
DAYS_A_KNOT = 365 / 150
"""The authors' spacing: 150 knots over 365 days."""
HIGHEST = 30.0
"""Predicted log means are cut here, so that a draw of a count always exists."""
SEED = 20220224
REPLICATES = 4000
ENOUGH = 1.01
"""R-hat of a converged run."""
SHIFTED = ("level", "slope", "dispersion", "at_least", "up_to")
"""Unknowns with a mean and a scale of their own."""


@dataclass(frozen=True)
class Rows:
    """Reports as arrays of one length: figure, day from 0, and the indices of series, source and bias."""

    ids: list[str]
    figure: np.ndarray
    day: np.ndarray
    series: np.ndarray
    source: np.ndarray
    side: np.ndarray
    category: np.ndarray
    at_least: np.ndarray
    up_to: np.ndarray
    daily: np.ndarray


@dataclass(frozen=True)
class Sizes:
    """How many there are of each thing that a report is indexed by, and the spline basis (coefficients x days)."""

    series: int
    sources: int
    sides: int
    categories: int
    basis: np.ndarray


def read(folder: Path, split: str) -> tuple[Rows, Rows, Sizes]:
    """The training rows, the test rows and the sizes shared by both."""
    parts = []
    for part in ("train", "test"):
        with (folder / f"{split}-{part}.csv").open(encoding="utf-8", newline="") as file:
            parts.append(list(csv.DictReader(file)))
    everything = parts[0] + parts[1]
    codes = {name: sorted({_key(row, name) for row in everything}) for name in ("series", "source", "side", "category")}
    train, test = (_rows(part, codes) for part in parts)
    days = 1 + int(max(train.day.max(), test.day.max()))
    counts = [len(codes[name]) for name in ("series", "source", "side", "category")]
    return train, test, Sizes(*counts, basis=_basis(days))


def _key(row: dict[str, str], name: str) -> str:
    category = "/".join((row["role"], row["measure"], row["item"]))
    return {
        "series": f"{category}/{row['affiliation']}",
        "source": row["source"],
        "side": row["affiliation"],
        "category": category,
    }[name]


def _rows(rows: list[dict[str, str]], codes: dict[str, list[str]]) -> Rows:
    index = {name: {key: place for place, key in enumerate(keys)} for name, keys in codes.items()}
    return Rows(
        ids=[row["claim_id"] for row in rows],
        figure=np.array([float(row["low"] or row["high"]) for row in rows]),
        day=np.array([(datetime.date.fromisoformat(row["as_of"]) - FIRST_DAY).days for row in rows]),
        at_least=np.array([float(row["bound"] == "at_least") for row in rows]),
        up_to=np.array([float(row["bound"] == "up_to") for row in rows]),
        daily=np.array([row["period"] == "day" for row in rows]),
        **{name: np.array([known[_key(row, name)] for row in rows]) for name, known in index.items()},
    )


def _basis(days: int) -> np.ndarray:
    """Cubic B-splines with clamped ends, evaluated on each day."""
    knots = np.linspace(0, days - 1, round(days / DAYS_A_KNOT))
    padded = np.concatenate([[knots[0]] * DEGREE, knots, [knots[-1]] * DEGREE])
    return BSpline.design_matrix(np.arange(days, dtype=float), padded, DEGREE).toarray().T


def unknowns(sizes: Sizes) -> dict[str, Any]:
    """Every unknown, drawn from its prior; scaled and shifted only where it is used."""
    import numpyro
    from numpyro import distributions as dist

    normal, positive = dist.Normal(0.0, 1.0), dist.HalfNormal(1.0)
    by_source = (sizes.sources, sizes.sides)
    priors: dict[str, Any] = {f"{name}_mean": normal for name in SHIFTED}
    priors |= {f"{name}_scale": positive for name in (*SHIFTED, "bias")}
    priors |= {name: normal.expand([sizes.series]) for name in ("level", "slope", "dispersion")}
    priors |= {name: normal.expand([sizes.sources]) for name in ("at_least", "up_to")}
    priors |= {
        "bias": normal.expand(by_source),
        "bias_type_scale": positive.expand(by_source),
        "bias_type": normal.expand((*by_source, sizes.categories)),
        "spline": normal.expand([sizes.series, len(sizes.basis)]),
        "spline_scale": positive.expand([sizes.series]),
        "spline_correlation": dist.LKJCholesky(sizes.series, concentration=2.0),
    }
    return {name: numpyro.sample(name, prior.to_event()) for name, prior in priors.items()}


def log_rates(z: dict[str, Any], sizes: Sizes) -> tuple[Any, Any]:
    """The log of daily rates and of totals, each series x days, from one draw."""
    from jax import lax
    from jax import numpy as jnp

    year = np.arange(1, sizes.basis.shape[1] + 1) / 365
    level, slope = (z[f"{name}_mean"] + z[f"{name}_scale"] * z[name] for name in ("level", "slope"))
    coefficients = z["spline_scale"][:, None] * (z["spline_correlation"] @ z["spline"])
    daily = level[:, None] + slope[:, None] * year + coefficients @ jnp.asarray(sizes.basis)
    return daily, lax.cumlogsumexp(daily, axis=1)


def log_means(z: dict[str, Any], rows: Rows, sizes: Sizes) -> tuple[Any, Any]:
    """The log mean of each row's figure, and the log of its series' negative binomial size, from one draw."""
    from jax import numpy as jnp

    daily, total = log_rates(z, sizes)
    truth = jnp.where(rows.daily, daily[rows.series, rows.day], total[rows.series, rows.day])
    biases = z["bias_scale"] * z["bias"][:, :, None] + z["bias_type_scale"][:, :, None] * z["bias_type"]
    mean = truth + biases[rows.source, rows.side, rows.category]
    for name, holds in (("at_least", rows.at_least), ("up_to", rows.up_to)):
        mean = mean + holds * (z[f"{name}_mean"] + z[f"{name}_scale"] * z[name])[rows.source]
    size = -(z["dispersion_mean"] + z["dispersion_scale"] * z["dispersion"])
    return mean, size[rows.series]


def log_likelihood(z: dict[str, Any], train: Rows, sizes: Sizes) -> Any:
    """Poisson for daily counts, negative binomial for totals; a sum over the rows."""
    from jax import numpy as jnp
    from jax.scipy.special import gammaln

    mean, log_size = log_means(z, train, sizes)
    figure, size = jnp.asarray(train.figure), jnp.exp(log_size)
    poisson = figure * mean - jnp.exp(jnp.where(train.daily, mean, 0.0))
    both = jnp.logaddexp(mean, log_size)
    totals = gammaln(figure + size) - gammaln(size) + size * (log_size - both) + figure * (mean - both)
    return (jnp.where(train.daily, poisson, totals) - gammaln(figure + 1)).sum()


def sample(train: Rows, sizes: Sizes, settings: argparse.Namespace) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Draws by NUTS, each chains x draws x shape, and how the run went."""
    import jax
    import numpyro
    from numpyro.infer import MCMC, NUTS, init_to_uniform

    def density() -> None:
        numpyro.factor("reports", log_likelihood(unknowns(sizes), train, sizes))

    kernel = NUTS(
        density, target_accept_prob=0.9, max_tree_depth=settings.depth, init_strategy=init_to_uniform(radius=0.25)
    )
    sampler = MCMC(
        kernel,
        num_warmup=settings.warm_up,
        num_samples=settings.draws,
        num_chains=settings.chains,
        chain_method="vectorized",
        progress_bar=False,
    )
    sampler.run(jax.random.PRNGKey(settings.seed), extra_fields=("diverging", "num_steps"))
    draws = {name: np.asarray(values) for name, values in sampler.get_samples(group_by_chain=True).items()}
    extra = {name: np.asarray(values) for name, values in sampler.get_extra_fields().items()}
    return draws, {
        "divergences": int(extra["diverging"].sum()),
        "share_at_greatest_depth": round(float((extra["num_steps"] >= 2**settings.depth - 1).mean()), 3),
    }


def checks(draws: dict[str, np.ndarray], sizes: Sizes) -> dict[str, Any]:
    """R-hat and effective sample size of all unknowns, and of the log totals on the last day."""
    import jax
    from numpyro.diagnostics import summary

    pooled = {name: values.reshape(-1, *values.shape[2:]) for name, values in draws.items()}
    ends = np.asarray(jax.lax.map(lambda z: log_rates(z, sizes)[1][:, -1], pooled))
    chains = next(iter(draws.values())).shape[:2]
    return {
        "unknowns": _numbers(list(summary(draws).values())),
        "log_totals_on_the_last_day": _numbers([summary({"ends": ends.reshape(*chains, -1)})["ends"]]),
    }


def _numbers(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The worst and typical values; the fixed zeros of a triangular matrix have none and are left out."""
    r_hat, size = (np.concatenate([np.ravel(entry[key]) for entry in found]) for key in ("r_hat", "n_eff"))
    r_hat, size = r_hat[np.isfinite(r_hat)], size[np.isfinite(size)]
    return {
        "n": len(r_hat),
        "r_hat_worst": round(float(r_hat.max()), 3),
        "r_hat_share_above_1.01": round(float((r_hat > ENOUGH).mean()), 3),
        "effective_sample_size_least": round(float(size.min()), 1),
        "effective_sample_size_median": round(float(np.median(size)), 1),
    }


def predict(draws: dict[str, np.ndarray], test: Rows, sizes: Sizes, seed: int) -> np.ndarray:
    """Quantiles of the predicted figure, rows x LEVELS."""
    import jax

    pooled = {name: values.reshape(-1, *values.shape[2:]) for name, values in draws.items()}
    found = jax.lax.map(lambda z: log_means(z, test, sizes), pooled)
    many = math.ceil(REPLICATES / len(found[0]))
    mean, size = (np.tile(np.asarray(values), (many, 1)) for values in found)
    generator = np.random.default_rng(seed)
    shape = np.exp(size)
    spread = np.where(test.daily, 0.0, np.log(np.maximum(generator.gamma(shape) / shape, 1e-300)))
    figures = generator.poisson(np.exp(np.minimum(mean + spread, HIGHEST)))
    return np.asarray(np.quantile(figures, LEVELS, axis=0).T)


def score(folder: Path, split: str, ids: list[str], quantiles: np.ndarray) -> dict[str, Any]:
    """The scores by the shared measure."""
    predictions = folder / f"{split}-predictions.csv"
    with predictions.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["claim_id", *COLUMNS])
        writer.writerows([claim, *map(float, row)] for claim, row in zip(ids, quantiles))
    command = [sys.executable, str(MEASURE), str(folder / f"{split}-test.csv"), str(predictions), "--json"]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def run(split: str, settings: argparse.Namespace) -> dict[str, Any]:
    """One run on a split: its settings, diagnostics and scores."""
    import jax
    import numpyro

    jax.config.update("jax_enable_x64", True)
    wall, cpu = time.monotonic(), _cpu()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder)
        train, test, sizes = read(folder, split)
        draws, went = sample(train, sizes, settings)
        found = checks(draws, sizes)
        scores = score(folder, split, test.ids, predict(draws, test, sizes, settings.seed))
    worst = found["unknowns"]["r_hat_worst"]
    converged = worst < ENOUGH and not went["divergences"]
    return {
        "remark": "Converged." if converged else f"Not converged: a short run, R-hat up to {worst:.2f}.",
        "settings": {
            "sampler": "NUTS",
            "chains": settings.chains,
            "warm_up": settings.warm_up,
            "draws": settings.draws,
            "greatest_depth": settings.depth,
            "target_acceptance": 0.9,
            "float": "64 bit",
            "seed": settings.seed,
            "training_rows": len(train.ids),
            "series": sizes.series,
            "spline_coefficients": len(sizes.basis),
        },
        "run": went,
        "wall_seconds": round(time.monotonic() - wall),
        "cpu_seconds": round(_cpu() - cpu),
        "versions": {"numpyro": numpyro.__version__, "jax": jax.__version__, "python": platform.python_version()},
        "diagnostics": found,
        "scores": scores,
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def store(split: str, record: dict[str, Any]) -> None:
    """Put a split's record into the stored file, in place of an older one."""
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    model_of = "Radford, Dai, Stoehr, Schein, Fernandez, Sajid, PNAS 120(34), 2023; own NumPyro version"
    splits = {**stored.get("splits", {}), split: record}
    STORED.write_text(json.dumps({"model": model_of, "splits": splits}, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=SPLITS, default=SPLITS[0])
    parser.add_argument("--chains", type=int, default=2)
    parser.add_argument("--warm-up", type=int, default=60)
    parser.add_argument("--draws", type=int, default=60, help="of each chain")
    parser.add_argument("--depth", type=int, default=7, help="greatest depth of a tree")
    parser.add_argument("--seed", type=int, default=SEED)
    settings = parser.parse_args()
    record = run(settings.split, settings)
    store(settings.split, record)
    print(json.dumps(record, indent=1))


if __name__ == "__main__":
    main()
