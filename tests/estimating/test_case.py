"""The case file: what is read, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tollbook.estimating.case import load_case, parse_case, shipped_cases
from tollbook.messages import Refusal

SMALL = """
title = "Northern troops"
question = "How many were hit?"
start = 2025-01-01
end = 2025-06-30

[[population]]
name = "sent"
title = "Northern troops sent"
affiliation = "Northland"
role = "military"

[[population]]
name = "front"
title = "Northern troops at the front"
affiliation = "Northland"
within = "sent"

[[side]]
name = "South"
members = ["Southland"]
allies = ["Coast"]
against = ["North"]

[[side]]
name = "North"
members = ["Northland", "Hills"]

[[side]]
name = "Coast"
members = ["Coastland"]
"""


def refusal(text: str) -> str:
    """The line a user sees for a case file of this text."""
    with pytest.raises(Refusal) as caught:
        parse_case(text, "case.toml", "small")
    return str(caught.value)


def test_a_case_says_who_is_counted_and_where_sources_stand() -> None:
    """Alignment follows from the sides: own, ally, enemy, enemy's ally, third."""
    case = parse_case(SMALL + "\n", "case.toml", "small")
    assert case.group.name == "sent"
    assert [group.name for group in case.family()] == ["sent", "front"]
    of = {who: case.alignment(who) for who in ("Northland", "hills", "Southland", "Coastland", "Elsewhere", None)}
    assert of == {
        "Northland": "own", "hills": "ally", "Southland": "enemy",
        "Coastland": "enemy_ally", "Elsewhere": "third", None: "third",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('within = "sent"', 'within = "moon"'),
        ("start = 2025-01-01", "start = 2026-01-01"),
        ("start = 2025-01-01", 'start = "soon"'),
        ('allies = ["Coast"]', 'allies = ["Mars"]'),
        ('allies = ["Coast"]', 'allies = ["North"]'),
        ('members = ["Coastland"]', 'members = ["Hills"]'),
        ("question", "qestion"),
        ('role = "military"', 'role = "soldier"'),
        ('title = "Northern troops"', 'title = "Northern troops'),
        ("end = 2025-06-30", 'end = 2025-06-30\nprior = "none"'),
        ("end = 2025-06-30", 'end = 2025-06-30\ncounted = "south"'),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_file_and_the_reason(change: str, words: str) -> None:
    """Each slip gives one line that names the file."""
    assert change in SMALL
    message = refusal(SMALL.replace(change, words))
    assert message.startswith("case.toml: ")
    assert "docs/case.md" in message
    assert "\n" not in message


def test_a_case_without_a_population_is_refused() -> None:
    """There is nothing to count without people."""
    assert "[[population]]" in refusal('title = "a"\nquestion = "b"\n')


def test_a_rule_must_say_which_claims_it_takes() -> None:
    """A rule without a condition would take every claim, and a broken pattern none."""
    rule = '\n[[rule]]\nthen = "set aside"\nreason = "plan"\n'
    assert "no condition" in refusal(SMALL + rule)
    assert "regular expression" in refusal(SMALL + rule + 'when = { words = ["("] }\n')


def test_a_case_loads_from_a_folder_a_file_and_by_shipped_name(tmp_path: Path) -> None:
    """The three ways to name a case give the same struct."""
    folder = tmp_path / "north"
    folder.mkdir()
    (folder / "case.toml").write_text(SMALL, encoding="utf-8")
    assert load_case(folder) == load_case(folder / "case.toml")
    assert load_case(str(folder)).name == "north"
    with pytest.raises(Refusal, match="no case file or folder"):
        load_case(tmp_path / "south")
    for name in shipped_cases():
        assert load_case(name).name == name


def test_limits_that_exclude_each_other_are_named() -> None:
    """The killed cannot be more than those sent, and the message names both limits."""
    limits = """
[[limit]]
measure = "killed"
low = 5000
reason = "Named dead."

[[limit]]
measure = "deployed"
high = 3000
reason = "Transport."
"""
    message = refusal(SMALL + limits)
    assert "the limits contradict each other" in message
    assert "killed at least 5,000" in message
    assert "deployed at most 3,000" in message
