"""Exports: what leaves the ledger says what the ledger says, in each format's own terms."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.made import captured, reading
from tollbook.claims import (
    MEASURES,
    MODALITIES,
    PERIOD_KINDS,
    RATES,
    ROLES,
    SOURCE_KINDS,
    Claim,
    Evidence,
    Period,
    Population,
    ShareOf,
    Source,
    Statement,
)
from tollbook.ledger import Ledger
from tollbook.ledger.exporting import FORMATS, records, tables, write
from tollbook.ledger.flat import unflat
from tollbook.ledger.importing import parse_table

REPOSITORY = Path(__file__).parent.parent.parent
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")
text = st.text(characters, max_size=12).map(str.strip) | st.sampled_from(
    ["=1+1", "@SUM(A1)", "-2", "+3", "'=x", "''", "a | b", '"quoted", twice', "two\nlines", "#affected", "None"]
)
words = text.filter(bool)
maybe = st.none() | words
dates = st.none() | st.sampled_from(["2025", "2025-01", "2025-01-13", "2024-12-31T23:59Z"])
counts = st.integers(0, 10**12).map(float) | st.floats(0, 1e6, allow_nan=False)
fractions = st.floats(0, 1, allow_nan=False)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """A claim that a coder might have entered, with every column in use."""
    measure = draw(st.sampled_from(MEASURES))
    unit = draw(st.sampled_from(["people", "items", "share"]))
    one, two = sorted(draw(st.tuples(*[fractions if unit == "share" else counts] * 2)))
    bound, low, high = draw(
        st.sampled_from([
            ("exact", one, one), ("approx", one, two), ("range", one, two), ("vague", one, two),
            ("at_least", one, None), ("more_than", one, None), ("up_to", None, two), ("fewer_than", None, two),
            ("none", None, None),
        ])
    )  # fmt: skip
    share = draw(st.none() | st.builds(ShareOf, words, st.sampled_from(MEASURES), maybe))
    source = st.builds(Source, words, maybe, st.none() | st.sampled_from(SOURCE_KINDS), maybe)
    relays = st.lists(words.map(lambda value: Source(text=value)), max_size=3)
    return Claim(
        id=draw(words.filter(str.isprintable)), report="r", measure=measure, evidence=[Evidence(0, 1, "x")],
        item=draw(maybe),
        includes=draw(st.lists(st.sampled_from(MEASURES), max_size=2)), unit=unit, share_of=share,
        low=low, high=high, bound=bound, rate=draw(st.none() | st.sampled_from(RATES)),
        modality=draw(st.sampled_from(MODALITIES)),
        population=draw(st.builds(Population, maybe, maybe, st.sampled_from(ROLES), maybe)),
        source=draw(st.none() | source), via=draw(relays), corroborates=draw(relays), place=draw(maybe),
        period=Period(draw(st.sampled_from(PERIOD_KINDS)), None, draw(dates), draw(dates)),
        confidence=draw(st.none() | fractions), trace=["imported"], repeats=draw(maybe),
    )  # fmt: skip


notes = st.dictionaries(st.sampled_from(["note", "relation", "read_on"]), words, max_size=2)
statements = st.lists(
    st.builds(Statement, claims(), dates, maybe, maybe, maybe, st.lists(words, max_size=3), notes=notes),
    min_size=1,
    max_size=4,
    unique_by=lambda statement: statement.claim.id,
)


def exported(form: str, given_statements: list[Statement], ledger: Ledger | None = None) -> bytes:
    """What an export writes."""
    output = io.BytesIO()
    write(ledger, form, given_statements, output)  # type: ignore[arg-type]
    return output.getvalue()


def as_told(statement: Statement) -> dict:
    """A statement without where it stands in a file and what only a ledger knows of it."""
    told = msgspec.to_builtins(statement)
    for name in ("report", "evidence"):
        del told["claim"][name]
    told["notes"] = {name: value for name, value in told["notes"].items() if name not in tables.LEDGER_COLUMNS}
    return told


@settings(max_examples=50, deadline=None)
@given(statements, st.sampled_from(["csv", "hxl"]))
def test_a_table_comes_back_as_the_same_claims(made: list[Statement], form: str) -> None:
    """CSV and HXL lose nothing of a coded claim: figures, bounds, relays, notes, odd words and all."""
    back = parse_table(exported(form, made), "claims.csv").statements
    assert [as_told(statement) for statement in back] == [as_told(statement) for statement in made]


@settings(max_examples=30, deadline=None)
@given(statements, st.sampled_from(["csv", "hxl", "ucdp"]))
def test_no_cell_runs_in_a_spreadsheet(made: list[Statement], form: str) -> None:
    """No cell of any table begins with what a spreadsheet takes for a formula."""
    for row in csv.reader(io.StringIO(exported(form, made, ledger=None).decode(), newline="")):
        assert not [cell for cell in row if cell.startswith(DANGEROUS)]


@settings(max_examples=30, deadline=None)
@given(statements)
def test_json_lines_come_back_as_the_same_claims(made: list[Statement]) -> None:
    """What was exported as the record can be imported again, and stands on its line."""
    content = exported("jsonl", made)
    parsed = parse_table(content, "claims.jsonl")
    assert [as_told(statement) for statement in parsed.statements] == [as_told(statement) for statement in made]
    for statement, line in zip(parsed.statements, content.decode().split("\n")):
        assert statement.claim.evidence == [
            Evidence(parsed.report.text.index(line), parsed.report.text.index(line) + len(line), line)
        ]


@settings(max_examples=30, deadline=None)
@given(statements)
def test_json_lines_and_parquet_hold_the_whole_record(made: list[Statement]) -> None:
    """The record's own formats give back every field."""
    lines = exported("jsonl", made).splitlines()
    assert [unflat(json.loads(line)) for line in lines] == made
    pq = pytest.importorskip("pyarrow.parquet", reason="needs the extra 'parquet'")
    rows = pq.read_table(io.BytesIO(exported("parquet", made))).to_pylist()
    assert [unflat({**row, "notes": dict(row["notes"])}) for row in rows] == made


