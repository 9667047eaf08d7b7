"""Who says what: frames with their speakers found, and candidates for the source of a figure."""

from __future__ import annotations

from dataclasses import dataclass, field

from tollbook.reading.attribution.frames import Frame
from tollbook.reading.attribution.speakers import Speaker
from tollbook.reading.linear import Linear


class Part:
    """Features that several candidates have in common; none of them is among a candidate's own."""

    def __init__(self, features: list[str]) -> None:
        self.features = features
        self._weight: float | None = None

    def weight(self, model: Linear) -> float:
        """What the features weigh together, the same model being asked every time."""
        if self._weight is None:
            self._weight = model.weight(self.features)
        return self._weight


@dataclass(slots=True)
class Said:
    """A frame with its speaker found; `parts` is what he brings to every figure, by where he stands to it."""

    frame: Frame
    speaker: Speaker
    parts: dict[str, Part] = field(default_factory=dict)


@dataclass(slots=True)
class Candidate:
    """One who may be the source; `said` is None for the report's own voice. The rule is the first word of `own`."""

    said: Said | None
    own: list[str]
    parts: tuple[Part, ...] = ()

    @property
    def features(self) -> list[str]:
        """All that speaks for and against it."""
        return [*self.own, *(feature for part in self.parts for feature in part.features)]

    def weight(self, model: Linear) -> float:
        """What the features weigh together."""
        total = model.weight(self.own)
        for part in self.parts:
            total += part.weight(model)
        return total
