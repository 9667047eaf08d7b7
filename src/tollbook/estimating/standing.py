"""How each claim and each source stands in a fit: weight, residual, pull, expected figure, lean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tollbook.claims import Claim, Statement
from tollbook.estimating import model
from tollbook.estimating.case import Case
from tollbook.estimating.constraints import Radius
from tollbook.estimating.dating import iso
from tollbook.estimating.fitting import Fit, at_date, interval, without
from tollbook.estimating.inclusion import Verdict
from tollbook.estimating.observing import AT_LEAST, FLOOR, FORCE, UP_TO, Array
from tollbook.estimating.results import Lean, Weighed
from tollbook.estimating.wording import about, factor_words, figure
from tollbook.tracing.records import Trace

WORDS_SHOWN = 160
FAR = 3.0
"""A counted claim this many scales from the rest is said to be held at arm's length."""


def weighed(
    fitted: Fit, verdicts: Sequence[Verdict], case: Case, trace: Trace | None, radii: Mapping[str, Radius]
) -> list[Weighed]:
    """Every claim with its part in the fit, in order of the day it was said."""
    rows = {o.claim: row for row, o in enumerate(fitted.design.observations)}
    residuals, weights, expected = _fit_of(fitted)
    pulls = _pulls(fitted, case)
    origins = {claim: origin.id for origin in trace.origins for claim in origin.claims} if trace else {}
    ids = {v.statement.claim.id: v for v in verdicts}
    out = []
    for verdict in verdicts:
        claim = verdict.statement.claim
        entry = _plain(verdict, case)
        entry.origin = origins.get(claim.id)
        entry.reason = _with_target(verdict, ids)
        radius = radii.get(claim.id)
        if radius is not None:
            entry.radius, entry.radius_by = radius.size, radius.by
        row = rows.get(claim.id)
        if row is not None:
            entry.residual = round(float(residuals[row]), 2)
            entry.weight = round(float(weights[row]), 2)
            entry.pull = round(float(pulls[row]), 3)
            entry.expected = float(f"{expected[row]:.3g}")
            if verdict.role == "counted" and abs(entry.residual) >= FAR:
                entry.reason = _far(entry, radius, ids)
        out.append(entry)
    return sorted(out, key=lambda w: (w.date or "", w.claim))


def _plain(verdict: Verdict, case: Case) -> Weighed:
    statement, claim = verdict.statement, verdict.statement.claim
    source = claim.source
    side = case.side_of(verdict.affiliation)
    return Weighed(
        claim=claim.id,
        report=claim.report,
        date=statement.date,
        about=iso(verdict.day) if verdict.day else None,
        source=(source.name or source.text) if source else None,
        affiliation=verdict.affiliation,
        side=side.name if side else None,
        publisher=statement.publisher,
        measure=claim.measure,
        unit=claim.unit,
        low=claim.low,
        high=claim.high,
        bound=claim.bound,
        rate=claim.rate,
        figure=figure(claim),
        role=verdict.role,
        kind=verdict.kind,
        reason=verdict.reason,
        stands_for=verdict.stands_for,
        words=words_of(claim),
    )


def words_of(claim: Claim) -> str:
    """The report's own words for the figure and what it counts, in their order; of an imported row none."""
    if "imported" in claim.trace:
        return ""
    spans = sorted(claim.evidence, key=lambda e: e.start)
    quote = " … ".join(dict.fromkeys(" ".join(e.quote.split()) for e in spans))
    return quote if len(quote) <= WORDS_SHOWN else quote[: WORDS_SHOWN - 1] + "…"


def _with_target(verdict: Verdict, ids: Mapping[str, Verdict]) -> str:
    """The reason; where a relay changed the figure, with what the claim it came from really said."""
    if verdict.kind != "measure changed":
        return verdict.reason
    link = verdict.link
    if link is None or link.target not in ids:
        return verdict.reason
    first: Statement = ids[link.target].statement
    who = (first.claim.source.name or first.claim.source.text) if first.claim.source else first.publisher
    said = f"{who or 'the source'} said {figure(first.claim)}" + (f" on {first.date}" if first.date else "")
    changes = " and ".join(f"{c.field} {c.before or 'nothing'} became {c.after or 'nothing'}" for c in link.changes)
    said += f"; on the way the {changes}" if changes else "; changed on the way"
    before, after = words_of(first.claim), words_of(verdict.statement.claim)
    return f"{said}: “{before}” was printed as “{after}”" if before and after else said


