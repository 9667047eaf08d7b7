"""Counted claims as numbers: each figure is a linear form in the case's quantities at a few dates (or a ratio of two).

The quantities are the cumulative killed, wounded, captured, missing and sent, and the number present, at the dates
`knots` (day numbers); between two dates they are interpolated. A share is the log of one form less the log of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from tollbook.claims import Claim
from tollbook.estimating.case import Alignment, Case
from tollbook.estimating.dating import day
from tollbook.estimating.inclusion import Verdict
from tollbook.messages import refuse

Array = npt.NDArray[np.float64]

PARTS = ("killed", "wounded", "captured", "missing", "deployed", "strength")
"""Order of the quantities."""
POINT, AT_LEAST, UP_TO, FLOOR = 0, 1, 2, 3
"""Kinds of figures; a FLOOR only says that the total is not below it."""
LOSS, FORCE, SMALL = 0, 1, 2
"""Classes of error: figures of losses, sizes of a force, and prisoners and missing."""
MOST_KNOTS = 8
NEAREST_KNOTS = 14
FLAT_DAYS = 10
"""A case whose figures lie within so many days has no time axis."""
RATE_DAYS = {"day": 1, "week": 7, "month": 30}
CODED_WRONG = 0.03
READ_WRONG = (0.05, 0.6)
"""Bounds of the chance that a figure read by machine is wrong: nothing is certain, and nothing kept is worthless."""
NORMAL_90 = 1.6449


class Observation(msgspec.Struct):
    """One counted claim, ready for the model."""

    claim: str
    voice: str
    alignment: Alignment
    kind: int
    error: int
    value: float
    """Log of the figure; of a range the middle of the logs."""
    width: float
    """Standard deviation that a range or a small count adds on the log scale."""
    widening: float
    """Factor on the error for hedges, nameless sources and words for numbers."""
    over: dict[str, float]
    """The quantities that the figure sums, with their signs."""
    base: dict[str, float] | None
    """Those it is a share of."""
    day: int
    since: int | None
    """For a figure that covers a stretch of time, the day before it begins."""
    per: float
    """What a rate is multiplied with to give the number in the stretch."""
    wrong: float
    """Chance that the figure is about something else, or misread."""
    splits: int
    """+1 where it counts killed alone, -1 wounded alone, else 0."""


def observe(verdicts: Sequence[Verdict], case: Case) -> list[Observation]:
    """The counted claims as observations. Raises Refusal when shares are all there is."""
    force = force_of(verdicts, case)
    claims = {v.statement.claim.id: v.statement.claim for v in verdicts}
    weighed = [v for v in verdicts if v.role in ("counted", "part")]
    counts = [v for v in weighed if v.statement.claim.unit != "share"]
    if weighed and not counts:
        raise refuse("estimate-shares-of-nothing", case=case.name)
    return [made for verdict in weighed if (made := _observation(verdict, case, force, claims)) is not None]


def force_of(verdicts: Sequence[Verdict], case: Case) -> str:
    """What a share of the force is a share of, and what the losses are drawn from: deployed or strength."""
    if case.definitions.force is not None:
        return case.definitions.force
    sent = any(v.role == "counted" and v.statement.claim.measure == "deployed" for v in verdicts)
    return "deployed" if sent else "strength"


def form_of(claim: Claim, case: Case, force: str) -> dict[str, float] | None:
    """The quantities that the claim's words take in, or None where it sums none that are estimated."""
    if claim.measure == "withdrawn":
        gone = {"deployed": 1.0, "killed": -1.0, "captured": -1.0, "missing": -1.0, "strength": -1.0}
        return gone if force == "deployed" else None
    taken: list[str] = list(case.definitions.casualties) if claim.measure == "casualties" else [claim.measure]
    taken += [extra for extra in claim.includes if extra in ("killed", "wounded", "captured", "missing")]
    if "strength" in taken and force == "strength":
        taken = ["deployed"]
    return {measure: 1.0 for measure in taken if measure in PARTS} or None


def base_of(claim: Claim, case: Case, force: str, claims: Mapping[str, Claim]) -> dict[str, float] | None:
    """The quantities that a share is a share of; None where the claim does not say and it could be either."""
    of = claim.share_of.measure if claim.share_of else None
    named = claims.get(claim.share_of.claim or "") if claim.share_of else None
    if of is None and named is not None:
        of = named.measure
    if of is None and claim.measure in ("killed", "wounded"):
        return None
    of = of or "strength"
    if of in ("strength", "deployed"):
        return {"deployed": 1.0}
    if of == "casualties":
        return dict.fromkeys(case.definitions.casualties, 1.0)
    return {of: 1.0} if of in PARTS else None


