"""Claims in, estimate out: what always holds, what is folded, what is set aside, what is refused."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from tests.estimating.making import CASE, ordinary, said
from tollbook.claims import Period, Population, Statement
from tollbook.estimating import fitting, model
from tollbook.estimating.case import Case, Conditions, Definitions, Limit, Rule
from tollbook.estimating.reconciling import design_of, reconcile, weigh
from tollbook.estimating.results import Estimate
from tollbook.messages import Refusal
from tollbook.tracing.records import Change, Link, Trace


@pytest.fixture(scope="module")
def estimate() -> Estimate:
    """The estimate of the ordinary claims, with everything in it."""
    return reconcile(ordinary(), CASE, keep_draws=True)


def quick(statements: list[Statement], case: Case = CASE, **more: object) -> Estimate:
    """An estimate without the other priors and the sources left out."""
    return reconcile(statements, case, draws=600, scenarios=False, **more)  # type: ignore[arg-type]


def test_sums_and_bounds_hold_in_every_draw(estimate: Estimate) -> None:
    """Killed and wounded make the casualties; casualties never exceed those sent; those present are of the living."""
    assert estimate.draws is not None
    draws = {name: np.array(values) for name, values in estimate.draws.items()}
    assert np.allclose(draws["killed"] + draws["wounded"], draws["casualties"], rtol=1e-4)
    assert (draws["casualties"] <= draws["deployed"]).all()
    assert (draws["strength"] <= draws["deployed"] - draws["killed"] + 1).all()


def test_totals_never_fall_and_parts_stay_within_them_at_every_date() -> None:
    """At every date and in every draw losses are cumulative, ordered, and within those sent."""
    captured = said("x1", "captured", 3), said("x2", "missing", 20)
    weighing = weigh([*ordinary(), *captured], CASE)
    design = design_of(weighing, CASE)
    z = np.random.default_rng(0).normal(0, 2, (200, design.layout.size))
    found = model.quantities(z, design)
    losses = found[:, :4]
    assert (np.diff(found[:, :5], axis=2) >= -1e-6).all()
    assert (losses.sum(axis=1) <= found[:, 4] * (1 + 1e-9)).all()
    assert (losses >= 0).all()


def test_the_gradient_is_that_of_the_density() -> None:
    """Finite differences give the slopes that the sampler moves by."""
    design = design_of(weigh([*ordinary(), said("x1", "captured", 3)], CASE), CASE)
    z = np.random.default_rng(1).normal(0, 0.7, (2, design.layout.size))
    _, slopes = model.density(z, design)
    for place in range(design.layout.size):
        step = np.zeros_like(z)
        step[:, place] = 1e-5
        rise = model.log_likelihoods(z + step, design).sum(1) - model.log_likelihoods(z - step, design).sum(1)
        assert np.allclose(rise / 2e-5, slopes[:, place], atol=1e-4, rtol=1e-4)


def test_the_same_seed_gives_the_same_figures() -> None:
    """An estimate can be had again from its claims and seed, and another seed moves it little."""
    first, again, other = (quick(ordinary(), seed=seed) for seed in (5, 5, 6))
    assert first.figures == again.figures
    a, b = first.figure("casualties"), other.figure("casualties")
    assert a is not None
    assert b is not None
    assert abs(a.best / b.best - 1) < 0.1


def test_copies_move_nothing() -> None:
    """The same figure from the same source counts once, in however many outlets."""
    claims = ordinary()
    copies = [
        Statement(claim=msgspec.structs.replace(s.claim, id=f"{s.claim.id}-{n}", report=f"o{n}"), date=s.date)
        for s in claims
        for n in range(9)
    ]
    alone, many = quick(claims), quick([*claims, *copies])
    assert alone.figures == many.figures
    assert sum(claim.role == "repeat" for claim in many.claims) == len(copies)


def test_links_of_tracing_fold_repeats_and_set_distortions_aside() -> None:
    """A repeat under another name is folded; a figure whose measure changed is set aside with what was said."""
    claims = [
        *ordinary(),
        said("copy", "casualties", 2500, date="2025-06-02", who="Elsewhere"),
        said("bad", "killed", 2500, date="2025-06-03", who="Elsewhere"),
    ]
    trace = Trace(
        links=[
            Link("copy", "c4", "repeat", 0.9),
            Link("bad", "c4", "distortion", 0.9, [Change("measure", "casualties", "killed")]),
        ]
    )
    found = {claim.claim: claim for claim in quick(claims, trace=trace).claims}
    assert (found["copy"].role, found["copy"].stands_for) == ("repeat", "c4")
    assert found["bad"].role == "set aside"
    assert "Coastland said about 2,500 killed or wounded" in found["bad"].reason
    assert "measure casualties became killed" in found["bad"].reason


def test_a_wrong_row_carries_little_weight_and_says_so(estimate: Estimate) -> None:
    """One figure ten times too high barely moves the rest, and its reason names how far it lies off."""
    with_outlier = quick([*ordinary(), said("wild", "casualties", 26000, date="2025-06-01", who="Hills")])
    wild = next(claim for claim in with_outlier.claims if claim.claim == "wild")
    assert wild.weight is not None
    assert wild.weight < 0.2
    assert "standard errors above" in wild.reason
    before, after = estimate.figure("casualties"), with_outlier.figure("casualties")
    assert before is not None
    assert after is not None
    assert after.best < 1.25 * before.best


def test_only_claims_made_by_the_date_are_used() -> None:
    """An estimate as of a date does not know what was said later."""
    early = quick(ordinary(), as_of="2025-03-31")
    assert early.as_of == "2025-03-31"
    assert {claim.claim for claim in early.claims} == {"f1", "f2", "p1", "c1", "c2", "k1", "c3"}
    assert early.sentence.startswith("As of 31 March 2025 the reports support about ")


def test_denials_forecasts_and_other_people_are_shown_with_a_reason() -> None:
    """Nothing is dropped silently."""
    claims = [
        *ordinary(),
        said("deny", "casualties", None, modality="denied", who="Northland"),
        said("future", "casualties", 9000, period=Period("cumulative", as_of="2025-12-31")),
        said("civil", "killed", 70, population=Population(affiliation="Coastland", role="civilian")),
        said("old", "killed", 70, date="2019-01-01"),
    ]
    found = {claim.claim: claim for claim in quick(claims).claims}
    assert (found["deny"].role, found["deny"].reason) == ("no figure", "a denial")
    assert "forecast" in found["future"].reason
    assert found["civil"].kind == "other population"
    assert found["old"].kind == "dates"


def test_a_rule_of_the_case_makes_a_claim_a_part_or_sets_it_aside() -> None:
    """A part only says that the total is at least as high."""
    rule = Rule("One fight, not the whole.", "part", Conditions(words=["one fight"]))
    fight = said("fight", "killed", 40, population=Population("one fight", "Northland", "military"))
    case = msgspec.structs.replace(CASE, rules=[rule])
    with_part, without = quick([*ordinary(), fight], case), quick(ordinary(), case)
    found = next(claim for claim in with_part.claims if claim.claim == "fight")
    assert (found.role, found.reason) == ("part", "One fight, not the whole.")
    a, b = with_part.figure("killed"), without.figure("killed")
    assert a is not None
    assert b is not None
    assert abs(a.best / b.best - 1) < 0.15


def test_a_case_may_define_casualties_to_take_in_the_captured() -> None:
    """The sum follows the case's own definition."""
    case = msgspec.structs.replace(CASE, definitions=Definitions(casualties=["killed", "wounded", "captured"]))
    found = quick([*ordinary(), said("x1", "captured", 300)], case, keep_draws=True)
    assert found.draws is not None
    total = sum(np.array(found.draws[name]) for name in ("killed", "wounded", "captured"))
    assert np.allclose(total, found.draws["casualties"], rtol=1e-4)
    assert "killed, wounded or captured" in found.sentence


