"""The annotated reports of our own."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.corpus import reports
from tollbook.claims import BOUNDS, MEASURES, MODALITIES, PERIOD_KINDS, ROLES


@pytest.mark.parametrize("part", ["open", "held"])
def test_every_mark_stands_on_words_and_speaks_the_record(part: str) -> None:
    """Each marked claim quotes its report, uses the record's values, and its bound agrees with its ends."""
    for report in reports(part):
        for claim in report["claims"]:
            where = (report["id"], claim["anchor"])
            assert report["text"][claim["start"] : claim["end"]] == claim["anchor"], where
            assert claim["measure"] in MEASURES, where
            assert claim["bound"] in BOUNDS, where
            assert claim["role"] in ROLES, where
            assert claim["modality"] in MODALITIES, where
            assert claim["period"] in PERIOD_KINDS, where
            assert (claim["low"] is None) == (claim["bound"] in ("up_to", "fewer_than")), where
            assert (claim["high"] is None) == (claim["bound"] in ("at_least", "more_than")), where
            if claim["repeat_of"] is not None:
                assert 0 <= claim["repeat_of"] < len(report["claims"]), where


def test_there_are_two_hundred_reports_a_third_of_them_kept_apart() -> None:
    """At least 200 reports, each with an id of its own; a third of two hundred are held out of rules and training."""
    open_part, held = list(reports("open")), list(reports("held"))
    ids = Counter(report["id"] for report in open_part + held)
    assert max(ids.values()) == 1
    assert len(ids) >= 200
    assert len(held) * 3 >= 200
