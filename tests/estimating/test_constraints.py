"""What follows from the claims alone: the seed article's arithmetic, conflicts, radii."""

from __future__ import annotations

import pytest

from tests.estimating.making import CASE, said
from tollbook.claims import Statement
from tollbook.estimating.constraints import Radius, face_value, taken_at_its_word
from tollbook.estimating.inclusion import sort_claims
from tollbook.estimating.results import Bounds, Conflict


def reason(statements: list[Statement]) -> tuple[dict[str, Bounds], list[Conflict], dict[str, Radius]]:
    """Bounds by measure, conflicts and radii of these claims."""
    verdicts = sort_claims(statements, CASE)
    last = max(v.day for v in verdicts)
    bounds, conflicts, radii = face_value(verdicts, CASE, "deployed", last, ["casualties", "killed", "wounded"])
    return {b.measure: b for b in bounds}, conflicts, radii


def test_a_share_of_a_force_bounds_the_casualties_and_the_dead_bound_the_wounded() -> None:
    """A third to a half of 11,000 to 12,000 is 3,667 to 6,000; with up to 1,000 dead, at least 2,667 wounded."""
    bounds, conflicts, _ = reason(
        [
            said("force", "deployed", 11000, 12000, "range"),
            said("share", "casualties", 1 / 3, 0.5, "range", share_of="deployed"),
            said("dead", "killed", 1000, bound="up_to"),
        ]
    )
    assert not conflicts
    assert bounds["casualties"].low == pytest.approx(3666.67, abs=0.01)
    assert bounds["casualties"].high == pytest.approx(6000)
    assert bounds["killed"].high == pytest.approx(1000)
    assert bounds["wounded"].low == pytest.approx(2666.67, abs=0.01)
    chain = bounds["wounded"].chain[0]
    assert "at most 1,000 killed" in chain
    assert "at least 11,000 sent" in chain
    assert chain.endswith("so at least 2,667 wounded")


def test_the_fewest_claims_that_cannot_all_hold_are_named() -> None:
    """A conflict leaves out every claim that has no part in it, and says by how much one would have to move."""
    _, conflicts, radii = reason(
        [
            said("force", "deployed", 3000, bound="exact", date="2025-05-01"),
            said("aside", "killed", 10, bound="at_least", date="2025-05-02"),
            said("dead", "killed", 400, bound="at_least", date="2025-05-03"),
            said("total", "casualties", 300, bound="up_to", date="2025-06-01"),
        ]
    )
    assert len(conflicts) == 1
    assert set(conflicts[0].claims) == {"dead", "total"}
    assert "cannot all hold" in conflicts[0].words
    assert radii["total"] == Radius(0.0, None)
    assert radii["dead"].by == "total"
    assert radii["dead"].size == pytest.approx((400 - 300) / 300 / 0.2, abs=0.1)


def test_earlier_totals_bound_later_ones() -> None:
    """What was lost by May is lost in June."""
    bounds, _, _ = reason(
        [
            said("may", "killed", 500, bound="at_least", date="2025-05-01"),
            said("june", "casualties", 900, bound="up_to", date="2025-06-01"),
        ]
    )
    assert bounds["casualties"].low == pytest.approx(500)
    assert bounds["wounded"].high == pytest.approx(400)


@pytest.mark.parametrize(
    ("value", "bound", "ends"),
    [
        (4000, "approx", (3500, 4500)),
        (4700, "approx", (4650, 4750)),
        (4710, "approx", (4705, 4715)),
        (4700, "exact", (4700, 4700)),
        (120, "approx", (115, 125)),
    ],
)
def test_about_a_number_is_what_rounds_to_it(value: float, bound: str, ends: tuple[float, float]) -> None:
    """The zeros of a round number are no claim to precision."""
    assert taken_at_its_word(said("a", "killed", value, bound=bound).claim) == ends
