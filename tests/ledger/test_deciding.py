"""What people decide about claims, sources and links: kept, laid over the record, and taken back again."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger.made import add, captured, reading
from tollbook.claims import Claim, Evidence
from tollbook.ledger import Ledger
from tollbook.messages import Refusal


def first(ledger: Ledger) -> str:
    """The id of the first claim."""
    return ledger.statements(order="recorded", limit=1)[0].claim.id


def status(ledger: Ledger, claim: str) -> str:
    """The claim's review status."""
    return ledger.claim(claim).statement.status


def test_a_correction_supersedes_and_never_overwrites(filled: Ledger) -> None:
    """The corrected claim is what lists show; the claim as it was read, who corrected it and why stay."""
    claim = first(filled)
    changes = {"measure": "wounded", "low": 2, "high": 4, "bound": "range", "population": {"affiliation": "Russia"}}
    filled.decide(claim, "corrected", actor="anna", reason="measure changed", changes=changes)
    record = filled.claim(claim)
    now = record.statement.claim
    assert (record.statement.status, now.measure, now.low, now.high, now.bound) == (
        "corrected",
        "wounded",
        2,
        4,
        "range",
    )
    assert (now.population.affiliation, now.population.text) == ("Russia", "soldiers")
    assert (record.as_read.measure, record.as_read.low, record.as_read.population.affiliation) == (
        "killed",
        3,
        "North Korea",
    )
    entry = record.history[-1]
    assert (entry.actor, entry.payload["reason"]) == ("anna", "measure changed")
    assert entry.payload["before"]["low"] == 3
    assert filled.statements(affiliation="Russia", measure="wounded")[0].claim == now
    assert filled.count(affiliation="North Korea") == 9


def test_every_decision_can_be_taken_back_one_by_one(filled: Ledger) -> None:
    """Undo is an entry of its own; the claim stands as if the decision had not been made."""
    claim, other = (statement.claim.id for statement in filled.statements(order="recorded", limit=2))
    filled.decide(claim, "accepted", actor="anna")
    filled.decide(claim, "corrected", actor="ben", changes={"low": 1, "high": 1})
    filled.decide(claim, "rejected", actor="ben", reason="duplicate")
    filled.decide(claim, "merged", actor="anna", into=other)
    assert (status(filled, claim), filled.claim(claim).into) == ("merged", other)
    seen = []
    for _ in range(4):
        filled.decide(claim, "undone", actor="cleo")
        seen.append((status(filled, claim), filled.claim(claim).statement.claim.low))
    assert seen == [("rejected", 1), ("corrected", 1), ("accepted", 3), ("unreviewed", 3)]
    with pytest.raises(Refusal, match="no decision to undo"):
        filled.decide(claim, "undone", actor="cleo")
    assert len([entry for entry in filled.claim(claim).history if entry.kind == "claim-decided"]) == 8
    assert filled.verify().clean


