"""Figures that are arithmetic on other figures: sums, remainders, shares of a force, rates and projections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tollbook.tracing.changes import figure
from tollbook.tracing.facts import LOSSES, Facts, days_between, ordinal
from tollbook.tracing.kinship import comparable, family, same_body, same_side
from tollbook.tracing.linking import link
from tollbook.tracing.records import Link, Sign

EXACT = 0.006
ROUNDED = 0.03
ROUGH = 0.15
SUMMED_WITHIN = 10
RATED_WITHIN = 45
_MONTHS = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip
_START = re.compile(rf"since (?:(early|mid|late)[- ])?({'|'.join(_MONTHS)})(?: (\d{{4}}))?", re.IGNORECASE)
_PARTS = {"early": 4, "mid": 15, "late": 25}


def derivations(later: Facts, others: Sequence[Facts]) -> list[Link]:
    """Links of `later` to the claims that it may have been worked out from."""
    if not later.numeric:
        return []
    near = [t for t in others if t.numeric and 0 <= days_between(later, t) <= RATED_WITHIN and t.id != later.id]
    near = [t for t in near if t.group.people == later.group.people or comparable(later, t)]
    found = [*_remainder(later, near), *_sum(later, near), *_share(later, near), *_rate(later, near)]
    return [
        *found,
        *_survivors(later, near),
        *_own_product(later, near),
        *_projection(later, near),
        *_left_over(later, others),
    ]


def _counts(claims: Iterable[Facts], measure: str) -> list[Facts]:
    return [t for t in claims if t.claim.measure == measure and t.claim.unit == "people" and t.claim.rate is None]


def _related(a: Facts, b: Facts) -> bool:
    return same_body(a, b) or same_side(a, b)


def _close(a: float, b: float, slack: float) -> bool:
    return abs(a - b) <= slack * max(abs(a), abs(b), 1e-9)


def _remainder(later: Facts, near: Sequence[Facts]) -> list[Link]:
    """4,000 casualties less 1,000 killed gives 3,000 wounded, worked out by a relay.

    A distortion where the total takes in captured or missing, who are not wounded; derived otherwise, and only where
    the relay is marked as second hand, since a source may well give all three numbers itself.
    """
    if later.claim.measure not in ("wounded", "killed") or later.claim.rate:
        return []
    other = "killed" if later.claim.measure == "wounded" else "wounded"
    out = []
    for total in _counts(near, "casualties"):
        mixed = bool(total.claim.includes) and total.page != later.page and later.claim.measure == "wounded"
        if not (later.voice.second_hand or mixed) or not _related(later, total):
            continue
        for part in _counts(near, other):
            together = same_body(total, part) and abs(days_between(total, part)) <= 1
            if together and part.main < total.main and _close(total.main - part.main, later.main, EXACT):
                sign = Sign("arithmetic", f"{figure(total.claim)} less {figure(part.claim)} {other}")
                out.append(link(later, total, "distortion" if mixed else "derived", 0.86, [sign]))
    return out


def _survivors(later: Facts, near: Sequence[Facts]) -> list[Link]:
    """4,000 casualties of whom a tenth died leave 3,600 wounded, whatever the page then calls them."""
    if later.voice.second_hand is None or later.claim.unit != "people" or later.claim.rate:
        return []
    return [
        link(later, total, kind, 0.7, [Sign("arithmetic", f"{figure(total.claim)} less {figure(share.claim)} of them")])
        for total in _counts(near, "casualties")
        for share in near
        if share.claim.unit == "share" and share.claim.measure == "killed" and share.page == total.page == later.page
        if same_body(total, share) and _close(total.main * (1 - share.main), later.main, EXACT)
        for kind in ("derived" if later.claim.measure == "wounded" and _related(later, total) else "distortion",)
    ]


def _sum(later: Facts, near: Sequence[Facts]) -> list[Link]:
    """100 killed and 1,000 wounded give 1,100 casualties, by another body of the same state or by a summary."""
    claim = later.claim
    out = []
    if claim.measure == "casualties" and claim.unit == "people" and not claim.rate:
        for killed in _counts(near, "killed"):
            for wounded in _counts(near, "wounded"):
                if killed.key >= later.key or wounded.key >= later.key or days_between(later, killed) > SUMMED_WITHIN:
                    continue
                if same_body(killed, wounded) and abs(days_between(killed, wounded)) <= 1 and _related(later, killed):
                    same_day_total = same_body(later, killed) and later.day == killed.day
                    if not same_day_total and _close(killed.main + wounded.main, later.main, EXACT):
                        sign = Sign("arithmetic", f"{figure(killed.claim)} killed and {figure(wounded.claim)} wounded")
                        out.append(link(later, wounded, "derived", 0.78, [sign]))
    if later.voice.second_hand in ("summarised", "summarized", "computed") and later.group.whole:
        parts = [t for t in _counts(near, claim.measure) if _related(later, t) and t.key < later.key]
        parts = [t for t in parts if not t.group.whole or t.group.further]
        total = sum(t.main for t in parts)
        if len(parts) > 1 and total <= later.main <= 1.25 * total:
            last = max(parts, key=lambda t: t.key)
            sign = Sign("arithmetic", " and ".join(figure(t.claim) for t in parts))
            out.append(link(later, last, "derived", 0.8, [sign]))
    return out


def _share(later: Facts, near: Sequence[Facts]) -> list[Link]:
    """A share of the force by the source that gave the count: 4,000 of 11,000 is 36 per cent, "nearly 40"."""
    claim = later.claim
    if claim.unit != "share" or claim.share_of is None or claim.share_of.measure not in ("strength", "deployed"):
        return []
    own = [t for t in near if t.page == later.page and t.claim.measure in LOSSES and t.claim.unit == "people"]
    if later.claim.source is None and own and not any(t.claim.measure == claim.measure for t in own):
        return [link(later, own[0], "derived", 0.5, [Sign("arithmetic", "the report's own share of a force")])]
    return [
        link(later, t, "derived", 0.7, [Sign("arithmetic", f"{figure(t.claim)} as a share of the force")])
        for t in _counts(near, claim.measure)
        if abs(days_between(later, t)) <= 1 and (same_body(later, t) or _own_share(later, t, near))
    ]


def _own_share(later: Facts, total: Facts, near: Sequence[Facts]) -> bool:
    """Whether a report in its own voice divided the total by a force that it names."""
    if later.claim.source is not None or later.page != total.page:
        return False
    forces = [t for m in ("strength", "deployed") for t in _counts(near, m) if t.page == later.page and t.main]
    return any(_close(total.main / force.main, later.main, ROUGH) for force in forces)


def _own_product(later: Facts, near: Sequence[Facts]) -> list[Link]:
    """Two thirds of 4,000 make some 2,700 dead: a report in its own voice multiplies a total by a share."""
    if later.claim.source is not None or later.claim.unit != "people" or later.claim.rate:
        return []
    page = [t for t in near if t.page == later.page and t.numeric]
    return [
        link(later, total, "derived", 0.7, [Sign("arithmetic", f"{figure(share.claim)} of {figure(total.claim)}")])
        for share in page
        if share.claim.unit == "share" and share.claim.measure == later.claim.measure and share.claim.share_of
        for total in _counts(page, share.claim.share_of.measure or "")
        if total.id != later.id and _close(total.main * share.main, later.main, ROUNDED)
    ]


def _rate(later: Facts, near: Sequence[Facts]) -> list[Link]:
    """92 a day is 3,800 spread over 41 days: an analyst without a count of his own divides the last known total."""
    claim = later.claim
    if claim.rate != "day" or later.voice.has_access or later.voice.second_hand:
        return []
    start = ordinal(claim.period.start) or _named_start(claim.population.text or "", later.day)
    out = []
    for total in _counts(near, claim.measure):
        if not total.group.whole or total.key >= later.key or not later.main:
            continue
        days = total.main / later.main
        if start and not _close(days, later.day - start, ROUGH):
            continue
        if start or 14 <= days <= 200:
            sign = Sign("arithmetic", f"{figure(total.claim)} over {days:.0f} days")
            miss = abs(days - (later.day - start)) / days if start else 0.2
            out.append(link(later, total, "derived", 0.72 - miss / 2, [sign]))
    return out


def _named_start(text: str, day: int) -> int:
    """The day meant by "since early December" in a claim made on `day`; 0 when none is named."""
    import datetime

    match = _START.search(text)
    if match is None or not day:
        return 0
    month = _MONTHS.index(match[2].lower()) + 1
    today = datetime.date.fromordinal(day)
    year = int(match[3]) if match[3] else today.year - (month > today.month)
    return datetime.date(year, month, _PARTS.get((match[1] or "early").lower(), 1)).toordinal()


def _projection(later: Facts, near: Sequence[Facts]) -> list[Link]:
    """A figure for a day to come rests on the rate that the same source gave."""
    if later.claim.rate or later.as_of <= later.day + 7:
        return []
    return [
        link(later, t, "derived", 0.75, [Sign("arithmetic", f"{figure(t.claim)} carried on")])
        for t in near
        if t.claim.rate
        and same_body(later, t)
        and t.claim.measure == later.claim.measure
        and days_between(later, t) <= 3
    ]


def _left_over(later: Facts, others: Sequence[Facts]) -> list[Link]:
    """12,000 sent less 4,000 lost leaves 8,000 present."""
    if later.claim.measure != "strength" or not later.group.whole or later.claim.unit != "people":
        return []
    earlier = [t for t in others if t.numeric and 0 <= days_between(later, t) <= RATED_WITHIN and _related(later, t)]
    earlier = [t for t in earlier if t.key < later.key and t.group.people == later.group.people]
    return [
        link(later, sent, "derived", 0.5, [Sign("arithmetic", f"{figure(sent.claim)} less {figure(lost.claim)}")])
        for sent in _counts(earlier, "deployed")
        for lost in _counts(earlier, "casualties")
        if sent.group.whole and family(lost) == "losses" and _close(sent.main - lost.main, later.main, EXACT)
    ]
