"""From a model's probability to a confidence: of the claims at 0.9, nine in ten are right."""

from __future__ import annotations

import math

SLOPE = 0.69
OFFSET = -0.07
"""Of the line that maps the log odds of the model to those of being right, on development reports it had not seen."""
_EDGE = 1e-4


def confidence(probability: float) -> float:
    """The chance, 0..1, that a claim whose measure the model gave `probability` is one, and of that measure."""
    p = min(max(probability, _EDGE), 1 - _EDGE)
    return round(1 / (1 + math.exp(-(SLOPE * math.log(p / (1 - p)) + OFFSET))), 4)
