"""Claims in the terminal."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tollbook.claims import Claim, Evidence, Period, Population, Reading, Report, Source
from tollbook.cli import wording
from tollbook.cli.rendering import claims_table, console, evidence, heading, print_claim, print_reading, sentence_around

TEXT = (
    "Losses near Orlyk\n\nGen. Ivanenko of the U.S. mission spoke on Jan. 13. Up to 1,000 Northern soldiers might have "
    "been killed, he told\nCity Radio. The rest held.\n\nOther news followed."
)


def mark(*quotes: str) -> list[Evidence]:
    """Evidence for words of TEXT."""
    return [Evidence(TEXT.index(quote), TEXT.index(quote) + len(quote), quote) for quote in quotes]


def claim(**fields: object) -> Claim:
    """A claim of killed soldiers, with other fields given."""
    given: dict[str, object] = {"low": None, "high": 1000, "bound": "up_to"} | fields
    return Claim("c1", "r1", "killed", mark("Up to 1,000", "killed", "Northern soldiers"), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"low": None, "high": 0.5, "bound": "up_to", "unit": "share"}, "up to 50 %"),
        ({"low": 11000, "high": 12000, "bound": "range"}, "11,000-12,000"),
        ({"low": 1 / 3, "high": 0.5, "bound": "range", "unit": "share"}, "33 %-50 %"),
        ({"low": 100, "high": None, "bound": "at_least"}, "at least 100"),
        ({"low": 100, "high": None, "bound": "more_than"}, "more than 100"),
        ({"low": None, "high": 7, "bound": "fewer_than"}, "fewer than 7"),
        ({"low": 12000, "high": 12000, "bound": "approx"}, "about 12,000"),
        ({"low": 92, "high": 92, "bound": "exact", "rate": "day"}, "92 a day"),
        ({"low": 24, "high": 99, "bound": "vague"}, "24-99 (vague)"),
        ({"low": 0, "high": 0, "bound": "exact", "modality": "denied"}, "0"),
        ({"low": None, "high": 0, "bound": "up_to"}, "up to 0"),
        ({"low": None, "high": None, "bound": "none"}, "(no figure)"),
        ({"low": 0.125, "high": 0.125, "bound": "exact", "unit": "share"}, "12.5 %"),
        ({"low": 0.0025, "high": 0.0025, "bound": "exact", "unit": "share"}, "0.25 %"),
        ({"low": 2.5, "high": 2.5, "bound": "exact"}, "2.5"),
    ],
)
def test_figures_keep_bound_rate_and_unit(fields: dict[str, object], text: str) -> None:
    """No bound, rate or unit is lost from a figure."""
    assert wording.figure_text(claim(**fields)) == text


def test_the_chain_of_who_said_it() -> None:
    """Relays follow inner to outer, a confirmation is named, and a report's own voice is said to be that."""
    jones, radio, agency = Source("Ivanenko"), Source("City Radio"), Source(None, "Northern Agency")
    assert wording.source_text(claim(source=jones, via=[radio, agency])) == "Ivanenko ← City Radio ← Northern Agency"
    assert wording.source_text(claim(source=jones, corroborates=[radio])) == "Ivanenko, confirming City Radio"
    assert wording.source_text(claim(via=[agency])) == "(the report itself) ← Northern Agency"


def test_measure_place_and_time() -> None:
    """What was lost, where to, and for when are all shown."""
    tanks = Claim("c", "r", "equipment", [], item="tanks", unit="items")
    assert wording.measure_text(tanks) == "equipment: tanks"
    assert wording.measure_text(Claim("c", "r", "casualties", [], includes=["captured"])) == "casualties, with captured"
    assert wording.place_text(Claim("c", "r", "deployed", [], place="Orlyk")) == "to Orlyk"
    assert wording.place_text(Claim("c", "r", "killed", [], place="Orlyk")) == "in Orlyk"
    period = Period("interval", "2025-01-01", "2025-01-31", "2025-02-04")
    assert wording.stance_text(claim(modality="possible", period=period)) == (
        "possible, 2025-01-01 to 2025-01-31, as of 2025-02-04"
    )
    assert wording.population_text(claim(population=Population(None, "North", "military"))) == "North military"