def test_scenarios_name_priors_and_sources_left_out(estimate: Estimate) -> None:
    """The level is shown under each prior and without each source; a warier prior gives fewer losses."""
    priors = {scenario.name: scenario.figures[0].best for scenario in estimate.priors}
    assert set(priors) == {"moderate", "even", "wary"}
    assert priors["wary"] < priors["even"]
    assert {"Southland", "Coastland"} <= {scenario.name for scenario in estimate.without}
    assert {lean.source for lean in estimate.leans} >= {"Southland", "Coastland", "Northland"}


def test_an_estimate_is_written_as_json_and_read_back(estimate: Estimate) -> None:
    """The struct survives JSON with claims, version, case and seed."""
    again = msgspec.json.decode(msgspec.json.encode(estimate), type=Estimate)
    assert again == estimate
    assert (again.case, again.seed, len(again.claims)) == ("north", estimate.seed, 12)


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ([], "no claims to estimate from"),
        ([said("a", "killed", 5)], "one origin only"),
        ([said("a", "killed", 5), said("b", "killed", 5)], "one origin only"),
        ([said("a", "killed", None), said("b", "wounded", None)], "no claims with a figure"),
        (
            [said("a", "casualties", 0.3, share_of="strength"), said("b", "casualties", 0.4, share_of="strength")],
            "share",
        ),
        ([said("a", "killed", 5, population=Population(affiliation="Moon"))], "they are about Moon"),
        (
            [said("a", "killed", 5, period=Period("interval", "2025-03-01", "2025-02-01")), said("b", "killed", 6)],
            "ends before it begins",
        ),
    ],
)
def test_what_cannot_carry_an_estimate_is_refused_in_words(statements: list[Statement], words: str) -> None:
    """Bad cases name the case and what is wrong."""
    with pytest.raises(Refusal) as caught:
        quick(statements)
    assert str(caught.value).startswith("north: ")
    assert words in str(caught.value)


