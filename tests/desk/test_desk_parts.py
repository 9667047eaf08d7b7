"""The desk's small parts: figures in words, forms of claims, stretches of text, agreement, ids in addresses."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.claims import BOUNDS, MEASURES, Claim, Evidence, Population, Report, ShareOf, Source, Statement
from tollbook.desk import highlight, words
from tollbook.desk.addresses import slug, unslug
from tollbook.desk.agreement import agreement, alpha
from tollbook.desk.charts.dots import dots
from tollbook.desk.charts.scale import Days, ticks
from tollbook.desk.charts.through_time import NARROW, WIDE, through_time
from tollbook.desk.dates import whole_date
from tollbook.desk.fields import changes_from, fields_of, record_from
from tollbook.desk.figures import twenty
from tollbook.desk.snapshot import Band, Mark, Snapshot
from tollbook.desk.strings import say_marked, strings
from tollbook.estimating.results import Interval
from tollbook.ledger.folding import patched

TEXT = "Kyiv said up to 1,000 soldiers were killed."


def claim(**fields: object) -> Claim:
    """A claim with some fields given."""
    whole = {"id": "c1", "report": "r1", "measure": "killed", "evidence": [Evidence(10, 21, TEXT[10:21])]}
    return Claim(**{**whole, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"low": 12000, "high": 12000, "bound": "approx"}, "about 12,000"),
        ({"high": 1000, "bound": "up_to"}, "up to 1,000"),
        ({"low": 250, "bound": "at_least"}, "at least 250"),
        ({"low": 11000, "high": 12000, "bound": "range"}, "11,000–12,000"),
        ({"low": 1 / 3, "high": 0.5, "bound": "range", "unit": "share"}, "33–50 %"),
        ({"high": 0.5, "bound": "up_to", "unit": "share"}, "up to 50 %"),
        ({"low": 92, "high": 92, "rate": "day"}, "92 a day"),
        ({"low": 20, "high": 99, "bound": "vague"}, "20–99 (in words)"),
        ({"bound": "none"}, "no figure"),
    ],
)
def test_a_figure_keeps_its_bound_unit_and_rate(fields: dict[str, object], said: str) -> None:
    """Nothing of a figure is lost in words."""
    assert words.figure(claim(**fields)) == said


def test_modelled_counts_are_rounded_to_two_figures() -> None:
    """An estimate is not shown more exact than it is."""
    assert [words.rounded(value) for value in (5973, 438, 7.4, 12960, 0)] == ["6,000", "440", "7", "13,000", "0"]


def test_dates_are_said_to_their_precision() -> None:
    """A month stays a month."""
    assert [words.day(d) for d in ("2025-06-15", "2025-06", "2025", None)] == [
        "15 Jun 2025",
        "Jun 2025",
        "2025",
        "no date",
    ]


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)
claims = st.builds(
    claim,
    measure=st.sampled_from(MEASURES),
    bound=st.sampled_from(BOUNDS),
    low=st.none() | st.integers(0, 10**7).map(float),
    high=st.none() | st.floats(0, 1),
    unit=st.sampled_from(["people", "share"]),
    population=st.builds(Population, text=st.none() | texts.filter(bool), affiliation=st.none() | texts.filter(bool)),
    source=st.none() | st.builds(Source, text=texts.filter(bool)),
    share_of=st.none() | st.builds(ShareOf, text=texts.filter(bool)),
    place=st.none() | texts.filter(bool),
)


@given(claims)
def test_a_form_sent_back_as_it_was_changes_nothing(made: Claim) -> None:
    """Opening the form of a claim and saving it is no correction."""
    form = {field.name: field.value for field in fields_of(made)}
    assert changes_from(form, made) == {}


@given(claims, claims)
def test_what_a_form_changes_is_what_the_record_becomes(old: Claim, new: Claim) -> None:
    """The form of another claim laid over a claim makes it that claim."""
    form = {field.name: field.value for field in fields_of(new)}
    changed = patched(old, changes_from(form, old))
    assert [f.value for f in fields_of(changed)] == [f.value for f in fields_of(new)]


@given(claims)
def test_a_new_claim_from_a_form_holds_what_was_typed(made: Claim) -> None:
    """A claim added by hand is the one of its form."""
    form = {field.name: field.value for field in fields_of(made)}
    record = {**record_from(form), "id": "new", "report": "r1", "evidence": [{"start": 0, "end": 4, "quote": "Kyiv"}]}
    added = msgspec.convert(record, Claim)
    assert [f.value for f in fields_of(added)] == [f.value for f in fields_of(made)]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=5))
def test_stretches_put_together_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    """Highlighting neither adds nor drops a character, whatever overlaps."""
    inside = [(a, min(a + n, len(text))) for a, n in spans if a < len(text)]
    statements = [Statement(claim(id=f"c{n}", evidence=[Evidence(a, b, text[a:b])])) for n, (a, b) in enumerate(inside)]
    held = Report(id="r1", text=text, title=text[:5] or None)
    shown = highlight.shown(held, statements, 1 if statements else None, 0, len(text))
    stretches = [*shown.title, *shown.body]
    assert "".join(stretch.text for stretch in stretches) == text
    for number, (a, b) in enumerate(inside, 1):
        assert "".join(stretch.text for stretch in stretches if number in stretch.claims) == text[a:b]


def test_alpha_is_the_one_of_the_textbook_example() -> None:
    """The well-known example of three observers with missing values has a nominal alpha of 0.691."""
    observers = [
        "* * * * * 3 4 1 2 1 1 3 3 * 3",
        "1 * 2 1 3 3 4 3 * * * * * * *",
        "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
    ]
    columns = list(zip(*(row.split() for row in observers)))
    units = {str(n): {str(o): v for o, v in enumerate(c) if v != "*"} for n, c in enumerate(columns)}
    assert alpha(units) == pytest.approx(0.691, abs=0.001)


def test_agreement_says_where_reviewers_differ() -> None:
    """Claims decided by one person alone are left out of it."""
    found = agreement(
        {"a": {"x": "accepted", "y": "rejected"}, "b": {"x": "accepted", "y": "accepted"}, "c": {"x": "merged"}}
    )
    assert (found.claims, found.same, found.differ) == (2, 1, ["a"])
    assert alpha({"a": {"x": "accepted", "y": "accepted"}}) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_id_has_an_address_and_comes_back(identity: str) -> None:
    """An id of any characters survives the way through an address as one segment."""
    segment = slug(identity)
    assert not set(segment) & set("/?#% ")
    assert unslug(slug(identity)) == identity


def test_markup_in_what_is_filled_in_stays_text() -> None:
    """Bold in a string is the desk's own; a source's name with tags or asterisks in it is escaped."""
    said = say_marked("case.answer-one", day="1 May", figure="<b>5</b>", people="**x**<script>", measure="killed")
    assert "<b>1 May</b>" in said
    assert "<script>" not in said
    assert "&lt;b&gt;5&lt;/b&gt;" in said


def test_every_string_is_used() -> None:
    """The file of strings holds nothing that no page says."""
    from pathlib import Path

    folder = Path(highlight.__file__).parent
    whole = "\n".join(p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.suffix in (".py", ".html", ".js"))
    sections = set(strings_by_section())
    named = {name for name in sections if f'"{name}"' in whole or f"{name}." in whole or f"'{name}." in whole}
    assert sections - named == set()


def strings_by_section() -> dict[str, list[str]]:
    """Section → its keys."""
    found: dict[str, list[str]] = {}
    for key in strings():
        section, _, name = key.partition(".")
        found.setdefault(section, []).append(name)
    return found


@given(st.floats(1, 1e7))
def test_ticks_are_round_and_few(high: float) -> None:
    """An axis has between two and six marks, from 0 to at most its end."""
    marks = ticks(high)
    assert 2 <= len(marks) <= 6
    assert marks[0] == 0
    assert marks[-1] <= high * (1 + 1e-9)


def test_twenty_values_stand_for_their_interval() -> None:
    """Of twenty equally likely values ten lie in the 50 % interval and eighteen in the 90 % interval."""
    values = twenty(Interval(5300, 4400, 6700, 3400, 10000))
    assert sum(4400 <= value <= 6700 for value in values) == 10
    assert sum(3400 <= value <= 10000 for value in values) == 18


def snapshot(marks: list[Mark]) -> Snapshot:
    """A case with two months of estimates."""
    bands = [Band(f"2025-0{m}-01", 100.0 * m, 80.0 * m, 130.0 * m, 50.0 * m, 200.0 * m) for m in (1, 2, 3)]
    return Snapshot("c", "Case", "?", 1, series={"killed": bands}, marks=marks, sides=["Kyiv", "", "", ""])


def mark(number: int, **fields: object) -> Mark:
    """A claim as drawn."""
    whole = {
        "claim": f"c{number}", "report": "r", "measure": "killed", "date": "2025-02-10", "said": "2025-02-10",
        "low": 150.0, "high": 150.0, "shape": "point", "side": 1, "who": "Kyiv <b>", "figure": "150", "use": "counted",
    }  # fmt: skip
    return Mark(**{**whole, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("paper", [WIDE, NARROW])
def test_a_chart_is_well_formed_and_shows_every_claim(paper: object) -> None:
    """Each claim with a figure and a date is one mark that leads to its page; nothing of a name is markup."""
    marks = [mark(n) for n in range(12)]
    marks += [mark(20, shape="range", low=100.0, high=300.0), mark(21, use="aside", low=9000.0, high=9000.0)]
    marks += [mark(22, shape="floor", high=None), mark(23, rate=True), mark(24, date=None, said=None)]
    drawn = through_time(snapshot(marks), ["killed"], paper).at()  # type: ignore[arg-type]
    root = ElementTree.fromstring(str(drawn))
    links = [node.attrib["href"] for node in root.iter("a")]
    assert sorted(links) == sorted(f"/claims/c{n}" for n in [*range(12), 20, 21, 22])
    assert "<b>" not in drawn
    assert "style=" not in drawn


def test_dots_are_one_for_each_value() -> None:
    """Twenty values are twenty dots inside the drawing."""
    root = ElementTree.fromstring(str(dots([float(v) for v in range(100, 2100, 100)])))
    circles = list(root.iter("circle"))
    assert len(circles) == 20
    assert all(0 <= float(c.attrib["cx"]) <= 292 and float(c.attrib["cy"]) > 0 for c in circles)


def test_vague_dates_lie_in_their_middle() -> None:
    """A month is drawn at its middle, no date nowhere."""
    assert str(whole_date("2025-02")) == "2025-02-15"
    assert whole_date("soon") is None
    first, last = whole_date("2025-01-01"), whole_date("2025-12-31")
    assert first
    assert last
    axis = Days(first, last, 0, 365)
    assert axis.at(first) == 0
    assert axis.ticks(6)[0][1].endswith("2025")
