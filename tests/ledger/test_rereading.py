"""A newer reader over kept reports, and a newer version of an imported table: decisions stay, changes show."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tests.ledger.made import add, captured, reading
from tollbook.capture import Captured
from tollbook.claims import Reading, Report
from tollbook.ledger import Ledger


def of(report: Report) -> Reading:
    """The reading of the first reader."""
    return reading(Captured(report, b"", ""))


def newer(report: Report) -> Reading:
    """A reader that calls the wounded hurt soldiers, overlooks the killed, and finds the official's word."""
    read = of(report)
    killed, wounded = read.claims[:2]
    wounded.population.text = "hurt soldiers"
    start = report.text.index("soldiers")
    found = msgspec.structs.replace(
        killed, id="n" + report.id, evidence=[msgspec.structs.replace(killed.evidence[0], start=start, end=start + 8)]
    )
    found.evidence[0] = msgspec.structs.replace(found.evidence[0], quote="soldiers")
    read.claims = [found, wounded, *read.claims[2:]]
    return read


def test_a_newer_reader_keeps_decisions_and_tells_what_changed(filled: Ledger) -> None:
    """Claims that are read otherwise change, those no longer read go, and what people decided on stays."""
    decided = filled.statements(measure="killed", order="recorded")[0].claim
    corrected = filled.statements(measure="wounded", order="recorded")[1].claim
    filled.decide(decided.id, "accepted", actor="anna")
    filled.decide(corrected.id, "corrected", actor="anna", changes={"low": 1, "high": 1})
    changes = filled.reread(newer, reader="2", actor="cleo")
    kinds = [change.kind for change in changes]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"new": 5, "changed": 5, "gone": 4, "kept": 1}
    assert filled.claim(decided.id).current
    after = filled.claim(corrected.id).statement
    assert (after.status, after.claim.low, after.claim.population.text) == ("corrected", 1, "hurt soldiers")
    assert filled.count() == 11
    assert filled.count(population="hurt") == 5
    assert filled.count(text="hurt") == 5
    assert filled.reread(newer, reader="2") == []
    assert filled.journal(limit=1)[0].payload["reader"] == "2"
    assert filled.verify().problems == []


def test_an_older_claim_comes_back_with_the_reader_that_finds_it_again(filled: Ledger) -> None:
    """A claim that went with one reader and is found by the next is current again, under the same id."""
    before = {statement.claim.id for statement in filled.statements()}
    filled.reread(newer, reader="2")
    filled.reread(of, reader="3")
    assert {statement.claim.id for statement in filled.statements()} == before
    assert filled.sources()[0].claims == 10
    assert filled.verify().problems == []


def test_a_new_claim_on_the_words_of_a_kept_one_is_held_back(filled: Ledger) -> None:
    """Where people decided on a figure, a reader that reads it with another measure does not add it a second time."""
    decided = filled.statements(measure="killed", order="recorded")[0].claim
    filled.decide(decided.id, "accepted", actor="anna")

    def as_casualties(report: Report) -> Reading:
        read = of(report)
        for claim in read.claims:
            claim.id, claim.measure = "x" + claim.id, "casualties"
        return read

    changes = filled.reread(as_casualties, reader="2", reports=[decided.report])
    assert sorted(change.kind for change in changes) == ["gone", "held", "kept", "new"]
    assert [s.claim.id for s in filled.statements(report=decided.report, measure="killed")] == [decided.id]
    assert filled.verify().problems == []


def test_versions_are_read_again_under_their_own_ids(ledger: Ledger) -> None:
    """A version whose id was marked because the given one was taken keeps its claims' ids when it is read again."""
    for text in ("A\n\nAn official said 3 soldiers died.", "B\n\nAn official said 3 soldiers died."):
        report = captured(1, text, url="https://news.example/x")
        report = msgspec.structs.replace(report, report=msgspec.structs.replace(report.report, id="given"))
        ledger.add(report, reading(report), reader="1")
    ids = [statement.claim.id for statement in ledger.statements(current=False)]
    assert ledger.reread(of, reader="2") == []
    assert [statement.claim.id for statement in ledger.statements(current=False)] == ids
    assert ledger.verify().problems == []


TABLE = "claim_id,claim_date,measure,low,high,based_on\nk1,2025-01-01,killed,3,3,\nk2,2025-01-02,killed,4,4,k1\n"


def test_a_longer_table_keeps_the_reviews_of_its_old_rows(ledger: Ledger, tmp_path: Path) -> None:
    """A table that grows week by week is a new version; unchanged rows are the same claims, with their decisions."""
    path = tmp_path / "claims.csv"
    path.write_text(TABLE)
    first = ledger.import_table(path)
    ledger.decide("k1", "accepted", actor="anna")
    ledger.decide("k2", "accepted", actor="anna")
    path.write_text(
        "\ufeff" + TABLE.replace("k2,2025-01-02,killed,4,4", "k2,2025-01-02,killed,5,5") + "k3,,killed,6,6,k2\n"
    )
    second = ledger.import_table(path)
    assert (first.state, second.state, second.claims, second.version_of) == ("added", "version", 2, first.report)
    found = {statement.claim.id: statement for statement in ledger.statements()}
    changed = next(name for name in found if name.startswith("k2@"))
    assert set(found) == {"k1", changed, "k3"}
    assert found["k1"].status == "accepted"
    assert (found[changed].status, found[changed].claim.low, found[changed].based_on) == ("unreviewed", 5, ["k1"])
    assert found["k3"].based_on == [changed]
    assert not ledger.claim("k2").current
    assert ledger.import_table(path).state == "unchanged"
    assert ledger.verify().problems == []


def test_two_tables_of_one_name_stay_apart(ledger: Ledger, tmp_path: Path) -> None:
    """Tables that share a name and nothing else are two tables; numbered rows never take each other's ids."""
    for number, rows in enumerate(["killed,1,1\nkilled,2,2\n", "wounded,7,7\nwounded,8,8\n"]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "claims.csv").write_text("measure,low,high\n" + rows)
        assert ledger.import_table(folder / "claims.csv").state == "added"
    assert ledger.count() == 4
    assert len(ledger.reports(origin="table")) == 2
    assert ledger.verify().problems == []


def test_the_coded_tables_are_imported_and_found_again(ledger: Ledger, shared: Path) -> None:
    """Two coded tables side by side: every row is a claim with its line as evidence, and importing again adds none."""
    for name, count in (("kursk", 160), ("losses", 3191)):
        path = shared / "data" / name / "claims.csv"
        assert ledger.import_table(path).claims == count
        assert ledger.import_table(path).state == "unchanged"
    assert ledger.count() == 3351
    for statement in ledger.statements(limit=50, offset=100):
        (piece,) = statement.claim.evidence
        assert ledger.report(statement.claim.report).text[piece.start : piece.end] == piece.quote
    add(ledger, 1)
    assert ledger.verify().problems == []
