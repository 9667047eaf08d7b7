"""Claims and a case in, an estimate out."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version

import msgspec
import numpy as np

from tollbook.claims import Statement
from tollbook.estimating import constraints, fitting, standing
from tollbook.estimating.case import Case
from tollbook.estimating.checking import is_date
from tollbook.estimating.dating import day, iso
from tollbook.estimating.fitting import Fit
from tollbook.estimating.inclusion import Verdict, sort_claims
from tollbook.estimating.model import Design, build
from tollbook.estimating.observing import FORCE, Observation, choose_knots, force_of, is_flat, observe
from tollbook.estimating.results import Bounds, Conflict, Estimate, Figure, Scenario
from tollbook.estimating.sentences import say
from tollbook.messages import refuse, warning
from tollbook.tracing.directory import Directory
from tollbook.tracing.records import Trace

SEED = 20241004
MANY_CLAIMS = 150
"""Above so many counted claims running totals are thinned; the cost of a fit grows with the claims."""
WINDOWS = 24
STEPS = 40
"""About how many dates the bands through time are drawn at."""
REWEIGHTED = 0.08
"""A scenario is read off the main fit's draws while this share of them stays effective; else it is fitted anew."""
FEWER = 400
MANY_VOICES = 8
LEAST_WITHIN = 0.1
"""Limits of a case that fewer of the draws keep contradict the claims."""


Face = tuple[list[Bounds], list[Conflict], dict[str, constraints.Radius]]


class Weighing(msgspec.Struct):
    """Verdicts, and the observations that the counted ones became."""

    verdicts: list[Verdict]
    observations: list[Observation]
    force: str
    last: int


def reconcile(
    statements: Sequence[Statement],
    case: Case,
    trace: Trace | None = None,
    as_of: str | None = None,
    seed: int = SEED,
    *,
    draws: int = fitting.DRAWS,
    keep_draws: bool = False,
    scenarios: bool = True,
    directory: Directory | None = None,
) -> Estimate:
    """What the claims support on the date `as_of` (the last date of the claims when not given).

    Only claims made by then are used. `trace` says which claims repeat, derive from or distort which; without it only
    exact repeats by one source are folded. `scenarios` also gives the result under the other priors and without each
    source. Raises Refusal when the claims cannot carry an estimate.
    """
    weighing = weigh(statements, case, trace, as_of, directory)
    fitted = fit_of(weighing, case, seed, draws)
    return concluded(weighing, fitted, case, trace, seed, keep_draws=keep_draws, scenarios=scenarios)


def fit_of(weighing: Weighing, case: Case, seed: int = SEED, draws: int = fitting.DRAWS) -> Fit:
    """The fit of the observations; with more draws where two runs do not agree, refused where they still do not."""
    design = design_of(weighing, case)
    fitted = fitting.fit(design, seed, draws)
    if fitted.checks.disagreement > fitting.TOLERATED:
        fitted = fitting.fit(design, seed + 1, 2 * draws, 20)
    _stand_by(fitted, case)
    return fitted


def concluded(
    weighing: Weighing,
    fitted: Fit,
    case: Case,
    trace: Trace | None,
    seed: int = SEED,
    *,
    keep_draws: bool = False,
    scenarios: bool = True,
    face: Face | None = None,
) -> Estimate:
    """What `fitted` says, with what was done with every claim. `face` is `face_value_of(weighing, case)`, if known."""
    casualties = tuple(case.definitions.casualties)
    fitted = _within_limits(fitted, case, casualties)
    shown = iso(weighing.last)
    measures = _measures(weighing, case)
    estimate = Estimate(
        case=case.name,
        title=case.title,
        question=case.question,
        as_of=shown,
        sentence="",
        prior=case.prior,
        figures=fitting.figures(fitted, weighing.last, shown, measures, casualties),
        series=_series(fitted, case, measures, casualties),
        face_value=[],
        conflicts=[],
        priors=_under_priors(weighing, case, seed, measures, fitted) if scenarios else [],
        without=_without_sources(weighing, case, seed, measures, fitted) if scenarios else [],
        leans=standing.leans(fitted, case),
        claims=[],
        origins=standing.origins(weighing.verdicts, trace),
        effective=standing.effective(weighing.verdicts, trace),
        checks=fitted.checks,
        version=code_version(),
        seed=seed,
        definition=list(casualties),
    )
    estimate.face_value, estimate.conflicts, radii = face_value_of(weighing, case) if face is None else face
    estimate.claims = standing.weighed(fitted, weighing.verdicts, case, trace, radii)
    estimate.warnings = _warnings(weighing, fitted)
    if keep_draws:
        found = fitting.at_date(fitted.found, fitted.design, weighing.last, casualties)
        estimate.draws = {name: [float(f"{v:.6g}") for v in found[name]] for name in measures}
    estimate.sentence = say(estimate, case)
    return estimate


