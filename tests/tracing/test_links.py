"""What tracing says of one claim and an earlier one."""

from __future__ import annotations

import pytest

from tests.tracing.made import kyiv, nis, said
from tollbook.claims import Evidence, Statement
from tollbook.tracing import Link, trace


def links(*statements: Statement) -> dict[str, Link]:
    """Each claim's strongest link."""
    found: dict[str, Link] = {}
    for link in trace(statements).links:
        found.setdefault(link.claim, link)
    return found


def test_the_same_figure_by_the_same_source_is_a_repeat() -> None:
    """A second page with the service's figure repeats the first; the shared source is kept as evidence."""
    found = links(nis("a", "2025-01-13", 3000), nis("b", "2025-01-15", 3000))
    assert (found["b"].target, found["b"].kind) == ("a", "repeat")
    assert any(sign.kind == "source" for sign in found["b"].evidence)
    assert "a" not in found


def test_a_newer_total_is_an_update() -> None:
    """A running total that grew rests on the last one before it, not on the first."""
    found = links(
        kyiv("a", "2024-12-23", 3000, bound="more_than"), kyiv("b", "2025-01-05", 3800), kyiv("c", "2025-01-09", 4000)
    )
    assert (found["b"].target, found["b"].kind) == ("a", "update")
    assert (found["c"].target, found["c"].kind) == ("b", "update")


def test_casualties_that_became_dead_are_a_distortion() -> None:
    """A relay that prints killed or wounded as killed distorts, and the link says which field changed and how."""
    found = links(
        said("a", "2025-06-15", "UK Ministry of Defence", 6000, bound="more_than", affiliation="United Kingdom"),
        said("b", "2025-10-24", "UK Ministry of Defence", 6000, measure="killed", affiliation="United Kingdom"),
    )
    assert (found["b"].target, found["b"].kind) == ("a", "distortion")
    changed = {change.field: (change.before, change.after) for change in found["b"].changes}
    assert changed["measure"] == ("casualties", "killed")
    assert changed["bound"] == ("more_than", "approx")


def test_a_figure_under_another_name_is_a_distortion_of_the_source() -> None:
    """An institute's unusual daily rate credited to a spy agency the next day goes back to the institute."""
    found = links(
        said("a", "2025-01-16", "Institute for the Study of War", 92, kind="expert", rate="day"),
        nis("b", "2025-01-17", 92, rate="day"),
    )
    assert (found["b"].target, found["b"].kind) == ("a", "distortion")
    assert "source" in {change.field for change in found["b"].changes}


def test_one_end_of_a_range_is_a_distortion() -> None:
    """A third to half that becomes up to half lost its lower end."""
    found = links(
        said("a", "2025-02-04", "Seth Jones", 0.33, 0.5, kind="expert", share_of="strength"),
        said("b", "2025-02-05", "Seth Jones", 0.5, kind="expert", share_of="strength", bound="up_to"),
    )
    assert (found["b"].target, found["b"].kind) == ("a", "distortion")


def test_a_week_read_as_a_total_is_a_distortion() -> None:
    """A weekly figure without its week is no longer the same claim."""
    found = links(
        said("a", "2024-12-27", "John Kirby", 1000, bound="more_than", rate="week", affiliation="United States"),
        said("b", "2024-12-29", "John Kirby", 1000, affiliation="United States"),
    )
    assert found["b"].kind == "distortion"
    assert "rate" in {change.field for change in found["b"].changes}


def test_a_mixed_force_made_one_people_is_a_distortion() -> None:
    """A battalion of two nations retold as a battalion of one lost part of its population, figure or not."""
    found = links(
        kyiv("a", "2025-01-04", None, group="North Korean infantry and Russian paratroopers"),
        kyiv("b", "2025-01-05", None, group="North Korean soldiers"),
    )
    assert (found["b"].target, found["b"].kind) == ("a", "distortion")
    assert {change.field for change in found["b"].changes} == {"population"}


def test_a_sum_is_derived_from_its_parts() -> None:
    """100 killed and 1,000 wounded by one service are the 1,100 of its state's general staff four days later."""
    found = links(
        nis("a", "2024-12-19", 100, measure="killed", bound="at_least"),
        nis("b", "2024-12-19", 1000, measure="wounded"),
        said("c", "2024-12-23", "Joint Chiefs of Staff", 1100, kind="military", affiliation="South Korea"),
    )
    assert (found["c"].target, found["c"].kind) == ("b", "derived")


def test_a_rate_is_derived_from_the_total_it_divides() -> None:
    """92 a day since early December is 3,800 over some 41 days; an institute has no count of its own."""
    found = links(
        kyiv("a", "2025-01-05", 3800),
        said(
            "b", "2025-01-16", "Institute for the Study of War", 92, kind="expert", rate="day",
            group="North Korean forces since early December",
        ),
    )  # fmt: skip
    assert (found["b"].target, found["b"].kind) == ("a", "derived")


