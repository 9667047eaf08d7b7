"""The draws of a fit weighed anew for other claims stand for a fit of those claims."""

from __future__ import annotations

import numpy as np

from tests.estimating.making import CASE, said
from tollbook.estimating import fitting
from tollbook.estimating.reconciling import concluded, design_of, fit_of, reconcile, weigh

CLAIMS = [
    said("a", "casualties", 1000, date="2025-03-01"),
    said("b", "casualties", 1200, date="2025-04-01", who="Coastland"),
    said("c", "killed", 300, date="2025-04-10"),
    said("d", "deployed", 8000, date="2025-02-01"),
    said("e", "casualties", 1500, date="2025-05-01"),
    said("f", "casualties", 1900, date="2025-06-01", who="Coastland"),
]


def test_the_same_claims_give_the_same_draws() -> None:
    """Nothing moves where no claim changed: every draw keeps its weight and the estimate is the same to the digit."""
    weighing = weigh(CLAIMS, CASE)
    earlier = fit_of(weighing, CASE, draws=400)
    design = design_of(weighing, CASE, knots=earlier.design.knots)
    fitted, share = fitting.reweighted(earlier, design, np.random.default_rng(1))
    assert share > 0.999999
    again = concluded(weighing, fitted, CASE, None, scenarios=False)
    assert again.figures == reconcile(CLAIMS, CASE, draws=400, scenarios=False).figures


def test_draws_weighed_anew_come_near_a_fit_of_their_own() -> None:
    """With one claim gone the median is that of a whole fit within the noise of the two."""
    earlier = fit_of(weigh(CLAIMS, CASE), CASE)
    for gone in ("b", "e"):
        claims = [claim for claim in CLAIMS if claim.claim.id != gone]
        weighing = weigh(claims, CASE)
        design = design_of(weighing, CASE, knots=earlier.design.knots)
        fitted, share = fitting.reweighted(earlier, design, np.random.default_rng(1))
        assert share > 0.1
        near = concluded(weighing, fitted, CASE, None, scenarios=False).figure("casualties")
        whole = reconcile(claims, CASE, scenarios=False).figure("casualties")
        assert near is not None
        assert whole is not None
        gap = abs(np.log(near.interval.median / whole.interval.median))
        assert gap < 0.15 * np.log(whole.interval.high90 / whole.interval.low90)
