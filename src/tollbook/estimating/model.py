"""The model of a small case as plain functions: what claims would say if the losses, biases and errors were known.

Every unknown is a standard normal number; `Layout` names its place in the vector. From it follow the quantities of the
case, by construction in order: those sent, of whom in each stretch of time some leave the ranks (a hazard), split into
killed, wounded, captured and missing. So killed + wounded = casualties, and casualties + captured + missing <= sent
hold in every draw, at every date. A figure is then, on the log scale,

    log figure = log quantity + bias(alignment) + bias(source) + error,   error ~ Student-t

with soft ends for one-sided figures. Sources: log-scale reporting bias by side, B. J. Radford and others, "Estimating
conflict losses and reporting biases", PNAS 120 (34), 2023; competing risks as successive fractions, R. L. Prentice and
others, Biometrics 34 (1978) 541-554; Student-t errors against wrong rows, K. L. Lange and others, JASA 84 (1989)
881-896.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaln

from tollbook.estimating.case import Case, Prior
from tollbook.estimating.flow import Design, Layout, flow, flow_gradient
from tollbook.estimating.observing import (
    AT_LEAST,
    FLOOR,
    FORCE,
    LOSS,
    PARTS,
    UP_TO,
    Array,
    Observation,
    rows,
)

FREEDOM = 4.0
"""Degrees of freedom of the errors."""
ERROR = (0.2, 0.06, 0.35)
"""Typical error on the log scale of figures of losses, of a force, and of prisoners and missing."""
ERROR_SPREAD = 0.35
"""Standard deviation of the log of a common factor on the errors, one for losses and one for the force."""
SLACK = {AT_LEAST: 0.45, UP_TO: 0.6}
"""Scale on the side that a one-sided figure allows: a weak pull, since such figures tend to lie near the truth."""
FORCE_SLACK = 0.25
"""Factor on it for the size of a force, which is known more closely."""
SPLIT = 0.5
"""Standard deviation of a source's own idea of the split into dead and wounded, on the log scale."""
FORCE_BIAS = 0.055
"""Standard deviation of a source's bias on the size of a force."""


def build(observations: Sequence[Observation], case: Case, knots: list[int], flat: bool, force: str) -> Design:
    """The design for these observations."""
    kept = list(observations)
    stretches = len(knots) - 1
    names = {name for o in kept for name in o.over} | {name for o in kept for name in o.base or {}}
    rare = [n for n in ("captured", "missing") if n in names or n in case.definitions.casualties]
    has_stock = force == "deployed" and "strength" in names
    alignments = sorted({o.alignment for o in kept if o.error == LOSS})
    layout = Layout()
    layout.add("force")
    layout.add("level")
    layout.add("killed")
    layout.add("error", 2)
    if stretches > 1:
        for name in ("arrivals", "hazard", "drift"):
            layout.add(name, stretches)
    for name in rare:
        layout.add(name)
    if has_stock:
        layout.add("present", stretches + 1)
    for alignment in alignments:
        layout.add("alignment " + alignment)
    for voice in sorted({o.voice for o in kept}):
        for kind, used in _voice_uses(kept, voice).items():
            if used:
                layout.add(f"{kind} {voice}")
    prior = case.priors[case.prior]
    bias, centre = _biases(kept, layout, prior)
    force_centre, loss_centre = _levels(kept)
    days = np.sqrt(np.diff(np.array(knots, float)))  # Dates of claims are dense where there was fighting.
    fraction = np.clip(np.exp(loss_centre - force_centre), 0.003, 0.7)
    hazard = np.log(-np.log1p(-fraction)) + np.log(days / days.sum())
    empty = np.zeros(len(PARTS) * len(knots))
    return Design(
        observations=kept,
        knots=knots,
        flat=flat,
        prior=prior,
        layout=layout,
        alignments=alignments,
        numerators=np.array([rows(o.over, o.day, o.since, knots, flat) for o in kept]).reshape(len(kept), -1),
        denominators=np.array([rows(o.base, o.day, None, knots, flat) if o.base else empty for o in kept]),
        has_base=np.array([o.base is not None for o in kept], bool),
        log_per=np.log(np.array([o.per for o in kept])),
        value=np.array([o.value for o in kept]),
        width=np.array([o.width for o in kept]),
        widening=np.array([o.widening for o in kept]),
        kind=np.array([o.kind for o in kept], int),
        error=np.array([o.error for o in kept], int),
        wrong=np.array([o.wrong for o in kept]),
        bias=bias,
        centre=centre,
        force_centre=force_centre,
        hazard_centre=hazard,
        rare=rare,
        has_stock=has_stock,
    )


