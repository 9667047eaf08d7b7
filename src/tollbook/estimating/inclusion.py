"""Which claims a case weighs, which it only shows, and why.

Every statement ends as exactly one `Verdict`: counted, counted as a part (the total is at least as high), a repeat of a
counted one, set aside with a reason, or without a figure. Nothing is dropped silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from tollbook.claims import Claim, Statement
from tollbook.estimating.case import Case, Rule
from tollbook.estimating.dating import day, iso
from tollbook.estimating.wording import figure
from tollbook.messages import refuse
from tollbook.tracing.directory import Directory
from tollbook.tracing.records import DEPENDENT, Link, Trace

Role = Literal["counted", "part", "repeat", "set aside", "no figure"]

SURE_LINK = 0.45
"""A link below this score changes nothing; the same floor as in tracing."""
LOST = ("killed", "wounded", "casualties", "captured", "missing")
FEW = 2
SIZES = 3
"""A figure that so many reports give as the size of the force is taken as that where it is read as losses."""
FORECAST_DAYS = 3
"""A figure dated this many days after it was said is a forecast."""


class Verdict(msgspec.Struct):
    """What a case does with one statement."""

    statement: Statement
    role: Role
    reason: str = ""
    """Why, in words, where the claim is not simply counted."""
    kind: str = ""
    """Short form of the reason: repeat, measure changed, derived, other population, forecast, review, rule, ..."""
    stands_for: str | None = None
    """Id of the counted claim that a repeat repeats."""
    link: Link | None = None
    """The link of tracing that decided, if one did."""
    day: int = 0
    """The day the figure is about."""
    affiliation: str | None = None
    """The state or body that the source belongs to, as the claim or the directory has it."""
    voice: str = ""
    """Who speaks, as the leans of sources are estimated: a state for its organs, else the source's name."""


def sort_claims(
    statements: Sequence[Statement],
    case: Case,
    trace: Trace | None = None,
    as_of: int | None = None,
    directory: Directory | None = None,
) -> list[Verdict]:
    """The verdict on each statement that was made by day `as_of`, in order of the statements.

    Raises Refusal when there is nothing to weigh: no claims, none about the case's population.
    """
    known = [s for s in statements if as_of is None or _known_since(s) <= as_of]
    if not known:
        reason = "to estimate from" if not statements else f"made by {iso(as_of or 0)}"
        raise refuse("estimate-no-claims", case=case.name, reason=reason)
    links = _links(trace)
    measures = {s.claim.id: s.claim.measure for s in known}
    verdicts = [_judge(statement, case, links.get(statement.claim.id), measures) for statement in known]
    for verdict in verdicts:
        verdict.affiliation, verdict.voice = speaker(verdict.statement, directory)
    if all(v.kind == "other population" for v in verdicts):
        others = sorted({_whom(v.statement) for v in verdicts})[:5]
        raise refuse(
            "estimate-population",
            case=case.name,
            number=len(verdicts),
            population=case.group.affiliation,
            others=", ".join(others),
        )
    _set_force_figures_aside(verdicts)
    _fold_repeats(verdicts, links)
    return verdicts


def _known_since(statement: Statement) -> int:
    """The day a claim was made, or for one without that date the day it is about."""
    period = statement.claim.period
    return day(statement.date, last=False) or day(period.as_of) or day(period.end) or 0


def _whom(statement: Statement) -> str:
    population = statement.claim.population
    return population.affiliation or population.text or "nobody in particular"


def _links(trace: Trace | None) -> dict[str, Link]:
    """The link by which each claim rests on another: a distortion before others, then the surest.

    What repeats a distorted figure rests on what was distorted.
    """
    out: dict[str, Link] = {}
    for link in trace.links if trace else []:
        if link.score >= SURE_LINK and link.kind in DEPENDENT:
            best = out.get(link.claim)
            if best is None or (link.kind == "distortion", link.score) > (best.kind == "distortion", best.score):
                out[link.claim] = link
    for claim, link in list(out.items()):
        seen = {claim}
        at = link
        while at.kind == "repeat" and at.target in out and at.target not in seen:
            seen.add(at.target)
            at = out[at.target]
        if at is not link and at.kind == "distortion":
            out[claim] = Link(claim, at.target, "distortion", min(link.score, at.score), at.changes)
    return out


