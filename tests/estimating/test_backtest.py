"""Predictions of held-out claims: made in a small invented war, and on a sample of the reported losses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.estimating.making import said
from tollbook.claims import Period, Statement
from tollbook.estimating import backtest
from tollbook.messages import Refusal


def war(rows: int, seed: int = 0) -> list[Statement]:
    """Claims of three states on a total that grows by 20 a day; Southland reads 1.5 times too high."""
    rng = np.random.default_rng(seed)
    out = []
    for number in range(rows):
        day = int(rng.integers(5, 150))
        who, bias = (("Southland", 1.5), ("Coastland", 1.0), ("Northland", 0.5))[int(rng.integers(0, 3))]
        value = round(20 * day * bias * float(np.exp(rng.normal(0, 0.05))))
        date = str(np.datetime64("2025-01-01") + day)
        out.append(said(f"w{number}", "killed", value, bound="exact", date=date, who=who))
    return out


def test_predictions_follow_the_source_and_the_day() -> None:
    """Held-out figures lie inside the intervals about as often as they should, with a small score."""
    claims = war(240)
    predictions = backtest.predict(claims[:180], claims[180:])
    found = backtest.score(claims[180:], predictions)
    assert found["macro"].crps < 0.08
    assert 0.75 <= found["all"].cov90 <= 1.0
    assert all((np.diff(q) >= 0).all() and len(q) == 19 for q in predictions.values())


def test_predictions_do_not_see_the_figure_they_predict() -> None:
    """Another value in the test row changes nothing."""
    claims = war(80)
    changed = [said(s.claim.id, "killed", 1, date=s.date or "", who=s.claim.source.name) for s in claims[60:]]  # type: ignore[union-attr]
    for statement in changed:
        statement.claim.bound = "exact"
    first, second = backtest.predict(claims[:60], claims[60:]), backtest.predict(claims[:60], changed)
    assert all(np.array_equal(first[key], second[key]) for key in first)


def test_a_series_never_seen_is_predicted_wide() -> None:
    """What nothing is known of has an interval of more than a factor of ten."""
    unseen = [said("u", "wounded", 900, date="2025-04-01")]
    quantiles = backtest.predict(war(60), unseen)["u"]
    assert quantiles[-1] > 10 * max(quantiles[0], 1)


def test_tables_that_cannot_be_used_are_refused() -> None:
    """Nothing to learn from, no date, no figure to score: each is named."""
    undated = [Statement(claim=said("u", "killed", 5, period=Period()).claim)]
    with pytest.raises(Refusal, match="to learn from"):
        backtest.predict([], war(3))
    with pytest.raises(Refusal, match="claim u has no date"):
        backtest.predict(war(5), undated)
    empty = [said("e", "killed", None)]
    with pytest.raises(Refusal, match="no figure to score"):
        backtest.score(empty, {"e": np.ones(19)})


def test_the_command_prints_the_scores_and_writes_the_quantiles(shared: Path, tmp_path: Path) -> None:
    """On a sample of the reported losses the file holds 19 rising counts for each held-out claim."""
    from click.testing import CliRunner

    from tollbook.cli.backtest import command

    lines = (shared / "data" / "losses" / "claims.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "a.csv").write_text("\n".join([lines[0], *lines[1:600:2]]) + "\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("\n".join([lines[0], *lines[2:600:8]]) + "\n", encoding="utf-8")
    arguments = [f"--{k}={tmp_path / v}" for k, v in (("train", "a.csv"), ("test", "b.csv"), ("out", "p.csv"))]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["all", "other", "macro"]
    written = (tmp_path / "p.csv").read_text(encoding="utf-8").splitlines()
    assert written[0] == "claim_id," + ",".join(backtest.COLUMNS)
    assert len(written) == 1 + len(lines[2:600:8])