def test_a_date_that_is_none_is_refused() -> None:
    """The date asked for must be in the calendar."""
    with pytest.raises(Refusal, match="is no date"):
        quick(ordinary(), as_of="2025-02-30")


def test_two_runs_that_disagree_give_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the computation cannot be trusted a refusal names the claims that fit worst."""
    monkeypatch.setattr(fitting, "TOLERATED", 1e-6)
    with pytest.raises(Refusal, match="two fits of the same claims disagree"):
        quick(ordinary())


def test_claims_without_a_time_axis_give_one_level() -> None:
    """Figures of one week need no curve."""
    claims = [
        said("f", "strength", 10000),
        said("c", "casualties", 0.3, 0.5, "range", share_of="strength", who="Coastland"),
        said("k", "killed", 1000, bound="up_to", who="Coastland"),
    ]
    found = quick(claims)
    figure, killed = found.figure("casualties"), found.figure("killed")
    assert figure is not None
    assert killed is not None
    assert 2500 < figure.best < 5000
    assert killed.best < 1500


def test_limits_of_the_case_hold_in_every_draw_or_are_refused() -> None:
    """A floor of named dead cuts the draws below it; one that the claims rule out names itself and them."""
    floor = msgspec.structs.replace(CASE, limits=[Limit("killed", "Named dead.", low=350)])
    found = quick(ordinary(), floor, keep_draws=True)
    assert found.draws is not None
    assert min(found.draws["killed"]) >= 350
    absurd = msgspec.structs.replace(CASE, limits=[Limit("killed", "Rumour.", low=7900)])
    with pytest.raises(Refusal, match=r"contradict the limits of the case \(killed at least 7,900"):
        quick(ordinary(), absurd)
