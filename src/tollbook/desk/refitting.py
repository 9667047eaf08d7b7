"""The estimate after a decision: the draws of the last fit weighed anew where they can be, else a whole fit.

Runs in the process that fits. A whole fit of a case of a hundred reports takes ten seconds of processor time;
weighing the draws anew takes half of one, and shows what the decision moved without the noise of two separate fits.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from tollbook.claims import Statement
from tollbook.estimating import fitting
from tollbook.estimating.case import Case
from tollbook.estimating.fitting import Fit
from tollbook.estimating.observing import is_flat
from tollbook.estimating.reconciling import (
    SEED,
    Face,
    Weighing,
    concluded,
    design_of,
    face_value_of,
    fit_of,
    weigh,
)
from tollbook.estimating.results import Estimate
from tollbook.messages import Refusal
from tollbook.tracing.directory import Directory
from tollbook.tracing.records import Trace

ENOUGH = 0.1
"""Share of the draws that must stay effective for them to stand for the new claims."""
ALL = 1.0 - 1e-9


@dataclass
class Last:
    """The last whole fit of a case, with what its claims say at face value and a fingerprint of those claims."""

    fit: Fit
    said: bytes
    face: Face


_LAST: dict[str, list[Last]] = {}
"""The last whole fits by name of the case, newest first, for as long as this process lives."""
KEPT = 4


def estimate(
    statements: list[Statement], case: Case, trace: Trace, directory: Directory, *, quick: bool, keep: bool
) -> tuple[Estimate, bool]:
    """The estimate, and whether it is a first look that a whole fit should follow; raises Refusal as `reconcile`.

    `quick` allows the draws of the last whole fit; `keep` lets this one be the last when it is whole.
    """
    weighing = weigh(statements, case, trace, None, directory)
    said = fingerprint(weighing)
    known = sorted(_LAST.get(case.name, []), key=lambda last: last.said != said)
    if quick and known and (found := _first_look(weighing, case, trace, known[0], said)) is not None:
        return found
    fitted = fit_of(weighing, case)
    face = known[0].face if known and known[0].said == said else face_value_of(weighing, case)
    if keep:
        others = [last for last in _LAST.get(case.name, []) if last.said != said]
        _LAST[case.name] = [Last(fitted, said, face), *others][:KEPT]
    return concluded(weighing, fitted, case, trace, scenarios=False, face=face), False


def _first_look(weighing: Weighing, case: Case, trace: Trace, last: Last, said: bytes) -> tuple[Estimate, bool] | None:
    """The estimate from the draws of the last fit; None where too few of them fit the claims."""
    earlier = last.fit.design
    if weighing.last != earlier.knots[-1] or is_flat(weighing.observations) != earlier.flat:
        return None
    design = design_of(weighing, case, knots=earlier.knots)
    fitted, share = fitting.reweighted(last.fit, design, np.random.default_rng(SEED))
    if share < ENOUGH:
        return None
    try:
        found = concluded(weighing, fitted, case, trace, scenarios=False, face=last.face)
    except Refusal:
        return None
    return found, share < ALL or said != last.said


def fingerprint(weighing: Weighing) -> bytes:
    """All of the weighed claims that their face value depends on."""
    kept = [(v.statement.claim, v.role, v.day) for v in weighing.verdicts if v.role in ("counted", "part")]
    return msgspec.msgpack.encode([kept, weighing.force, weighing.last])
