"""A figure in its clause: its noun phrase, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from tollbook.reading.context import Context, Past, Scene
from tollbook.reading.features import counted, head
from tollbook.reading.figures import Figure


@dataclass(slots=True)
class Clause:
    """A figure in its sentence; `edge` is the end of its noun phrase, a figure in it ("18 of the 26") included."""

    context: Context
    scene: Scene
    figure: Figure
    past: Past
    noun: int | None
    edge: int
    group: str
    inner: Figure | None = None

    def word(self, token: int) -> str:
        sentence = self.scene.sentence
        return self.context.document.words[token] if sentence.first <= token < sentence.last else "."

    def at(self, token: int) -> frozenset[str]:
        return self.scene.at(token)

    def figures_between(self, first: int, last: int) -> bool:
        return any(
            first <= other.core < last
            for other in self.scene.figures
            if other.kind != "single" and other is not self.figure and other is not self.inner
        )

    def stop_between(self, first: int, last: int) -> bool:
        """Whether a clause ends among the tokens first..last (exclusive)."""
        return any(self.word(token) in ";()" or "contrast" in self.at(token) for token in range(first, last))

    def any_of(self, names: frozenset[str] | set[str], first: int, last: int) -> bool:
        """Whether a word of one of the classes `names` is among the tokens first..last (exclusive)."""
        return any(not names.isdisjoint(self.at(token)) for token in range(first, last))

    def passive(self, token: int) -> bool:
        """Whether an auxiliary stands before the verb at `token`."""
        return "copula" in self.at(token - 1) or "copula" in self.at(token - 2)

    def starts_figure(self, token: int) -> bool:
        return any(other.first == token for other in self.scene.figures)


def clause(context: Context, scene: Scene, figure: Figure, past: Past) -> Clause:
    """The figure with its noun phrase."""
    noun = head(context, scene, figure)
    edge = noun + 1 if noun is not None else figure.last
    made = Clause(context, scene, figure, past, noun, edge, counted(context, scene, figure, noun))
    if "of" in scene.at(figure.last):
        inner = next((f for f in scene.figures if figure.last < f.core <= figure.last + 4 and f.kind != "single"), None)
        if inner:
            within = head(context, scene, inner)
            made.inner, made.noun = inner, within
            made.edge = within + 1 if within is not None else inner.last
            made.group = counted(context, scene, inner, within)
    return made
