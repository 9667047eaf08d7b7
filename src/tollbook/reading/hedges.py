"""What a source commits to: asserted, estimated, possible, denied or projected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast, get_args

from tollbook.claims import Modality
from tollbook.reading.document import Document
from tollbook.reading.linear import model
from tollbook.reading.signals import Signal, Signals, book, distance

TABLE = "hedges"
WINDOW = 45
"""How many tokens on either side of a figure its hedges are looked for."""
_MODALITIES = get_args(Modality)


@dataclass(slots=True)
class Hedge:
    """The modality of one figure; `spans` are the document offsets of the words that say so."""

    modality: Modality = "asserted"
    spans: list[tuple[int, int]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


Near = tuple[int, list[Signal], bool]
"""A figure's token, the hedges near it, and whether it stands in the headline."""


class Hedges:
    """The hedges of one report, ready to be asked about any figure in it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.signals = Signals(document, TABLE)

    def at(self, start: int, end: int, measure: str | None = None, verb: str = "", nobody: bool = False) -> Hedge:
        """The modality of the figure at document offsets start..end.

        `verb`: the verb by which its source says it; `nobody`: whether the figure is a flat none.
        """
        if nobody:
            return Hedge("denied", [(start, end)], ["none-at-all"])
        near = self.near(start, end)
        chances = model("modality").choose(self.features(near, measure, verb), self.linked(near, verb))
        best = cast(Modality, max(chances, key=lambda name: chances[name]))
        if best == "asserted" or best not in _MODALITIES:
            return Hedge()
        signal = self._nearest(near, _CLASSES[best])
        spans = [(self.document.starts[signal.first], self.document.ends[signal.last - 1])] if signal else []
        return Hedge(best, spans, [signal.name if signal else "by-context"])

    def features(self, near: Near | None, measure: str | None, verb: str) -> list[str]:
        """What speaks for each modality, in words that hold in any language."""
        document = self.document
        if near is None:
            return ["bias"]
        place, signals, headline = near
        out = ["bias", f"measure:{measure}"]
        if headline:
            out.append("headline")
        words = document.words
        seen: set[str] = set()
        for signal in signals:
            side = "before" if signal.last <= place else "after"
            first, last = (signal.last, place) if side == "before" else (place + 1, signal.first)
            between = words[first:last] if first < last else []
            parts = sum(word in ",;:" for word in between)
            stops = "stop" if ";" in between else f"comma{min(parts, 2)}"
            far = distance(max(0, last - first))
            numbers = any(word[0].isdigit() for word in between)
            close = last - first <= 7 and not parts and not numbers
            out += [f"{signal.name}:{side}", f"{signal.name}:{side}:{far}", f"{signal.name}:{side}:{stops}"]
            out += [f"{signal.name}:near", f"{signal.name}:near:{side}"] if close else [f"{signal.name}:far"]
            if numbers:
                out.append(f"{signal.name}:{side}:number-between")
            seen.add(signal.name)
        for name in seen:
            out.append(f"has:{name}")
        if verb:
            out += [f"said:{name.name}" for name in _classes_of(document, verb)]
        return out

    def near(self, start: int, end: int) -> Near | None:
        """The figure at document offsets start..end and the hedges near it; None for a figure outside all sentences.

        A capital within a sentence makes a name or a month of a word.
        """
        sentence = self.document.sentence_at(start)
        if sentence is None:
            return None
        place = figure_token(self.document, start, end)
        found = self.signals.within(max(sentence.first, place - WINDOW), min(sentence.last, place + WINDOW))
        headline = self.document.in_headline(sentence.start)
        if not headline:
            found = [s for s in found if s.first == sentence.first or not self.document.capital(s.first)]
        return place, found, headline

    def linked(self, near: Near | None, verb: str) -> dict[str, list[str]]:
        """For each modality how near its own words are to the figure."""
        out: dict[str, list[str]] = {name: [] for name in _MODALITIES}
        if near is None:
            return out
        place, signals, _ = near
        words = self.document.words
        verbs = {signal.name for signal in _classes_of(self.document, verb)} if verb else set()
        for modality, names in _CLASSES.items():
            for signal in signals:
                if signal.name not in names:
                    continue
                before = signal.last <= place
                between = words[signal.last : place] if before else words[place + 1 : signal.first]
                side = "before" if before else "after"
                clear = not any(word in ",;:" or word[0].isdigit() for word in between)
                out[modality] += ["there", f"there:{side}", f"away:{distance(len(between))}", f"clear:{clear}:{side}"]
                if clear and len(between) <= 7:
                    out[modality] += ["near", f"near:{signal.name}"]
            if verbs & names:
                out[modality].append("said")
        return out

    def _nearest(self, near: Near | None, names: frozenset[str]) -> Signal | None:
        if near is None:
            return None
        place, signals, _ = near
        found = [signal for signal in signals if signal.name in names]
        return min(found, key=lambda signal: abs(signal.first - place), default=None)


_CLASSES: dict[str, frozenset[str]] = {
    "estimated": frozenset({"estimating", "estimated", "estimate"}),
    "possible": frozenset({"may", "possible"}),
    "projected": frozenset({"will", "plan", "forecast"}),
    "denied": frozenset({"denying", "nobody"}),
}


def figure_token(document: Document, start: int, end: int) -> int:
    """The token of the span start..end that holds the number, the first one where none has digits."""
    words = document.words
    for token in document.tokens_in(start, end):
        if words[token][0].isdigit():
            return token
    return document.token_at(start)


def _classes_of(document: Document, verb: str) -> list[Signal]:
    return list(book(document.language, TABLE).find([verb], 0, 1))
