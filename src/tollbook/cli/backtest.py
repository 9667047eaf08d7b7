"""`tollbook backtest`: predict claims that were held out, and score the predictions."""

from __future__ import annotations

from pathlib import Path

import click

from tollbook.cli.cases import one_thread
from tollbook.cli.ledgers import note

EPILOG = """\b
Example:
  tollbook backtest --train early.csv --test late.csv --out predictions.csv
"""


@click.command("backtest", epilog=EPILOG)
@click.option("--train", required=True, metavar="A.csv", help="Claims to learn from, as for `tollbook import`.")
@click.option("--test", required=True, metavar="B.csv", help="Claims to predict; their figures serve the score alone.")
@click.option("--out", metavar="P.csv", help="Write the predictive quantiles here: claim_id, q05, q10, ... q95.")
@click.option("--seed", type=int, help="Seed of the draws.")
def command(train: str, test: str, out: str | None, seed: int | None) -> None:
    """Predict each held-out claim from its source, measure, group, period, date and bound, and score it.

    Prints CRPS on log(1 + figure) and the coverage of the central 50 and 90 % for all claims, for those other than the
    densest series, and as the mean over cells (macro).
    """
    import time

    one_thread()
    from tollbook.estimating import backtest
    from tollbook.ledger.importing import read_table

    began = time.process_time()
    learned, held = read_table(train), read_table(test)
    options = {} if seed is None else {"seed": seed}
    predictions = backtest.predict(learned, held, **options)
    if out is not None:
        backtest.write(predictions, Path(out))
    for name, found in backtest.score(held, predictions).items():
        click.echo(
            f"{name:6} n {found.n:5} CRPS {found.crps:.3f} coverage 50 % {found.cov50:.2f} 90 % {found.cov90:.2f}"
        )
    note(f"{len(learned):,} claims learned from, {len(held):,} predicted, {time.process_time() - began:.1f} s")
