"""Reference fits of small cases by NUTS, kept with the checks they passed; and how far our own fits lie from them.

    python -m benchmarks.reference_fits                       compare our fits with the stored ones
    uv run --with numpyro python -m benchmarks.reference_fits --write
                                                              fit them anew (NumPyro, some minutes) and store them

The density is written here a second time, for JAX and one draw, from docs/method.md; only the arrays of the design are
shared with the package. A fit is stored with seed, versions, R-hat, effective sample size and divergences.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.simulated import CASE, simulate
from tollbook.claims import Claim, Period, Population, Source, Statement
from tollbook.estimating import fitting, flow, model
from tollbook.estimating.case import Case
from tollbook.estimating.flow import Design
from tollbook.estimating.observing import AT_LEAST, FLOOR, FORCE, PARTS
from tollbook.estimating.reconciling import design_of, weigh

FOLDER = Path(__file__).parent / "reference"
MEASURES = ("killed", "wounded", "casualties", "deployed")
LEVELS = (0.05, 0.5, 0.95)
SEED = 7


def cases() -> dict[str, tuple[list[Statement], Case]]:
    """The reference cases: three simulated ones without a time axis, and one through five months."""
    found = {f"simulated-{seed}": (simulate(seed)[0], CASE) for seed in (11, 12, 13)}
    return {**found, "five-months": (_five_months(), CASE)}


def _five_months() -> list[Statement]:
    rows = [
        ("strength", 8000, 8000, "approx", "2025-01-20", "Southland"),
        ("strength", 9000, 10000, "range", "2025-03-01", "Coastland"),
        ("casualties", 500, None, "at_least", "2025-02-01", "Southland"),
        ("casualties", 1200, 1200, "approx", "2025-02-20", "Southland"),
        ("killed", 200, 200, "approx", "2025-02-25", "Coastland"),
        ("casualties", 1500, 2000, "range", "2025-03-20", "Coastland"),
        ("killed", None, 900, "up_to", "2025-04-10", "Southland"),
        ("wounded", 1600, 1600, "approx", "2025-04-15", "Southland"),
        ("casualties", 2600, 2600, "approx", "2025-05-01", "Southland"),
        ("killed", 450, 450, "approx", "2025-05-20", "Coastland"),
        ("killed", 110, 110, "exact", "2025-05-25", "Northland"),
        ("casualties", 2500, 2500, "approx", "2025-06-01", "Coastland"),
    ]
    return [
        Statement(
            claim=Claim(
                id=f"m{place}",
                report="r",
                measure=measure,  # type: ignore[arg-type]
                evidence=[],
                low=low,
                high=high,
                bound=bound,  # type: ignore[arg-type]
                population=Population(affiliation="Northland", role="military"),
                source=Source(text=who, name=who, kind="official", affiliation=who),
                period=Period(kind="cumulative", as_of=date),
            ),
            date=date,
        )
        for place, (measure, low, high, bound, date, who) in enumerate(rows)
    ]


def design(name: str) -> Design:
    """The design of a reference case."""
    statements, case = cases()[name]
    return design_of(weigh(statements, case), case)


def quantiles(found: np.ndarray, of: Design) -> dict[str, list[float]]:
    """Quantiles of the measures on the last date."""
    draws = fitting.at_date(found, of, of.knots[-1], ("killed", "wounded"))
    return {name: [round(float(q), 3) for q in np.quantile(draws[name], LEVELS)] for name in MEASURES}


def differences(name: str, draws: int = 4000) -> dict[str, float]:
    """Largest relative gap of our medians and of our 90 % ends from the stored reference."""
    stored = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["quantiles"]
    of = design(name)
    ours = quantiles(fitting.fit(of, 1, draws, 10).found, of)
    gaps = np.array([[abs(a / b - 1) for a, b in zip(ours[m], stored[m])] for m in MEASURES])
    return {"median": round(float(gaps[:, 1].max()), 4), "ends": round(float(gaps[:, [0, 2]].max()), 4)}


def log_density(z: Any, of: Design, jnp: Any, logistic: Any) -> Any:
    """The log likelihood of one vector of unknowns."""
    found = _quantities(z, of, jnp, logistic)
    flat = found.reshape(-1)
    over = jnp.log(jnp.maximum(jnp.asarray(of.numerators) @ flat, 1e-3)) - jnp.asarray(of.log_per)
    under = jnp.log(jnp.maximum(jnp.asarray(of.denominators) @ flat, 1e-3))
    mean = over - jnp.where(jnp.asarray(of.has_base), under, 0.0) + jnp.asarray(of.centre) + jnp.asarray(of.bias) @ z
    errors = jnp.exp(model.ERROR_SPREAD * z[of.layout.of["error"]])[jnp.asarray((of.error == FORCE).astype(int))]
    own = errors * jnp.asarray(np.array(model.ERROR)[of.error] * of.widening)
    scale = jnp.sqrt(own**2 + jnp.asarray(of.width) ** 2)
    away = jnp.asarray(of.value) - mean
    slack = jnp.asarray(model.slack(of))
    wide = jnp.sqrt(scale**2 + slack**2)
    allowed = jnp.where(jnp.asarray(of.kind == AT_LEAST), away < 0, away >= 0)
    side = jnp.where(allowed, wide, scale)
    v = model.FREEDOM
    constant = math.lgamma((v + 1) / 2) - math.lgamma(v / 2) - 0.5 * math.log(v * math.pi)
    log = constant - (v + 1) / 2 * jnp.log1p((away / side) ** 2 / v) - jnp.log(0.5 * (scale + wide))
    wrong = jnp.asarray(of.wrong)
    log = jnp.logaddexp(jnp.log1p(-wrong) + log, jnp.log(wrong * model.ANYTHING))
    holds = logistic(-model.STEEP * away / scale)
    floor = jnp.log((1 - model.FLOOR_WRONG) * holds + model.FLOOR_WRONG)
    return jnp.where(jnp.asarray(of.kind == FLOOR), floor, log).sum()


def _quantities(z: Any, of: Design, jnp: Any, logistic: Any) -> Any:
    """Quantity by knot for one vector of unknowns, without a stock apart from the force."""
    at, stretches = of.layout.of, len(of.knots) - 1
    many = stretches > 1
    log_sent = [of.force_centre + flow.FORCE_LEVEL * z[at["force"]][0]]
    for k in range(stretches):
        growth = jnp.log1p(jnp.exp(flow.ARRIVAL[0] + flow.ARRIVAL[1] * z[at["arrivals"]][k])) if many else 0.0
        log_sent.append(log_sent[-1] + growth)
    sent = jnp.exp(jnp.stack(log_sent))
    hazard = jnp.asarray(of.hazard_centre) + flow.LEVEL * z[at["level"]][0]
    killed = flow.KILLED_LOGIT[0] + flow.KILLED_LOGIT[1] * z[at["killed"]][0] + jnp.zeros(stretches)
    if many:
        hazard = hazard + flow.HAZARD * z[at["hazard"]]
        killed = killed + flow.KILLED_DRIFT * z[at["drift"]]
    leaving, dead = 1 - jnp.exp(-jnp.exp(hazard)), logistic(killed)
    ranks, fallen, hurt = sent[0], [jnp.zeros(())], [jnp.zeros(())]
    for k in range(stretches):
        ranks = ranks + sent[k + 1] - sent[k]
        lost = ranks * leaving[k]
        ranks = ranks - lost
        fallen.append(fallen[-1] + lost * dead[k])
        hurt.append(hurt[-1] + lost * (1 - dead[k]))
    zero = jnp.zeros(stretches + 1)
    rows = {"killed": jnp.stack(fallen), "wounded": jnp.stack(hurt), "deployed": sent, "strength": sent}
    return jnp.stack([rows.get(name, zero) for name in PARTS])


def write() -> None:
    """Fit every reference case by NUTS and store it with its checks."""
    import jax
    import numpyro
    from jax import numpy as jnp
    from jax.nn import sigmoid
    from numpyro.diagnostics import summary
    from numpyro.infer import MCMC, NUTS

    jax.config.update("jax_enable_x64", True)
    FOLDER.mkdir(exist_ok=True)
    for name in cases():
        of = design(name)

        def potential(z: Any, of: Design = of) -> Any:
            return 0.5 * (z**2).sum() - log_density(z, of, jnp, sigmoid)

        kernel = NUTS(potential_fn=potential, target_accept_prob=0.95)
        sampler = MCMC(
            kernel, num_warmup=1500, num_samples=4000, num_chains=4, chain_method="vectorized", progress_bar=False
        )
        start = jnp.asarray(np.random.default_rng(SEED).normal(0, 0.3, (4, of.layout.size)))
        sampler.run(jax.random.PRNGKey(SEED), init_params=start, extra_fields=("diverging",))
        chains = np.asarray(sampler.get_samples(group_by_chain=True))
        checks = summary({"z": chains})["z"]
        record = {
            "case": name,
            "method": "NUTS, 4 chains of 4,000 draws after 1,500",
            "seed": SEED,
            "versions": {"numpyro": numpyro.__version__, "jax": jax.__version__},
            "r_hat": round(float(np.max(checks["r_hat"])), 4),
            "effective_sample_size": round(float(np.min(checks["n_eff"]))),
            "divergences": int(np.sum(sampler.get_extra_fields()["diverging"])),
            "unknowns": of.layout.size,
            "levels": LEVELS,
            "quantiles": quantiles(model.quantities(chains.reshape(-1, of.layout.size), of), of),
        }
        (FOLDER / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        print(name, {key: record[key] for key in ("r_hat", "effective_sample_size", "divergences")}, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        write()
    for path in sorted(FOLDER.glob("*.json")):
        if path.stem in cases():
            print(path.stem, differences(path.stem))


if __name__ == "__main__":
    main()
