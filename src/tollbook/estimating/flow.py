"""From the unknowns to the quantities of a case, and backwards from slopes in the quantities to slopes in the unknowns.

Every unknown is a standard normal number. Those sent arrive in stretches of time; of those in the ranks a share leaves
in each stretch, split into killed, wounded, captured and missing; of those sent, less the dead and the lost, a share is
present. Every order that must hold (parts within totals, losses within those sent) holds by construction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tollbook.estimating.case import Alignment, Prior
from tollbook.estimating.observing import PARTS, Array, Observation

KILLED_LOGIT = (-1.0, 0.75)
"""Share killed of killed and wounded before any claim: median 27 %, nine in ten between 10 and 56 %."""
KILLED_DRIFT = 0.45
RARE_LOGIT = {"captured": (-4.5, 1.5), "missing": (-3.5, 1.5)}
"""Log of captured and missing relative to casualties."""
PRESENT_LOGIT = (1.6, 0.8)
"""Share of those sent and unhurt who are present at a time."""
PRESENT_DRIFT = 0.7
LEVEL = 1.0
HAZARD = 1.3
"""Standard deviations of the log hazard: of the whole case and of one stretch around it."""
FORCE_LEVEL = 0.8
ARRIVAL = (-3.9, 1.8)
"""Log of the growth of the force in one stretch of time: median 2 %."""


@dataclass
class Layout:
    """Places of the unknowns in the vector; `size` is its length."""

    size: int = 0
    of: dict[str, slice] = field(default_factory=dict)

    def add(self, name: str, count: int = 1) -> None:
        """Give `count` places to `name`."""
        self.of[name] = slice(self.size, self.size + count)
        self.size += count


@dataclass
class Design:
    """A case's counted claims with everything the model needs, as arrays; rows are claims."""

    observations: list[Observation]
    knots: list[int]
    flat: bool
    prior: Prior
    layout: Layout
    alignments: list[Alignment]
    numerators: Array
    denominators: Array
    has_base: npt.NDArray[np.bool_]
    log_per: Array
    value: Array
    width: Array
    widening: Array
    kind: npt.NDArray[np.int_]
    error: npt.NDArray[np.int_]
    wrong: Array
    bias: Array
    """Claims by unknowns: how much each bias enters each figure."""
    centre: Array
    """The centre of the bias of each claim."""
    force_centre: float
    hazard_centre: Array
    rare: Sequence[str]
    has_stock: bool


@dataclass
class Flow:
    """What one pass from unknowns to quantities leaves behind for the way back; rows are draws."""

    sent: Array
    growing: Array | None
    hazard: Array
    leaving: Array
    ranks: Array
    """In the ranks in each stretch, before its losses."""
    lost: Array
    dead: Array
    rare: dict[str, Array]
    whole: Array
    present: Array | None
    found: Array
    """Draws by quantity by knot."""


KILLED, WOUNDED, DEPLOYED, STRENGTH = (PARTS.index(name) for name in ("killed", "wounded", "deployed", "strength"))


def flow(unknowns: Array, design: Design) -> Flow:
    """The quantities that follow from `unknowns` (draws by `layout.size`)."""
    of, z = design.layout.of, unknowns
    draws, stretches = len(z), len(design.knots) - 1
    many = stretches > 1
    log_sent = np.repeat(design.force_centre + FORCE_LEVEL * z[:, of["force"]], stretches + 1, axis=1)
    growing = None
    if many:
        growing = np.clip(ARRIVAL[0] + ARRIVAL[1] * z[:, of["arrivals"]], -30, 4)
        log_sent[:, 1:] += np.cumsum(np.log1p(np.exp(growing)), axis=1)
    sent = np.exp(np.clip(log_sent, -5.0, 30.0))
    hazard = design.hazard_centre + LEVEL * z[:, of["level"]]
    killed = np.repeat(KILLED_LOGIT[0] + KILLED_LOGIT[1] * z[:, of["killed"]], stretches, axis=1)
    if many:
        hazard = hazard + HAZARD * z[:, of["hazard"]]
        killed = killed + KILLED_DRIFT * z[:, of["drift"]]
    hazard = np.clip(hazard, -30.0, 3.0)
    leaving = -np.expm1(-np.exp(hazard))
    dead = 1 / (1 + np.exp(-np.clip(killed, -30, 30)))
    rare = {n: np.exp(np.clip(RARE_LOGIT[n][0] + RARE_LOGIT[n][1] * z[:, of[n]], -30, 5)) for n in design.rare}
    whole = np.ones((draws, 1)) + sum(rare.values())
    ranks, lost = np.empty((draws, stretches)), np.empty((draws, stretches))
    left = sent[:, 0]
    for at in range(stretches):
        ranks[:, at] = left + (sent[:, at + 1] - sent[:, at])
        lost[:, at] = ranks[:, at] * leaving[:, at]
        left = ranks[:, at] - lost[:, at]
    hurt = lost / whole
    found = np.zeros((draws, len(PARTS), stretches + 1))
    found[:, KILLED, 1:] = np.cumsum(hurt * dead, axis=1)
    found[:, WOUNDED, 1:] = np.cumsum(hurt * (1 - dead), axis=1)
    for name, ratio in rare.items():
        found[:, PARTS.index(name), 1:] = np.cumsum(hurt * ratio, axis=1)
    found[:, DEPLOYED] = sent
    found[:, STRENGTH] = sent
    present = None
    if design.has_stock:
        steps = z[:, of["present"]]
        logit = PRESENT_LOGIT[0] + PRESENT_LOGIT[1] * steps[:, :1]
        logit = logit + PRESENT_DRIFT * np.pad(steps[:, 1:], ((0, 0), (1, 0)))
        present = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
        found[:, STRENGTH] = (sent - _gone(found)) * present
    return Flow(sent, growing, hazard, leaving, ranks, lost, dead, rare, whole, present, found)