def test_the_coded_table_of_the_case_comes_back(shared: Path, tmp_path: Path) -> None:
    """A real coded table goes through a ledger and out again, and a second ledger takes it as the same claims."""
    with Ledger(tmp_path / "one.db") as one, Ledger(tmp_path / "two.db") as two:
        one.import_table(shared / "data" / "kursk" / "claims.csv")
        first = one.statements(order="recorded")
        path = tmp_path / "exported.csv"
        path.write_bytes(exported("csv", first, one))
        two.import_table(path)
        second = two.statements(order="recorded")
    assert [as_told(statement) for statement in second] == [as_told(statement) for statement in first]


def test_hxl_names_the_measure_where_there_is_only_one(filled: Ledger) -> None:
    """The tag row sits under the header, and figures of one measure carry it."""
    killed = list(csv.reader(io.StringIO(exported("hxl", filled.statements(measure="killed")).decode())))
    assert killed[1][killed[0].index("low")] == "#affected+killed+min"
    assert killed[1][killed[0].index("measure")].startswith("#indicator")
    both = list(csv.reader(io.StringIO(exported("hxl", filled.statements()).decode())))
    assert both[1][both[0].index("high")] == "#affected+max"


def test_ucdp_takes_counts_of_killed_people_only(ledger: Ledger) -> None:
    """A rate, a share, a denial, wounded people or a rejected claim never become a count of deaths."""
    report = captured(1, "R\n\nAn official said 11 12 13 14 15 16 17 18 .")
    read = reading(report)
    for claim in read.claims:
        claim.measure = "killed"
    one, least, rate, denied, wounded, rejected, merged, span = read.claims
    least.bound, least.high = "at_least", None
    span.bound, span.high = "range", 30.0
    rate.rate, denied.modality, wounded.measure = "day", "denied", "wounded"
    merged.source = Source("Another")
    one.period.as_of = "2025-01"
    ledger.add(report, read, reader="1")
    ledger.decide(rejected.id, "rejected", actor="anna", reason="misread")
    ledger.decide(merged.id, "merged", actor="anna", into=one.id)
    made = list(csv.DictReader(io.StringIO(exported("ucdp", ledger.statements(), ledger).decode())))
    assert [(row["best"], row["low"], row["high"], row["number_of_sources"]) for row in made] == [
        ("11", "11", "11", "2"),
        ("", "12", "", "1"),
        ("", "18", "30", "1"),
    ]
    assert (made[0]["source_original"], made[0]["date_start"]) == ("An official; Another", "2025-01")
    assert (made[1]["date_start"], made[1]["source_headline"]) == ("2025-01-02", "Report 1")


