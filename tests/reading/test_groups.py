"""Who is counted: affiliation and role of a figure's people, with the words that must not decide them."""

from __future__ import annotations

import pytest

import tollbook
from tollbook.reading.agreement import Ties, agreed
from tollbook.reading.context import Context
from tollbook.reading.document import Document
from tollbook.reading.groups import Groups
from tollbook.reading.language import language


def group(text: str, words: str) -> tuple[str | None, str]:
    """Affiliation ("civilian" left out) and role of the claim whose figure begins with `words`."""
    claims = tollbook.read(text, lang="en").claims
    place = text.index(words)
    found = next(c for c in claims if c.evidence[0].start <= place < c.evidence[0].end)
    name = found.population.affiliation
    return (name.removeprefix("civilian ") if name else None), found.population.role


@pytest.mark.parametrize(
    ("text", "words", "affiliation", "role"),
    [
        ("The army said on Monday that 12 Chadian soldiers had been killed near the lake.", "12", "Chad", "military"),
        ("Israeli strikes killed 36 Palestinians in Gaza City on Sunday.", "36", "Palestine", None),
        ("Russia lost 400 soldiers in the assault, Ukraine's General Staff said.", "400", "Russia", "military"),
        ("Kenyan police said al-Shabab gunmen had killed nine Kenyan farmers in Lamu.", "nine", "Kenya", "civilian"),
        ("The raid near Gao left nine Malian soldiers dead, the army said.", "nine", "Mali", "military"),
        ("A bus fell into a ravine in Peru, killing 31 passengers, Peruvian police said.", "31", "Peru", "civilian"),
    ],
)
def test_people_belong_to_the_country_of_the_victims(text: str, words: str, affiliation: str, role: str | None) -> None:
    """The victims' own country or group is taken, never that of the attacker or of the body that reports."""
    found = group(text, words)
    assert found[0] == affiliation
    assert role is None or found[1] == role


def test_elided_figure_has_the_people_of_the_one_before() -> None:
    """A figure without a noun counts the people of the figure before it."""
    text = "South Korea's spy agency said 300 North Korean soldiers had been killed and another 2,700 wounded."
    assert group(text, "2,700") == group(text, "300") == ("North Korea", "military")


def test_a_name_inside_the_noun_phrase_is_the_only_candidate() -> None:
    """A people named between figure and noun leaves no other candidate."""
    document = Document("Moscow and Kyiv agreed that 50 Syrian soldiers died.", language("en"))
    context = Context(document)
    scene = context.scenes()[0]
    groups = Groups(context)
    assert list(groups.candidates(groups.place(scene, scene.figures[0], "killed"))) == ["Syria"]


@pytest.mark.parametrize(
    ("text", "name", "stance"),
    [
        ("Strikes on Iran went on.", "Iran", "target"),
        ("Israeli strikes went on.", "Israel", "doer"),
        ("Ukraine's one-day losses were heavy.", "Ukraine", "loser"),
        ("Peru's health ministry gave no figure.", "Peru", "body"),
        ("They were killed by Taliban gunmen.", "Taliban", "irregular"),
        ("It was done by Hamas.", "Hamas", "doer"),
        ("Victims on the Armenian side were counted.", "Armenia", "side"),
    ],
)
def test_how_a_name_stands(text: str, name: str, stance: str) -> None:
    """The words around a name tell attacker, attacked, loser and speaker apart."""
    groups = Groups(Context(Document(text, language("en"))))
    assert dict(zip((m.name for m in groups.mentions), groups.stances, strict=True))[name] == stance


def test_agreement_follows_the_surer_neighbour_but_not_against_certainty() -> None:
    """A figure in doubt takes its neighbour's answer; one that is certain keeps its own."""
    document = Document("Some 40 died and 70 were hurt; 90 fled.", language("en"))
    scene = Context(document).scenes()[0]
    counted = [(figure, scene, "killed") for figure in scene.figures[:2]]
    ties = Ties(before=3.0, after=0.0, last=0.0, equal=0.0, report=0.0)
    sure, doubtful = {"a": 0.99, "b": 0.01}, {"a": 0.45, "b": 0.55}
    after = agreed([sure, doubtful], counted, ties)
    assert after[1]["a"] > after[1]["b"]
    certain = agreed([sure, {"a": 0.0001, "b": 0.9999}], counted, ties)
    assert certain[1]["b"] > certain[1]["a"]
    assert all(abs(sum(each.values()) - 1) < 1e-9 for each in (*after, *certain))


def names(text: str) -> list[str]:
    """The countries and groups that a report names or that its places and groups stand for."""
    return list(Groups(Context(Document(text, language("en")))).count)


def test_lesser_places_and_groups_tell_of_countries_that_a_report_does_not_name() -> None:
    """A town stands for its country, and a group for its own, where the country itself is not named."""
    assert names("Nine people drowned near Esmeraldas.") == ["Ecuador"]
    assert names("Nine Ecuadorian sailors drowned near Esmeraldas.") == ["Ecuador"]
    assert "Somalia" in names("Al-Shabab gunmen killed nine soldiers.")
    assert names("In the village nine soldiers were killed.") == []
