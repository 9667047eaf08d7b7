"""The demonstration case: its reports can be read, and its key fits them."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from tollbook import cases
from tollbook.capture import Captured, capture
from tollbook.claims import BOUNDS, MEASURES, MODALITIES, PERIOD_KINDS, ROLES, SOURCE_KINDS, Report

FOLDER = files("tollbook.cases").joinpath("kursk")
KEY: dict[str, Any] = tomllib.loads(FOLDER.joinpath("expected.toml").read_text(encoding="utf-8"))
SOURCES = tomllib.loads(FOLDER.joinpath("sources.toml").read_text(encoding="utf-8"))["source"]
REPORTS = KEY["report"]
CLAIMS = {claim["id"]: claim for report in REPORTS for claim in report["claims"]}
CHANGES = {"measure", "bound", "unit", "rate", "hedge", "date", "population", "source"}
WITHOUT_DATE = (".txt",)


@cache
def texts() -> dict[str, Report]:
    """Every report of the folder as `tollbook add` captures it, by file name."""
    found = {}
    with cases.case_path("kursk") as folder:
        for path in sorted(folder.joinpath("reports").iterdir()):
            (read,) = capture(str(path))
            assert isinstance(read, Captured), read
            found[path.name] = read.report
    return found


def directory() -> set[str]:
    """Every spelling in sources.toml, names first."""
    return {spelling for source in SOURCES for spelling in (source["name"], *source.get("aliases", []))}


def test_the_case_ships_and_is_found_by_name() -> None:
    """The case is listed, its folder is found by name, and a name that is no case's gives nothing."""
    assert "kursk" in cases.shipped_cases()
    assert cases.case_folder("../kursk") is None
    assert cases.case_folder("atlantis") is None
    with pytest.raises(KeyError), cases.case_path("atlantis"):
        pass


def test_every_report_is_in_the_key_and_the_other_way_about() -> None:
    """At least 60 reports ship, each once in the key and each at an address of its own, in half a megabyte."""
    assert len(REPORTS) >= 60
    assert [report["file"] for report in REPORTS] == sorted(texts())
    assert len({report["url"] for report in REPORTS}) == len(REPORTS)
    assert sum(len(entry.read_bytes()) for entry in FOLDER.joinpath("reports").iterdir()) < 500_000


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report["file"])
def test_a_report_says_what_the_key_says(report: dict[str, Any]) -> None:
    """A report has 60 to 250 words, the key's title and date, and every keyed quote exactly once."""
    read = texts()[report["file"]]
    body = read.text.removeprefix(report["title"])
    assert 60 <= len(body.split()) <= 250
    assert read.title == report["title"]
    assert date(2024, 10, 1) <= date.fromisoformat(report["published"]) <= date(2026, 5, 31)
    assert report["url"].startswith(("http://", "https://"))
    if not report["file"].endswith(WITHOUT_DATE):
        assert (read.published, read.publisher) == (report["published"], report["publisher"])
    if report["file"].endswith((".html", ".jsonl")):
        assert read.url == report["url"]
    assert {claim["quote"]: read.text.count(claim["quote"]) for claim in report["claims"]} == {
        claim["quote"]: 1 for claim in report["claims"]
    }
    assert "demonstration" not in read.text.lower()
    places = [read.text.index(claim["quote"]) for claim in report["claims"]]
    assert places == sorted(places)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report["file"])
def test_keyed_claims_speak_the_claim_record(report: dict[str, Any]) -> None:
    """Keyed claims use the record's words, and their figures agree with their bounds."""
    for claim in report["claims"]:
        low, high, bound = claim.get("low"), claim.get("high"), claim["bound"]
        assert claim["measure"] in MEASURES
        assert bound in BOUNDS
        assert claim["modality"] in MODALITIES
        assert claim["role"] in ROLES
        assert claim["period"] in PERIOD_KINDS
        assert (low is None) == (bound in ("up_to", "fewer_than", "none"))
        assert (high is None) == (bound in ("at_least", "more_than", "none"))
        if bound in ("exact", "approx"):
            assert low == high
        if low is not None and high is not None:
            assert low <= high
        assert claim["unit"] != "share" or max(low or 0, high or 0) <= 1
        for other in ("repeats", "part_of"):
            assert claim.get(other) in {None, *(c["id"] for c in report["claims"] if c["id"] != claim["id"])}


def test_sources_are_known() -> None:
    """Every publisher, wire and source of the key is in sources.toml, which grades each with a reason."""
    known = directory()
    for report in REPORTS:
        assert {report["publisher"], report.get("wire", report["publisher"])} <= known
        names = {claim["source_name"] for claim in report["claims"] if "source" in claim}
        assert names <= {source["name"] for source in SOURCES}
    for source in SOURCES:
        assert source["kind"] in SOURCE_KINDS
        assert source["grade"] in "ABCDEF"
        assert source["reason"].endswith(".")
        assert source.get("speaks_for") in known | {None}


def test_no_spelling_stands_for_two_sources() -> None:
    """A spelling in sources.toml leads to one entry."""
    spellings = [s.casefold() for source in SOURCES for s in (source["name"], *source.get("aliases", []))]
    assert sorted(set(spellings)) == sorted(spellings)


def test_origins_are_used_and_exist() -> None:
    """Claims name origins that exist, every origin is used, and origins continue only older ones."""
    origins = {origin["id"]: origin for origin in KEY["origin"]}
    assert {claim["origin"] for claim in CLAIMS.values() if "origin" in claim} == set(origins)
    for origin in origins.values():
        assert origin["source"] in {source["name"] for source in SOURCES}
        for older in ("updates", "rests_on"):
            if older in origin:
                assert origins[origin[older]]["date"] < origin["date"]


def test_distortions_point_at_claims_that_differ() -> None:
    """A keyed distortion names a claim in its report, the claim it should have been, and a change that is there."""
    fields = {"measure": ["measure"], "bound": ["bound"], "rate": ["rate"], "source": ["source_name"]}
    files_of = {claim["id"]: report["file"] for report in REPORTS for claim in report["claims"]}
    assert len(KEY["distortion"]) >= 20
    for distortion in KEY["distortion"]:
        claim, original = CLAIMS[distortion["claim"]], CLAIMS[distortion["of"]]
        assert files_of[distortion["claim"]] == distortion["report"]
        assert claim["quote"] == distortion["quote"]
        assert original.get("origin") == distortion["origin"]
        assert set(distortion["changed"]) <= CHANGES
        for change in distortion["changed"]:
            assert all(claim.get(field) != original.get(field) for field in fields.get(change, []))


def test_copies_carry_the_text_of_what_they_copy() -> None:
    """A report keyed as a copy shares at least 60 % of its paragraphs with the other and has another publisher."""
    by_file = {report["file"]: report for report in REPORTS}
    copies = [report for report in REPORTS if "copy_of" in report]
    assert len(copies) >= 3
    for report in copies:
        first = by_file[report["copy_of"]]
        mine = texts()[report["file"]].text.split("\n\n")[1:]
        theirs = texts()[first["file"]].text
        assert sum(" ".join(p.split("— ")[-1:]) in theirs for p in mine) >= 0.6 * len(mine)
        assert first["publisher"] != report["publisher"]
        assert first["published"] <= report["published"]
