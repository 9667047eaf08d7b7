"""The time that a figure covers, and the dates that words name, in sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.claims import PERIOD_KINDS, Period, Report
from tollbook.reading.dates import periods
from tollbook.reading.document import Document
from tollbook.reading.language import language
from tollbook.reading.moments import day_of, moments

ENGLISH = language("en")
TODAY = date(2031, 3, 5)  # a Wednesday


def named(text: str, today: date | None = TODAY) -> list[tuple[str, str]]:
    """First and last day of each moment in `text`."""
    document = Document(text, ENGLISH)
    return [(m.start, m.end) for m in moments(document, today, 0, len(document.words))]


def period(text: str, figure: str, measure: str = "killed", published: str | None = "2031-03-05") -> Period:
    document = Document(text, ENGLISH)
    start = document.text.index(figure)
    return (
        periods(document, Report(id="r", text=text, published=published)).at(start, start + len(figure), measure).period
    )


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("on Jan. 13", "2031-01-13", "2031-01-13"),
        ("on January 13, 2029", "2029-01-13", "2029-01-13"),
        ("on 13 January 2029", "2029-01-13", "2029-01-13"),
        ("on the 3rd of April 2030", "2030-04-03", "2030-04-03"),
        ("in December", "2030-12", "2030-12"),
        ("in mid-January", "2031-01", "2031-01"),
        ("in June 2028", "2028-06", "2028-06"),
        ("since 2022", "2022", "2022"),
        ("on Monday", "2031-03-03", "2031-03-03"),
        ("on Wednesday", "2031-03-05", "2031-03-05"),
        ("yesterday", "2031-03-04", "2031-03-04"),
        ("last month", "2031-02", "2031-02"),
        ("last year", "2030", "2030"),
        ("last week", "2031-02-24", "2031-03-02"),
        ("in the past three days", "2031-03-02", "2031-03-05"),
        ("two weeks ago", "2031-02-19", "2031-02-19"),
        ("2031-01-13", "2031-01-13", "2031-01-13"),
    ],
)
def test_dates_are_resolved_against_the_day_of_the_report(text: str, start: str, end: str) -> None:
    """Every dress of a date gives ISO dates to the precision that it has."""
    assert named(text) == [(start, end)]


@pytest.mark.parametrize(
    "text",
    [
        "They may attack.",
        "They march on.",
        "about 2022 soldiers",
        "on February 30, 2031",
        "the 810th brigade",
        "13 soldiers",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    """Verbs, counts, units and impossible days are no dates."""
    assert named(text) == []


def test_a_weekday_stays_open_without_a_day_of_the_report() -> None:
    """What cannot be derived is left out, never guessed."""
    assert named("on Monday", None) == []
    assert named("on January 13", None) == []
    assert named("on January 13, 2029", None) == [("2029-01-13", "2029-01-13")]


def test_a_dateline_gives_the_day_of_the_report() -> None:
    """Without a publication date the first full date of the first lines stands in."""
    text = "VELSK, March 26, 2028 - Fourteen people were killed on Monday."
    assert day_of(Document(text, ENGLISH), Report(id="r", text=text)) == date(2028, 3, 26)


@pytest.mark.parametrize(
    ("text", "figure", "measure", "kind"),
    [
        ("Russia lost 1,150 soldiers over the past 24 hours, the General Staff said.", "1,150", "casualties", "day"),
        ("A bomb killed 14 people in a market on Monday, police said.", "14", "killed", "event"),
        ("Since Friday 140 people have been killed in clashes, the monitor said.", "140", "killed", "interval"),
        ("More than 45,000 people have been killed since the war began.", "45,000", "killed", "cumulative"),
        ("Some 12,000 troops are stationed in the region.", "12,000", "strength", "unknown"),
    ],
)
def test_the_phrase_near_the_figure_tells_the_kind(text: str, figure: str, measure: str, kind: str) -> None:
    """Day, event, interval, cumulative and unknown are told by the words around the figure."""
    assert period(text, figure, measure).kind == kind


def test_an_event_has_its_day() -> None:
    """The day of an attack is its start, its end and the day as of which the count is."""
    found = period("A bomb killed 14 people in a market on Monday, police said.", "14")
    assert (found.start, found.end, found.as_of) == ("2031-03-03", "2031-03-03", "2031-03-03")


def test_the_day_on_which_it_was_said_is_not_the_day_it_happened() -> None:
    """ "Said on Monday" dates the statement."""
    found = period("A bomb killed 14 people in a market, police said on Monday.", "14")
    assert found.start is None


@given(st.text(max_size=150), st.sampled_from([None, "2031-03-05", "soon", "0001-01-01", "9999-12-31"]))
def test_any_text_has_a_period(text: str, published: str | None) -> None:
    """No text and no publication date make the reading of time fail."""
    document = Document(text, ENGLISH)
    found = periods(document, Report(id="r", text=text, published=published))
    for place in range(0, len(document.text), 9):
        dated = found.at(place, place + 1, "killed")
        assert dated.period.kind in PERIOD_KINDS
        assert all(0 <= start < end <= len(document.text) for start, end in dated.spans)


WORDS = [
    "last",
    "next",
    "two",
    "week",
    "weeks",
    "ago",
    "May",
    "31",
    "2031",
    ",",
    "Monday",
    "year",
    "yesterday",
    "1",
    "Jan",
    ".",
    "past",
    "999",
    "hours",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from([date.min, TODAY, date.max]))
def test_any_row_of_date_words_is_read_or_left(words: list[str], today: date) -> None:
    """Odd combinations of date words never fail, at the ends of the calendar either."""
    assert all(start <= end for start, end in named(" ".join(words), today))
