"""Origins, what they stand on, and how many independent sources they are worth."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracing.made import kyiv, nis, said
from tollbook.tracing import Origin, effective_number, trace


def test_fifty_copies_of_one_figure_are_one_source() -> None:
    """A figure of one service printed fifty times comes from one origin and is worth one source."""
    result = trace([nis(f"c{n:02d}", "2025-01-13", 3000, publisher=f"Paper {n}") for n in range(50)])
    assert len(result.origins) == 1
    assert len(result.origins[0].claims) == 50
    assert result.effective == 1.0


def test_parts_given_together_are_one_origin() -> None:
    """Killed and wounded of one briefing, and their sum by the same state, are one origin, not three."""
    result = trace(
        [
            nis("a", "2024-12-19", 100, measure="killed"),
            nis("b", "2024-12-19", 1000, measure="wounded"),
            said("c", "2024-12-23", "Joint Chiefs of Staff", 1100, kind="military", affiliation="South Korea"),
        ]
    )
    assert [origin.claims for origin in result.origins] == [["a", "b", "c"]]


def test_a_total_months_later_is_an_origin_that_continues_the_older() -> None:
    """The same service's total of April rests on its own of January, but is a new count."""
    result = trace([nis("a", "2025-01-13", 3000), nis("b", "2025-04-30", 4700)])
    first, second = result.origins
    assert second.continues == [first.id]
    assert 1.0 < result.effective < 1.5


def test_arithmetic_by_others_is_an_origin_that_adds_nothing() -> None:
    """An institute that divides Kyiv's total rests on Kyiv and is no second source."""
    daily = {"kind": "expert", "rate": "day", "group": "North Korean forces since early December"}
    result = trace(
        [kyiv("a", "2025-01-05", 3800), said("b", "2025-01-16", "Institute for the Study of War", 92, **daily)]
    )
    first, second = result.origins
    assert second.rests_on == [first.id]
    assert result.effective == 1.0


def test_what_a_group_stands_on_is_read_from_its_notes() -> None:
    """Footage and captives named in a claim's words or notes are given; where nobody says, that is said."""
    result = trace(
        [
            kyiv("a", "2025-01-11", 2, measure="captured", notes={"note": "supported by photographs and video"}),
            nis("b", "2025-01-13", 3000),
        ]
    )
    assert [origin.grounds for origin in result.origins] == [["footage"], ["unstated"]]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["A"], 1.0),
        (["A", "B"], 2.0),
        (["A", "A"], 4 / 3),
        (["A"] * 50, 50 / (1 + 49 * 0.5)),
        ([None, None], 2.0),
    ],
)
def test_equally_correlated_sources_count_as_the_design_effect_says(states: list[str | None], expected: float) -> None:
    """n different organs of one state are worth n / (1 + (n - 1) / 2); sources of no state are worth one each."""
    origins = [
        Origin(id=f"o{n}", claims=[f"c{n}"], representative=f"c{n}", source=f"Body {n}", affiliation=state)
        for n, state in enumerate(states)
    ]
    assert effective_number(origins) == pytest.approx(expected, abs=0.001)


@given(
    st.lists(st.tuples(st.sampled_from(["x", "y", "z"]), st.sampled_from(["A", "B", None])), min_size=1, max_size=20)
)
def test_more_origins_are_never_worth_less_nor_more_than_their_number(given_by: list[tuple[str, str | None]]) -> None:
    """The effective number grows with every origin, starts at one and stays within the number of origins."""
    origins = [
        Origin(id=f"o{n}", claims=[f"c{n}"], representative=f"c{n}", source=source, affiliation=state)
        for n, (source, state) in enumerate(given_by)
    ]
    values = [effective_number(origins[: n + 1]) for n in range(len(origins))]
    assert values[0] == 1.0
    assert all(b >= a - 1e-9 for a, b in itertools.pairwise(values))
    assert values[-1] <= len(origins) + 1e-9
