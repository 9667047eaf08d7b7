"""Reports and claims in the ledger: what is added, found, and shown again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from tests.ledger.made import add, captured, reading
from tollbook.claims import Reading
from tollbook.ledger import Ledger
from tollbook.messages import Refusal


def kinds(ledger: Ledger) -> list[str]:
    """The kinds of all entries, oldest first."""
    return [entry.kind for entry in ledger.journal(newest_first=False, limit=None)]


def test_an_added_report_comes_back_with_text_original_and_claims(ledger: Ledger) -> None:
    """What goes in comes out: the report, its bytes, and each claim with date, address, title and publisher."""
    report = captured(1)
    added = ledger.add(report, reading(report), actor="anna", reader="1")
    assert (added.state, added.claims) == ("added", 2)
    kept = ledger.report(added.report)
    assert (kept.text, kept.title, kept.published) == (report.report.text, "Report 1", "2025-01-02")
    assert ledger.original(kept.sha256) == report.original
    statements = ledger.statements()
    assert [statement.claim for statement in statements] == reading(report).claims
    assert {(s.date, s.url, s.publisher) for s in statements} == {("2025-01-02", "https://news.example/1", "Paper 1")}
    assert kinds(ledger) == ["ledger-created", "report-added", "claims-read"]
    assert [entry.actor for entry in ledger.journal(limit=2)] == ["anna", "anna"]


def test_adding_again_changes_nothing(filled: Ledger) -> None:
    """The same report a second time leaves no trace."""
    before = filled.head()
    add(filled, 5)
    report = captured(2)
    assert filled.add(report, reading(report), reader="1").state == "unchanged"
    assert filled.head() == before


def test_a_changed_text_is_a_new_version_linked_to_the_old(filled: Ledger) -> None:
    """The new version's claims are the current ones; the old version stays, linked, with its claims."""
    old = filled.reports(text="Report 2")[0]
    changed = captured(2, "Report 2\n\nAn official said 90 soldiers were killed and 80 wounded and 7 captured.")
    added = filled.add(changed, reading(changed), reader="1")
    assert (added.state, added.version_of, added.claims) == ("version", old.id, 3)
    assert [version.id for version in filled.versions(old.id)] == [old.id, added.report]
    assert {s.claim.report for s in filled.statements()} == {r.id for r in filled.reports()}
    assert (filled.count(), filled.count(current=False)) == (11, 13)
    assert filled.count(report=old.id, current=False) == 2
    assert filled.add(captured(2), reading(captured(2)), reader="1").state == "unchanged"
    assert filled.verify().clean


def test_a_new_version_under_a_given_id_gets_ids_of_its_own(ledger: Ledger) -> None:
    """A report that keeps its id while its text changes leaves both texts and both sets of claims addressable."""
    ids = []
    for text in ("A\n\nAn official said 3 soldiers died.", "B\n\nAn official said 3 soldiers died."):
        report = captured(1, text, url="https://news.example/x")
        report = msgspec.structs.replace(report, report=msgspec.structs.replace(report.report, id="given"))
        ids.append(ledger.add(report, reading(report), reader="1").report)
    assert ids[0] == "given"
    assert ids[1].startswith("given@")
    assert ledger.report(ids[1]).text.startswith("B")
    found = ledger.statements(current=False)
    assert len({statement.claim.id for statement in found}) == 2
    assert [statement.claim.report for statement in found] == ids


def test_a_claim_without_its_words_is_refused_and_nothing_stays(ledger: Ledger) -> None:
    """No claim without evidence: a reading that misquotes its report is not kept, nor is the report."""
    report = captured(1)
    read = reading(report)
    piece = read.claims[1].evidence[0]
    read.claims[1].evidence = [msgspec.structs.replace(piece, start=piece.start + 1, end=piece.end + 1)]
    before = ledger.head()
    with pytest.raises(Refusal, match="does not quote"):
        ledger.add(report, read, reader="1")
    assert (ledger.head(), ledger.count_reports()) == (before, 0)


def test_filters_leave_what_they_say(ledger: Ledger) -> None:
    """Measure, affiliation, population, source, dates, report, status and words each narrow the list, and count it."""
    for number in range(12):
        report = captured(number)
        ledger.add(report, reading(report, ("North Korea", "Russia")[number % 2]), reader="1")
    some = ledger.reports(order="recorded")[4]
    one = ledger.statements(measure="killed")[0].claim.id
    ledger.decide(one, "rejected", actor="anna", reason="misread")
    for filters, expected in [
        ({}, 24),
        ({"measure": "killed"}, 12),
        ({"measure": ["killed", "captured"]}, 12),
        ({"affiliation": "russia"}, 12),
        ({"population": "SOLD"}, 24),
        ({"population": "korea"}, 12),
        ({"source": "an official"}, 24),
        ({"source": "offic"}, 24),
        ({"source": "nobody"}, 0),
        ({"since": "2025-01-03"}, 20),
        ({"until": "2025-01-03"}, 6),
        ({"since": "2025-01-03", "until": "2025-01-03"}, 2),
        ({"since": "2025-01", "until": "2025"}, 24),
        ({"until": "2024"}, 0),
        ({"report": some.id}, 2),
        ({"status": "unreviewed"}, 23),
        ({"status": ["rejected", "merged"]}, 1),
        ({"text": "report 7"}, 4),  # the two of Report 7, and two whose figure is 7
        ({"text": "offic north"}, 12),
        ({"text": '"*) OR --'}, 0),
        ({"text": "%"}, 0),
        ({"population": "%"}, 0),
    ]:
        assert (filters, ledger.count(**filters)) == (filters, expected)
        assert (filters, len(ledger.statements(**filters))) == (filters, expected)


