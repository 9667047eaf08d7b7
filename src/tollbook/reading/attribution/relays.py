"""Relays, confirmations and rejections: through whom a statement reached the report, and who says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tollbook.claims import Source
from tollbook.reading.attribution.mentions import Mention, mentions
from tollbook.reading.attribution.said import Said
from tollbook.reading.document import Sentence

if TYPE_CHECKING:
    from tollbook.reading.attribution.choose import Attributions

MANY = 20
"""A sentence with more acts of saying than this is no sentence, and has no relays."""


class Relays:
    """The relays of one report's speakers."""

    def __init__(self, report: Attributions) -> None:
        self.report = report
        self.document = report.document
        self.words = report.words
        self._agencies: dict[int, list[Source]] = {}
        self._via: dict[int, list[Source]] = {}
        self._corroborated: dict[int, list[Source]] = {}
        for sentence in self.document.sentences:
            for said in report.said[sentence.index]:
                outer = [
                    self._source(other)
                    for other in self._outer(sentence, said)
                    if self._is_media(other.speaker.mention)
                ]
                if outer and said.speaker.number not in self._agencies:
                    self._agencies[said.speaker.number] = outer

    def via(self, said: Said) -> list[Source]:
        """Who relays `said`, inner to outer: its medium, those who tell of it, the agency that had it first."""
        known = self._via.get(id(said))
        if known is None:
            known = self._via[id(said)] = self._relayed(said)
        return list(known)

    def _relayed(self, said: Said) -> list[Source]:
        sentence = self.document.sentences[said.frame.sentence]
        found = list(self._medium(sentence, said))
        if not found:
            found = self._medium_before(sentence, said)
        found += [self._source(other) for other in self._outer(sentence, said)]
        found += self._agencies.get(said.speaker.number, [])
        unique: list[Source] = []
        own = (said.speaker.text or "").lower()
        confirmed = [(source.text or "").lower() for source in self.corroborates(said)]
        for source in found:
            text = (source.text or "").lower()
            if any(text.endswith(one) or one.endswith(text) for one in confirmed if one and text):
                continue
            if text != own and all(text != (other.text or "").lower() for other in unique):
                unique.append(source)
        return unique

    def corroborates(self, said: Said) -> list[Source]:
        """Whose report the speaker of `said` is said to confirm in that sentence."""
        known = self._corroborated.get(id(said))
        if known is None:
            known = self._corroborated[id(said)] = self._confirmed(said)
        return list(known)

    def _confirmed(self, said: Said) -> list[Source]:
        sentence = self.document.sentences[said.frame.sentence]
        sets = self.words.sets
        for other in self.report.said[sentence.index][:MANY]:
            if other.speaker is not said.speaker or other.frame.verb not in sets["corroborating"]:
                continue
            last = min(sentence.last, other.frame.cue[1] + 12)
            for mention in self._mentions(sentence, other.frame.cue[1], last):
                if mention.body and mention.body.kind in ("media", "ngo", "un", "official", "intelligence", "military"):
                    after_document = (
                        any(self.report.signs[i] == "R" for i in range(other.frame.cue[1], mention.first))
                        or mention.kind == "document"
                    )
                    if after_document or mention.body.kind == "media":
                        return [_of(mention)]
        return []

    def rejected_by(self, said: Said | None, sentence: Sentence) -> list[Said]:
        """Who rejects a figure of `sentence` in the sentence after it: "the army called the figure absurd"."""
        out = []
        for index in (sentence.index + 1, sentence.index + 2):
            if index >= len(self.report.said) or self.document.sentences[index].paragraph != sentence.paragraph:
                break
            following = self.document.sentences[index]
            for other in self.report.said[index]:
                same = said is not None and other.speaker is said.speaker
                if not same and self._rejects(other, following):
                    out.append(other)
            if out or self.report.said[index]:
                break
        return out

    def _rejects(self, said: Said, sentence: Sentence) -> bool:
        """Whether `said` rejects the figure told just before: a denial with "the figure", "the claim" after it."""
        if said.frame.verb not in self.words.sets["denying"] or said.frame.negative:
            return False
        after = self.document.words[said.frame.cue[1] : min(sentence.last, said.frame.cue[1] + 5)]
        return any(word in self.words.sets["rejected"] for word in after)

    def _outer(self, sentence: Sentence, said: Said) -> Iterator[Said]:
        """Those who tell, in the same sentence, that the speaker of `said` said it."""
        frame = said.frame
        spoken = self.report.said[sentence.index]
        for other in spoken if len(spoken) <= MANY else ():
            outer = other.frame
            if other.speaker is said.speaker or outer.negative or outer.kind in ("measure", "heading"):
                continue
            before = outer.kind == "content" and outer.cue[1] <= frame.cue[0] and frame.cue[0] - outer.cue[1] < 12
            that = "t" in self.report.signs[outer.cue[1] : outer.cue[1] + 4]
            leads = outer.kind == "according" and outer.cue[1] <= frame.cue[0] and frame.cue[0] - outer.cue[1] < 4
            trails = outer.kind == "trailing" and outer.cue[0] >= frame.cue[1] and frame.kind in ("content", "measure")
            trails = trails and ";" not in self.report.signs[frame.cue[1] : outer.cue[0]]
            adjoins = outer.kind == "according" and 0 <= outer.cue[0] - frame.cue[1] < 3 and frame.kind != "content"
            cites = frame.verb in self.words.sets["citing"] and 0 <= frame.cue[0] - outer.speaker.last < 3
            if cites or (before and that) or leads or trails or adjoins:
                yield other

    def _medium(self, sentence: Sentence, said: Said) -> Iterator[Source]:
        """The medium a statement was made in or to: "in a podcast", "told Radio Mogadishu"."""
        cue = said.frame.cue[1]
        for mention in self._mentions(sentence, cue, min(sentence.last, cue + 8)):
            if mention.first - cue <= 3 and self._is_media(mention):
                told = said.frame.verb in self.words.sets["telling"] and mention.first - cue <= 1
                placed = (
                    self.report.signs[mention.first - 1] in "Io"
                    or self.document.words[mention.first - 1] in self.words.during
                )
                if told or placed:
                    yield _of(mention)
            return

    def _medium_before(self, sentence: Sentence, said: Said) -> list[Source]:
        """The medium of the same speaker's last statement in the paragraph, which goes on."""
        for index in range(sentence.index - 1, -1, -1):
            if self.document.sentences[index].paragraph != sentence.paragraph:
                break
            for other in reversed(self.report.said[index]):
                if other.speaker is said.speaker:
                    found = list(self._medium(self.document.sentences[index], other))
                    if found:
                        return found
                elif said.frame.speaker.kind != "pronoun":
                    return []
        return []

    def _mentions(self, sentence: Sentence, first: int, last: int) -> list[Mention]:
        return mentions(self.document, self.words, self.report.signs, first, last)

    def _is_media(self, mention: Mention) -> bool:
        return bool(mention.body and mention.body.kind == "media") or mention.head in self.words.sets["media_nouns"]

    def _source(self, said: Said) -> Source:
        return self.report.speakers.source(said.speaker, said.frame.speaker)


def _of(mention: Mention) -> Source:
    """The record of a phrase that does not speak itself."""
    body, text = mention.body, mention.text
    if body and body.kind != "media" and mention.head not in body.name.lower().split():
        body = None
    if body is None:
        return Source(text, None, "media", None)
    if mention.kind == "document" and body.name in text:
        text = body.name
    return Source(text, body.name, body.kind, body.affiliation)
