"""The quality gates' own behaviour."""

from __future__ import annotations

from benchmarks.gates import below, raised


def test_a_score_under_its_floor_fails() -> None:
    """A score below its floor falls short, one at it does not."""
    assert below("figure_measure", 0.79, 0.80)
    assert not below("figure_measure", 0.80, 0.80)


def test_an_error_above_its_ceiling_fails() -> None:
    """Where lower is better the pinned figure is a ceiling."""
    assert below("macro_crps", 0.37, 0.36)
    assert not below("macro_crps", 0.35, 0.36)


def test_raising_never_loosens() -> None:
    """`--raise` keeps the old floor where today's score is worse."""
    assert raised({"f1": 0.9, "macro_crps": 0.3}, {"f1": 0.8, "macro_crps": 0.5}) == {"f1": 0.9, "macro_crps": 0.3}
    assert raised({"f1": 0.7}, {"f1": 0.8})["f1"] > 0.79
