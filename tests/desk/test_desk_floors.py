"""The documented floor, and the bars of what is and what would be."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import msgspec
import pytest

from tollbook.claims import Claim, Evidence
from tollbook.desk.charts.bars import Bar, bars
from tollbook.desk.floors import floor, is_named
from tollbook.desk.snapshot import Band, Mark


def claim(text: str, figure: str, **more: object) -> Claim:
    """A claim about dead whose evidence is `figure` in `text`."""
    start = text.index(figure)
    evidence = [Evidence(start, start + len(figure), figure)]
    return Claim("c", "r", "killed", evidence, **{"low": 40.0, "bound": "at_least", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("It rained.\n\nAt a hall in the north 40 portraits of the fallen were hung. Nobody spoke.", True),
        ("The paper has a list of names: at least 40 of the dead, from obituaries alone.", True),
        ("In all 40 were named, it says.", True),
        ("Portraits were hung in the hall. An official said at least 40 soldiers died.", False),
        ("A general named Kim said at least 40 soldiers had died.", False),
    ],
)
def test_dead_are_named_only_where_their_own_sentence_says_so(text: str, named: bool) -> None:
    """Portraits, lists and obituaries count in the sentence of the figure, not in the one before."""
    assert is_named(claim(text, "40"), text) is named


def test_a_denied_figure_or_one_of_wounded_is_no_floor() -> None:
    """Only dead, asserted as a number of people, can be a floor."""
    text = "Of the soldiers 40 were named."
    for change in ({"measure": "wounded"}, {"modality": "denied"}, {"unit": "share"}, {"low": None}):
        assert not is_named(msgspec.structs.replace(claim(text, "40"), **change), text)


def test_the_floor_is_the_most_named_by_a_date() -> None:
    """A later, larger count replaces an earlier one; what is set aside or unnamed never is the floor."""

    def made(name: str, low: float, said: str, **more: object) -> Mark:
        use = str(more.get("use", "counted"))
        named = bool(more.get("named", True))
        return Mark(name, "r", "killed", said, said, low, None, "floor", 1, "A", str(low), use, named=named)  # type: ignore[arg-type]

    marks = [
        made("a", 40, "2025-02-01"),
        made("b", 90, "2025-04-01"),
        made("c", 500, "2025-03-01", use="aside"),
        made("d", 700, "2025-03-01", named=False),
    ]
    assert floor(marks, "2025-01-31") is None
    for day, name in (("2025-03-31", "a"), ("2025-04-01", "b")):
        found = floor(marks, day)
        assert found is not None
        assert found.claim == name


def test_bars_say_their_figures_in_words_and_stay_on_the_paper() -> None:
    """Both intervals are drawn within the drawing on one scale, and read out with their label."""
    used, supposed = Band("", 1800, 1400, 2100, 700, 2600), Band("", 3900, 2500, 4400, 1600, 15_200)
    drawn = ElementTree.fromstring(bars([Bar("As <used>", used), Bar("At face value", supposed, hollow=True)]))
    assert drawn.attrib["aria-label"] == "As <used>: 1,800 (700–2,600); At face value: 3,900 (1,600–15,000)"
    wide = float(drawn.attrib["width"])
    for shape in drawn.iter():
        right = float(shape.attrib.get("x", 0)) + float(shape.attrib.get("width", 0) if shape is not drawn else 0)
        assert 0 <= right <= wide
    kinds = [shape.attrib.get("class") for shape in drawn.iter("rect")]
    assert kinds == ["b90", "b50", "supposed"]