def test_a_share_of_the_force_is_derived_from_the_count() -> None:
    """Officials who give 4,000 casualties and nearly 40 per cent on one day give one thing twice."""
    found = links(
        said("a", "2025-01-22", "Western officials", 4000),
        said("b", "2025-01-22", "Western officials", 0.4, share_of="strength", bound="up_to"),
    )
    assert (found["b"].target, found["b"].kind) == ("a", "derived")


def test_a_part_of_a_total_is_a_subset() -> None:
    """A first cadre named with the whole by the same man on the same day is part of it."""
    found = links(
        kyiv("a", "2024-10-18", 11000, measure="deployed"),
        kyiv("b", "2024-10-18", 2600, measure="deployed", group="first cadre for Kursk"),
    )
    assert (found["b"].target, found["b"].kind) == ("a", "subset")


def test_another_witness_of_the_same_captives_confirms() -> None:
    """A second state that saw the same two captives confirms, and stays an origin of its own."""
    captives = "wounded North Korean soldiers held in Kyiv"
    statements = [
        kyiv("a", "2025-01-11", 2, measure="captured", group=captives),
        nis("b", "2025-01-12", 2, measure="captured", group=captives),
    ]
    assert links(*statements)["b"].kind == "confirms"
    assert len(trace(statements).origins) == 2


def test_a_denial_contradicts() -> None:
    """A flat denial of a withdrawal reported the day before contradicts it."""
    found = links(
        said("a", "2025-01-30", "Ukrainian and American officials", None, measure="withdrawn", kind="unnamed"),
        kyiv("b", "2025-01-31", None, measure="withdrawn", modality="denied", source="Kyrylo Budanov"),
    )
    assert found["b"].kind == "contradicts"


def test_a_floor_above_a_ceiling_contradicts() -> None:
    """At least 10,000 against up to 8,000 by one government within days cannot both hold."""
    found = links(
        said("a", "2024-10-31", "Antony Blinken", 8000, measure="strength", bound="up_to", affiliation="United States"),
        said("b", "2024-11-04", "Pat Ryder", 10000, measure="strength", bound="at_least", affiliation="United States"),
    )
    assert found["b"].kind == "contradicts"


def test_a_different_share_of_dead_contradicts_while_the_total_agrees() -> None:
    """1,000 dead of 4,000 against 300 of 3,000: the part rests on its own total and contradicts the other's part."""
    result = trace(
        [
            nis("a", "2025-01-13", 3000),
            nis("b", "2025-01-13", 300, measure="killed"),
            said("c", "2025-01-22", "Western officials", 4000),
            said("d", "2025-01-22", "Western officials", 1000, measure="killed"),
        ]
    )
    assert {(link.target, link.kind) for link in result.links if link.claim == "d"} == {
        ("c", "subset"),
        ("b", "contradicts"),
    }
    (standing,) = [s for s in result.standings if s.claim == "d"]
    assert (standing.based_on, standing.relation) == ("c", "contradicts")


@pytest.mark.parametrize(
    "other",
    [
        said("b", "2025-01-20", "Doctors Without Borders", 4000, kind="ngo", people="Sudan"),
        said("b", "2025-01-20", "Andrew Perpetua", 4000, kind="media", measure="deployed"),
        kyiv("b", "2025-01-20", 4000, measure="equipment", item="tanks"),
    ],
)
def test_a_round_number_alone_links_nothing(other: Statement) -> None:
    """4,000 of other people, of soldiers sent or of tanks has nothing to do with 4,000 casualties."""
    assert "b" not in links(kyiv("a", "2025-01-09", 4000), other)


def test_a_slip_that_others_take_over_goes_back_to_the_source() -> None:
    """A paper that repeats a misprint is a distortion of what the source really said."""
    uk = {"affiliation": "United Kingdom"}
    result = trace(
        [
            said("a", "2025-06-15", "UK Ministry of Defence", 6000, **uk),
            said("b", "2025-10-24", "UK Ministry of Defence", 6000, measure="killed", **uk),
            said("c", "2025-10-27", "UK Ministry of Defence", 6000, measure="killed", **uk),
        ]
    )
    assert ("a", "distortion") in {(link.target, link.kind) for link in result.links if link.claim == "c"}


def test_a_superseded_figure_given_as_new_is_a_distortion_of_the_date() -> None:
    """600 dead printed in November, two months after the same service had raised them to 2,000, is out of date."""
    found = links(
        nis("a", "2025-04-30", 600, measure="killed"),
        nis("b", "2025-09-02", 2000, measure="killed"),
        nis("c", "2025-11-04", 600, measure="killed"),
    )
    assert (found["c"].target, found["c"].kind) == ("a", "distortion")
    assert "date" in {change.field for change in found["c"].changes}


