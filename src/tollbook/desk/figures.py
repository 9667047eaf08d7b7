"""From an estimate to what the case page draws: bands, weights, conflicts, leans."""

from __future__ import annotations

import math
from statistics import NormalDist

import msgspec

from tollbook.claims import Statement
from tollbook.desk.snapshot import Band, Conflict, Lean, Mark, Snapshot
from tollbook.desk.strings import say
from tollbook.desk.words import named, number
from tollbook.estimating.case import Case
from tollbook.estimating.results import Bounds, Estimate, Figure, Interval, Weighed
from tollbook.messages import Refusal
from tollbook.tracing.directory import Directory
from tollbook.tracing.records import Trace

DRAWN = ("casualties", "killed", "wounded", "captured", "missing", "deployed", "strength")
DOTS = 20
_KNOWN = (0.05, 0.25, 0.5, 0.75, 0.95)


def fill_estimate(
    snapshot: Snapshot,
    case: Case,
    statements: list[Statement],
    trace: Trace,
    directory: Directory,
    sides: dict[str, int],
    quick: bool = False,
) -> None:
    """Lay the reconciled figures into `snapshot`; where there can be none, its note says why.

    `quick` allows a first look made from the draws of the last fit.
    """
    from tollbook.desk.refitting import estimate as refitted

    try:
        estimate, first_look = refitted(statements, case, trace, directory, quick=quick, keep=not snapshot.until)
    except Refusal as refusal:
        snapshot.note = str(refusal)
        return
    snapshot.first_look = first_look
    snapshot.noise = estimate.checks.disagreement
    snapshot.method = say("case.method-name", version=estimate.version, prior=estimate.prior, seed=estimate.seed)
    snapshot.code = estimate.version
    snapshot.seed = estimate.seed
    snapshot.effective = estimate.effective
    snapshot.sentence = estimate.sentence
    snapshot.series = series_of(estimate)
    weighed = {claim.claim: claim for claim in estimate.claims}
    snapshot.marks = [weighted(mark, weighed.get(mark.claim), snapshot.series) for mark in snapshot.marks]
    by_id = {mark.claim: mark for mark in snapshot.marks}
    snapshot.conflicts = [
        Conflict(_title(found.claims, by_id), found.words, _explained(found.claims, by_id), found.claims)
        for found in estimate.conflicts
    ]
    losses = {mark.claim for mark in snapshot.marks if mark.measure in ("casualties", "killed", "wounded")}
    snapshot.conflicts.sort(key=lambda conflict: not losses & set(conflict.claims))
    snapshot.leans = [
        Lean(
            source=lean.source,
            side=sides.get(lean.side or "", 5),
            origins=lean.claims,
            factor=lean.factor.median,
            low=lean.factor.low90,
            high=lean.factor.high90,
            measure=lean.measure,
            words=lean.words,
        )
        for lean in estimate.leans
    ]
    snapshot.face_value = [face_value(bounds) for bounds in estimate.face_value]
    snapshot.warnings = list(estimate.warnings)


def series_of(estimate: Estimate) -> dict[str, list[Band]]:
    """Bands by measure and date; the estimate's own date comes last, with the same figures as its table."""
    found: dict[str, dict[str, Band]] = {}
    for figure in [*estimate.series, *estimate.figures]:
        found.setdefault(figure.measure, {})[figure.date] = band_of(figure)
    return {m: [found[m][date] for date in sorted(found[m])] for m in DRAWN if m in found}


def band_of(figure: Figure) -> Band:
    """One figure as a band with its twenty dots."""
    at = figure.interval
    return Band(figure.date, at.median, at.low50, at.high50, at.low90, at.high90, twenty(at))


def twenty(interval: Interval) -> list[float]:
    """Twenty equally likely values: the quantiles 2.5, 7.5, ... 97.5 %, read between the five known ones.

    Straight lines of the log of the value over the normal score, carried on beyond the ends.
    """
    known = [interval.low90, interval.low50, interval.median, interval.high50, interval.high90]
    scores = [NormalDist().inv_cdf(p) for p in _KNOWN]
    logs = [math.log1p(max(value, 0.0)) for value in known]
    out = []
    for n in range(DOTS):
        score = NormalDist().inv_cdf((n + 0.5) / DOTS)
        at = max(0, min(3, sum(score >= edge for edge in scores) - 1))
        slope = (logs[at + 1] - logs[at]) / (scores[at + 1] - scores[at])
        out.append(round(math.expm1(logs[at] + slope * (score - scores[at])), 1))
    return [max(value, 0.0) for value in out]


def whole_of(mark: Mark, series: dict[str, list[Band]]) -> float | None:
    """What a share is a share of, in people: the estimate of that measure at the claim's date."""
    for measure in [mark.base, *(("deployed", "strength") if mark.measure == "casualties" else ("casualties",))]:
        bands = series.get(measure or "", [])
        before = [band for band in bands if band.date <= (mark.date or mark.said or "")]
        if bands:
            return (before[-1] if before else bands[0]).median
    return None


def weighted(mark: Mark, weighed: Weighed | None, series: dict[str, list[Band]]) -> Mark:
    """The mark with its weight and pull; a share is drawn as what it comes to by the estimate of its whole."""
    if weighed is None:
        return mark
    low, high = mark.low, mark.high
    if mark.share and not mark.rate and weighed.measure in ("casualties", "killed", "wounded"):
        whole = whole_of(mark, series)
        if whole is not None:
            low = weighed.low * whole if weighed.low is not None else None
            high = weighed.high * whole if weighed.high is not None else None
    return msgspec.structs.replace(
        mark,
        low=low,
        high=high,
        weight=weighed.weight,
        pull=math.log(weighed.pull) if weighed.pull and weighed.pull > 0 else None,
        why=weighed.reason or mark.why,
    )


def face_value(bounds: Bounds) -> str:
    """What the claims at face value leave possible for one measure, with its arithmetic."""
    name = named("measure", bounds.measure)
    if bounds.low is not None and bounds.high is not None:
        shown = f"{number(round(bounds.low))}–{number(round(bounds.high))}"
    elif bounds.low is not None:
        shown = say("bound.at_least", figure=number(round(bounds.low)))
    elif bounds.high is not None:
        shown = say("bound.up_to", figure=number(round(bounds.high)))
    else:
        shown = say("bound.none")
    return f"{name.capitalize()}: {shown}. " + " ".join(bounds.chain)


def _title(claims: list[str], by_id: dict[str, Mark]) -> str:
    """Who stands against whom, by the first two claims."""
    found = [by_id[claim] for claim in claims if claim in by_id]
    parts = [
        say("case.conflict-part", who=mark.who, figure=mark.figure, measure=named("measure", mark.measure))
        for mark in found[:2]
    ]
    return say("case.against").join(parts) if parts else say("case.conflict")


def _explained(claims: list[str], by_id: dict[str, Mark]) -> bool:
    """Whether one of the claims is set aside with a reason: then the rest can hold."""
    return any(by_id[claim].use == "aside" for claim in claims if claim in by_id)