def test_web_annotations_point_at_the_words(filled: Ledger) -> None:
    """Each selector finds the quoted words in the report, by position and by what stands around them."""
    page = json.loads(exported("webannotation", filled.statements(), filled))
    assert page["type"] == "AnnotationPage"
    assert len(page["items"]) == 10
    for item in page["items"]:
        report = filled.report(item["body"]["value"]["report"])
        for target in item["target"]:
            quote, position = target["selector"]
            assert report.text[position["start"] : position["end"]] == quote["exact"]
            assert report.text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
            assert target["source"]["id"] == report.url


def test_provenance_names_everything_that_it_relates(filled: Ledger) -> None:
    """Every end of every relation is described, and a claim leads to its report, original, source and reviewer."""
    claim = filled.statements(measure="killed")[0].claim
    filled.decide(claim.id, "corrected", actor="anna", changes={"low": 1, "high": 1})
    document = json.loads(exported("prov", filled.statements(), filled))
    described = {name for kind in ("entity", "activity", "agent") for name in document[kind]}
    related = {"wasDerivedFrom", "wasGeneratedBy", "used", "wasAssociatedWith", "wasAttributedTo"}
    assert set(document) == {"prefix", "entity", "activity", "agent", *related}
    for kind in related:
        assert document[kind]
        for relation in document[kind].values():
            assert set(relation.values()) <= described
    name = f"tollbook:claim-{claim.id}"
    derived = [r["prov:usedEntity"] for r in document["wasDerivedFrom"].values() if r["prov:generatedEntity"] == name]
    assert derived == [f"tollbook:report-{claim.report}"]
    assert document["entity"][name]["tollbook:low"]["$"] == "3.0"
    (state,) = [entity for entity in document["entity"] if entity.startswith(name + ".")]
    assert document["entity"][state]["tollbook:low"]["$"] == "1.0"
    assert any(agent["prov:label"] == "anna" for agent in document["agent"].values())


def test_the_published_schema_is_that_of_the_record() -> None:
    """docs/claim-record.schema.json is what the record is today."""
    assert (REPOSITORY / "docs" / "claim-record.schema.json").read_text(encoding="utf-8") == records.schema_text()


def test_exports_and_readings_obey_the_published_schema(filled: Ledger) -> None:
    """Lines of the JSON export and readings validate against the schema; a broken record does not."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((REPOSITORY / "docs" / "claim-record.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    whole = jsonschema.Draft202012Validator(schema)
    record = jsonschema.Draft202012Validator({"$ref": "#/$defs/Record", "$defs": schema["$defs"]})
    lines = [json.loads(line) for line in exported("jsonl", filled.statements()).splitlines()]
    for line in lines:
        record.validate(line)
    whole.validate(msgspec.to_builtins(reading(captured(1))))
    assert not record.is_valid({**lines[0], "measure": "slain"})


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_export_is_a_whole_file(ledger: Ledger, form: str) -> None:
    """Where no claim is left, the file still has its header or its frame."""
    content = exported(form, [], ledger)
    assert content or form == "jsonl"
