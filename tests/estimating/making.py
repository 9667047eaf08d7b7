"""Claims and cases in a few words, for the tests of this room."""

from __future__ import annotations

from typing import Any

from tollbook.claims import Claim, Evidence, Period, Population, ShareOf, Source, Statement
from tollbook.estimating.case import Case, Group, Side

CASE = Case(
    title="Northern troops",
    question="How many northern soldiers were hit?",
    name="north",
    populations=[Group("counted", "northern troops sent south", "Northland", "military")],
    sides=[
        Side("North", ["Northland"], allies=["Hills"], against=["South"], colour="#b34500"),
        Side("Hills", ["Hills"]),
        Side("South", ["Southland"], allies=["Coast"], colour="#0067a8"),
        Side("Coast", ["Coastland"]),
    ],
    start="2025-01-01",
)


def said(
    id: str,
    measure: str,
    low: float | None,
    high: float | None = None,
    bound: str = "approx",
    date: str = "2025-06-01",
    who: str | None = "Southland",
    **more: Any,
) -> Statement:
    """A claim by an official of the state `who`; `high` is `low` unless given or the bound is one-sided."""
    if high is None and bound not in ("at_least", "more_than"):
        high = low
    if bound in ("up_to", "fewer_than"):
        low = None
    share_of = more.pop("share_of", None)
    period = more.pop("period", None) or Period(kind="cumulative")
    population = more.pop("population", None) or Population(affiliation="Northland", role="military")
    source = Source(text=who, name=who, kind="official", affiliation=who) if who else None
    claim = Claim(
        id=id,
        report=more.pop("report", "r-" + id),
        measure=measure,  # type: ignore[arg-type]
        evidence=[Evidence(0, 3, "xyz")],
        unit="share" if share_of else "people",
        share_of=ShareOf(measure=share_of) if share_of else None,
        low=low,
        high=high,
        bound=bound,  # type: ignore[arg-type]
        population=population,
        source=source,
        period=period,
        **more,
    )
    return Statement(claim=claim, date=date)


def ordinary() -> list[Statement]:
    """A dozen claims from three states through five months."""
    return [
        said("f1", "deployed", 8000, date="2025-01-20"),
        said("f2", "deployed", 9000, 10000, "range", "2025-03-01", "Coastland"),
        said("p1", "strength", 8200, date="2025-03-05", who="Coastland"),
        said("c1", "casualties", 500, bound="at_least", date="2025-02-01"),
        said("c2", "casualties", 1200, date="2025-02-20"),
        said("k1", "killed", 200, date="2025-02-25", who="Coastland"),
        said("c3", "casualties", 1500, 2000, "range", "2025-03-20", "Coastland"),
        said("k2", "killed", 900, bound="up_to", date="2025-04-10"),
        said("w1", "wounded", 1600, date="2025-04-15"),
        said("s1", "casualties", 0.25, 0.33, "range", "2025-05-01", "Elsewhere", share_of="deployed"),
        said("k3", "killed", 110, bound="exact", date="2025-05-25", who="Northland"),
        said("c4", "casualties", 2500, date="2025-06-01", who="Coastland"),
    ]
