"""The journey of a figure, drawn and told."""

from __future__ import annotations

import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracing.made import kyiv, nis, said
from tollbook.claims import Statement
from tollbook.tracing import Trace, dot, drawing, trace
from tollbook.tracing.journey import journey, short_date
from tollbook.tracing.retelling import retellings

UK = {"affiliation": "United Kingdom"}
SIX_THOUSAND = [
    said("a", "2025-06-15", "UK Ministry of Defence", 6000, bound="more_than", **UK),
    said("b", "2025-06-16", "UK Ministry of Defence", 6000, bound="more_than", publisher="The Daily", **UK),
    said("c", "2025-06-16", "UK Ministry of Defence", 6000, bound="more_than", publisher="The Weekly", **UK),
    said("d", "2025-10-24", "UK Ministry of Defence", 6000, measure="killed", publisher="The Bulletin", **UK),
]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(statements: list[Statement], **more: object) -> tuple[Trace, str]:
    """The trace and the drawing of its first origin."""
    result = trace(statements)
    return result, drawing(result, statements, result.origins[0], **more)  # type: ignore[arg-type]


def test_lanes_are_what_is_counted_and_pills_what_changed() -> None:
    """The casualties and the dead have a lane each; the line that changes lane is marked with the changed fields."""
    _, svg = drawn(SIX_THOUSAND)
    root = ElementTree.fromstring(svg)
    lanes = " ".join(node.text or "" for node in root.iter(f"{SVG}text") if node.get("class") == "lane-name")
    assert lanes == "Killed or wounded Killed"
    assert [node.text for node in root.iter(f"{SVG}text") if node.get("class") == "pill-text"] == ["measure, bound"]
    assert len([node for node in root.iter(f"{SVG}path") if "link-changed" in (node.get("class") or "")]) == 1


def test_unchanged_repeats_of_a_day_are_folded() -> None:
    """Two papers that print the figure unchanged on one day are one mark that says so."""
    result = trace(SIX_THOUSAND)
    way = journey(result, {s.claim.id: s for s in SIX_THOUSAND}, result.origins[0])
    assert [len(step.claims) for step in way.steps] == [1, 2, 1]
    assert "2 outlets" in drawn(SIX_THOUSAND)[1]


def test_a_drawing_can_be_read_without_seeing_it() -> None:
    """It has a title and a description in sentences that name every step and what changed."""
    _, svg = drawn(SIX_THOUSAND)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert "24 Oct 2025, The Bulletin: about 6,000, killed (changed measure, bound from UK Ministry of Defence" in (
        desc.text or ""
    )


def test_an_embedded_drawing_is_fit_for_a_strict_policy() -> None:
    """No style element, no style attribute and no script, unless it stands alone in a file."""
    _, svg = drawn(SIX_THOUSAND, sides={"United Kingdom": "West"}, address=lambda claim: f"/claims/{claim}")
    assert "style" not in svg
    assert "<script" not in svg
    assert "side-west" in svg
    assert 'href="/claims/d"' in svg
    assert "<style>" in drawn(SIX_THOUSAND, standalone=True)[1]


def test_claims_set_aside_are_hollow() -> None:
    """A claim that an estimate sets aside is drawn hollow."""
    _, svg = drawn(SIX_THOUSAND, set_aside={"d"})
    assert svg.count(" hollow") == 1


@given(st.text(max_size=40), st.text(max_size=20))
def test_hostile_names_stay_text(name: str, publisher: str) -> None:
    """Names with markup, quotes, control characters or nothing at all still give well-formed SVG and dot."""
    statements = [
        kyiv("a", "2025-01-09", 4000),
        kyiv("b", "2025-01-21", 4000, measure="killed", publisher=f'<script>"&{publisher}'),
        kyiv("c", None, 4000, publisher=name),
    ]
    result, svg = drawn(statements, standalone=True)
    ElementTree.fromstring(svg)
    assert "<script" not in svg
    dot(result, {s.claim.id: s for s in statements})


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz")
def test_graphviz_reads_the_graph() -> None:
    """What --format dot prints is a graph to Graphviz."""
    text = dot(trace(SIX_THOUSAND), {s.claim.id: s for s in SIX_THOUSAND})
    done = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, text=True, check=True)
    assert "<svg" in done.stdout


def test_a_graph_quotes_what_it_prints() -> None:
    """Quotes, line breaks and backslashes in names cannot end a label early."""
    statements = [nis("a", "2025-01-13", 3000), nis('b"]; x', "2025-01-14", 3000, publisher='A "paper"\\\n')]
    text = dot(trace(statements), {s.claim.id: s for s in statements})
    for line in text.splitlines()[1:-1]:
        assert len(re.findall(r'(?<!\\)(?:\\\\)*"', line)) % 2 == 0


def test_a_retelling_says_what_was_said_and_what_was_printed() -> None:
    """One line tells the figure, who said it and when, and what it was printed as."""
    (told,) = retellings(trace(SIX_THOUSAND), {s.claim.id: s for s in SIX_THOUSAND})
    assert told.sentence == (
        "more than 6,000 killed or wounded, UK Ministry of Defence 15 Jun 2025 → printed as about 6,000 dead, "
        "The Bulletin 24 Oct 2025"
    )
    assert (told.changed, told.link) == (["measure", "bound"], "credited")


def test_a_retelling_of_an_old_figure_says_of_when_it_was() -> None:
    """Where only the date is wrong, both dates are told."""
    statements = [
        nis("a", "2025-04-30", 600, measure="killed"),
        nis("b", "2025-09-02", 2000, measure="killed"),
        nis("c", "2025-11-04", 600, measure="killed"),
    ]
    (told,) = retellings(trace(statements), {s.claim.id: s for s in statements})
    assert (told.before, told.after) == ("about 600 dead, of 30 Apr 2025", "about 600 dead, as if of 4 Nov 2025")


@pytest.mark.parametrize(
    ("date", "before", "expected"),
    [
        ("2025-06-15", None, "15 Jun 2025"),
        ("2025-06-16", "2025-06-15", "16 Jun"),
        ("2026-01-06", "2025-12-12", "6 Jan 2026"),
        ("2025-12", None, "Dec 2025"),
        ("2025", "2025-01-01", "2025"),
        (None, None, "undated"),
    ],
)
def test_dates_are_short_and_clear(date: str | None, before: str | None, expected: str) -> None:
    """A date is written as 15 Jun 2025, without the year where the column before has it."""
    assert short_date(date, before) == expected
