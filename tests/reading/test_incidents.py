"""Incidents and totals of whole reports, by the rules of docs/incidents.md."""

import pytest

from tollbook.claims import Reading, Report
from tollbook.reading import read_report


def reading(text: str, *, perpetrators: bool = True) -> Reading:
    """The reading of a bare English text."""
    return read_report(Report(id="r1", text=text, lang="en"), count_perpetrators=perpetrators)


def best(text: str, *, perpetrators: bool = True) -> tuple[float | None, float | None]:
    """Killed and wounded of the main incident."""
    totals = reading(text, perpetrators=perpetrators).totals
    if totals is None:
        return None, None
    return totals.killed and totals.killed.best, totals.wounded and totals.wounded.best


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("A car bomb in Basra killed two soldiers and a child and wounded 12 people.", 3, 12),
        ("Eleven people, including 3 children, were killed when the market was shelled.", 11, None),
        ("Four miners were killed in the attack. Police said the four miners were killed at dawn.", 4, None),
        ("The blast killed 14 people. The death toll rose from 14 to 22 overnight.", 22, None),
        ("The murder of Judge Amina Sorel shocked the town. Sorel was killed on her doorstep.", 1, None),
        ("The mayor and his driver were killed by gunmen on Friday.", 2, None),
        ("Gunmen killed the priest, Tomas Arrieta, and two of his bodyguards.", 3, None),
        ("Lena Vosk, Pavel Drum and Ivo Hartl were murdered on Monday.", 3, None),
        ("The bomb left two dead and wounded a policeman.", 2, 1),
        ("No one was killed in the explosion, but three people were injured.", None, 3),
        ("The general was shot dead near the port. Two of his guards were also killed.", 3, None),
        ("The union leader Marta Quell was kidnapped and murdered by rebels.", 1, None),
    ],
)
def test_totals(text: str, killed: float | None, wounded: float | None) -> None:
    """The main incident has the killed and wounded that a coder would enter."""
    assert best(text) == (killed, wounded)


@pytest.mark.parametrize(
    "text",
    [
        "Police foiled a plot to kill the minister.",
        "The army denied that its soldiers were killed.",
        "The senator survived an attempt on his life on Sunday, in which nobody was killed.",
        "More than 900 members of the party have been murdered over the past few years.",
    ],
)
def test_nothing_to_enter(text: str) -> None:
    """Plans, attempts, denials and tolls of years enter no total."""
    assert best(text)[0] in (None, 0)


def test_perpetrators_apart() -> None:
    """Attackers are given apart, and counted only where that is asked for."""
    text = "Two soldiers and an assailant were killed in the raid on the barracks."
    with_them, without = reading(text).totals, reading(text, perpetrators=False).totals
    assert with_them
    assert with_them.killed
    assert with_them.killed.best == 3
    assert with_them.perpetrators.killed
    assert with_them.perpetrators.killed.best == 1
    assert without
    assert without.killed
    assert without.killed.best == 2


def test_two_events() -> None:
    """A report of two events has two incidents, the first told first."""
    text = (
        "Three farmers were killed by a mine near Toro on Monday. "
        "In another attack, gunmen killed seven police officers in the capital."
    )
    assert [i.killed.best for i in reading(text).incidents if i.killed] == [3, 7]


def test_bounds_reach_the_totals() -> None:
    """A range and a bound keep their ends in the totals."""
    ranged = reading("Between 10 and 14 people were killed in the bombing.").totals
    least = reading("At least 5 people were killed in the bombing.").totals
    assert ranged
    assert ranged.killed
    assert (ranged.killed.low, ranged.killed.best, ranged.killed.high) == (10, 12, 14)
    assert least
    assert least.killed
    assert (least.killed.low, least.killed.high) == (5, None)


def test_claims_name_nobody() -> None:
    """The claim of a named victim stands on the words for the deed and not on the name."""
    claims = reading("The assassination of Bishop Odran Keel was condemned abroad.").claims
    assert [(c.measure, c.low) for c in claims] == [("killed", 1)]
    assert all("Keel" not in piece.quote for c in claims for piece in c.evidence)


def test_totals_stand_on_claims() -> None:
    """Every claim that a total names is a claim of the reading."""
    result = reading("Gunmen killed the mayor and two guards. A nurse was wounded.")
    known = {claim.id for claim in result.claims}
    tolls = [toll for i in result.incidents for toll in (i.killed, i.wounded) if toll]
    assert tolls
    assert all(set(toll.claims) <= known and toll.claims for toll in tolls)
