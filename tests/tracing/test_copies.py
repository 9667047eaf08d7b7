"""Copied, cut and rewritten reports, whom they credit and what they quote."""

from __future__ import annotations

from benchmarks.bench_copies import quality
from tests.tracing.made import written
from tollbook.tracing import Directory, trace
from tollbook.tracing.copies import CopyIndex
from tollbook.tracing.credits import credited, quotations
from tollbook.tracing.directory import Entry

OUTLETS = Directory(
    [
        Entry("Northern Agency", aliases=["NA", "Northern"], kind="media"),
        Entry("Harbour Post", kind="media"),
        Entry("Valley Courier", kind="media"),
    ]
)
STORY = (
    "At least forty soldiers were killed when shells hit a column on the river road, the regional staff said Monday. "
    "Another hundred were taken to two hospitals in the valley, where doctors worked through the night. "
    "A spokesman for the brigade declined to say how many of its men had been on the road. "
    "The staff had spoken of light losses on the day before and gave no reason for the change. "
    "Villagers said that burnt trucks still stood along the water on Tuesday morning. "
    "The crossing is the last one that heavy vehicles can use before the autumn floods."
)


def test_a_sample_of_variants_is_found_and_nothing_else() -> None:
    """Of 150 cut and rewritten variants of our own reports nearly all are found, and no unrelated report is."""
    scores = quality(150)
    assert scores["copies_recall"] >= 0.98
    assert scores["copies_precision"] >= 0.99


def test_the_credited_report_is_the_origin_whatever_the_dates_say() -> None:
    """A paper that printed an agency's text earlier by the clock, and says so, is still the copy."""
    agency = written("r1", STORY, "2025-01-14", "Northern Agency")
    paper = written("r2", "RIVERTON (Northern) — " + STORY[:420], "2025-01-13", "Harbour Post")
    (cluster,) = trace([], [agency, paper], OUTLETS).copies
    assert cluster.origin == "r1"
    (copy,) = cluster.copies
    assert (copy.report, copy.kind, copy.credit) == ("r2", "cut", "Northern Agency")
    assert copy.share > 0.9 > copy.kept


def test_without_a_credit_the_earliest_report_is_the_origin() -> None:
    """Of two reports with the same text the older is the origin; an undated one never is before a dated one."""
    reports = [
        written("r1", STORY, None, "Harbour Post"),
        written("r2", STORY, "2025-01-15", "Valley Courier"),
        written("r3", STORY, "2025-01-14", "Northern Agency"),
    ]
    (cluster,) = trace([], reports, OUTLETS).copies
    assert (cluster.origin, [c.report for c in cluster.copies]) == ("r3", ["r2", "r1"])
    assert {copy.kind for copy in cluster.copies} == {"copy"}


def test_versions_of_a_report_are_no_copies() -> None:
    """A corrected version of a report is the same report, not somebody who copied it."""
    first = written("r1", STORY, "2025-01-14", "Harbour Post")
    second = written("r2", STORY + " Corrected.", "2025-01-14", "Harbour Post", version_of="r1")
    assert trace([], [first, second], OUTLETS).copies == []


def test_reports_about_the_same_thing_are_no_copies() -> None:
    """Two accounts of one event in words of their own stay apart, although they quote the same sentence."""
    quote = "“We will count every man who went down that road before the week is out,” the mayor said."
    other = (
        "Rescue teams reached the burnt column after dawn. " + quote + " In the town hall a list of names is growing, "
        "and families wait outside. The army has not yet said which units had been moving there, nor in what number."
    )
    result = trace([], [written("r1", STORY + " " + quote, "2025-01-14"), written("r2", other, "2025-01-15")], OUTLETS)
    assert result.copies == []
    (shared,) = result.quotations
    assert shared.reports == ["r1", "r2"]
    assert shared.words.startswith("we will count every man")


def test_credits_are_read_from_datelines_source_lines_and_verbs() -> None:
    """Datelines, a line at the end and "reported" credit an agency; an outlet never credits itself."""
    dateline = written("a", "RIVERTON, Jan 3 (NA) — Forty soldiers died.", publisher="Harbour Post")
    line = written("b", "Forty soldiers died.\nSource: Northern", publisher="Harbour Post")
    verb = written("c", "Forty soldiers died, Valley Courier reported.", publisher="Harbour Post")
    own = written("d", "Harbour Post reported that forty soldiers died.", publisher="Harbour Post")
    assert credited(dateline, OUTLETS) == ["Northern Agency"]
    assert credited(line, OUTLETS) == ["Northern Agency"]
    assert credited(verb, OUTLETS) == ["Valley Courier"]
    assert credited(own, OUTLETS) == []


def test_hostile_texts_are_filed_like_any_other() -> None:
    """Empty texts, one word, only punctuation, lone surrogates and a huge line neither fail nor match one another."""
    index = CopyIndex()
    for number, text in enumerate(["", "one", "... !!! ???", "\ud800 \udfff", "(" * 5000, "“" * 5000, "ab " * 30000]):
        assert index.add(written(f"r{number}", text)) == set()
    assert quotations("“" * 5000) == []


def test_a_lookup_files_nothing() -> None:
    """Asking which reports share a text leaves the index as it was."""
    index = CopyIndex()
    index.add(written("r1", STORY))
    ((found, shared),) = index.lookup(STORY[:380])
    assert found == "r1"
    assert shared.first > 0.9
    assert len(index) == 1