def face_value_of(weighing: Weighing, case: Case) -> Face:
    """What the claims at face value leave possible, which of them cannot all hold, and how far each is from holding."""
    measures = _measures(weighing, case)
    return constraints.face_value(weighing.verdicts, case, weighing.force, weighing.last, measures)


def weigh(
    statements: Sequence[Statement],
    case: Case,
    trace: Trace | None = None,
    as_of: str | None = None,
    directory: Directory | None = None,
) -> Weighing:
    """Every claim made by `as_of` judged, and the counted ones as observations. Raises Refusal as `reconcile`."""
    if as_of is not None and not is_date(as_of):
        raise refuse("estimate-date", date=as_of)
    until = day(as_of)
    verdicts = sort_claims(statements, case, trace, until, directory)
    observations = observe(verdicts, case)
    if not observations:
        raise refuse("estimate-no-claims", case=case.name, reason="with a figure that the case counts")
    if len(observations) > MANY_CLAIMS:
        observations = _thin(observations, verdicts)
    voices = {(o.voice, v) for o in observations for v in [round(o.value, 6)]}
    if len(observations) < 2 or len(voices) < 2:
        raise refuse("estimate-one-claim", case=case.name, claim=observations[0].claim)
    last = until if until is not None else max(o.day for o in observations)
    return Weighing(verdicts, observations, force_of(verdicts, case), last)