def test_a_table_in_a_pipe_is_cut_nowhere() -> None:
    """Where the output is no terminal every claim is one line, however long."""
    out = io.StringIO()
    source = Source("a spokesman whose title is " + "very " * 60 + "long")
    console(out).print(claims_table([claim(source=source), claim()]))
    lines = out.getvalue().splitlines()
    assert len(lines) == 3
    assert wording.source_text(claim(source=source)) in lines[1]
    assert "\x1b" not in out.getvalue()


def test_a_table_in_a_narrow_terminal_loses_no_word() -> None:
    """In a terminal of 60 columns words fold and all of them are there."""
    out = Console(file=io.StringIO(), width=60, force_terminal=True, color_system=None, highlight=False)
    out.print(claims_table([claim(population=Population("Northern soldiers near Orlyk"), source=Source("City Radio"))]))
    shown = out.file.getvalue()  # type: ignore[attr-defined]
    assert all(len(line.rstrip()) <= 60 for line in shown.splitlines())
    for word in ("1,000", "killed", "Northern", "soldiers", "Orlyk", "Radio", "asserted"):
        assert word in shown


def test_hostile_text_cannot_steer_the_terminal() -> None:
    """Escape sequences, direction marks and line breaks in a report come out harmless."""
    hostile = "a\x1b[2J\x1b]0;x\x07\u202eb\nc\u200b\x9b"
    for shown in (wording.shown(hostile), evidence(Claim("c", "r", "killed", [Evidence(0, 1, "a")]), hostile).plain):
        assert shown.isprintable()
    out = io.StringIO()
    print_reading(
        console(out), Reading(Report("r", hostile, title=hostile), [claim(source=Source(hostile))]), explain=True
    )
    assert "\x1b" not in out.getvalue()
    assert "\x9b" not in out.getvalue()


def test_a_claim_is_explained_by_its_sentence_words_and_rules() -> None:
    """The sentence of the figure is shown whole with its evidence named, and the rules that fired."""
    out = io.StringIO()
    print_claim(
        console(out), claim(population=Population("Northern soldiers"), trace=["figure.up_to"], confidence=0.9), TEXT
    )
    shown = out.getvalue()
    assert "“Up to 1,000 Northern soldiers might have been killed, he told City Radio.”" in shown
    assert "figure: Up to 1,000 · words: killed · group: Northern soldiers" in shown
    assert "figure.up_to" in shown
    assert "confidence 0.90" in shown


def test_evidence_is_marked_in_the_sentence() -> None:
    """In a terminal without colours the evidence is still underlined."""
    out = Console(file=io.StringIO(), width=200, force_terminal=True, color_system="standard", no_color=True)
    out.print(evidence(claim(), TEXT))
    assert "\x1b[1;4mUp to 1,000\x1b[0m" in out.file.getvalue()  # type: ignore[attr-defined]


def test_sentences_do_not_end_at_abbreviations() -> None:
    """Initials, titles and months with a full stop do not cut the sentence; a blank line does."""
    start = TEXT.index("Ivanenko")
    before, after = sentence_around(start, start + 8, TEXT)
    assert TEXT[before:after] == "Gen. Ivanenko of the U.S. mission spoke on Jan. 13."


def test_a_report_without_title_is_called_by_its_first_words() -> None:
    """The heading of a report without title is the beginning of its text."""
    assert heading(Report("r", "word " * 50)) == "word " * 16 + "…"


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 10))
def test_any_text_shows_its_evidence(text: str, start: int, length: int) -> None:
    """Whatever the text, the marked sentence is printable and holds the evidence."""
    start = min(start, len(text))
    quote = text[start : start + length]
    shown = evidence(Claim("c", "r", "killed", [Evidence(start, start + len(quote), quote)]), text).plain
    assert shown.isprintable()
    assert wording.shown(quote).replace(" ", "") in shown.replace(" ", "")