def _voice_uses(observations: Sequence[Observation], voice: str) -> dict[str, bool]:
    """Which biases the figures of one source can tell about."""
    mine = [o for o in observations if o.voice == voice]
    return {
        "losses": any(o.error == LOSS for o in mine),
        "split": any(o.splits for o in mine),
        "force": any(o.error == FORCE for o in mine),
    }


def _biases(kept: Sequence[Observation], layout: Layout, prior: Prior) -> tuple[Array, Array]:
    """How each unknown bias enters each claim, and the centre of the biases."""
    bias = np.zeros((len(kept), layout.size))
    centre = np.zeros(len(kept))
    for row, o in enumerate(kept):
        whole = o.base is None or "deployed" in o.base
        if o.error == LOSS and whole:
            middle, spread = prior.of(o.alignment)
            centre[row] = middle
            bias[row, layout.of["alignment " + o.alignment]] = spread
            bias[row, layout.of["losses " + o.voice]] = prior.source * (1.3 if o.widening > 1.2 else 1.0)
        if o.splits:
            bias[row, layout.of["split " + o.voice]] = SPLIT if o.splits > 0 else -0.3 * SPLIT
        if o.error == FORCE:
            bias[row, layout.of["force " + o.voice]] = FORCE_BIAS
    return bias, centre


def _levels(kept: Sequence[Observation]) -> tuple[float, float]:
    """Rough logs of the force and of the losses, where the wide priors are centred."""
    counts = [o for o in kept if o.base is None and o.since is None]
    forces = [o.value for o in counts if o.error == FORCE and o.kind != FLOOR]
    losses = [o.value for o in counts if o.error == LOSS and o.kind != FLOOR]
    shares = [o.value for o in kept if o.base and "deployed" in o.base and o.error == LOSS]
    rates = [o.value + np.log(max(o.per, 1.0)) for o in kept if o.base is None and o.since is not None]
    floors = [o.value for o in counts]
    loss = float(np.quantile(losses, 0.6)) if losses else None
    force = float(np.median(forces)) if forces else None
    if force is None:
        anchor = loss if loss is not None else float(np.max(rates or floors or [np.log(100.0)]))
        force = anchor - (float(np.median(shares)) if shares else np.log(0.2))
    if loss is None:
        loss = force + (float(np.median(shares)) if shares else np.log(0.2))
    return force, loss


def quantities(unknowns: Array, design: Design) -> Array:
    """Draws by quantity by knot, in the order of PARTS; `unknowns` is draws by `layout.size`, standard normal."""
    return flow(unknowns, design).found


def expected(unknowns: Array, design: Design, found: Array | None = None) -> Array:
    """Draws by claims: the log of the figure that each source would give without error, its bias included."""
    found = quantities(unknowns, design) if found is None else found
    return truth(found, design) + design.centre + unknowns @ design.bias.T


def truth(found: Array, design: Design) -> Array:
    """Draws by claims: the log of what each claim is about, given the quantities `found`."""
    flat = found.reshape(len(found), -1)
    over = np.log(np.maximum(flat @ design.numerators.T, 1e-3)) - design.log_per
    if design.has_base.any():
        base = np.log(np.maximum(flat @ design.denominators[design.has_base].T, 1e-3))
        over[:, design.has_base] -= base
    return over


def scales(unknowns: Array, design: Design) -> Array:
    """Draws by claims: the scale of each error on the log scale."""
    errors = unknowns[:, design.layout.of["error"]]
    common = np.exp(ERROR_SPREAD * np.clip(errors, -8, 8))[:, (design.error == FORCE).astype(int)]
    own = np.array(ERROR)[design.error] * design.widening
    result: Array = np.sqrt((common * own) ** 2 + design.width**2)
    return result


_T_CONSTANT = float(gammaln((FREEDOM + 1) / 2) - gammaln(FREEDOM / 2) - 0.5 * np.log(FREEDOM * np.pi))
FLOOR_WRONG = 0.02
"""Even a floor may be wrong: one in fifty is taken as worth nothing."""
STEEP = 1.7
ANYTHING = 0.15
"""Density of a wrong row on the log scale: anywhere within a factor of some 800."""


