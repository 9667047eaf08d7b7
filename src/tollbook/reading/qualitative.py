"""Claims without a figure: "heavy casualties", "troops were withdrawn from the front"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tollbook.reading.context import Context, Scene
from tollbook.reading.figures import Figure
from tollbook.reading.language import Language

_REACH = 6
"""How many words may part the soldiers from the verb that moves them."""


class _Words:
    def __init__(self, language: Language) -> None:
        table = language.table("patterns").get("qualitative", {})
        split = language.token.findall
        self.degree = frozenset(table.get("degree", ()))
        self.nouns = frozenset(table.get("nouns", ()))
        self.after_noun = frozenset(table.get("after_noun", ()))
        self.between = int(table.get("between", 0))
        self.moves: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for measure in ("withdrawn", "deployed"):
            for entry in table.get(measure, ()):
                found = tuple(split(entry))
                self.moves.setdefault(found[0], []).append((found, measure))


@lru_cache
def _words(language: Language) -> _Words:
    return _Words(language)


def qualitative(context: Context) -> list[tuple[Figure, Scene, str]]:
    """The claims without a figure of a report that tells of fighters, with their scenes and measures, in text order."""
    found: list[tuple[Figure, Scene, str]] = []
    book = _words(context.document.language)
    scenes = context.scenes()
    if not any("military" in scene.classes for scene in scenes):
        return found
    for scene in scenes:
        taken = {token for figure in scene.figures for token in range(figure.first, figure.last + 3)}
        for first, last, measure in [*_degrees(context, book, scene), *_moves(context, book, scene)]:
            if not taken & set(range(first, last)):
                figure = Figure(first, last, first, last, None, None, "none", "people", "none")
                found.append((figure, scene, measure))
    return sorted(found, key=lambda entry: entry[0].first)


def _degrees(context: Context, book: _Words, scene: Scene) -> Iterator[tuple[int, int, str]]:
    """ "heavy casualties", "casualty rates were significant"."""
    words, sentence = context.document.words, scene.sentence
    for token in range(sentence.first, sentence.last):
        if words[token] not in book.nouns:
            continue
        last = token + 1
        if last < sentence.last and words[last] in book.after_noun:
            last += 1
        before = range(token - 1, max(token - 2 - book.between, sentence.first - 1), -1)
        first = next((place for place in before if words[place] in book.degree), None)
        if first is not None:
            yield first, last, "casualties"
            continue
        after = range(last, min(last + 8, sentence.last))
        verb = next((place for place in after if "copula" in scene.at(place)), None)
        if verb is not None and verb + 1 < sentence.last and words[verb + 1] in book.degree:
            yield token, last, "casualties"


def _moves(context: Context, book: _Words, scene: Scene) -> Iterator[tuple[int, int, str]]:
    """ "troops deployed to Russia were withdrawn": soldiers stand before the verb, and no figure counts them."""
    words, sentence = context.document.words, scene.sentence
    if "military" not in scene.classes:
        return
    for token in range(sentence.first, sentence.last):
        for entry, measure in book.moves.get(words[token], ()):
            end = token + len(entry)
            if end > sentence.last or tuple(words[token:end]) != entry:
                continue
            nouns = [
                place for place in range(max(sentence.first, token - _REACH), token) if "military" in scene.at(place)
            ]
            if not nouns:
                continue
            counted = any(figure.first <= nouns[-1] and nouns[-1] - figure.last <= 6 for figure in scene.figures)
            if not counted:
                yield token, end, measure
