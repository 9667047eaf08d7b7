"""What an estimate says, as plain data: every list is in a fixed order and msgspec writes it as JSON."""

from __future__ import annotations

from typing import Any

import msgspec


class Interval(msgspec.Struct, frozen=True):
    """An estimated quantity: the median, and the ends of the central 50 % and 90 % of its draws."""

    median: float
    low50: float
    high50: float
    low90: float
    high90: float


class Figure(msgspec.Struct):
    """One quantity on one date."""

    date: str
    measure: str
    """killed, wounded, casualties, captured, missing, deployed (sent so far) or strength (present)."""
    interval: Interval

    @property
    def low(self) -> float:
        """UCDP's low: the lower end of the 90 % interval."""
        return self.interval.low90

    @property
    def best(self) -> float:
        """UCDP's best: the median."""
        return self.interval.median

    @property
    def high(self) -> float:
        """UCDP's high: the upper end of the 90 % interval."""
        return self.interval.high90


class Weighed(msgspec.Struct):
    """One claim in an estimate: what it said, what was done with it and why, and how it sits with the rest."""

    claim: str
    report: str
    date: str | None
    """When it was said."""
    about: str | None
    """The day its figure is about."""
    source: str | None
    affiliation: str | None
    side: str | None
    publisher: str | None
    measure: str
    unit: str
    low: float | None
    high: float | None
    bound: str
    rate: str | None
    figure: str
    """The figure in words."""
    role: str
    """counted, part, repeat, set aside, no figure."""
    kind: str = ""
    """Short form of the reason."""
    reason: str = ""
    stands_for: str | None = None
    """For a repeat, the counted claim that it repeats."""
    origin: str | None = None
    weight: float | None = None
    """0..1: how far the fit took the figure at its word, compared with one that sits right on the estimate."""
    residual: float | None = None
    """How far the figure lies from what its source would be expected to say, in its own error's scales."""
    pull: float | None = None
    """By what factor the median of killed or wounded would change without this claim."""
    expected: float | None = None
    """The figure that the estimate would have expected, without the source's lean."""
    radius: float | None = None
    """Contradiction radius: by how many standard errors one other claim must move for this one to hold."""
    radius_by: str | None = None
    """The claim that would have to move."""
    words: str = ""
    """The report's own words for the figure."""


class Lean(msgspec.Struct):
    """How far a source's figures sit from the estimate."""

    source: str
    side: str | None
    measure: str
    """casualties, killed (its own split) or force."""
    factor: Interval
    words: str
    claims: int


class Scenario(msgspec.Struct):
    """The last date's figures under another prior, or without a source."""

    name: str
    about: str
    figures: list[Figure]


class Bounds(msgspec.Struct):
    """What the claims at face value leave possible for one quantity, without any model."""

    measure: str
    low: float | None
    high: float | None
    chain: list[str]
    """The arithmetic, one step a line."""


class Conflict(msgspec.Struct):
    """The fewest claims that cannot all hold at face value."""

    claims: list[str]
    words: str


class Checks(msgspec.Struct):
    """What speaks for or against the computation itself."""

    draws: int
    temperatures: int
    acceptance: float
    disagreement: float
    """Largest difference between two independent fits, as a part of the 90 % interval."""
    seconds: float


class Estimate(msgspec.Struct):
    """The answer of a case on a date, with everything it stands on."""

    case: str
    title: str
    question: str
    as_of: str
    sentence: str
    prior: str
    figures: list[Figure]
    """On the date `as_of`."""
    series: list[Figure]
    """Through time, all from the same fit: what is now thought of earlier dates."""
    face_value: list[Bounds]
    conflicts: list[Conflict]
    priors: list[Scenario]
    without: list[Scenario]
    """Each with one source left out."""
    leans: list[Lean]
    claims: list[Weighed]
    origins: int
    effective: float
    """Effective number of independent sources."""
    checks: Checks
    warnings: list[str] = []
    version: str = ""
    seed: int = 0
    definition: list[str] = []
    """The measures that `casualties` sums in this case."""
    draws: dict[str, list[float]] | None = None
    """Draws of each quantity on `as_of`, row by row from the same draw, when they were asked for."""

    def figure(self, measure: str, date: str | None = None) -> Figure | None:
        """The figure for `measure` on `date`, or on the date of the estimate."""
        wanted = self.figures if date is None or date == self.as_of else self.series
        return next((f for f in wanted if f.measure == measure and (date is None or f.date == date)), None)

    def as_dict(self) -> dict[str, Any]:
        """The estimate as builtins, as JSON holds it."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built