def _observation(verdict: Verdict, case: Case, force: str, claims: Mapping[str, Claim]) -> Observation | None:
    claim = verdict.statement.claim
    over = form_of(claim, case, force)
    base = base_of(claim, case, force, claims) if claim.unit == "share" else None
    low, high = claim.low, claim.high
    if over is None or (claim.unit == "share" and base is None) or max(low or 0, high or 0) <= 0:
        verdict.role, verdict.kind = "set aside", "other measure"
        verdict.reason = "counts what this case has no total for"
        return None
    part = verdict.role == "part" or claim.measure == "withdrawn"
    if part and low is None:
        verdict.role, verdict.reason = "set aside", verdict.reason + "; an upper end for a part bounds nothing"
        return None
    low, high = low or None, high or None
    kind = FLOOR if part else POINT if low and high else AT_LEAST if low else UP_TO
    value, width = _value(low, high, part)
    since, per = _stretch(claim, verdict.day)
    names = set(over)
    error = FORCE if "deployed" in names or "strength" in names else SMALL if names <= {"captured", "missing"} else LOSS
    return Observation(
        claim=claim.id,
        voice=verdict.voice,
        alignment=case.alignment(verdict.affiliation),
        kind=kind,
        error=error,
        value=value,
        width=width,
        widening=_widening(claim),
        over=over,
        base=base,
        day=verdict.day,
        since=since,
        per=per,
        wrong=_chance_wrong(claim),
        splits=1 if names == {"killed"} else -1 if names == {"wounded"} else 0,
    )


def _value(low: float | None, high: float | None, part: bool) -> tuple[float, float]:
    """Log of the figure and the spread its range adds; a count of n people adds about 1 / (2 sqrt n)."""
    if low and high and not part:
        middle = 0.5 * (np.log(low) + np.log(high))
        width = (np.log(high) - np.log(low)) / (2 * NORMAL_90)
    else:
        middle, width = np.log(low or high or 1.0), 0.0
    counted = np.exp(middle)
    small = 0.25 / counted if counted >= 1 else 0.0
    return float(middle), float(np.sqrt(width**2 + small))


def _stretch(claim: Claim, about: int) -> tuple[int | None, float]:
    """The day before a rate or an interval begins, and the factor from the rate to the number in that stretch.

    An interval that a program read is taken as the time so far: reports rarely say when a count began.
    """
    start = day(claim.period.start, last=False)
    if claim.rate is not None:
        days = RATE_DAYS[claim.rate]
        begin = start - 1 if start is not None and claim.period.kind != "day" else about - days
        begin = min(begin, about - 1)
        return begin, (about - begin) / days
    if claim.period.kind == "day":
        return about - 1, 1.0
    if claim.period.kind == "interval" and start is not None and claim.confidence is None:
        return min(start - 1, about - 1), 1.0
    return None, 1.0


def _chance_wrong(claim: Claim) -> float:
    """Chance that a figure is a wrong row: from the reader's calibrated confidence, a little for one coded by hand."""
    if claim.confidence is None:
        return CODED_WRONG
    return float(np.clip(1.0 - claim.confidence, *READ_WRONG))


def _widening(claim: Claim) -> float:
    """How much wider the error is for what the claim says of itself."""
    factor = {"asserted": 1.0, "estimated": 1.0, "possible": 1.5}.get(claim.modality, 1.0)
    if claim.bound == "vague":
        factor *= 1.3
    if claim.rate is not None or claim.period.kind in ("day", "interval"):
        factor *= 1.5
    if claim.source is None or claim.source.kind in ("unnamed", "media", None):
        factor *= 1.4
    return factor


def choose_knots(observations: Sequence[Observation], case: Case, last: int) -> list[int]:
    """Dates between which losses and arrivals run evenly: the start, then quantiles of the claims' dates, then `last`.

    A case whose claims lie within FLAT_DAYS gets two, the start and the end, and no time axis between them.
    """
    dates = sorted(o.day for o in observations if o.kind != FLOOR) or [last]
    first = day(case.start, last=False)
    if first is None or first >= dates[0]:
        first = dates[0] - 30
    if is_flat(observations) or dates[-1] - dates[0] <= FLAT_DAYS:
        return [first, last]
    count = min(MOST_KNOTS, max(2, len(set(dates)) // 2))
    wanted = np.quantile(np.array(dates), np.linspace(0, 1, count), method="nearest")
    knots = [first]
    for date in wanted[:-1]:
        if date - knots[-1] >= NEAREST_KNOTS and last - date >= NEAREST_KNOTS:
            knots.append(int(date))
    return [*knots, last]


def is_flat(observations: Sequence[Observation]) -> bool:
    """Whether the claims lie so near in time, and none of them is a rate, that the case has no time axis."""
    if any(o.since is not None for o in observations):
        return False
    dates = [o.day for o in observations if o.kind != FLOOR] or [0]
    return max(dates) - min(dates) <= FLAT_DAYS


def weights(date: float, knots: Sequence[int], flat: bool = False) -> Array:
    """Weights of the quantities at `knots` that interpolate to `date`; beyond the ends they stay level."""
    out = np.zeros(len(knots))
    if flat or date >= knots[-1]:
        out[-1] = 1.0
        return out
    if date <= knots[0]:
        out[0] = 1.0
        return out
    at = int(np.searchsorted(knots, date, side="right"))
    share = (date - knots[at - 1]) / (knots[at] - knots[at - 1])
    out[at - 1], out[at] = 1 - share, share
    return out


def rows(over: dict[str, float], date: float, since: float | None, knots: Sequence[int], flat: bool) -> Array:
    """The linear form of `over` at `date` (less what it was at `since`) over the quantities at all knots, flattened."""
    at = weights(date, knots, flat)
    before = weights(since, knots) if since is not None and not flat else None
    out = np.zeros((len(PARTS), len(knots)))
    for measure, sign in over.items():
        out[PARTS.index(measure)] += sign * (at if before is None else at - before)
    return out.ravel()