def test_pages_follow_each_other_in_either_order(filled: Ledger) -> None:
    """Pages put together are the whole list, by date or by when it was recorded, forwards or backwards."""
    for order in ("date", "-date", "recorded", "-recorded"):
        whole = [statement.claim.id for statement in filled.statements(order=order)]
        pages = [s.claim.id for at in range(0, 10, 3) for s in filled.statements(order=order, limit=3, offset=at)]
        assert pages == whole
        assert len(set(whole)) == 10
    dates = [statement.date for statement in filled.statements(order="-date")]
    assert dates == sorted(dates, reverse=True)


def test_counts_by_a_column(filled: Ledger) -> None:
    """The numbers beside a filter's choices add up to what the filter leaves, and follow each change."""
    assert filled.counts("measure") == {"killed": 5, "wounded": 5}
    assert filled.counts("status", measure="killed") == {"unreviewed": 5}
    filled.decide(filled.statements(measure="killed")[0].claim.id, "accepted", actor="anna")
    assert filled.counts("status", measure="killed") == {"unreviewed": 4, "accepted": 1}


def test_reports_by_filter(filled: Ledger) -> None:
    """Reports are found by words of their text, publisher, language and date."""
    for filters, expected in [
        ({"text": "wounded official"}, 5),
        ({"text": "report 2"}, 1),
        ({"publisher": "paper 1"}, 2),
        ({"lang": "uk"}, 0),
        ({"since": "2025-01-04"}, 2),
        ({"origin": "table"}, 0),
    ]:
        assert (filters, filled.count_reports(**filters), len(filled.reports(**filters))) == (
            filters,
            expected,
            expected,
        )


@pytest.mark.parametrize("ask", ["claim", "report", "versions", "incidents"])
def test_an_unknown_id_is_refused(filled: Ledger, ask: str) -> None:
    """A wrong id is named in one line."""
    with pytest.raises(Refusal, match="c-nowhere: no such"):
        getattr(filled, ask)("c-nowhere")


def test_hostile_words_come_back_as_they_were(ledger: Ledger) -> None:
    """NUL, right-to-left marks, emoji and quotation marks in a report survive storage and do not break the search."""
    text = "Report 9\n\nAn \0 \u202eofficial'; DROP TABLE claims;-- 🚑 said 5 soldiers died."
    report = captured(9, text)
    report.report.author = "A \0 reporter"
    added = ledger.add(report, reading(report), reader="1")
    assert ledger.report(added.report).text == text
    assert ledger.count(text="5") == ledger.count_reports(text="drop table") == 1
    broken = captured(10, "An official \ud800 said 5 soldiers died.")
    with pytest.raises(Refusal, match="halves of characters"):
        ledger.add(broken, Reading(broken.report), reader="1")
    assert ledger.verify().clean


def test_a_word_counts_only_in_what_is_current(ledger: Ledger) -> None:
    """Claims of an older version are no longer counted by a word, alone or with another filter."""
    for said in ("5 soldiers died, 6 hurt", "7 soldiers died"):
        report = captured(3, f"Report 3\n\nAn official said {said}.")
        ledger.add(report, reading(report), reader="1")
    assert ledger.count(text="official") == len(ledger.statements(text="official")) == 1
    assert ledger.count(text="official", measure="killed") == 1
    assert ledger.count(text="official", current=False) == 3
    assert ledger.count(text="...") == 0


def test_several_threads_write_and_read_at_once(ledger: Ledger) -> None:
    """Reports added by four threads all arrive, in one unbroken chain, while others read."""

    def work(part: int) -> int:
        add(ledger, 10, first=part * 10)
        return len(ledger.statements(measure="killed"))

    with ThreadPoolExecutor(4) as threads:
        assert max(threads.map(work, range(4))) == 40
    assert (ledger.count_reports(), ledger.revision) == (40, 81)
    assert ledger.verify().clean


def test_two_ledgers_on_one_place_take_turns(location: str) -> None:
    """Two programs that write to the same ledger lose nothing of each other's."""
    with Ledger(location) as one, Ledger(location) as other, ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda pair: add(pair[0], 15, first=pair[1]), [(one, 0), (other, 100)]))
        assert one.count_reports() == other.count_reports() == 30
        assert one.verify().clean
