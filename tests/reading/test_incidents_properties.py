"""What holds of incidents whatever the claims are."""

from hypothesis import given
from hypothesis import strategies as st

from tollbook.claims import Claim, Evidence
from tollbook.reading.incidents import incidents
from tollbook.reading.losses import Loss


@st.composite
def losses(draw: st.DrawFn) -> list[Loss]:
    """Up to eight losses at different places in a report."""
    found = []
    for place in range(draw(st.integers(1, 8))):
        count = draw(st.integers(1, 40))
        single = count == 1 and draw(st.booleans())
        name = frozenset(draw(st.sets(st.sampled_from(["ada", "brun", "ceel"]), max_size=2))) if single else frozenset()
        claim = Claim(
            id=f"c{place}",
            report="r",
            measure=draw(st.sampled_from(["killed", "wounded"])),
            evidence=[Evidence(place * 10, place * 10 + 1, "x")],
            low=float(count),
            high=float(count),
        )
        found.append(
            Loss(
                claim,
                draw(st.integers(0, 6)),
                place if name else -1,
                float(count),
                float(count),
                float(count),
                name=name,
                single=single,
                role=draw(st.sampled_from(["", "guard", "people"])),
                part=draw(st.booleans()),
                more=draw(st.booleans()),
                attacker=draw(st.booleans()),
                apart=draw(st.booleans()),
            )
        )
    return found


@given(losses(), st.booleans())
def test_no_more_than_the_claims(found: list[Loss], count: bool) -> None:
    """No total exceeds the sum of the claims it stands on, and all incidents together that of all claims."""
    value = {loss.claim.id: loss.best for loss in found}
    for incident in incidents(found, count_perpetrators=count):
        for toll in (incident.killed, incident.wounded):
            if toll:
                assert toll.best is not None
                assert toll.best <= sum(value[claim] for claim in set(toll.claims))


@given(losses(), st.randoms(), st.booleans())
def test_order_does_not_matter(found: list[Loss], chance: object, count: bool) -> None:
    """The incidents are the same in whatever order the claims are given."""
    mixed = list(found)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert incidents(mixed, count_perpetrators=count) == incidents(found, count_perpetrators=count)


@given(losses())
def test_perpetrators_only_add(found: list[Loss]) -> None:
    """Counting perpetrators never makes a total smaller."""
    without = incidents(found, count_perpetrators=False)
    counted = incidents(found, count_perpetrators=True)
    assert sum(_killed(i) for i in without) <= sum(_killed(i) for i in counted)


def _killed(incident: object) -> float:
    toll = incident.killed  # type: ignore[attr-defined]
    return (toll.best or 0.0) if toll else 0.0