def _judge(statement: Statement, case: Case, link: Link | None, measures: Mapping[str, str]) -> Verdict:
    """The verdict on one statement by itself; repeats are folded afterwards."""
    claim = statement.claim
    said = day(statement.date) or day(claim.period.as_of) or day(claim.period.end)
    about = _about(statement, said)
    verdict = Verdict(statement, "counted", link=link, day=about or 0)

    def out(role: Role, kind: str, reason: str) -> Verdict:
        return msgspec.structs.replace(verdict, role=role, kind=kind, reason=reason)

    if not _is_counted(statement, case):
        return out("set aside", "other population", f"about {_whom(statement)}, not {case.group.affiliation}")
    if claim.measure not in case.measures and claim.measure != "withdrawn":
        return out("set aside", "other measure", f"counts {claim.measure}, which the case does not ask about")
    if statement.status in ("rejected", "merged"):
        return out("set aside", "review", f"{statement.status} in review")
    if about is None:
        return out("set aside", "dates", "has no date")
    _check_period(statement, case)
    start, end = day(case.start, last=False), day(case.end)
    if (start is not None and about < start) or (end is not None and about > end):
        return out("set aside", "dates", f"about {iso(about)}, outside the dates of the case")
    if claim.low is None and claim.high is None:
        denial = claim.modality == "denied"
        return out("no figure", "denial" if denial else "no figure", "a denial" if denial else "gives no figure")
    if claim.modality == "denied":
        return out("set aside", "denial", "denies a figure and gives none of its own")
    if claim.modality == "projected" or (said is not None and about > said + FORECAST_DAYS):
        return out("set aside", "forecast", "a forecast, not a report of what happened")
    if link is not None and link.kind == "distortion":
        return out("set aside", "measure changed", _changed(link))
    if link is not None and link.kind == "derived":
        return out("set aside", "derived", f"arithmetic on claim {link.target}, no report of its own")
    rule = next((rule for rule in case.rules if applies(rule, statement)), None)
    if rule is not None:
        return out("part" if rule.then == "part" else "set aside", "rule", rule.reason)
    if claim.rate is not None and claim.measure in ("strength", "deployed", "withdrawn"):
        return out("set aside", "other measure", "a rate of people sent or present")
    if claim.unit == "share" and (claim.high or claim.low or 0) <= 0:
        return out("set aside", "share", "a share of nothing")
    whole = claim.population.part_of or (link.target if link is not None and link.kind == "subset" else None)
    if whole is not None and measures.get(whole, claim.measure) == claim.measure and claim.unit != "share":
        return out("part", "part", "covers a part of the group or of the time")
    if _is_moment(claim):
        return out("part", "part", "one event or day; the total is at least as high")
    return verdict


def _is_moment(claim: Claim) -> bool:
    """Whether a figure of losses is of one event, or as a program read it of one day or of one or two people."""
    if claim.measure in ("strength", "deployed", "withdrawn") or claim.unit == "share" or claim.rate is not None:
        return False
    if claim.period.kind == "event":
        return True
    read = claim.confidence is not None
    few = max(claim.low or 0, claim.high or 0) <= FEW and claim.measure in ("killed", "wounded", "casualties")
    return read and (claim.period.kind == "day" or few)


def _set_force_figures_aside(verdicts: list[Verdict]) -> None:
    """Set aside losses, read by machine, whose figure is the one that the reports give as the size of the force."""
    sizes: dict[tuple[float | None, float | None], set[str]] = {}
    for verdict in verdicts:
        claim = verdict.statement.claim
        if claim.measure in ("strength", "deployed") and claim.unit == "people" and verdict.role == "counted":
            sizes.setdefault((claim.low, claim.high), set()).add(claim.report)
    for verdict in verdicts:
        claim = verdict.statement.claim
        read = claim.confidence is not None and claim.unit == "people"
        if not read or verdict.role != "counted" or claim.measure not in LOST:
            continue
        if len(sizes.get((claim.low, claim.high), ())) >= SIZES:
            verdict.role, verdict.kind = "set aside", "misread"
            verdict.reason = "the figure that other reports give as the size of the force, not of its losses"


def _about(statement: Statement, said: int | None) -> int | None:
    """The day a figure is about: as stated, never later than a whole month would allow when it was said."""
    period = statement.claim.period
    stated = day(period.as_of) or day(period.end)
    if stated is None:
        return said
    vague = len(period.as_of or period.end or "") < 10
    return min(stated, said) if vague and said is not None else stated


