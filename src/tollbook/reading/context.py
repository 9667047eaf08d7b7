"""A report laid out for reading: the sentences that hold figures, with what every word in them means."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field

from tollbook.reading.document import Document, Sentence
from tollbook.reading.figures import Figure, figures
from tollbook.reading.lexicon import BROADER, FINER, MEASURE_NAMES, MEASURE_WORDS, NONE, tags
from tollbook.reading.unnumbered import unnumbered

_FATAL = frozenset({"kill", "die", "dead"})
_OTHER_LOSS = frozenset({"wound", "captured", "missing", "casualty", "lose"})
_LOSS = MEASURE_WORDS - {
    name for broad in ("deployed", "withdrawn", "strength", "other") for name in (broad, *FINER.get(broad, ()))
}
_FATES = _FATAL | _OTHER_LOSS
_BOTH = frozenset({"both"})


@dataclass(slots=True)
class Scene:
    """One sentence: `tags[i]` are the classes of its token `first + i`; `triggers` are (token, class), in order."""

    sentence: Sentence
    tags: list[frozenset[str]]
    figures: list[Figure]
    triggers: list[tuple[int, str]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    classes: frozenset[str] = frozenset()
    """All classes of its tokens."""
    heads: dict[tuple[int, bool], int | None] = field(default_factory=dict)
    """What `features.head` has found in it."""
    marks: tuple[list[int], str] | None = None
    """What parts its words and where, as `features.between` has found it."""

    stems: dict[str, list[str]] = field(default_factory=dict)
    """Its words by their first letters, each behind a mark, as `features.sentence_stems` has made them."""

    def at(self, token: int) -> frozenset[str]:
        """The classes of `token`; none outside the sentence."""
        index = token - self.sentence.first
        return self.tags[index] if 0 <= index < len(self.tags) else NONE

    def before(self, token: int) -> list[tuple[int, str]]:
        """Triggers before `token`, nearest first."""
        return self.triggers[: bisect_left(self.places, token)][::-1]

    def after(self, token: int) -> list[tuple[int, str]]:
        """Triggers from `token` on, nearest first."""
        return self.triggers[bisect_right(self.places, token - 1) :]


class Past:
    """The figures read so far in a report, with their scenes and measures."""

    def __init__(self) -> None:
        self.last: tuple[Figure, Scene, str] | None = None
        """The last one."""
        self.counted: tuple[Figure, Scene, str] | None = None
        """The last one that counts people."""
        self._equal: dict[tuple[float | None, float | None, str], str] = {}

    def append(self, entry: tuple[Figure, Scene, str]) -> None:
        """Take a figure that stands after all others."""
        self.last = entry
        figure, _, measure = entry
        if measure != "none":
            self.counted = entry
            self._equal[figure.low, figure.high, figure.unit] = measure

    def equal(self, figure: Figure) -> str | None:
        """The measure of the last figure of the same size that counts people."""
        return self._equal.get((figure.low, figure.high, figure.unit))


class Context:
    """The scenes of a report, made when first asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._scenes: dict[int, Scene] = {}
        self._all: list[Scene] = []
        self._topic: str | None = None
        self._theme: tuple[str, list[str]] | None = None
        self.memory: dict[str, Counter[str]] = {}

    def scene(self, index: int) -> Scene:
        """The scene of sentence number `index`."""
        found = self._scenes.get(index)
        if found is None:
            found = self._scenes[index] = scene(self.document, self.document.sentences[index])
        return found

    def topic(self) -> str:
        """Whether the report tells of losses at all: "loss", "some", or "none"."""
        if self._topic is None:
            found = [name for scene in self.scenes() for _, name in scene.triggers]
            sure = sum(name in _LOSS for name in found)
            self._topic = "loss" if sure >= 3 else "some" if sure else "none"
        return self._topic

    def theme(self) -> tuple[str, list[str]]:
        """The measure words that the report uses most, by their broad class, and those of its headline."""
        if self._theme is None:
            broad = [(scene, BROADER.get(name, name)) for scene in self.scenes() for _, name in scene.triggers]
            counts = Counter(name for _, name in broad)
            title = {name for scene, name in broad if self.document.in_headline(scene.sentence.start)}
            top = max(sorted(counts), key=counts.__getitem__) if counts else "none"
            self._theme = top, sorted(title)
        return self._theme

    def scenes(self) -> list[Scene]:
        """All scenes in order."""
        if not self._all:
            self._all = [self.scene(index) for index in range(len(self.document.sentences))]
        return self._all


def scene(document: Document, sentence: Sentence) -> Scene:
    """`sentence` with its words' classes, its figures and its measure words."""
    classes = tags(document, sentence.first, sentence.last)
    found = figures(document, sentence)
    found += unnumbered(document, sentence, classes, found)
    found.sort(key=lambda figure: figure.first)
    made = Scene(sentence, classes, found)
    _join(document, made)
    made.classes = NONE.union(*filter(None, classes))
    if made.classes.isdisjoint(MEASURE_WORDS):
        return made
    for offset, names in enumerate(classes):
        if names and not names.isdisjoint(MEASURE_WORDS):
            place = sentence.first + offset
            name = next(trigger for trigger in MEASURE_NAMES if trigger in names)
            made.triggers.append((place, name))
            made.places.append(place)
    return made


def _join(document: Document, made: Scene) -> None:
    """Mark chains such as "killed or wounded" and "killed, wounded or captured" as one word for both."""
    tags_, words, first = made.tags, document.words, made.sentence.first
    if all(_FATES.isdisjoint(names) for names in filter(None, tags_)):
        return
    index, size = 0, len(tags_)
    while index < size - 2:
        if _FATES.isdisjoint(tags_[index]):
            index += 1
            continue
        chain, step, joined = [index], index, False
        while step + 2 < size:
            link = step + 1
            comma = words[first + link] == ","
            joined = "conjunction" in tags_[link]
            if comma and step + 3 < size and "conjunction" in tags_[link + 1]:
                link, joined = link + 1, True
            after = link + 1
            if after + 1 < size and "copula" in tags_[after]:
                after += 1
            if not (comma or joined) or after >= size or _FATES.isdisjoint(tags_[after]):
                break
            chain.append(after)
            step = after
            if joined:
                break
        kinds = [_FATAL if not tags_[place].isdisjoint(_FATAL) else tags_[place] & _OTHER_LOSS for place in chain]
        numbered = any(f.first - first == chain[-1] + 1 and f.kind != "single" for f in made.figures)
        own = "dead" in tags_[chain[0]] and any(f.first - first == chain[-1] + 1 for f in made.figures)
        if len(chain) > 1 and len(set(kinds)) > 1 and _FATAL in kinds and (joined or not numbered) and not own:
            for place in chain:
                tags_[place] = (tags_[place] - MEASURE_WORDS) | _BOTH
        index = chain[-1] + 1
