"""The claim record."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.claims import Claim, Evidence, Population, Source, claim_id, report_id
from tollbook.messages import MESSAGES, refuse


def test_a_claim_survives_json_unchanged() -> None:
    """What is written as JSON comes back as the same claim, nulls and all."""
    claim = Claim(
        id="c1",
        report="r1",
        measure="killed",
        evidence=[Evidence(3, 14, "up to 1,000")],
        high=1000,
        bound="up_to",
        population=Population("North Korean soldiers", "North Korea", "military"),
        source=Source("Seth Jones", None, "expert"),
    )
    assert msgspec.json.decode(msgspec.json.encode(claim), type=Claim) == claim


def test_an_unknown_measure_is_refused() -> None:
    """A record with a measure that the project does not know is not a claim."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"id":"c","report":"r","measure":"fallen","evidence":[]}', type=Claim)


def test_ids_are_the_same_on_every_machine() -> None:
    """Ids are made from content alone: these two were computed once and must never change."""
    assert report_id("https://example.org/a") == "r32aeed98d962"
    assert claim_id("r1", "killed", 3, 14) == "ccaeaa73cbbf6"


@given(st.text(), st.text(), st.integers(0, 9), st.integers(0, 9))
def test_other_places_give_other_ids(report: str, measure: str, start: int, end: int) -> None:
    """Two claims of one report differ in id when their spans, measures or ordinals differ."""
    one = claim_id(report, measure, start, end)
    assert one != claim_id(report, measure, start, end + 1)
    assert one != claim_id(report, measure, start, end, 1)


@given(st.text())
def test_a_refusal_is_one_line_whatever_the_name(name: str) -> None:
    """A hostile file name cannot break a refusal into several lines or colour the terminal."""
    assert len(str(refuse("missing-file", name=name)).splitlines()) == 1
    assert str(refuse("missing-file", name=name)).isprintable()


def test_every_message_is_one_line() -> None:
    """Every refusal and warning is one line."""
    for code, text in MESSAGES.items():
        assert "\n" not in text, code
