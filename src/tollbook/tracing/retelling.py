"""Where figures changed on their way, one line for each: what was said, by whom, when, and what it was printed as."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tollbook.claims import Claim, Statement
from tollbook.tracing.changes import figure
from tollbook.tracing.journey import changed_fields, is_inferred, lane_of, outlet, short_date, speaker
from tollbook.tracing.records import Link, Trace

DEAD = {"killed": "dead", "casualties": "killed or wounded"}


class Retelling(msgspec.Struct):
    """One figure that changed."""

    claim: str
    target: str
    date: str | None
    printed_by: str
    before: str
    after: str
    changed: list[str]
    link: str
    """credited, or inferred."""
    sentence: str
    score: float


def retellings(trace: Trace, statements: Mapping[str, Statement]) -> list[Retelling]:
    """Every distortion of a trace, earliest first; of several for one claim the one with the earliest target."""
    best: dict[str, Link] = {}
    for link in trace.links:
        if link.kind == "distortion" and link.target in statements:
            known = best.get(link.claim)
            if known is None or _age(statements[link.target]) < _age(statements[known.target]):
                best[link.claim] = link
    repeats: dict[str, str] = {}
    for link in trace.links:
        if link.kind == "repeat" and link.target in statements:
            repeats.setdefault(link.claim, link.target)
    made = [_retelling(link, statements, _first(link.target, repeats, statements)) for link in best.values()]
    return sorted(made, key=lambda r: (r.date or "", r.claim))


def _age(statement: Statement) -> tuple[str, str]:
    return (statement.date or "9999", statement.claim.id)


def _first(claim: str, repeats: Mapping[str, str], statements: Mapping[str, Statement]) -> str:
    """The claim that `claim` repeats word for word, at whatever remove."""
    seen = {claim}
    while (before := repeats.get(claim)) is not None and before not in seen:
        if in_short(statements[before].claim) != in_short(statements[claim].claim):
            break
        seen.add(before)
        claim = before
    return claim


def _retelling(link: Link, statements: Mapping[str, Statement], target: str) -> Retelling:
    after, before = statements[link.claim], statements[target]
    printed, said = in_short(after.claim), in_short(before.claim)
    changed = changed_fields(link)
    if "source" in changed:
        said, printed = f"{said}, says {speaker(before)}", f"{printed}, says {speaker(after)}"
    if "date" in changed:
        said = f"{said}, of {short_date(before.date)}"
        printed = f"{printed}, as if of {short_date(after.claim.period.as_of or after.date)}"
    sentence = (
        f"{in_short(before.claim)}, {speaker(before)} {short_date(before.date)} → "
        f"printed as {printed}, {outlet(after)} {short_date(after.date)}"
    )
    return Retelling(
        claim=link.claim,
        target=target,
        date=after.date,
        printed_by=outlet(after),
        before=said,
        after=printed,
        changed=changed,
        link="inferred" if is_inferred(link) else "credited",
        sentence=sentence,
        score=link.score,
    )


def in_short(claim: Claim) -> str:
    """Figure and measure in few words: "more than 6,000 killed or wounded", "about 6,000 dead"."""
    words = DEAD.get(claim.measure) or lane_of(claim).lower()
    if claim.unit == "share":
        words = DEAD.get(claim.measure, claim.measure)
    group = claim.population.text if claim.low is None and claim.high is None else None
    return (
        f"{group or figure(claim)} {words}"
        if claim.bound != "none"
        else f"{words}, no figure" + (f" ({group})" if group else "")
    )