def _gone(found: Array) -> Array:
    """Those who can never be present again: dead, captured, missing."""
    gone: Array = found[:, KILLED] + found[:, PARTS.index("captured")] + found[:, PARTS.index("missing")]
    return gone


def flow_gradient(slopes: Array, state: Flow, design: Design) -> Array:
    """Slopes in the unknowns, given slopes in the quantities (draws by quantity by knot)."""
    of, stretches = design.layout.of, len(design.knots) - 1
    many = stretches > 1
    out = np.zeros((len(slopes), design.layout.size))
    g = slopes.copy()
    if state.present is not None:
        share = g[:, STRENGTH] * state.present
        in_logit = share * (1 - state.present) * (state.sent - _gone(state.found))
        for name in ("killed", "captured", "missing"):
            g[:, PARTS.index(name)] -= share
        g[:, DEPLOYED] += share
        places = of["present"]
        out[:, places.start] = PRESENT_LOGIT[1] * in_logit.sum(axis=1)
        out[:, places.start + 1 : places.stop] = PRESENT_DRIFT * in_logit[:, 1:]
    else:
        g[:, DEPLOYED] += g[:, STRENGTH]
    steps = np.flip(np.cumsum(np.flip(g[:, :, 1:], axis=2), axis=2), axis=2)
    hurt = state.lost / state.whole
    in_hurt = steps[:, KILLED] * state.dead + steps[:, WOUNDED] * (1 - state.dead)
    for name, ratio in state.rare.items():
        in_hurt = in_hurt + steps[:, PARTS.index(name)] * ratio
    in_whole = -(in_hurt * hurt / state.whole).sum(axis=1)
    for name, ratio in state.rare.items():
        in_ratio = (steps[:, PARTS.index(name)] * hurt).sum(axis=1) + in_whole
        out[:, of[name].start] = RARE_LOGIT[name][1] * ratio[:, 0] * in_ratio
    in_killed = hurt * (steps[:, KILLED] - steps[:, WOUNDED]) * state.dead * (1 - state.dead)
    in_sent, in_leaving = _back_through_ranks(g[:, DEPLOYED].copy(), in_hurt / state.whole, state)
    in_hazard = in_leaving * np.exp(state.hazard - np.exp(state.hazard))
    in_log = in_sent * state.sent
    out[:, of["force"].start] = FORCE_LEVEL * in_log.sum(axis=1)
    out[:, of["level"].start] = LEVEL * in_hazard.sum(axis=1)
    out[:, of["killed"].start] = KILLED_LOGIT[1] * in_killed.sum(axis=1)
    if many and state.growing is not None:
        in_growth = np.flip(np.cumsum(np.flip(in_log[:, 1:], axis=1), axis=1), axis=1)
        out[:, of["arrivals"]] = ARRIVAL[1] * in_growth / (1 + np.exp(-state.growing))
        out[:, of["hazard"]] = HAZARD * in_hazard
        out[:, of["drift"]] = KILLED_DRIFT * in_killed
    return out


def _back_through_ranks(in_sent: Array, in_lost: Array, state: Flow) -> tuple[Array, Array]:
    """Slopes in those sent at each knot and in the share that leaves in each stretch."""
    stretches = in_lost.shape[1]
    in_leaving = np.empty_like(in_lost)
    after = np.zeros(len(in_sent))
    for at in range(stretches - 1, -1, -1):
        in_leaving[:, at] = (in_lost[:, at] - after) * state.ranks[:, at]
        before = after * (1 - state.leaving[:, at]) + in_lost[:, at] * state.leaving[:, at]
        in_sent[:, at + 1] += before
        in_sent[:, at] -= before
        after = before
    in_sent[:, 0] += after
    return in_sent, in_leaving
