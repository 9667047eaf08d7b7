"""Who says what: the speakers of sentences in our own words, and where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.claims import Report
from tollbook.reading.attribution import Attribution, attributions
from tollbook.reading.document import Document
from tollbook.reading.language import language

ENGLISH = language("en")


def attributed(text: str, figure: str) -> Attribution:
    """The attribution of `figure`; the figures that end before it are asked about first, as the reader does."""
    document = Document(text, ENGLISH)
    found = attributions(document, Report(id="r", text=text))
    start = document.text.index(figure)
    return found.at(start, start + len(figure))


def source(text: str, figure: str) -> str | None:
    found = attributed(text, figure).source
    return found.text if found else None


@pytest.mark.parametrize(
    ("text", "figure", "speaker"),
    [
        ("The regional governor said that 14 people had been killed.", "14", "regional governor"),
        ("At least 14 people were killed, the health ministry said on Monday.", "14", "health ministry"),
        ("At least 14 people were killed, said a police spokesman.", "14", "police spokesman"),
        ("According to the Red Cross, 14 people were killed.", "14", "Red Cross"),
        ("Fourteen died and 30 were hurt, according to hospital officials.", "30", "hospital officials"),
        ("Gen. Pavel Orlov put the dead at 14.", "14", "Gen. Pavel Orlov"),
        ("By the ministry's count 14 soldiers died.", "14", "ministry"),
        ("Two witnesses told reporters that 14 people had died.", "14", "witnesses"),
        ("“We have lost 14 men,” said Commander Idris Bello.", "14", "Commander Idris Bello"),
        ("A U.S. expert revealed that up to 50 percent of the troops may have been hurt.", "50", "U.S. expert"),
        ("A lawmaker quoted the agency as saying that 14 men had been sent home.", "14", "agency"),
        (
            "The head of the General Staff, General Pavel Orlov, said 14 died.",
            "14",
            "head of the General Staff, General Pavel Orlov",
        ),
        ("Medics at the ferry landing counted 14 dead.", "14", "Medics at the ferry landing"),
        ("Some 14 men died, by the estimate of the interior ministry.", "14", "interior ministry"),
    ],
)
def test_a_speaker_of_the_same_sentence_is_the_source(text: str, figure: str, speaker: str) -> None:
    """Direct and indirect speech, before and after what is said, give their subject as the source."""
    assert source(text, figure) == speaker


def test_who_is_named_by_office_only_in_the_headline_is_the_one_named_in_the_text() -> None:
    """A headline's "Prosecutor" and the text's prosecutor with his name are one speaker."""
    text = "Prosecutor: 14 dead in Velsk\n\nThe toll is 14, according to the prosecutor of the city, Pavel Orlov."
    assert "Pavel Orlov" in (source(text, "14 dead") or "")


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("A truck bomb killed 14 people in the market of Velsk.", "14"),
        ("A ferry sank off the coast. It carried 140 passengers.", "140"),
        ("Fourteen people were killed by soldiers of the Third Brigade near Velsk.", "Fourteen"),
        ("Shelling kills 9 in border town\n\nA market was hit in Velsk on Monday.", "9"),
    ],
)
def test_the_reports_own_voice_has_no_source(text: str, figure: str) -> None:
    """A sentence in which nobody speaks keeps its source empty, whoever acts in it."""
    assert source(text, figure) is None


def test_a_pronoun_is_carried_back_to_its_speaker() -> None:
    """ "He" is the man who spoke in the sentence before, under the fullest name that the report has for him."""
    text = "Doctor Salma Karim said the clinic was full. She said 14 people had died."
    assert source(text, "14") == "Doctor Salma Karim"


def test_a_surname_stands_for_the_name_given_before() -> None:
    """A surname alone gives the name in full."""
    text = "Twelve men were taken, said Idris Bello of the fishers' union. Fourteen had died, Bello said."
    assert "Idris Bello" in (source(text, "Fourteen") or "")


def test_a_relay_stands_in_via() -> None:
    """What Reuters reported that an army said has the army as its source and Reuters as its relay."""
    found = attributed("Reuters reported that the Ethiopian army said 14 rebels had been killed.", "14")
    assert found.source is not None
    assert found.source.text == "Ethiopian army"
    assert [relay.name for relay in found.via] == ["Reuters"]


def test_a_medium_stands_in_via() -> None:
    """Whom a speaker told it is the relay."""
    found = attributed("Security sources told Reuters that 14 soldiers had been killed.", "14")
    assert found.source is not None
    assert found.source.text == "Security sources"
    assert [relay.name for relay in found.via] == ["Reuters"]


def test_a_known_body_has_its_name_and_kind() -> None:
    """An alias of the directory gives the body's name, kind and affiliation."""
    found = attributed("South Korea's spy agency said 300 soldiers had been killed.", "300").source
    assert found is not None
    assert (found.name, found.kind, found.affiliation) == (
        "National Intelligence Service",
        "intelligence",
        "South Korea",
    )


