"""Linear models trained on annotated reports and shipped with the package (benchmarks/train_reader.py makes them).

A model scores the candidates of a choice. A candidate's score is the sum of the weights of its features: features of
the situation, which have a weight for each of a fixed list of answers, and features of the candidate itself, which have
one weight. Scores become probabilities by softmax.
"""

from __future__ import annotations

import math
import struct
import zipfile
from ast import literal_eval
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import repeat
from operator import mul
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "models"
_LANE = 64
_STEPS = 1 << 24
"""How many steps of the weights of a matrix make one: half floats are whole numbers of them."""


class Linear:
    """A model as read from NAME.npz: `answers`, a weight matrix (feature, answer), and weights of shared features.

    A row of the matrix is one whole number with a lane of 64 bits for each answer, so that one addition takes the
    weights of a feature for all answers, exactly.
    """

    def __init__(self, name: str) -> None:
        with zipfile.ZipFile(FOLDER / f"{name}.npz") as stored:
            parts = {part: _array(stored.read(f"{part}.npy")) for part in ("answers", "features", "shared")}
            texts = {part: bytes(values).decode("utf-8").split("\n") for part, values in parts.items()}
            matrix, weights = _array(stored.read("matrix.npy")), _array(stored.read("weights.npy"))
        self.answers = [answer for answer in texts["answers"] if answer]
        width = len(self.answers)
        self._places = {answer: place for place, answer in enumerate(self.answers)}
        self._nothing = sum(1 << _LANE * place + _LANE - 1 for place in range(width))
        self._lanes = struct.Struct(f"<{width}q")
        rows = zip(filter(None, texts["features"]), self._packed(matrix), strict=True) if width else ()
        self._rows = dict(rows)
        self.shared: dict[str, float] = dict(zip(filter(None, texts["shared"]), weights, strict=True))

    def _packed(self, matrix: list[float]) -> Iterator[int]:
        """The rows of the weight matrix, each as one number: the lane of the first answer lowest."""
        steps = list(map(int, map(mul, matrix, repeat(float(_STEPS)))))
        width, nothing = len(self.answers), self._nothing
        for start in range(0, len(steps), width):
            lanes = self._lanes.pack(*steps[start : start + width])
            yield (int.from_bytes(lanes, "little") ^ nothing) - nothing

    def choose(self, situation: Iterable[str], linked: Mapping[str, Iterable[str]]) -> dict[str, float]:
        """The probability of each of the model's answers."""
        whole = sum(map(self._rows.get, set(situation), repeat(0)), self._nothing) ^ self._nothing
        scores = [lane / _STEPS for lane in self._lanes.unpack(whole.to_bytes(self._lanes.size, "little"))]
        for answer, features in linked.items():
            if features and (place := self._places.get(answer)) is not None:
                scores[place] += self.weight(features)
        return dict(zip(self.answers, softmax(scores), strict=True))

    def rank(self, candidates: Mapping[str, Iterable[str]]) -> dict[str, float]:
        """The probability of each candidate, by its own features alone."""
        scores = [self.weight(features) for features in candidates.values()]
        return dict(zip(candidates, softmax(scores), strict=True))

    def weight(self, features: Iterable[str]) -> float:
        """The sum of the weights of a candidate's features, each counted once."""
        return sum(filter(None, map(self.shared.get, set(features))))


def _array(stored: bytes) -> list[Any]:
    """The values of an array in numpy's file format, row after row: unsigned bytes or little-endian floats.

    Read here because importing numpy takes longer than reading a report.
    """
    size = int.from_bytes(stored[8:10], "little")
    header, values = literal_eval(stored[10 : 10 + size].decode("latin-1")), stored[10 + size :]
    code = {"|u1": "B", "<f2": "e", "<f4": "f", "<f8": "d"}[header["descr"]]
    if header["fortran_order"] or stored[6] != 1:
        raise ValueError("the array must be stored row after row, in version 1 of the format")
    return [value for (value,) in struct.iter_unpack(f"<{code}", values)]


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