@pytest.mark.parametrize(
    ("decision", "details", "word"),
    [
        ("rejected", {}, "needs a reason"),
        ("rejected", {"reason": " "}, "needs a reason"),
        ("approved", {}, "no such decision"),
        ("merged", {}, "cannot be merged"),
        ("merged", {"into": "c-nowhere"}, "no such claim"),
        ("corrected", {}, "no such field"),
        ("corrected", {"changes": {"id": "x"}}, "no such field"),
        ("corrected", {"changes": {"colour": "x"}}, "no such field"),
        ("corrected", {"changes": {"measure": "slain"}}, "makes no sense"),
        ("corrected", {"changes": {"low": 9}}, "makes no sense"),
        ("corrected", {"changes": {"bound": "up_to"}}, "takes high alone"),
        ("corrected", {"changes": {"low": 3}}, "changes nothing"),
        ("corrected", {"changes": {"evidence": []}}, "quotes no words"),
        ("corrected", {"changes": {"evidence": [{"start": 0, "end": 3, "quote": "xyz"}]}}, "does not quote"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(filled: Ledger, decision: str, details: dict, word: str) -> None:
    """A senseless decision leaves no entry."""
    before = filled.head()
    with pytest.raises(Refusal, match=word):
        filled.decide(first(filled), decision, actor="anna", **details)
    assert filled.head() == before


def test_claims_are_not_merged_in_a_circle(filled: Ledger) -> None:
    """A claim cannot be merged into itself, nor into one that was merged into it at any remove."""
    one, two, three = (statement.claim.id for statement in filled.statements(limit=3))
    filled.decide(one, "merged", actor="anna", into=two)
    filled.decide(two, "merged", actor="anna", into=three)
    for into in (one, three):
        with pytest.raises(Refusal, match="cannot be merged"):
            filled.decide(three, "merged", actor="anna", into=into if into == three else one)


def test_a_claim_added_by_hand_stands_on_words_of_its_report(filled: Ledger) -> None:
    """A person may add what the reader missed, with evidence, twice on the same words if need be."""
    report = filled.report(filled.reports(limit=1)[0].id)
    at = report.text.index("soldiers")
    claim = Claim("", report.id, "missing", [Evidence(at, at + 8, "soldiers")], bound="none")
    added = filled.add_claim(claim, actor="anna", reason="missed by the reader")
    again = filled.add_claim(claim, actor="anna")
    assert added.claim.id != again.claim.id
    assert (added.title, added.claim.trace) == (report.title, ["added by hand"])
    assert filled.count(measure="missing") == 2
    with pytest.raises(Refusal, match="does not quote"):
        filled.add_claim(msgspec.structs.replace(claim, evidence=[Evidence(0, 8, "soldiers")]), actor="anna")
    assert filled.verify().clean


def test_sources_are_graded_and_merged_with_reasons(ledger: Ledger) -> None:
    """A grade and a merge show in the list of sources and in its filter, and can be taken back."""
    for number, name in enumerate(["NIS", "nis ", "National Intelligence Service", "Kyiv"]):
        report = captured(number)
        read = reading(report)
        for claim in read.claims:
            claim.source.text = name
        ledger.add(report, read, reader="1")
    assert {source.label: source.claims for source in ledger.sources()} == {
        "NIS": 4, "National Intelligence Service": 2, "Kyiv": 2,
    }  # fmt: skip
    ledger.merge_sources("National Intelligence Service", "NIS", actor="anna", reason="the same body")
    ledger.grade_source("nis", "B", actor="anna", reason="usually reliable")
    nis = ledger.sources()[0]
    assert (nis.label, nis.claims, nis.grade, nis.reason) == ("NIS", 6, "B", "usually reliable")
    assert nis.aliases == ["National Intelligence Service"]
    assert ledger.count(source="national intelligence service") == ledger.count(source="NIS") == 6
    with pytest.raises(Refusal, match="cannot be merged"):
        ledger.merge_sources("NIS", "National Intelligence Service", actor="anna")
    ledger.merge_sources("National Intelligence Service", None, actor="ben")
    ledger.grade_source("nis", None, actor="ben")
    assert (ledger.count(source="NIS"), ledger.sources()[0].grade) == (4, None)
    with pytest.raises(Refusal, match="no such grade"):
        ledger.grade_source("NIS", "G", actor="anna")
    assert ledger.verify().clean


def test_a_trace_link_is_confirmed_cut_and_left_alone_again(filled: Ledger) -> None:
    """The newest decision about a link stands, and undone leaves none."""
    one, two = (statement.claim.id for statement in filled.statements(limit=2))
    filled.decide_link(one, two, "confirmed", actor="anna", reason="same words")
    filled.decide_link(one, two, "cut", actor="ben", reason="another town")
    (link,) = filled.claim(two).links
    assert (link.decision, link.actor, link.reason) == ("cut", "ben", "another town")
    filled.decide_link(one, two, "undone", actor="ben")
    assert filled.links() == []
    for pair in ((one, one), (one, "c-nowhere")):
        with pytest.raises(Refusal):
            filled.decide_link(*pair, "cut", actor="anna")


DECISIONS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["accepted", "rejected", "corrected", "merged", "undone"]),
        st.integers(0, 5),
        st.integers(0, 9),
    ),
    max_size=20,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DECISIONS)
def test_tables_made_anew_equal_the_tables(tmp_path_factory: pytest.TempPathFactory, decisions: list) -> None:
    """After any run of decisions the tables are what the journal says, before and after a rebuild."""
    with Ledger(tmp_path_factory.mktemp("ledger") / "tollbook.db") as ledger:
        add(ledger, 3)
        ids = [statement.claim.id for statement in ledger.statements(order="recorded")]
        for claim, decision, into, figure in decisions:
            details = {
                "rejected": {"reason": "misread"},
                "merged": {"into": ids[into]},
                "corrected": {"changes": {"low": figure, "high": figure, "source": {"text": f"source {figure}"}}},
            }
            try:
                ledger.decide(ids[claim], decision, actor="anna", **details.get(decision, {}))
            except Refusal:
                continue
        before = [ledger.claim(claim) for claim in ids]
        sources = ledger.sources()
        assert ledger.verify().problems == []
        ledger.rebuild()
        assert [ledger.claim(claim) for claim in ids] == before
        assert ledger.sources() == sources
        assert ledger.count(text="source") == sum(s.claim.source.text.startswith("source") for s in ledger.statements())
        assert ledger.verify().problems == []
