"""Speakers: which phrases of a report name the same one, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from tollbook.claims import Source
from tollbook.reading.attribution.mentions import Mention
from tollbook.reading.attribution.words import Words

REACH = 250
"""Among how many phrases before it a phrase's antecedent is looked for."""
NEAR = 12
"""Among how many sentences before it a pronoun's antecedent is looked for."""


@dataclass(slots=True)
class Speaker:
    """One who says something in a report, under the fullest wording that the report has for them."""

    mention: Mention
    text: str
    number: int
    mentions: list[Mention] = field(default_factory=list)
    via: list[Source] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)

    @property
    def person(self) -> bool:
        """Whether the speaker can be "he" or "she"."""
        return self.mention.kind == "person" or (self.mention.kind == "name" and self.mention.body is None)


class Speakers:
    """The speakers of one report in the order in which they come."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.all: list[Speaker] = []
        self.recent: list[Speaker] = []
        """Those who spoke, last one last."""
        self.seen: list[Mention] = []
        """Every phrase met so far, whether it speaks or not."""
        self.spoke: set[int] = set()
        """First tokens of the phrases that spoke."""
        self._headed: dict[str, Speaker] = {}
        """Those of whom the headline has no more than a noun, by it."""
        self._full: dict[str, Mention] = {}
        """The first phrase with each word."""
        self._by_text: dict[str, Speaker] = {}
        self._by_body: dict[tuple[str, bool], Speaker] = {}
        self._by_part: dict[str, Speaker] = {}
        self._spoken: list[list[Speaker]] = []
        self._seen: list[list[Mention]] = []

    def sentence(self) -> None:
        """A new sentence begins."""
        self._spoken.append([])
        self._seen.append([])

    def meet(self, mention: Mention) -> None:
        """Note a phrase that later ones may refer to."""
        if mention.kind != "pronoun":
            self.seen.append(mention)
            for part in mention.parts:
                self._full.setdefault(part, mention)
            self._seen[-1].append(mention)

    def resolve(self, mention: Mention) -> Speaker | None:
        """The speaker that `mention` names; a new one where none fits; None for a pronoun without antecedent."""
        speaker = self._known(mention)
        if speaker is None:
            if mention.kind == "pronoun":
                return None
            speaker = self._new(mention)
        self.recent.append(speaker)
        self.spoke.add(mention.first)
        self._spoken[-1].append(speaker)
        speaker.mentions.append(mention)
        return speaker

    def named(self, mention: Mention) -> Speaker | None:
        """The speaker that `mention` names, without noting that it spoke."""
        return self._known(mention) or (None if mention.kind == "pronoun" else self._new(mention))

    def _known(self, mention: Mention) -> Speaker | None:
        if mention.kind == "pronoun":
            return self._pronoun(mention)
        if mention.definite and self._bare(mention) and len(mention.parts - self.words.sets["same"]) <= 1:
            return self._described(mention)
        speaker = self._existing(mention)
        if speaker is not None and len(mention.parts) > len(speaker.parts):
            speaker.text, speaker.mention = mention.text, mention
            self._index(speaker)
        if speaker is not None:
            speaker.parts |= mention.parts
        return speaker

    def _bare(self, mention: Mention) -> bool:
        """Whether the phrase has no name in it; "the Ministry" has none."""
        if mention.body is not None:
            return False
        words = mention.text.split()
        one = len(words) == 1 and mention.definite and mention.kind != "name" and mention.head == words[0].lower()
        return one or not any(word[:1].isupper() for word in words)

    def _pronoun(self, mention: Mention) -> Speaker | None:
        """The antecedent of "he", "it": the first that fits of the nearest sentence before that has one."""
        person = self.words.kind(mention.head) == "U"
        for spoken, seen in zip(reversed(self._spoken[-NEAR:]), reversed(self._seen[-NEAR:]), strict=True):
            for speaker in spoken:
                if speaker.person == person and not (person and speaker.mention.plural):
                    return speaker
            for other in seen:
                if other.first < mention.first and self._fits(other, person):
                    return self._existing(other) or self._new(other)
        return None

    def _fits(self, mention: Mention, person: bool) -> bool:
        if mention.governed:
            return False
        capitals = sum(word[:1].isupper() for word in mention.text.split())
        if person:
            return not mention.plural and capitals > (mention.kind == "name") and mention.kind in ("person", "name")
        return mention.body is not None and mention.kind != "person"

    def _existing(self, mention: Mention) -> Speaker | None:
        """The speaker known under the name, the body or the surname that `mention` has."""
        if mention.body:
            found = self._by_body.get((mention.body.name, mention.kind == "person"))
            if found and (
                mention.kind != "person" or mention.head in found.parts or found.mention.head in mention.parts
            ):
                return found
        found = self._by_text.get(mention.text.lower()) or self._headed.get(mention.head)
        if found or mention.kind not in ("name", "person"):
            return found
        words = mention.text.replace(",", " ").split()
        names = [word for word in words if word[:1].isupper()]
        if not names or names[-1] != words[-1] or self.words.kind(words[-1].lower()) != "l":
            return None
        found = self._by_part.get(words[-1].lower())
        if len(names) > 2:
            return found if found and found.parts <= mention.parts else None
        if found is None or (found.mention.body and mention.body):
            return None
        others = [word.lower() for word in words[:-1]]
        return found if all(other in found.parts or self.words.kind(other) == "P" for other in others) else None

    def _index(self, speaker: Speaker) -> None:
        """Make `speaker` known under the names that it has now."""
        mention = speaker.mention
        self._by_text[speaker.text.lower()] = speaker
        if mention.body:
            self._by_body[mention.body.name, mention.kind == "person"] = speaker
        if mention.kind in ("name", "person"):
            self._by_part |= dict.fromkeys(mention.parts, speaker)

    def _described(self, mention: Mention) -> Speaker | None:
        """The antecedent of "the ministry", "his agency", "the statement"."""
        if mention.kind == "document":
            return self.recent[-1] if self.recent else None
        wanted = set(self.words.descriptions.get(mention.head, (mention.head,)))
        for seen in reversed(self.seen[-REACH:]):
            governed = seen.governed and seen.first not in self.spoke
            if seen is mention or governed or not any(w[:1].isupper() for w in seen.text.split()):
                continue
            if not wanted.isdisjoint(self._qualities(seen)):
                return self._existing(seen) or self._new(seen)
        return self._existing(mention)

    def _qualities(self, mention: Mention) -> set[str]:
        """The words by which a later "the ministry" or "the agency" may mean `mention`."""
        found = set(mention.parts)
        if mention.body:
            found |= {f"kind:{mention.body.kind}", *mention.body.name.lower().split()}
            found |= {"kind:armed"} if mention.body.armed else set()
        return found

    def _new(self, mention: Mention) -> Speaker:
        text = mention.text
        last = text.split()[-1]
        if mention.kind in ("name", "person") and last[:1].isupper():
            fuller = self._full.get(last.lower())
            if fuller and len(fuller.text) > len(text) and text in fuller.text:
                text, mention = fuller.text, fuller
        speaker = Speaker(mention, text, len(self.all), parts=set(mention.parts))
        self.all.append(speaker)
        if len(self._spoken) == 1 and mention.kind in ("person", "body") and text.lower() == mention.head:
            self._headed[mention.head] = speaker
        self._index(speaker)
        return speaker

    def source(self, speaker: Speaker, here: Mention | None = None) -> Source:
        """The record of `speaker`, in the wording of the place `here` if a body is named there."""
        mention = speaker.mention
        body = mention.body
        if body and mention.kind != "person":
            named = here is not None and here.body is body and not self._bare(here)
            text = here.text if here is not None and named and here.kind != "person" else speaker.text
            return Source(text, body.name, body.kind, body.affiliation)
        return Source(speaker.text, None, None, body.affiliation if body else None)
