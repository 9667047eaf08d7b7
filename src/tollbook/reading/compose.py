"""The cascade: a report's text becomes claims, step by step."""

from __future__ import annotations

from tollbook.claims import Reading, Report


def compose(report: Report, *, count_perpetrators: bool) -> Reading:
    """The claims of `report` with its incidents and totals."""
    return Reading(report)
