"""What a claim says beyond its number: its rate, its place, the whole it is a share or part of, what it repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from tollbook.claims import Claim, Rate, ShareOf
from tollbook.reading.context import Context, Scene
from tollbook.reading.features import head
from tollbook.reading.figures import Figure
from tollbook.reading.language import Language
from tollbook.reading.ruling import MEASURE_OF

_PLACE_WORDS = 4
_RATE_REACH = 5


@lru_cache
def _rates(language: Language) -> dict[str, list[tuple[tuple[str, ...], Rate]]]:
    """Rate phrases by their first word."""
    found: dict[str, list[tuple[tuple[str, ...], Rate]]] = {}
    table: dict[Rate, list[str]] = language.table("patterns").get("rates", {})
    for rate, entries in table.items():
        for entry in entries:
            words = tuple(language.token.findall(entry))
            found.setdefault(words[0], []).append((words, rate))
    return found


def rate(context: Context, scene: Scene, figure: Figure) -> Rate | None:
    """The rate in whose terms the figure is given: "92 a day", "a daily 92"."""
    words, table = context.document.words, _rates(context.document.language)
    noun = head(context, scene, figure)
    edge = noun + 1 if noun is not None else figure.last
    after = range(figure.last, min(edge + _RATE_REACH, scene.sentence.last))
    before = range(max(scene.sentence.first, figure.first - 4), figure.first)
    for token in (*after, *before):
        if token in after and any(
            other.first <= token < other.last for other in scene.figures if other.kind != "single"
        ):
            return None
        for entry, name in table.get(words[token], ()):
            if tuple(words[token : token + len(entry)]) == entry and (len(entry) == 1 or token in after):
                return name
    return None


def place(context: Context, scene: Scene, figure: Figure) -> tuple[int, int] | None:
    """Document span of the place named with the figure: the nearest after it in its sentence, else before it."""
    sentence = scene.sentence
    if "locative" not in scene.classes:
        return None
    for token in (*range(figure.last, sentence.last - 1), *range(figure.first - 1, sentence.first - 1, -1)):
        if "locative" in scene.at(token) and (found := _name(context, scene, token + 1)):
            return found
    return None


def _name(context: Context, scene: Scene, token: int) -> tuple[int, int] | None:
    document = context.document
    last = token
    limit = min(token + _PLACE_WORDS, scene.sentence.last)
    while last < limit and document.words[last][0].isalpha() and document.capital(last):
        if "no_place" in scene.at(last):
            break
        last += 1
    return (document.starts[token], document.ends[last - 1]) if last > token else None


def share_of(context: Context, scene: Scene, figure: Figure, earlier: Iterable[tuple[Figure, Claim]]) -> ShareOf | None:
    """What a share is a share of: the words after "of", their measure, and the figure among them if any.

    `earlier` are the claims read before in its sentence.
    """
    document = context.document
    if "of" not in scene.at(figure.last):
        return None
    first = figure.last + 1
    last = first
    while last < scene.sentence.last and last - first < 8:
        kinds = scene.at(last)
        if kinds & {"auxiliary", "contrast", "conjunction", "speech"} or document.words[last] in ",;:.()":
            break
        last += 1
    if last == first:
        return None
    names = [name for token in range(first, last) for name in MEASURE_OF if name in scene.at(token)]
    soldiers = any("military" in scene.at(token) for token in range(first, last))
    measure = MEASURE_OF[names[-1]] if names else "strength" if soldiers else None
    inner = next((c.id for f, c in earlier if first <= f.core < last), None)
    text = document.evidence(document.starts[first], document.ends[last - 1]).quote
    return ShareOf(text=text, measure=measure, claim=inner)  # type: ignore[arg-type]


def likeness(claim: Claim) -> tuple[object, ...]:
    """What a claim and one that repeats it have in common."""
    return claim.measure, claim.unit, claim.rate, claim.modality == "denied", *_number(claim)


def repeated(claim: Claim, earlier: Sequence[Claim]) -> str | None:
    """Id of the first claim with the same group and source as `claim`; a headline may leave the source out.

    `earlier` are the claims before it of the same likeness, in text order.
    """
    if claim.low is None and claim.high is None:
        return None
    for other in earlier:
        if other.population.affiliation not in (None, claim.population.affiliation) and claim.population.affiliation:
            continue
        speakers = {source.name or source.text for source in (other.source, claim.source) if source}
        if len(speakers) < 2:
            return other.repeats or other.id
    return None


def _number(claim: Claim) -> tuple[float | None, float | None]:
    low = claim.low if claim.low is not None else claim.high
    high = claim.high if claim.high is not None else claim.low
    return low, high