def _thin(observations: list[Observation], verdicts: list[Verdict]) -> list[Observation]:
    """Of a running total keep one figure in each of WINDOWS stretches of time: its figures are no independent reports.

    The last figure by a source of a measure in a stretch stands for those before it, which become repeats.
    """
    days = [o.day for o in observations]
    length = max(1, -(-(max(days) - min(days) + 1) // WINDOWS))
    latest: dict[tuple[object, ...], Observation] = {}
    keys = {}
    for o in sorted(observations, key=lambda o: (o.day, o.claim)):
        keys[o.claim] = (o.voice, tuple(o.over), o.base is None, o.kind, o.since is None, (o.day - min(days)) // length)
        latest[keys[o.claim]] = o
    for verdict in verdicts:
        claim = verdict.statement.claim.id
        if claim in keys and (last := latest[keys[claim]].claim) != claim:
            verdict.role, verdict.kind, verdict.stands_for = "repeat", "superseded", last
            verdict.reason = f"a running total; its figure of some days later stands for it (claim {last})"
    kept = {o.claim for o in latest.values()}
    return [o for o in observations if o.claim in kept]


def design_of(weighing: Weighing, case: Case, leave: str | None = None, knots: list[int] | None = None) -> Design:
    """The model's design, perhaps without the claims of the source `leave`, perhaps on given knots."""
    kept = [o for o in weighing.observations if o.voice != leave]
    knots = knots or choose_knots(kept, case, weighing.last)
    return build(kept, case, knots, is_flat(kept), weighing.force)


def _stand_by(fitted: Fit, case: Case) -> None:
    """Refuse to give figures that two runs of the same computation do not agree on."""
    checks = fitted.checks
    bad = not np.isfinite(fitted.found).all() or not np.isfinite(fitted.likelihoods).all()
    if bad or checks.disagreement > fitting.TOLERATED or checks.acceptance < 0.02:
        worst = np.argsort(fitted.likelihoods.mean(axis=0))[:3]
        named = ", ".join(fitted.design.observations[place].claim for place in worst)
        raise refuse(
            "estimate-unstable",
            case=case.name,
            what="the killed and wounded",
            gap=f"{100 * checks.disagreement:.0f} %",
            claims=named,
        )


def _within_limits(fitted: Fit, case: Case, casualties: tuple[str, ...]) -> Fit:
    """The draws that keep the case's limits on the last date. Raises Refusal where hardly any do."""
    found = fitting.at_date(fitted.found, fitted.design, fitted.design.knots[-1], casualties)
    kept = np.ones(len(fitted.found), bool)
    for limit in case.limits:
        kept &= (found[limit.measure] >= (limit.low or 0.0)) & (found[limit.measure] <= (limit.high or np.inf))
    if kept.mean() < LEAST_WITHIN:
        worst = np.argsort(fitted.likelihoods.mean(axis=0))[-3:]
        raise refuse(
            "estimate-contradiction",
            case=case.name,
            limits="; ".join(limit.words() for limit in case.limits),
            claims=", ".join(fitted.design.observations[place].claim for place in worst),
        )
    return fitting.select(fitted, kept)


def _measures(weighing: Weighing, case: Case) -> list[str]:
    """The quantities that some claim speaks to, in the order of the case."""
    told = {name for o in weighing.observations for name in (*o.over, *(o.base or {}))}
    losses = told & {"killed", "wounded"}
    out: list[str] = []
    for measure in ("casualties", "killed", "wounded", "captured", "missing", "deployed", "strength"):
        known = bool(losses) if measure in ("casualties", "killed", "wounded") else measure in told
        if measure == "strength" and weighing.force == "strength":
            known = "deployed" in told
        if measure == "deployed" and weighing.force == "strength":
            known = False
        if known and measure in case.measures:
            out.append(measure)
    return out


def _series(fitted: Fit, case: Case, measures: list[str], casualties: tuple[str, ...]) -> list[Figure]:
    """The figures on evenly spaced dates, on the knots, and on the dates that the case names."""
    knots = fitted.design.knots
    step = max(1, round((knots[-1] - knots[0]) / STEPS))
    dates = {*range(knots[-1], knots[0], -step), *knots}
    dates |= {d for text in case.dates if (d := day(text)) is not None and knots[0] <= d <= knots[-1]}
    out = []
    for date in sorted(dates):
        out += fitting.figures(fitted, date, iso(date), measures, casualties)
    return out


def _under_priors(weighing: Weighing, case: Case, seed: int, measures: list[str], fitted: Fit) -> list[Scenario]:
    """The last date's figures under every prior that the case names."""
    casualties, shown = tuple(case.definitions.casualties), iso(weighing.last)
    out = []
    for name, prior in case.priors.items():
        if name == case.prior:
            other = fitted
        else:
            other = fitting.fit(design_of(weighing, msgspec.structs.replace(case, prior=name)), seed, FEWER, 3)
        out.append(Scenario(name, prior.about, fitting.figures(other, weighing.last, shown, measures, casualties)))
    return out


def _without_sources(weighing: Weighing, case: Case, seed: int, measures: list[str], fitted: Fit) -> list[Scenario]:
    """The last date's figures with each source left out, the sources with most claims first."""
    casualties, shown = tuple(case.definitions.casualties), iso(weighing.last)
    voices = np.array([o.voice for o in fitted.design.observations])
    names, counts = np.unique(voices, return_counts=True)
    out = []
    for place in np.argsort(-counts, kind="stable")[:MANY_VOICES]:
        name, number = str(names[place]), int(counts[place])
        rest = [o for o in weighing.observations if o.voice != name]
        if len(rest) < 2 or not any(o.error != FORCE for o in rest):
            continue
        weight, share = fitting.without(fitted, voices == name)
        if share >= REWEIGHTED:
            found = fitting.figures(fitted, weighing.last, shown, measures, casualties, weight)
        else:
            other = fitting.fit(design_of(weighing, case, name), seed, FEWER, 3)
            found = fitting.figures(other, weighing.last, shown, measures, casualties)
        out.append(Scenario(name, f"without the {number} counted claims of {name}", found))
    return out


def _warnings(weighing: Weighing, fitted: Fit) -> list[str]:
    """What a reader should know of the fit."""
    out = []
    voices = {o.voice for o in weighing.observations if o.error != FORCE}
    if len(voices) == 1:
        out.append(warning("estimate-one-voice", source=next(iter(voices))))
    return out


def code_version() -> str:
    """The version of the code that made an estimate."""
    try:
        return package_version("tollbook")
    except PackageNotFoundError:
        return "unknown"
