"""Linear models trained on annotated reports and shipped with the package (benchmarks/train_reader.py makes them).

A model scores the candidates of a choice. A candidate's score is the sum of the weights of its features: features of
the situation, which have a weight for each of a fixed list of answers, and features of the candidate itself, which have
one weight. Scores become probabilities by softmax.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy

FOLDER = Path(__file__).parent / "models"


class Linear:
    """A model as read from NAME.npz: `answers`, a weight matrix (feature, answer), and weights of shared features."""

    def __init__(self, name: str) -> None:
        with numpy.load(FOLDER / f"{name}.npz", allow_pickle=False) as stored:
            texts = {key: bytes(stored[key]).decode("utf-8").split("\n") for key in ("answers", "features", "shared")}
            self.matrix = stored["matrix"].astype(numpy.float32)
            weights = stored["weights"].astype(float).tolist()
        self.answers = [answer for answer in texts["answers"] if answer]
        self.rows = {feature: row for row, feature in enumerate(texts["features"]) if feature}
        self.shared: dict[str, float] = dict(zip(filter(None, texts["shared"]), weights, strict=True))

    def choose(self, situation: Iterable[str], linked: Mapping[str, Iterable[str]]) -> dict[str, float]:
        """The probability of each of the model's answers."""
        rows = [self.rows[feature] for feature in set(situation) if feature in self.rows]
        scores = self.matrix[rows].sum(axis=0).tolist() if rows else [0.0] * len(self.answers)
        shared = self.shared
        for place, answer in enumerate(self.answers):
            for feature in set(linked.get(answer, ())):
                scores[place] += shared.get(feature, 0.0)
        return dict(zip(self.answers, softmax(scores), strict=True))

    def rank(self, candidates: Mapping[str, Iterable[str]]) -> dict[str, float]:
        """The probability of each candidate, by its own features alone."""
        shared = self.shared
        scores = [sum(shared.get(feature, 0.0) for feature in set(features)) for features in candidates.values()]
        return dict(zip(candidates, softmax(scores), strict=True))


def softmax(scores: list[float]) -> list[float]:
    """Probabilities in the proportion of exp(score)."""
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


@lru_cache
def model(name: str) -> Linear:
    """The model NAME, loaded once."""
    return Linear(name)