def _check_period(statement: Statement, case: Case) -> None:
    period = statement.claim.period
    start, end = day(period.start, last=False), day(period.end)
    if start is not None and end is not None and end < start:
        raise refuse("estimate-reversed", case=case.name, claim=statement.claim.id, start=period.start, end=period.end)


def _is_counted(statement: Statement, case: Case) -> bool:
    """Whether the claim is about the group asked about or one that holds it or lies within it."""
    population = statement.claim.population
    for group in case.family():
        if group.role != "unknown" and population.role not in ("unknown", "mixed", group.role):
            continue
        if population.affiliation:
            if population.affiliation.casefold() == group.affiliation.casefold():
                return True
        elif any(word.casefold() in (population.text or "").casefold() for word in [group.affiliation, *group.words]):
            return True
    return False


def _changed(link: Link) -> str:
    """What a relay changed, in words."""
    changes = "; ".join(f"{c.field}: {c.before or 'nothing'} became {c.after or 'nothing'}" for c in link.changes)
    return f"changed on the way from claim {link.target}" + (f" ({changes})" if changes else "")


def applies(rule: Rule, statement: Statement) -> bool:
    """Whether every condition of `rule` holds for the statement."""
    claim, when = statement.claim, rule.when
    source = " ".join(filter(None, (claim.source.text, claim.source.name))) if claim.source else ""
    said = day(statement.date) or 0
    place = claim.place or ""
    tests = (
        not when.claims or claim.id in when.claims,
        not when.measures or claim.measure in when.measures,
        not when.modalities or claim.modality in when.modalities,
        not when.words or _found(when.words, claim.population.text or ""),
        not when.places or _found(when.places, place),
        not when.sources or _found(when.sources, source),
        when.before is None or said < (day(when.before, last=False) or 0),
        when.after is None or said > (day(when.after) or 0),
    )
    return all(tests)


def _found(patterns: Sequence[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def speaker(statement: Statement, directory: Directory | None = None) -> tuple[str | None, str]:
    """The source's affiliation, and who speaks: a state for its own organs, else the named source or the publisher."""
    source = statement.claim.source
    if source is None:
        return None, statement.publisher or "the reports themselves"
    affiliation, kind, name = source.affiliation, str(source.kind or "") or None, source.name or source.text
    if directory is not None:
        found = directory.voice(source, statement.publisher)
        affiliation, kind, name = found.country, found.kind or kind, found.label or name
    if affiliation and kind in ("official", "military", "intelligence", None):
        return affiliation, affiliation
    return affiliation, name or statement.publisher or "unnamed sources"


def same_figure(statement: Statement) -> tuple[object, ...]:
    """What two claims have in common when one merely repeats the other: figure, measure, group and speaker."""
    claim = statement.claim
    source = claim.source
    speaker = (source.name or source.text) if source else statement.publisher
    base = claim.share_of.measure if claim.share_of else None
    return (claim.measure, claim.unit, base, claim.low, claim.high, claim.bound, claim.rate, speaker)


def _fold_repeats(verdicts: list[Verdict], links: dict[str, Link]) -> None:
    """Count each figure once: the first eligible claim of those that repeat each other stands for all."""
    leaders: dict[object, str] = {}
    of_claim: dict[str, str] = {}
    by_id = {v.statement.claim.id: v for v in verdicts}
    weighed = [v for v in verdicts if v.role in ("counted", "part")]
    for verdict in sorted(weighed, key=lambda v: (v.statement.date or "", v.statement.claim.id)):
        claim = verdict.statement.claim
        link = links.get(claim.id)
        target = claim.repeats or (link.target if link is not None and link.kind == "repeat" else None)
        origin = of_claim.get(target, target) if target else None
        leader = leaders.get(origin) if origin else None
        if leader is None:
            leader = leaders.get(same_figure(verdict.statement))
        if leader is None or leader == claim.id:
            leaders.setdefault(same_figure(verdict.statement), claim.id)
            leaders.setdefault(claim.id, claim.id)
            if origin:
                leaders.setdefault(origin, claim.id)
            of_claim[claim.id] = claim.id
            continue
        of_claim[claim.id] = leader
        first = by_id[leader].statement
        verdict.role, verdict.kind, verdict.stands_for = "repeat", "repeat", leader
        verdict.reason = f"repeats {figure(first.claim)} of {first.date or 'an unknown day'} (claim {leader})"
