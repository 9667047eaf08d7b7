"""Reports read end to end: claims, their evidence, groups, repeats and incidents."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tollbook
from tollbook.claims import Report
from tollbook.reading import read_report

STORY = """Market blast in Kabul kills 12

KABUL, 4 March - A car bomb killed 12 people and wounded 30 others at a market in Kabul on Monday, police said.

A doctor said two of the wounded were children. Nobody has claimed the attack. Meanwhile, in Herat, gunmen shot dead
three soldiers at a checkpoint, the defence ministry said.
"""
WORDS = [
    "12", "two", "killed", "wounded", "soldiers", "the", "of", "and", ",", ".", ";", "(", ")", "from", "to", "at",
    "least", "up", "more", "than", "50", "percent", "\n", "\n\n", "said", "“", "”", "–",
]  # fmt: skip


def test_a_story_gives_claims_that_quote_it() -> None:
    """Every claim's evidence quotes the text, the figure first; ids differ."""
    reading = tollbook.read(STORY, lang="en", published="2030-03-04")
    assert {(c.measure, c.low) for c in reading.claims} >= {
        ("killed", 12),
        ("wounded", 30),
        ("wounded", 2),
        ("killed", 3),
    }
    for claim in reading.claims:
        assert all(STORY[e.start : e.end] == e.quote for e in claim.evidence)
        assert 0 <= (claim.confidence or 0) <= 1
        assert claim.trace
    assert len({claim.id for claim in reading.claims}) == len(reading.claims)


def test_the_same_report_gives_the_same_claims() -> None:
    """Reading twice gives equal claims, ids included."""
    assert tollbook.read(STORY, lang="en") == tollbook.read(STORY, lang="en")


def test_a_part_points_to_its_total_and_a_repeat_to_its_first_mention() -> None:
    """Two of the wounded are part of the thirty; the headline's twelve and the lead's are one figure said twice."""
    claims = tollbook.read(STORY, lang="en").claims
    wounded = next(c for c in claims if c.low == 30)
    assert next(c for c in claims if c.low == 2).population.part_of == wounded.id
    first, second = [c for c in claims if c.low == 12]
    assert (first.repeats, second.repeats) == (None, first.id)


def test_incidents_are_told_apart_and_the_worst_is_the_main_one() -> None:
    """A second event in another town is an incident of its own."""
    reading = tollbook.read(STORY, lang="en", published="2030-03-04")
    assert reading.totals is not None
    assert reading.totals.killed is not None
    assert reading.totals.wounded is not None
    assert (reading.totals.killed.best, reading.totals.wounded.best) == (12, 30)
    assert [i.killed.best for i in reading.incidents if i.killed] == [12, 3]


def test_attackers_are_counted_only_where_asked_for() -> None:
    """An assailant among the dead is given apart, and counted or not."""
    report = Report(id="r", text="Two soldiers and an assailant were killed at the checkpoint on Monday.", lang="en")
    counted = read_report(report).totals
    left_out = read_report(report, count_perpetrators=False).totals
    assert counted is not None
    assert counted.killed is not None
    assert counted.killed.best == 3
    assert left_out is not None
    assert left_out.killed is not None
    assert left_out.killed.best == 2
    assert left_out.perpetrators.killed is not None
    assert left_out.perpetrators.killed.best == 1


def test_a_share_says_of_what() -> None:
    """A share of troops sent carries the group and its measure."""
    [claim, *_] = tollbook.read("Up to 40 percent of the troops sent there were killed or wounded.", lang="en").claims
    assert claim.unit == "share"
    assert claim.share_of is not None
    assert claim.share_of.measure == "deployed"


def test_a_daily_rate_is_no_total() -> None:
    """92 a day is 92 with a rate."""
    [claim] = tollbook.read("The army is losing 92 soldiers a day, the general said.", lang="en").claims
    assert (claim.low, claim.rate) == (92, "day")


def test_heavy_losses_are_a_claim_without_figure() -> None:
    """Claims without a figure have the bound none and no ends."""
    claims = tollbook.read("The troops were withdrawn after suffering heavy casualties.", lang="en").claims
    assert [(c.measure, c.bound, c.low, c.high) for c in claims] == [
        ("withdrawn", "none", None, None),
        ("casualties", "none", None, None),
    ]


def test_a_named_victim_counts_as_one_and_is_not_named() -> None:
    """The claim stands on the deed; the name is in none of its fields."""
    [claim] = tollbook.read("Judge Anton Varga was murdered on Monday, police said.", lang="en").claims
    assert (claim.measure, claim.low, claim.evidence[0].quote) == ("killed", 1, "murdered")
    assert claim.population.text is None


@pytest.mark.parametrize("text", ["", " ", "\n\n", "1", "killed", "\u200b", "no one", "a", "12" * 5000, "(" * 3000])
def test_odd_texts_give_a_reading(text: str) -> None:
    """Empty, odd and hostile texts are read without complaint."""
    assert tollbook.read(text, lang="en").report.text == text


def test_an_unknown_language_gives_no_claims() -> None:
    """A language that cannot be read yields an empty reading, not an error."""
    assert tollbook.read("Twelve people were killed.", lang="xx").claims == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_jumbled_reports_are_read_with_true_quotes(text: str) -> None:
    """Any jumble of the words that matter is read, and evidence always quotes the text."""
    for claim in tollbook.read(text, lang="en").claims:
        assert claim.evidence
        assert all(text[e.start : e.end] == e.quote for e in claim.evidence)


def test_cost_grows_with_length_no_faster() -> None:
    """A report four times as long does not take sixteen times as long, as what looks at all pairs would."""
    block = STORY + "\n\nThe river rose by two metres and the town's three schools stayed closed.\n\n"

    def seconds(times: int) -> float:
        taken = []
        for _ in range(3):
            began = time.process_time()
            tollbook.read(block * times, lang="en")
            taken.append(time.process_time() - began)
        return min(taken)

    assert seconds(40) < 10 * seconds(10)
