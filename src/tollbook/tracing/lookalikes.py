"""The same number in claims that have nothing to do with one another."""

from __future__ import annotations

from collections.abc import Mapping

from tollbook.claims import Claim, Statement
from tollbook.tracing.records import Trace

SMALLEST = 10
"""Below it numbers are shared by everything."""


def lookalikes(trace: Trace, statements: Mapping[str, Statement], claim: str) -> list[str]:
    """Ids of claims of other origins that give a figure of `claim`, one for each origin, earliest first."""
    wanted = _figures(statements[claim].claim)
    found = []
    for origin in trace.origins:
        if claim in origin.claims:
            continue
        same = [c for c in origin.claims if c in statements and wanted & _figures(statements[c].claim)]
        found += same[:1]
    return sorted(found, key=lambda c: (statements[c].date or "9999", c))


def _figures(claim: Claim) -> set[tuple[str, float]]:
    """The numbers that a claim gives, with their unit; none that are too small to tell anything."""
    least = 0.0 if claim.unit == "share" else SMALLEST
    return {(claim.unit, end) for end in (claim.low, claim.high) if end is not None and end > least}
