"""What in a case file cannot be meant, in words."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from tollbook.claims import MEASURES, MODALITIES
from tollbook.messages import refuse

if TYPE_CHECKING:
    from tollbook.estimating.case import Case

ALIGNMENTS = ("own", "ally", "enemy", "enemy_ally", "third")
LOSSES = ("killed", "wounded", "captured", "missing")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def check(case: Case, shown: str) -> None:
    """Raise Refusal for the first thing in `case` that cannot be meant; `shown` names the case in the message."""
    for problem in _problems(case):
        raise refuse("case-invalid", name=shown, reason=problem)


def _problems(case: Case) -> list[str]:
    """Every contradiction in a case, in words."""
    if not case.populations:
        return ["no [[population]]. Say which group of people is counted"]
    checks = (_group_problems, _date_problems, _side_problems, _other_problems, _rule_problems, _limit_problems)
    return [problem for find in checks for problem in find(case)]


def _group_problems(case: Case) -> list[str]:
    names = [group.name for group in case.populations]
    known = set(names)
    out = [f"two populations are named '{name}'" for name in sorted(known) if names.count(name) > 1]
    if case.counted and case.counted not in known:
        out.append(f"counted = '{case.counted}' is no population of the case ({', '.join(names)})")
    for group in case.populations:
        if group.within is not None and group.within not in known:
            out.append(f"population '{group.name}' is within '{group.within}', which is not in the case")
    parents = {group.name: group.within for group in case.populations}
    for name in names:
        seen: set[str] = set()
        at: str | None = name
        while at is not None and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at is not None:
            out.append(f"population '{name}' lies within itself")
    return out


def _date_problems(case: Case) -> list[str]:
    out = []
    dated = [("start", case.start), ("end", case.end), *(("dates", date) for date in case.dates)]
    for place, rule in enumerate(case.rules, 1):
        dated += [(f"rule {place}: before", rule.when.before), (f"rule {place}: after", rule.when.after)]
    for key, value in dated:
        if value is not None and not is_date(value):
            out.append(f"{key} = '{value}' is no date. Write YYYY-MM-DD")
    if not out and case.start and case.end and case.start > case.end:
        out.append(f"the dates are reversed: start {case.start} lies after end {case.end}")
    return out


def is_date(text: str) -> bool:
    """Whether `text` is an ISO date, perhaps without day or month, that is in the calendar."""
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def _side_problems(case: Case) -> list[str]:
    names = {side.name for side in case.sides}
    out = []
    for side in case.sides:
        for key, others in (("allies", side.allies), ("against", side.against)):
            out += [f"side '{side.name}': {key} names '{o}', which is no side" for o in others if o not in names]
        both = set(side.allies) & set(side.against)
        out += [f"side '{side.name}' is both allied with and against '{o}'" for o in sorted(both)]
    members: dict[str, str] = {}
    for side in case.sides:
        for member in side.members:
            other = members.setdefault(member.casefold(), side.name)
            if other != side.name:
                out.append(f"'{member}' is a member of two sides, '{other}' and '{side.name}'")
    return out


def _other_problems(case: Case) -> list[str]:
    out = []
    if case.prior not in case.priors:
        out.append(f"prior = '{case.prior}' is not defined ({', '.join(case.priors)})")
    for name, prior in case.priors.items():
        spreads = [prior.of(alignment)[1] for alignment in ALIGNMENTS] + [prior.source]
        if min(spreads) <= 0 or max(spreads) > 5:
            out.append(f"priors.{name}: a standard deviation must lie above 0 and up to 5")
    losses = set(case.definitions.casualties)
    if not losses or not losses <= set(LOSSES):
        out.append(f"definitions.casualties takes some of {', '.join(LOSSES)}")
    elif not {"killed", "wounded"} <= losses:
        out.append("definitions.casualties takes in at least killed and wounded")
    return out


def _rule_problems(case: Case) -> list[str]:
    from tollbook.estimating.case import Conditions

    out = []
    for place, rule in enumerate(case.rules, 1):
        out += [f"rule {place}: '{m}' is no measure" for m in rule.when.measures if m not in MEASURES]
        out += [f"rule {place}: '{m}' is no modality" for m in rule.when.modalities if m not in MODALITIES]
        if rule.when == Conditions():
            out.append(f"rule {place} has no condition, it would take every claim")
        for pattern in [*rule.when.words, *rule.when.places, *rule.when.sources]:
            try:
                re.compile(pattern)
            except re.error as error:
                out.append(f"rule {place}: '{pattern}' is no regular expression ({error})")
    return out


def _limit_problems(case: Case) -> list[str]:
    """Limits that exclude each other; parts that exceed their whole are named with it."""
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for limit in case.limits:
        if limit.low is None and limit.high is None:
            return [f"limit on {limit.measure} has neither low nor high"]
        if limit.low is not None:
            low[limit.measure] = max(limit.low, low.get(limit.measure, 0.0))
        if limit.high is not None:
            high[limit.measure] = min(limit.high, high.get(limit.measure, float("inf")))
    parts = sum(low.get(name, 0.0) for name in case.definitions.casualties)
    lost = max(low.get("casualties", 0.0), parts)
    lost += sum(low.get(name, 0.0) for name in ("captured", "missing") if name not in case.definitions.casualties)
    least = {**low, "casualties": max(low.get("casualties", 0.0), parts)}
    least["deployed"] = max(low.get("deployed", 0.0), lost, low.get("strength", 0.0))
    for whole, top in high.items():
        if least.get(whole, 0.0) > top:
            named = "; ".join(limit.words() for limit in case.limits)
            return [f"the limits contradict each other: {whole} would be at least {least[whole]:,.0f} ({named})"]
    return []
