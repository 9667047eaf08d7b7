"""A process killed while it adds reports leaves a whole ledger; run again, it ends as if nothing had happened."""

from __future__ import annotations

import pytest

from benchmarks.bench_kill import run


@pytest.mark.timeout(400)
@pytest.mark.parametrize("place", ["file", "server"])
def test_a_killed_run_and_a_rerun_end_as_an_undisturbed_one(place: str, request: pytest.FixtureRequest) -> None:
    """The same reports, claims and entries in the same order, every check clean; `make bench` runs it at full size."""
    found = run(12, 1, None if place == "file" else request.getfixturevalue("server"))
    assert (found["reports"], found["problems"], found["differences"]) == (12, [], [])
    assert found["entries"] == 25
