"""Tables of claims: read whole, or refused with every bad line named."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.ledger.columns import guard, join, split, unguard
from tollbook.ledger.importing import parse_table, read_table
from tollbook.messages import Refusal

HEADER = "claim_id,claim_date,measure,unit,low,high,bound,population,affiliation,role,source,via,based_on,note\n"
ROW = "k1,2025-01-23,killed,people,,1000,up_to,soldiers,North Korea,military,Jones,CSIS | Yonhap,j0 | j1,first\n"


def table(text: str | bytes, name: str = "claims.csv") -> list:
    """The statements of a CSV given as text."""
    return parse_table(text.encode("utf-8") if isinstance(text, str) else text, name).statements


def refusal(text: str | bytes) -> Refusal:
    """The refusal that a CSV given as text meets."""
    with pytest.raises(Refusal) as caught:
        table(text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("claims.csv:")
    return caught.value


def test_a_row_becomes_a_claim_that_stands_on_its_own_line() -> None:
    """Every column lands in the record, and the evidence quotes the row's line in the stored file."""
    parsed = parse_table((HEADER + ROW).encode(), "claims.csv")
    (made,) = parsed.statements
    claim = made.claim
    assert (claim.id, claim.measure, claim.low, claim.high, claim.bound) == ("k1", "killed", None, 1000.0, "up_to")
    assert (claim.population.affiliation, claim.population.role) == ("North Korea", "military")
    assert [source.text for source in claim.via] == ["CSIS", "Yonhap"]
    assert (made.date, made.based_on, made.notes) == ("2025-01-23", ["j0", "j1"], {"note": "first"})
    (line,) = claim.evidence
    assert line.quote == ROW.rstrip("\n") == parsed.report.text[line.start : line.end]
    assert claim.report == parsed.report.id


def test_unknown_columns_are_notes_and_missing_ones_null() -> None:
    """What the table says beyond the record is kept, and what it does not say stays unknown."""
    (made,) = table("measure,relation\nkilled,original\n")
    assert made.notes == {"relation": "original"}
    assert made.claim.id == "1"
    assert (made.claim.low, made.claim.high, made.claim.bound, made.claim.source) == (None, None, "none", None)
    assert (made.date, made.claim.population.affiliation, made.claim.population.role) == (None, None, "unknown")


def test_every_bad_line_is_named_with_its_reason() -> None:
    """Nothing of the file is taken, and the person who coded it learns of every mistake at once."""
    bad = HEADER + ROW + "".join(
        f"b{place},{date},{measure},{unit},{low},{high},{bound},,,,,,,\n"
        for place, (date, measure, unit, low, high, bound) in enumerate([
            ("2025-02-30", "killed", "", "1", "1", "exact"),
            ("2025-02-01", "slain", "", "1", "1", "exact"),
            ("2025-02-01", "killed", "", "many", "", "at_least"),
            ("2025-02-01", "killed", "", "9", "3", "range"),
            ("2025-02-01", "killed", "share", "20", "30", "range"),
            ("2025-02-01", "killed", "", "-4", "-4", "exact"),
            ("2025-02-01", "killed", "", "", "50", "exact"),
            ("2025-02-01", "killed", "", "1", "2", "exact"),
            ("2025-02-01", "", "", "1", "1", "exact"),
        ])
    )  # fmt: skip
    refused = refusal(bad + ROW)
    problems = refused.details["problems"]
    assert [problem.partition(":")[0] for problem in problems] == [f"line {n}" for n in (*range(3, 12), 12)]
    for problem, word in zip(problems, ["not a date", "slain", "many", "more than", "fraction", "-4", "bound exact"]):
        assert word in problem
    assert "already on line 2" in problems[-1]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"measure\n", "no claims"),
        (b"a,b\n1,2\n", "no column 'measure'"),
        (b"measure,low,low\nkilled,1,1\n", "'low' is there twice"),
        (b'measure,low\nkilled,"1\n', "never closes"),
        (b'measure,low\nkilled,"1"2\n', "broken quoting"),
        (b"measure,low\nkilled\n", "1 cells where the header has 2"),
        (b"measure,low\nkilled,1,2\n", "3 cells where the header has 2"),
        (b"measure,note\nkilled,a\0b\n", "NUL"),
        (b"measure,note\nkilled," + b"x" * 200_000 + b"\n", "131,072"),
        (b"measure,low\nkilled,1e999\n", "not a plain number"),
        (b"measure,low\nkilled,nan\n", "not a plain number"),
        (b'measure,low\nkilled,"1,000"\n', "not a plain number"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "claims.csv"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_one_line(content: bytes, word: str) -> None:
    """Each way in which a table can be broken has its own words."""
    assert word in str(refusal(content))


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: text.encode("cp1251"),
    ],
    ids=["bom", "utf-16", "utf-16-le", "utf-16-be", "crlf", "cr", "semicolons", "tabs", "cp1251"],
)
def test_tables_are_read_as_spreadsheets_save_them(encode) -> None:
    """Byte order marks, other encodings, line ends and separators change nothing in the claims."""
    text = "measure,low,high,population,source\n" + "".join(
        f"killed,{n},{n},российские военные в Курской области,Генеральный штаб Украины\n" for n in range(30)
    )
    made = table(encode(text))
    assert len(made) == 30
    assert made[7].claim.low == 7
    assert made[7].claim.source.text == "Генеральный штаб Украины"