def _far(entry: Weighed, radius: Radius | None, ids: Mapping[str, Verdict]) -> str:
    """Why a counted claim carries little."""
    scales = abs(entry.residual or 0.0)
    where = "above" if (entry.residual or 0) > 0 else "below"
    share = entry.unit == "share"
    text = f"{scales:.1f} standard errors {where} what the rest supports ({about(entry.expected or 0, share)})"
    if radius is not None and radius.by is not None and radius.by in ids:
        text += f"; to hold, {figure(ids[radius.by].statement.claim)} (claim {radius.by}) would have to be wrong"
    return text


def _fit_of(fitted: Fit) -> tuple[Array, Array, Array]:
    """For each claim: residual in scales (0 where a one-sided figure is kept), weight 0..1, and the figure expected."""
    design = fitted.design
    away = design.value - model.expected(fitted.unknowns, design, fitted.found)
    scale = model.scales(fitted.unknowns, design)
    allowed = ((design.kind == AT_LEAST) & (away < 0)) | ((design.kind == UP_TO) & (away > 0))
    allowed |= (design.kind == FLOOR) & (away < 0)
    scale = np.where(allowed & (design.kind != FLOOR), np.hypot(scale, model.slack(design)), scale)
    residual = np.where(allowed & (design.kind == FLOOR), 0.0, away / scale)
    # The weight of a Student-t error: K. L. Lange and others, JASA 84 (1989) 881-896, relative to its largest value.
    weight = model.FREEDOM / (model.FREEDOM + residual**2) * model.trust(away, scale, design)
    expected = np.exp(np.median(model.truth(fitted.found, design), axis=0))
    return residual.mean(axis=0), weight.mean(axis=0), expected


def _pulls(fitted: Fit, case: Case) -> Array:
    """For each claim, the median of casualties without it over the median with it."""
    total = at_date(fitted.found, fitted.design, fitted.design.knots[-1], tuple(case.definitions.casualties))
    values = total["casualties"]
    middle = max(float(np.median(values)), 1e-9)
    out = []
    for row in range(len(fitted.design.observations)):
        weight, _ = without(fitted, np.array([row]))
        out.append(interval(values, weight).median / middle)
    return np.array(out)


def leans(fitted: Fit, case: Case) -> list[Lean]:
    """How far each source's figures sit from the estimate, as factors; sources with most claims first."""
    design, of = fitted.design, fitted.design.layout.of
    out = []
    voices = sorted({o.voice for o in design.observations})
    for voice in voices:
        mine = [row for row, o in enumerate(design.observations) if o.voice == voice]
        for measure, name in (("casualties", "losses"), ("killed", "split"), ("force", "force")):
            if f"{name} {voice}" not in of:
                continue
            rows = [r for r in mine if design.bias[r, of[f"{name} {voice}"]].any()]
            rows = [r for r in rows if measure != "killed" or design.observations[r].splits > 0]
            rows = [r for r in rows if (design.observations[r].error == FORCE) == (measure == "force")]
            if not rows:
                continue
            row = rows[0]
            total = fitted.unknowns @ design.bias[row] + design.centre[row]
            if measure == "casualties":
                split = design.layout.of.get(f"split {voice}")
                total = total - (fitted.unknowns[:, split] @ design.bias[row, split] if split else 0.0)
            factor = interval(np.exp(total))
            side = case.side_of(_affiliation(case, voice))
            enough = len(rows) > 1
            words = factor_words(factor.low50, factor.median, factor.high50) if enough else "one figure: too little"
            out.append(Lean(voice, side.name if side else None, measure, factor, words, len(rows)))
    return sorted(out, key=lambda lean: (lean.measure != "casualties", lean.measure, -lean.claims, lean.source))


def _affiliation(case: Case, voice: str) -> str | None:
    """The voice itself where it is a state of the case."""
    return voice if case.side_of(voice) is not None else None


def origins(verdicts: Sequence[Verdict], trace: Trace | None) -> int:
    """How many origins stand behind the claims that are weighed."""
    used = {v.statement.claim.id for v in verdicts if v.role in ("counted", "part")}
    if trace is None or not trace.origins:
        return len(used)
    return sum(1 for origin in trace.origins if used & set(origin.claims))


def effective(verdicts: Sequence[Verdict], trace: Trace | None) -> float:
    """Effective number of independent sources behind the weighed claims; without a trace the number of sources."""
    used = {v.statement.claim.id for v in verdicts if v.role in ("counted", "part")}
    if trace is None or not trace.origins:
        return float(len({v.voice for v in verdicts if v.statement.claim.id in used}))
    from tollbook.tracing.independence import effective_number

    return round(effective_number([origin for origin in trace.origins if used & set(origin.claims)]), 1)
