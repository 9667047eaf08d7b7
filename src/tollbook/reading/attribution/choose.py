"""The choice among speakers: whose words a figure stands in."""

from __future__ import annotations

from dataclasses import dataclass, field

from tollbook.claims import Report, Source
from tollbook.reading.attribution.frames import Frame, FrameFinder
from tollbook.reading.attribution.mentions import Mention, mentions
from tollbook.reading.attribution.quotes import quotations
from tollbook.reading.attribution.speakers import Speaker, Speakers
from tollbook.reading.attribution.words import signs, words_of
from tollbook.reading.document import Document, Sentence


@dataclass(slots=True)
class Attribution:
    """The source of one figure; `spans` are the document offsets of the words that name it."""

    source: Source | None = None
    via: list[Source] = field(default_factory=list)
    corroborates: list[Source] = field(default_factory=list)
    rejected_by: list[Source] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Said:
    """A frame with its speaker found."""

    frame: Frame
    speaker: Speaker


class Attributions:
    """The attributions of one report, ready to be asked about any figure in it."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report
        self.words = words_of(document.language)
        self.signs = signs(document, self.words)
        self.speakers = Speakers(self.words)
        self.quotations = quotations(document)
        self.said: list[list[Said]] = []
        finder = FrameFinder(document, self.words, self.signs)
        for sentence in document.sentences:
            found = mentions(document, self.words, self.signs, sentence.first, sentence.last)
            frames = finder.frames(sentence, found)
            self.said.append(self._resolve(found, frames))

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
        return out

    def at(self, start: int, end: int) -> Attribution:
        """The attribution of the figure at document offsets start..end."""
        sentence = self.document.sentence_at(start)
        if sentence is None:
            return Attribution()
        place = self.document.token_at(start)
        chosen = self._in_quotation(sentence, start) or self._in_sentence(sentence, place)
        if chosen is None:
            chosen = self._carried(sentence, place)
        if chosen is None:
            return Attribution(rules=["own-voice"])
        said, rule = chosen
        span = said.frame.speaker.span
        return Attribution(self.speakers.source(said.speaker), spans=[span], rules=[rule, said.frame.rule])

    def _in_quotation(self, sentence: Sentence, start: int) -> tuple[Said, str] | None:
        quotation = next(((a, b) for a, b in self.quotations if a <= start < b), None)
        if quotation is None:
            return None
        starts = self.document.starts
        first = self.document.sentence_at(quotation[0]) or sentence
        last = self.document.sentence_at(quotation[1] - 1) or sentence

        def outside(said: Said) -> bool:
            return not quotation[0] <= starts[said.frame.cue[0]] < quotation[1]

        for index in (last.index, first.index, sentence.index):
            spoken = [said for said in self.said[index] if outside(said) and not said.frame.negative]
            if spoken:
                after = [said for said in spoken if starts[said.frame.cue[0]] >= quotation[1]]
                return (after[0] if after else spoken[-1]), "quoted"
        for index in (last.index + 1, first.index - 1):
            if 0 <= index < len(self.said) and self.document.sentences[index].paragraph == sentence.paragraph:
                spoken = [said for said in self.said[index] if outside(said)]
                if spoken:
                    return (spoken[0] if index > last.index else spoken[-1]), "quoted-beside"
        return None

    def _in_sentence(self, sentence: Sentence, place: int) -> tuple[Said, str] | None:
        spoken = [said for said in self.said[sentence.index] if not said.frame.negative]
        before = [s for s in spoken if s.frame.kind in ("content", "measure") and s.frame.cue[0] <= place < s.frame.last]
        after = [
            s for s in spoken if s.frame.kind in ("trailing", "according") and s.frame.first <= place < s.frame.cue[1]
        ]
        leading = [s for s in spoken if s.frame.kind == "according" and s.frame.cue[0] <= place < s.frame.last]
        if before:
            return before[-1], "in-its-clause"
        if after:
            return after[0], "said-after"
        if leading:
            return leading[-1], "said-before"
        trailing = [s for s in spoken if s.frame.cue[1] <= place]
        if trailing:
            return trailing[-1], "goes-on"
        return None

    def _carried(self, sentence: Sentence, place: int) -> tuple[Said, str] | None:
        if self.document.in_headline(sentence.start):
            return None
        for index in range(sentence.index - 1, -1, -1):
            if self.document.sentences[index].paragraph != sentence.paragraph:
                break
            spoken = [said for said in self.said[index] if not said.frame.negative]
            if spoken:
                return spoken[-1], "carried-on"
        return None
