"""Who is who among sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracing.made import nis, said
from tollbook.capture import Captured
from tollbook.claims import Claim, Evidence, Reading, Report, Source
from tollbook.ledger import Ledger
from tollbook.tracing import Directory, load_directory, trace, with_decisions
from tollbook.tracing.directory import Entry

PEOPLE = Directory(
    [
        Entry("Northern Service", aliases=["NS", "північна служба"], kind="intelligence", affiliation="Northland"),
        Entry(
            "Ann Hill", aliases=["Anne Hill"], kind="official", affiliation="Northland", speaks_for="Northern Service"
        ),
        Entry("Harbour Post", kind="media", affiliation="Southland"),
    ]
)


@pytest.mark.parametrize(
    "words",
    [
        "NS",
        "the Northern Service",
        "NORTHERN SERVICE",
        "Північна служба",
        "lawmaker Ann Hill, briefed by the agency",
        "Northern Service (relayed by lawmaker Anne Hill)",
        "Northern Servise",
    ],
)
def test_a_source_is_known_under_all_its_spellings(words: str) -> None:
    """Aliases, other scripts, small misspellings, and the person who speaks for a body lead to the body."""
    assert "northern service" in PEOPLE.voice(Source(text=words)).keys


def test_an_outlet_s_country_makes_it_no_organ_of_the_state() -> None:
    """A paper of Southland is not Southland's government."""
    voice = PEOPLE.voice(Source(text="Harbour Post", kind="media"))
    assert voice.country is None
    assert not voice.authority


def test_uncertain_matches_go_to_review() -> None:
    """A name near an entry is listed with its likeness and not taken for it."""
    assert PEOPLE.for_review(["Southern Bakers", "Northern Service"]) == []
    (near,) = PEOPLE.for_review(["Nothern Servces"])
    assert near[1] == "Northern Service"
    assert 80 <= near[2] < 92
    assert "northern service" not in PEOPLE.voice(Source(text="Nothern Servces")).keys


def test_nameless_sources_speak_for_nobody() -> None:
    """Officials without a name are no organ of their state."""
    assert PEOPLE.voice(Source(text="US officials", kind="official", affiliation="United States")).nameless
    assert not PEOPLE.voice(Source(text="Ann Hill")).nameless


def test_several_nameless_sources_together_are_of_no_state() -> None:
    """Sources of three kinds named in one breath belong to none of the states they mention."""
    words = "South Korean, Ukrainian and Western sources"
    assert load_directory().voice(Source(text=words, kind="unnamed")).country is None


def test_a_state_as_such_stands_for_its_organs() -> None:
    """What Seoul says and what Seoul's intelligence service says come from one mouth; what Kyiv says does not."""
    uk = said("a", "2025-06-15", "United Kingdom", 6000, affiliation="United Kingdom")
    ministry = said("b", "2025-06-16", "UK Ministry of Defence", 6000, affiliation="United Kingdom", kind="military")
    kyiv = said("c", "2025-06-16", "Ukraine", 6000, affiliation="Ukraine")
    kinds = {link.claim: link.kind for link in trace([uk, ministry, kyiv]).links}
    assert kinds == {"b": "repeat", "c": "confirms"}


def test_a_case_s_sources_add_to_the_known_bodies(tmp_path: Path) -> None:
    """sources.toml brings names, and what it says of a known body is laid over what was known."""
    path = tmp_path / "sources.toml"
    path.write_text(
        '[[source]]\nname = "Zeta Group"\naliases = ["ZG"]\nkind = "expert"\ngrade = "C"\n', encoding="utf-8"
    )
    entry = load_directory(path).find("zg")
    assert entry is not None
    assert (entry.name, entry.grade) == ("Zeta Group", "C")


def _ledger(path: Path) -> Ledger:
    ledger = Ledger(path)
    for number, name in enumerate(("Zeta Group", "Zeta Analysts")):
        text = f"{name} says {4700} soldiers were killed."
        report = Report(id=f"r{number}", text=text, published=f"2025-01-1{number}", url=f"https://z.example/{number}")
        claim = Claim(
            id=f"c{number}", report=report.id, measure="killed", low=4700, high=4700,
            evidence=[Evidence(0, 4, text[:4])], source=Source(text=name, kind="expert"),
        )  # fmt: skip
        ledger.add(Captured(report, text.encode(), f"{number}.txt"), Reading(report, [claim]), reader="1")
    return ledger


def test_a_merge_joins_two_sources_and_can_be_undone(tmp_path: Path) -> None:
    """What one source repeats of another becomes a repeat of itself once a person merges them, and no longer after."""

    def shared() -> bool:
        directory = with_decisions(load_directory(), ledger.sources())
        names = ("Zeta Group", "Zeta Analysts")
        one, two = (directory.voice(Source(text=name, kind="expert")).keys for name in names)
        return bool(one & two)

    with _ledger(tmp_path / "t.db") as ledger:
        assert not shared()
        ledger.merge_sources("Zeta Analysts", "Zeta Group", actor="anna", reason="same people")
        assert shared()
        ledger.merge_sources("Zeta Analysts", None, actor="anna", reason="not so")
        assert not shared()


def test_a_grade_with_its_reason_comes_from_the_ledger(tmp_path: Path) -> None:
    """The grade that a person gave stands in the directory with its reason; the journal keeps its history."""
    with _ledger(tmp_path / "t.db") as ledger:
        ledger.grade_source("Zeta Group", "B", actor="anna", reason="kept its word")
        ledger.grade_source("Zeta Group", "D", actor="ben", reason="three errors in May")
        entry = with_decisions(load_directory(), ledger.sources()).find("Zeta Group")
        assert entry is not None
        assert (entry.grade, entry.reason) == ("D", "three errors in May")
        assert [e.payload["grade"] for e in ledger.journal(kind="source-graded", newest_first=False)] == ["B", "D"]


def test_links_that_people_cut_or_confirmed_stay_so(tmp_path: Path) -> None:
    """A cut link is gone, and the next best takes its place; a confirmed one is there whatever the rules say."""
    statements = [nis("a", "2025-01-13", 3000), nis("b", "2025-01-14", 3000), said("c", "2025-02-01", "Zeta Group", 55)]

    class Decided:
        def __init__(self, claim: str, target: str, decision: str) -> None:
            self.claim, self.target, self.decision = claim, target, decision

    decisions = [Decided("b", "a", "cut"), Decided("c", "b", "confirmed")]
    found = {(link.claim, link.target): link for link in trace(statements, decisions=decisions).links}  # type: ignore[arg-type]
    assert set(found) == {("c", "b")}
    assert found["c", "b"].score == 1.0


@given(st.text(max_size=60))
def test_any_words_give_a_voice(words: str) -> None:
    """Whatever stands where a source should, tracing goes on."""
    assert isinstance(PEOPLE.voice(Source(text=words)).keys, frozenset)
