"""The order of arrival does not matter, and an arrival touches only its neighbourhood."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracing.made import said, written
from tollbook.claims import Statement
from tollbook.tracing import Tracer, drawing, load_directory, trace

DIRECTORY = load_directory()
SOURCES = [
    ("NIS", "intelligence", "South Korea"),
    ("Joint Chiefs of Staff", "military", "South Korea"),
    ("Volodymyr Zelensky", "official", "Ukraine"),
    ("Western officials", "unnamed", None),
    ("Institute for the Study of War", "expert", None),
    (None, None, None),
]
FIGURES = [100.0, 300.0, 1000.0, 1100.0, 3000.0, 3800.0, 4000.0, 4700.0]


@st.composite
def tables(draw: st.DrawFn) -> list[Statement]:
    """Up to 14 claims that may repeat, update, sum and distort one another."""
    made = []
    for number in range(draw(st.integers(2, 14))):
        source, kind, affiliation = draw(st.sampled_from(SOURCES))
        day = draw(st.integers(1, 28))
        bound = draw(st.sampled_from(["approx", "exact", "at_least", "up_to"]))
        made.append(
            said(
                f"c{number}",
                f"2025-01-{day:02d}",
                source,
                draw(st.sampled_from(FIGURES)),
                measure=draw(st.sampled_from(["killed", "wounded", "casualties"])),
                bound=bound,
                kind=kind,
                affiliation=affiliation,
                report=f"r{number % 4}",
                repeats=f"c{draw(st.integers(0, number - 1))}" if number and draw(st.booleans()) else None,
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_trace(statements: list[Statement], chance: object) -> None:
    """Claims traced at once, shuffled, or added one by one in any order end in the same bytes."""
    expected = msgspec.json.encode(trace(statements, directory=DIRECTORY))
    shuffled = list(statements)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert msgspec.json.encode(trace(shuffled, directory=DIRECTORY)) == expected
    tracer = Tracer(DIRECTORY)
    for statement in shuffled:
        tracer.add(statement)
    assert msgspec.json.encode(tracer.trace()) == expected


def test_an_arrival_touches_only_its_neighbourhood() -> None:
    """With two thousand claims of other peoples and sources filed, a new one looks again at a few dozen at most."""
    tracer = Tracer(DIRECTORY)
    tracer.fill(
        said(f"c{n}", f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}", f"Body {n % 500}", 10.0 + n, people=f"Land {n % 97}")
        for n in range(2000)
    )
    assert len(tracer.add(said("new", "2025-06-10", "Body 7", 4321, people="Land 7"))) < 60


def test_reports_in_any_order_end_in_the_same_clusters() -> None:
    """A cut copy that arrives before its original is still the copy."""
    text = " ".join(f"word{n} says number {n * 7}" for n in range(60))
    whole = written("r1", text, "2025-01-13", "The Agency")
    cut = written("r2", text[: int(len(text) * 0.7)], "2025-01-14", "A Paper")
    other = written("r3", " ".join(f"other{n} thing {n}" for n in range(60)), "2025-01-12", "Elsewhere")
    one = trace([], [whole, cut, other], DIRECTORY)
    two = trace([], [other, cut, whole], DIRECTORY)
    assert one == two
    assert [(c.origin, [copy.report for copy in c.copies]) for c in one.copies] == [("r1", ["r2"])]


def test_two_claims_with_one_id_are_one_whichever_came_first() -> None:
    """Of two different claims that bear one id the same one is kept in any order."""
    one, two = said("c", "2025-01-01", "NIS", 100), said("c", "2025-01-02", "NIS", 200)
    assert trace([one, two], directory=DIRECTORY) == trace([two, one], directory=DIRECTORY)


def test_claims_that_repeat_one_another_in_a_circle_are_traced_and_drawn() -> None:
    """A record that says of three claims that each repeats the next does not hang anything."""
    circle = [said(f"c{n}", "2025-01-01", "NIS", 4700, repeats=f"c{(n + 1) % 3}", report=f"r{n}") for n in range(3)]
    result = trace(circle, directory=DIRECTORY)
    assert [origin.claims for origin in result.origins] == [["c0", "c1", "c2"]]
    assert drawing(result, circle, result.origins[0]).startswith("<svg")
