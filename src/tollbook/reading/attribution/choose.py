"""The choice among speakers: whose words a figure stands in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tollbook.claims import Report, Source
from tollbook.reading.attribution.candidates import Whole, candidates
from tollbook.reading.attribution.frames import Frame, FrameFinder
from tollbook.reading.attribution.mentions import Mention, mentions, owner_of
from tollbook.reading.attribution.quotes import quotations
from tollbook.reading.attribution.relays import Relays
from tollbook.reading.attribution.said import Candidate, Said
from tollbook.reading.attribution.speakers import Speaker, Speakers
from tollbook.reading.attribution.words import signs, words_of
from tollbook.reading.document import Document, Sentence
from tollbook.reading.linear import model, softmax


@dataclass(slots=True)
class Attribution:
    """The source of one figure; `spans` are the document offsets of the words that name it."""

    source: Source | None = None
    via: list[Source] = field(default_factory=list)
    corroborates: list[Source] = field(default_factory=list)
    rejected_by: list[Source] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    verb: str = ""
    """The verb by which the source says it, in lower case."""


class Attributions:
    """The attributions of one report, ready to be asked about any figure in it."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report
        self.words = words_of(document.language)
        self.signs = signs(document, self.words)
        self.speakers = Speakers(self.words)
        self.quotations = quotations(document)
        self.before: tuple[int, dict[int, float]] | None = None
        """The figure asked about before, and the chances of its speakers."""
        self.said: list[list[Said]] = []
        self.named: list[list[tuple[Mention, Speaker]]] = []
        finder = FrameFinder(document, self.words, self.signs)
        for sentence in document.sentences:
            found, frames = [], []
            for stretch in _stretches(sentence):
                here = mentions(document, self.words, self.signs, stretch.first, stretch.last)
                frames += finder.frames(stretch, here)
                found += here
            self.speakers.sentence()
            self.said.append(self._resolve(found, frames))
        self._unlabel()
        self.whole = Whole(self)
        self.relays = Relays(self)

    def _resolve(self, found: list[Mention], frames: list[Frame]) -> list[Said]:
        out = []
        pending = list(found)
        for frame in frames:
            while pending and pending[0].first <= frame.speaker.first:
                self.speakers.meet(pending.pop(0))
            speaker = self.speakers.resolve(frame.speaker)
            if speaker:
                out.append(Said(frame, speaker))
        for mention in pending:
            self.speakers.meet(mention)
        self.named.append(self._silent(found, out))
        return out

    def _unlabel(self) -> None:
        """Take back what a bare name before a colon says in the headline where it says nothing else."""
        others = {said.speaker.number for spoken in self.said for said in spoken if said.frame.kind != "heading"}
        for spoken in self.said[:1]:
            spoken[:] = [
                said
                for said in spoken
                if said.frame.kind != "heading"
                or said.frame.speaker.kind != "name"
                or said.frame.speaker.body
                or said.speaker.number in others
            ]

    def _silent(self, found: list[Mention], spoken: list[Said]) -> list[tuple[Mention, Speaker]]:
        """Those whom a sentence names without a verb of saying."""
        speaking = {said.frame.speaker.first for said in spoken}
        out = []
        for mention in found:
            if mention.first not in speaking and (mention.body or mention.kind in ("person", "body", "document")):
                owner = owner_of(self.document, self.words, self.signs, mention)
                speaker = self.speakers.named(owner)
                if speaker:
                    out.append((mention, speaker))
        return out[:5]

    def refers(self, sentence: Sentence, speaker: Speaker) -> bool:
        """Whether `sentence` has a pronoun or a definite noun among its first words that can mean `speaker`."""
        signs = self.signs[sentence.first : min(sentence.last, sentence.first + 10)]
        return ("U" if speaker.person else "Y") in signs or "H" in signs

    def candidates(self, start: int) -> list[Candidate]:
        """Those who may be the source of the figure at document offset `start`."""
        return candidates(self, start)

    def nearness(self, start: int) -> str:
        """How near the figure asked about before is: in the same sentence, the same paragraph, or apart."""
        here = self.document.sentence_at(start)
        there = self.document.sentence_at(self.before[0]) if self.before else None
        if here is None or there is None:
            return "first"
        return "sentence" if here is there else "paragraph" if here.paragraph == there.paragraph else "apart"

    def at(self, start: int, end: int) -> Attribution:
        """The attribution of the figure at document offsets start..end; figures are to be asked about in text order."""
        found = self.candidates(start)
        probabilities = weigh(found)
        alone: dict[int, float] = {}
        for candidate, chance in zip(found, probabilities, strict=True):
            number = candidate.said.speaker.number if candidate.said else -1
            alone[number] = alone.get(number, 0.0) + chance
        chances = carried(alone, self.before[1] if self.before else {}, self.nearness(start))
        self.before = (start, chances)
        best = max(chances, key=lambda number: chances[number])
        sentence = self.document.sentence_at(start)
        if best < 0:
            return self._rejected(Attribution(rules=["own-voice"]), None, sentence)
        place = max((chance, i) for i, chance in enumerate(probabilities) if _number(found[i]) == best)[1]
        said = found[place].said
        assert said is not None
        attribution = Attribution(
            self.speakers.source(said.speaker, said.frame.speaker),
            via=self.relays.via(said),
            corroborates=self.relays.corroborates(said),
            spans=[said.frame.speaker.span],
            rules=[_RULES[found[place].own[0].partition(":")[0]], said.frame.rule],
            verb=said.frame.verb,
        )
        return self._rejected(attribution, said, sentence)

    def _rejected(self, attribution: Attribution, said: Said | None, sentence: Sentence | None) -> Attribution:
        """`attribution` with those who reject the figure."""
        if sentence is None:
            return attribution
        rejecting = self.relays.rejected_by(said, sentence)
        attribution.rejected_by = [self.speakers.source(other.speaker, other.frame.speaker) for other in rejecting]
        attribution.rules += ["rejected"] * bool(rejecting)
        return attribution


LONGEST = 150
"""A sentence with more tokens than this is read in stretches."""


def _stretches(sentence: Sentence) -> list[Sentence]:
    """`sentence`, cut where it is too long for one."""
    if sentence.last - sentence.first <= LONGEST:
        return [sentence]
    cuts = range(sentence.first, sentence.last, LONGEST)
    return [replace(sentence, first=cut, last=min(cut + LONGEST, sentence.last)) for cut in cuts]


_RULES = {
    "same": "speaks-in-its-sentence",
    "named": "named-in-its-sentence",
    "before": "carried-on",
    "after": "said-next",
    "paragraph": "carried-over",
    "wide": "behind-the-report",
}

STICKINESS = {"sentence": 0.4, "paragraph": 0.2, "apart": 0.1, "first": 0.0}
"""How far a figure's source is that of the figure before."""


def carried(chances: dict[int, float], before: dict[int, float], near: str) -> dict[int, float]:
    """The chances of one figure's speakers, given those of the figure before it."""
    stick = STICKINESS[near]
    mixed = {n: chance * (stick * before.get(n, 0.0) + (1 - stick) / len(chances)) for n, chance in chances.items()}
    total = sum(mixed.values())
    return {n: chance / total for n, chance in mixed.items()} if total else chances


def _number(candidate: Candidate) -> int:
    return candidate.said.speaker.number if candidate.said else -1


def weigh(found: list[Candidate]) -> list[float]:
    """The probability of each candidate."""
    chooser = model("attribution")
    return softmax([candidate.weight(chooser) for candidate in found])
