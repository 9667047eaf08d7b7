"""Speed of the estimating room: 20 claims, the reported losses, and growth with the claims up to 100,000.

python -m benchmarks.bench_estimating            all sizes, then 100 simulated cases and the reference fits
python -m benchmarks.bench_estimating --small    3,000 claims at most and 20 cases
"""

# ruff: noqa: E402  (the number of threads must be set before numpy is imported)
from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse
import resource
import time

import numpy as np

from benchmarks import estimating, reference_fits, simulated
from tollbook.claims import Claim, Period, Population, Source, Statement
from tollbook.estimating import backtest
from tollbook.estimating.reconciling import reconcile

SIZES = (3_000, 10_000, 30_000, 100_000)
SERIES = tuple((side, item) for side in ("Northland", "Southland") for item in ("", "tanks", "guns", "jets"))


def generated(rows: int) -> list[Statement]:
    """Claims of five sources on eight series through 300 days."""
    rng = np.random.default_rng(rows)
    sources = ("Northland", "Southland", "Coastland", "Hills", "Elsewhere")
    bias = rng.normal(0, 0.3, (len(sources), len(SERIES)))
    out = []
    for number in range(rows):
        who, what, day = rng.integers(len(sources)), rng.integers(len(SERIES)), int(rng.integers(3, 300))
        side, item = SERIES[what]
        value = float(round(5 * (1 + what) * day * np.exp(bias[who, what] + 0.1 * rng.standard_t(4))))
        claim = Claim(
            id=f"g{number}",
            report="r",
            measure="equipment" if item else "killed",
            item=item or None,
            unit="items" if item else "people",
            evidence=[],
            low=value,
            high=value,
            population=Population(affiliation=side, role="military"),
            source=Source(name=sources[who], kind="official", affiliation=sources[who]),
            period=Period(kind="cumulative", as_of=str(np.datetime64("2025-01-01") + day)),
        )
        out.append(Statement(claim=claim, date=claim.period.as_of))
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    claims = next(found for seed in range(100) if len(found := simulated.simulate(seed)[0]) == 20)
    began = time.process_time()
    reconcile(claims, simulated.CASE, scenarios=False)
    print(f"20 claims, one fit: {time.process_time() - began:.2f} CPU-s")
    if estimating.scores() is not None:
        statements = estimating.read_table(estimating.LOSSES / "claims.csv")
        began = time.process_time()
        backtest.predict(statements, statements)
        print(f"{len(statements):,} reported losses, fit and draws of each: {time.process_time() - began:.1f} CPU-s")
        print(f"memory so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    for rows in SIZES[:1] if small else SIZES:
        made = generated(rows + 100)
        began = time.process_time()
        backtest.predict(made[:rows], made[rows:])
        seconds = time.process_time() - began
        print(f"{rows:,} generated claims: {seconds:.1f} CPU-s, {1e6 * seconds / rows:.0f} µs a claim")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    print("simulated truth, 90 %:", simulated.coverage(20 if small else 100))
    for path in sorted(reference_fits.FOLDER.glob("*.json")):
        if path.stem in reference_fits.cases():
            print("against NUTS:", path.stem, reference_fits.differences(path.stem))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
