"""Figures of a report agree: what is believed of one tells of those that stand near it or repeat it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tollbook.reading.context import Scene
from tollbook.reading.figures import Figure

_ROUNDS = 2
_LEAST = 1e-4
Counted = tuple[Figure, Scene, str]
"""A figure, its sentence and its measure."""


@dataclass(frozen=True, slots=True)
class Ties:
    """How much a figure's neighbours count, against its own evidence (in log odds for a neighbour that is certain)."""

    before: float
    """The figure before it in the sentence."""
    after: float
    """The figure after it in the sentence."""
    last: float
    """The last figure of an earlier sentence, for the first of a sentence."""
    equal: float
    """Figures of the same size and measure."""
    report: float
    """All other figures of the report."""


AFFILIATION = Ties(before=1.5, after=0.5, last=0.0, equal=3.0, report=0.75)
ROLE = Ties(before=1.0, after=0.0, last=1.0, equal=2.0, report=0.0)
"""Found on all annotated reports with models that had not seen them."""


def agreed(chances: Sequence[dict[str, float]], counted: Sequence[Counted], ties: Ties) -> list[dict[str, float]]:
    """The chances of each figure's answers once its neighbours were heard; `chances` are those of its own evidence."""
    own = [{answer: math.log(chance + _LEAST) for answer, chance in each.items()} for each in chances]
    keys = [(figure.low, figure.high, measure) for figure, _, measure in counted]
    places: dict[tuple[float | None, float | None, str], list[int]] = {}
    for index, key in enumerate(keys):
        places.setdefault(key, []).append(index)
    now = list(chances)
    for _ in range(_ROUNDS if len(now) > 1 else 0):
        whole = _sum(now) if ties.report else {}
        now = [_heard(now, index, own[index], counted, ties, whole, places[keys[index]]) for index in range(len(own))]
    return now


def _heard(
    now: list[dict[str, float]],
    index: int,
    own: dict[str, float],
    counted: Sequence[Counted],
    ties: Ties,
    whole: dict[str, float],
    equal: list[int],
) -> dict[str, float]:
    scores = dict(own)
    if index:
        weight = ties.before if counted[index - 1][1] is counted[index][1] else ties.last
        _add(scores, now[index - 1], weight)
    if index + 1 < len(now) and counted[index + 1][1] is counted[index][1]:
        _add(scores, now[index + 1], ties.after)
    if len(equal) > 1:
        others = [now[other] for other in equal[:20] if other != index]
        for chances in others:
            _add(scores, chances, ties.equal / len(others))
    if whole:
        mine, others_count = now[index], len(now) - 1
        for answer in scores:
            scores[answer] += ties.report * (whole.get(answer, 0.0) - mine.get(answer, 0.0)) / others_count
    top = max(scores.values())
    total = 0.0
    for answer, score in scores.items():
        scores[answer] = weight = math.exp(score - top)
        total += weight
    for answer in scores:
        scores[answer] /= total
    return scores


def _add(scores: dict[str, float], chances: dict[str, float], weight: float) -> None:
    """Add to each score `weight` times the chance of the same answer."""
    if weight:
        for answer, chance in chances.items():
            if answer in scores:
                scores[answer] += weight * chance


def _sum(all_chances: list[dict[str, float]]) -> dict[str, float]:
    whole: dict[str, float] = {}
    for chances in all_chances:
        for answer, chance in chances.items():
            whole[answer] = whole.get(answer, 0.0) + chance
    return whole