def log_likelihoods(unknowns: Array, design: Design) -> Array:
    """Draws by claims: the log probability of each figure.

    A point or range has a Student-t error. A one-sided figure has a t error of its own scale on the side it forbids and
    a wider one on the side it allows (two half t densities that meet). A floor is a logistic step. Any figure may also
    be a wrong row, with the chance that the design gives it; then it could have been anything.
    """
    away = design.value - expected(unknowns, design)
    return _errors(away, scales(unknowns, design), design)[0]


def _errors(away: Array, scale: Array, design: Design) -> tuple[Array, Array, Array]:
    """Log probability of each figure, and its slopes in `away` (figure less expectation) and in `scale`."""
    below, above = away < 0, away >= 0
    one_sided = slack(design)
    side = np.hypot(scale, one_sided * np.where(design.kind == AT_LEAST, below, above))
    other = np.hypot(scale, one_sided)
    squares = FREEDOM * side**2 + away**2
    log = _T_CONSTANT - (FREEDOM + 1) / 2 * np.log1p((away / side) ** 2 / FREEDOM) - np.log(0.5 * (scale + other))
    in_away = -(FREEDOM + 1) * away / squares
    in_scale = (FREEDOM + 1) * away**2 / (side * squares) * (scale / side)
    in_scale = in_scale - (1 + scale / other) / (scale + other)
    right = np.log1p(-design.wrong) + log
    log = np.logaddexp(right, np.log(design.wrong * ANYTHING))
    trust = np.exp(right - log)
    in_away, in_scale = in_away * trust, in_scale * trust
    floors = design.kind == FLOOR
    if floors.any():
        step = np.clip(STEEP * away[:, floors] / scale[:, floors], -50, 50)
        holds = 1 / (1 + np.exp(step))
        mixed = (1 - FLOOR_WRONG) * holds + FLOOR_WRONG
        slope = -(1 - FLOOR_WRONG) * holds * (1 - holds) / mixed
        log[:, floors] = np.log(mixed)
        in_away[:, floors] = slope * STEEP / scale[:, floors]
        in_scale[:, floors] = -slope * step / scale[:, floors]
    return log, in_away, in_scale


def trust(away: Array, scale: Array, design: Design) -> Array:
    """Draws by claims: the chance that the figure is no wrong row, given how far it lies off; 1 for floors."""
    log = _T_CONSTANT - (FREEDOM + 1) / 2 * np.log1p((away / scale) ** 2 / FREEDOM) - np.log(scale)
    right = np.log1p(-design.wrong) + log
    result: Array = np.where(
        design.kind == FLOOR, 1.0, np.exp(right - np.logaddexp(right, np.log(design.wrong * ANYTHING)))
    )
    return result


def slack(design: Design) -> Array:
    """For each claim, the scale added on the side that a one-sided figure allows; 0 for points and floors."""
    out = np.where(design.kind == AT_LEAST, SLACK[AT_LEAST], np.where(design.kind == UP_TO, SLACK[UP_TO], 0.0))
    result: Array = out * np.where(design.error == FORCE, FORCE_SLACK, 1.0)
    return result


def density(unknowns: Array, design: Design) -> tuple[Array, Array]:
    """The log likelihood of each draw and its gradient in the unknowns, by the chain rule backwards."""
    state = flow(unknowns, design)
    away = design.value - expected(unknowns, design, state.found)
    scale = scales(unknowns, design)
    log, in_away, in_scale = _errors(away, scale, design)
    in_mean = -in_away
    flat = state.found.reshape(len(unknowns), -1)
    over = np.maximum(flat @ design.numerators.T, 1e-3)
    in_found = (in_mean / over) @ design.numerators
    if design.has_base.any():
        under = design.denominators[design.has_base]
        in_found -= (in_mean[:, design.has_base] / np.maximum(flat @ under.T, 1e-3)) @ under
    gradient = flow_gradient(in_found.reshape(state.found.shape), state, design)
    gradient += in_mean @ design.bias
    own = scale - design.width**2 / scale
    forces = design.error == FORCE
    in_error = ERROR_SPREAD * in_scale * own
    gradient[:, design.layout.of["error"]] += np.column_stack([in_error[:, ~forces].sum(1), in_error[:, forces].sum(1)])
    return log.sum(axis=1), gradient


__all__ = [
    "Design",
    "Layout",
    "build",
    "density",
    "expected",
    "log_likelihoods",
    "quantities",
    "scales",
    "slack",
    "truth",
]