def test_a_quoted_line_break_stays_inside_its_row() -> None:
    """A cell of several lines is one cell, the row's evidence holds all its lines, and later lines count on."""
    parsed = parse_table(
        b'measure,note\nkilled,"two\nlines"\nwounded,x\nslain,y\n'.replace(b"slain", b"missing"), "t.csv"
    )
    first, second, _ = parsed.statements
    assert first.notes["note"] == "two\nlines"
    assert first.claim.evidence[0].quote == 'killed,"two\nlines"'
    assert second.claim.evidence[0].quote == "wounded,x"
    assert "line 5" in str(refusal('measure,note\nkilled,"two\nlines"\nwounded,x\nslain,y\n'))


def test_a_row_of_hxl_tags_is_no_claim() -> None:
    """A table with HXL tags in its second line reads as the one without."""
    assert len(table("measure,low,high\n#indicator,#affected+min,#affected+max\nkilled,1,1\n")) == 1


def test_the_coded_tables_of_the_case_and_of_the_war_are_read(shared: Path) -> None:
    """Both tables that others coded come in whole, with sources, relays and what each row is based on."""
    kursk = read_table(shared / "data" / "kursk" / "claims.csv")
    losses = read_table(shared / "data" / "losses" / "claims.csv")
    assert (len(kursk), len(losses)) == (160, 3191)
    assert any(statement.based_on for statement in kursk)
    assert all(statement.claim.evidence and statement.date for statement in [*kursk, *losses])


@pytest.mark.parametrize("path", ["absent.csv", "."])
def test_what_is_no_file_is_refused(path: str, tmp_path: Path) -> None:
    """A missing table and a folder are named."""
    with pytest.raises(Refusal, match=r"no such file|not a file"):
        read_table(tmp_path / path)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """No file makes the reader of tables fail in any other way."""
    for table_bytes in (content, b"measure,low,note\n" + content):
        with contextlib.suppress(Refusal):
            assert parse_table(table_bytes, "t.csv").statements


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=4,
)
RECORDS = st.dictionaries(
    st.sampled_from(
        ["id", "measure", "low", "high", "bound", "notes", "evidence", "trace", "via", "date", "period", "x"]
    ),
    JSON_VALUES | st.dictionaries(st.sampled_from(["quote", "kind", "start"]), JSON_VALUES, max_size=2),
)


@given(st.lists(RECORDS | JSON_VALUES, max_size=3), st.binary(max_size=20))
def test_any_json_lines_are_read_or_refused(records: list, more: bytes) -> None:
    """No line of JSON makes the reader of records fail in any other way than by naming it."""
    content = "\n".join(json.dumps(record) for record in records).encode() + more
    with contextlib.suppress(Refusal):
        assert parse_table(content, "t.jsonl").statements


def test_bad_records_are_named_by_their_lines() -> None:
    """A malformed line and a record that makes no sense are both named, and nothing is taken."""
    good = '{"id": "a", "measure": "killed", "low": 3, "high": 3, "colour": "red"}'
    (made,) = parse_table(good.encode(), "t.jsonl").statements
    assert (made.claim.low, made.notes) == (3, {"colour": "red"})
    lines = [
        good,
        "{",
        '{"id": "b", "measure": "slain"}',
        '{"id": "c", "measure": "killed", "low": 5, "high": 2}',
        good,
    ]
    with pytest.raises(Refusal) as caught:
        parse_table("\n".join(lines).encode(), "t.jsonl")
    problems = caught.value.details["problems"]
    assert [problem.partition(":")[0] for problem in problems] == ["line 2", "line 3", "line 4", "line 5"]


@given(st.text())
def test_guarding_a_cell_is_undone_by_reading_it(cell: str) -> None:
    """What is put before a cell so that no spreadsheet runs it is taken away again, and only that."""
    assert unguard(guard(cell)) == cell
    assert not guard(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.text(st.sampled_from("ab |\\(c)"), min_size=1).map(str.strip).filter(bool), max_size=4))
def test_several_values_in_one_cell_come_apart_again(values: list[str]) -> None:
    """Values with separators and brackets of their own survive being put into one cell."""
    assert split(join(values)) == values