def test_a_confirmed_report_is_corroborated() -> None:
    """Whose report a source confirms is told apart from who relays it."""
    text = "The Pentagon confirmed a report from The New York Times, saying that 14 soldiers had been withdrawn."
    found = attributed(text, "14")
    assert [body.name for body in found.corroborates] == ["The New York Times"]


def test_a_rejected_figure_names_who_rejects_it() -> None:
    """A denial in the next sentence is a second voice on the same figure."""
    text = (
        "The Sudanese army said it had killed 120 fighters. A spokesman for the rebels dismissed the figure as fantasy."
    )
    found = attributed(text, "120")
    assert found.source is not None
    assert found.source.text == "Sudanese army"
    assert [body.text for body in found.rejected_by] == ["spokesman for the rebels"]


def test_the_words_that_name_the_source_are_evidence() -> None:
    """The spans of an attribution quote the text."""
    text = "At least 14 people were killed, the health ministry said."
    (start, end), *_ = attributed(text, "14").spans
    assert text[start:end] == "health ministry"


PIECES = [
    *(
        "said",
        "“",
        "”",
        '"',
        "the ministry",
        "he",
        "Reuters",
        ",",
        ".",
        "\n\n",
        "according to",
        "14",
        "killed",
        "(",
        ")",
    ),
    *(";", "’s", "U.S.", "İ", "it", "General Ivan Petrov", "that", "who", "told", "-", ":", "MOSCOW (AP) - ", "denied"),
]


@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)))
def test_any_text_can_be_attributed(text: str) -> None:
    """No text makes attribution fail, and its spans lie within the text."""
    document = Document(text, ENGLISH)
    found = attributions(document, Report(id="r", text=text))
    for place in range(0, len(document.text), 7):
        for start, end in found.at(place, min(place + 2, len(document.text))).spans:
            assert 0 <= start < end <= len(document.text)


def test_the_same_text_gives_the_same_sources() -> None:
    """Nothing read before changes an attribution."""
    text = "At least 14 people were killed, Velska Marin said. Marin added that 30 were hurt."
    first = [source(text, figure) for figure in ("14", "30")]
    attributed("Someone named Marin reported that 5 died in velska.", "5")
    assert [source(text, figure) for figure in ("14", "30")] == first


def test_the_first_article_has_its_speakers_and_relays(shared: Path) -> None:
    """The first article: a relayed expert, the report's own voice, a service that confirms a newspaper."""
    text = (shared / "data" / "seed" / "article.txt").read_text(encoding="utf-8")
    document = Document(text, ENGLISH)
    found = attributions(document, Report(id="seed", text=text))
    marked = json.loads((shared / "data" / "seed" / "claims.json").read_text(encoding="utf-8"))["claims"]
    by_figure = {claim["anchor"].split()[0].lower(): found.at(claim["start"], claim["end"]) for claim in marked}
    third = by_figure["one-third"]
    assert third.source is not None
    assert third.source.text == "Seth Jones"
    assert [relay.name or relay.text for relay in third.via] == ["CSIS podcast", "Yonhap News Agency"]
    assert by_figure["approximately"].source is None
    withdrawn = by_figure["withdrawn"]
    assert withdrawn.source is not None
    assert withdrawn.source.name == "National Intelligence Service"
    assert [body.name for body in withdrawn.corroborates] == ["The New York Times"]


def test_a_list_belongs_to_whoever_introduces_it() -> None:
    """The items after a colon have the speaker of the sentence before it."""
    text = (
        "Drones hit six districts, according to the Emergencies Ministry, which gave these losses by district:\n\n"
        "Velsk: 14 killed\nMorda: 9 killed\nSaray: 3 killed"
    )
    document = Document(text, ENGLISH)
    found = attributions(document, Report(id="r", text=text))
    speakers = [
        found.at(text.index(f"{figure} killed"), text.index(f"{figure} killed") + 1).source for figure in (14, 9, 3)
    ]
    assert [speaker and speaker.text for speaker in speakers] == ["Emergencies Ministry"] * 3
