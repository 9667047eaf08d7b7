"""What a source commits to: asserted, estimated, possible, denied or projected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast, get_args

from tollbook.claims import Modality
from tollbook.reading.document import Document, Sentence
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
        chances = model("modality").choose(self.features(start, end, measure, verb), self.linked(start, end, verb))
        best = cast(Modality, max(chances, key=lambda name: chances[name]))
        if best == "asserted" or best not in _MODALITIES:
            return Hedge()
        signal = self._nearest(start, end, _CLASSES[best])
        spans = [(self.document.starts[signal.first], self.document.ends[signal.last - 1])] if signal else []
        return Hedge(best, spans, [signal.name if signal else "by-context"])

    def features(self, start: int, end: int, measure: str | None, verb: str) -> list[str]:
        """What speaks for each modality, in words that hold in any language."""
        document = self.document
        sentence = document.sentence_at(start)
        if sentence is None:
            return ["bias"]
        place = figure_token(document, start, end)
        out = ["bias", f"measure:{measure}"]
        if document.in_headline(sentence.start):
            out.append("headline")
        words = document.words
        seen: set[str] = set()
        for signal in self._signals(sentence, place):
            side = "before" if signal.last <= place else "after"
            first, last = (signal.last, place) if side == "before" else (place + 1, signal.first)
            between = words[first:last] if first < last else []
            parts = sum(word in ",;:" for word in between)
            stops = "stop" if ";" in between else f"comma{min(parts, 2)}"
            far = distance(max(0, last - first))
            numbers = any(word[0].isdigit() for word in between)
            near = last - first <= 7 and not parts and not numbers
            out += [f"{signal.name}:{side}", f"{signal.name}:{side}:{far}", f"{signal.name}:{side}:{stops}"]
            out += [f"{signal.name}:near", f"{signal.name}:near:{side}"] if near else [f"{signal.name}:far"]
            if numbers:
                out.append(f"{signal.name}:{side}:number-between")
            seen.add(signal.name)
        for name in seen:
            out.append(f"has:{name}")
        if verb:
            out += [f"said:{name.name}" for name in _classes_of(document, verb)]
        return out

    def _signals(self, sentence: Sentence, place: int) -> list[Signal]:
        """The hedges of `sentence` near token `place`; a capital within it makes a name or a month of a word."""
        found = self.signals.within(max(sentence.first, place - WINDOW), min(sentence.last, place + WINDOW))
        if self.document.in_headline(sentence.start):
            return found
        return [s for s in found if s.first == sentence.first or not self.document.capital(s.first)]

    def linked(self, start: int, end: int, verb: str) -> dict[str, list[str]]:
        """For each modality how near its own words are to the figure."""
        out: dict[str, list[str]] = {name: [] for name in _MODALITIES}
        sentence = self.document.sentence_at(start)
        if sentence is None:
            return out
        place = figure_token(self.document, start, end)
        words = self.document.words
        verbs = {signal.name for signal in _classes_of(self.document, verb)} if verb else set()
        for modality, names in _CLASSES.items():
            for signal in self._signals(sentence, place):
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

    def _nearest(self, start: int, end: int, names: frozenset[str]) -> Signal | None:
        sentence = self.document.sentence_at(start)
        if sentence is None:
            return None
        place = figure_token(self.document, start, end)
        found = [signal for signal in self._signals(sentence, place) if signal.name in names]
        return min(found, key=lambda signal: abs(signal.first - place), default=None)


_CLASSES: dict[str, frozenset[str]] = {
    "estimated": frozenset({"estimating", "estimated", "estimate"}),
    "possible": frozenset({"may", "possible"}),
    "projected": frozenset({"will", "plan", "forecast"}),
    "denied": frozenset({"denying", "nobody"}),
}


def figure_token(document: Document, start: int, end: int) -> int:
    """The token of the span start..end that holds the number, the first one where none has digits."""
    tokens = document.tokens_in(start, end)
    return next((i for i in tokens if document.words[i][0].isdigit()), document.token_at(start))


def _classes_of(document: Document, verb: str) -> list[Signal]:
    return list(book(document.language, TABLE).find([verb], 0, 1))