def test_links_coded_by_hand_are_kept() -> None:
    """What a coder entered as based_on outranks every rule, with the coder's relation."""
    found = links(
        kyiv("a", "2025-01-09", 4000),
        nis("b", "2025-03-01", 777, based_on=["a"], notes={"relation": "contradicts"}),
    )
    assert (found["b"].target, found["b"].kind, found["b"].score) == ("a", "contradicts", 1.0)
    assert found["b"].evidence[0].kind == "coded"


def read(id: str, date: str, title: str, words: str, low: float, start: int, **more: object) -> Statement:
    """A claim read in a report: its figure stands at `start` of a text that begins with `title`."""
    statement = nis(id, date, low, **more)
    claim = statement.claim
    claim.trace, claim.evidence = ["number"], [Evidence(start, start + len(words), words)]
    statement.title, statement.publisher = title, f"Paper {claim.report}"
    return statement


def test_a_headline_that_drops_the_bound_distorts_its_own_text() -> None:
    """A title with 3,000 dead over a text with more than 3,000 is a change that the report made itself."""
    found = links(
        read("head", "2025-01-13", "3,000 dead", "3,000", 3000, 0, report="r", measure="killed"),
        read("body", "2025-01-13", "3,000 dead", "more than 3,000", 3000, 40, report="r", measure="killed",
             bound="more_than", repeats="head"),
    )  # fmt: skip
    assert (found["head"].target, found["head"].kind) == ("body", "distortion")
    assert "body" not in found


def test_a_split_that_only_one_report_has_is_a_distortion() -> None:
    """A number of dead credited to a service whose total all other reports leave undivided is not the service's."""
    reports = [read(f"t{n}", "2025-06-15", "Title", "6,000", 6000, 40, report=f"r{n}") for n in range(3)]
    part = read("part", "2025-06-16", "Title", "3,200", 3200, 80, report="r2", measure="killed")
    part.claim.population.part_of = "t2"
    found = links(*reports, part)
    assert (found["part"].target, found["part"].kind) == ("t0", "distortion")
    everywhere = [
        read(f"p{n}", "2025-06-15", "Title", "3,200", 3200, 80, report=f"r{n}", measure="killed") for n in range(2)
    ]
    assert links(*reports, *everywhere, part)["part"].kind == "repeat"


def test_an_old_figure_carried_as_news_is_a_distortion_of_the_date() -> None:
    """April's 4,700 under a September headline of nearly 5,000, without its date, reads as September's."""
    found = links(
        nis("a", "2025-04-30", 4700),
        read("head", "2025-09-02", "Nearly 5,000 lost", "5,000", 5000, 7, report="r"),
        read("body", "2025-09-02", "Nearly 5,000 lost", "4,700", 4700, 60, report="r"),
    )
    assert (found["body"].target, found["body"].kind) == ("a", "distortion")
    assert "date" in {change.field for change in found["body"].changes}


def test_the_same_number_of_other_people_is_another_scope() -> None:
    """3,000 of one battalion and 3,000 in all are set side by side, and stay apart."""
    result = trace(
        [
            kyiv("a", "2024-10-15", 3000, measure="strength", group="a special battalion of North Koreans"),
            nis("b", "2024-10-23", 3000, measure="strength"),
        ]
    )
    assert [(link.claim, link.target, link.kind) for link in result.links] == [("b", "a", "scope")]
    assert len(result.origins) == 2


def test_every_link_says_why() -> None:
    """A relay's link names the shared figure, the source credited, the way it came and the days between."""
    (link,) = trace(
        [
            nis("a", "2025-01-13", 4700, publisher="Agency"),
            nis("b", "2025-01-15", 4700, publisher="Paper", via=["Agency"]),
        ]
    ).links
    signs = {sign.kind: sign.text for sign in link.evidence}
    assert signs["unusual figure"] == "about 4,700"
    assert signs["credit"] == "credited to National Intelligence Service"
    assert signs["date"] == "2 days later"
    assert signs["chain"] == "by way of agency"


def test_what_may_be_misread_is_no_distortion_until_somebody_looked() -> None:
    """A change in a claim of low confidence is a repeat, and a distortion once a person accepted the claim."""
    total = nis("a", "2025-01-13", 4700)
    dead = read("b", "2025-01-14", "Title", "4,700", 4700, 40, report="r", measure="killed", confidence=0.4)
    assert links(total, dead)["b"].kind == "repeat"
    dead.status = "accepted"
    assert links(total, dead)["b"].kind == "distortion"
