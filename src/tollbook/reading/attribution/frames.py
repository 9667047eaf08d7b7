"""Frames: at which words of a sentence who says something, and how much of the sentence it covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tollbook.reading.attribution.mentions import Mention, mention_at, owner_of
from tollbook.reading.attribution.words import Words
from tollbook.reading.document import Document, Sentence
from tollbook.reading.language import Language


@dataclass(slots=True)
class Frame:
    """One act of saying: `speaker` says what stands in the token scope first..last of its sentence.

    kind: "content" (X said that ...), "trailing" (..., X said), "according" (according to X), "measure" (X put the dead
    at ...), "heading" (a headline's or list's label).
    """

    sentence: int
    kind: str
    speaker: Mention
    cue: tuple[int, int]
    first: int
    last: int
    rule: str
    verb: str = ""
    negative: bool = False
    passive: bool = False
    relative: bool = False
    """Whether it stands in a relative clause."""
    reaching: bool = False
    """Whether it says whose words the sentence before were: "that was disclosed by ..."."""


# between a subject and its verb
_FILL = r"(?:[WEN]|[IF]?D?l?T(?:-?0)?|I0T?|,[IF]?T+-?0?,?|I[DH]?l{0,2}R|I[DW]?W)*"
_TO_VERB = re.compile(rf"(?:,[^;:.\"]{{1,40}},)?{_FILL}([VM])")
_TO_VERB_APPOSED = re.compile(rf",{_FILL}([VM])")
_TO_VERB_LOOSE = re.compile(rf"(?:I[DH]?l?[CPBRl](?:[CPBRlSF-]){{0,5}})?{_FILL}([VM])")
_TO_VERB_RELATIVE = re.compile(rf"Q[UY][lVE]{{1,2}}{_FILL}([V])")
_VERB = re.compile("[VM]")
_PARTICIPLE = re.compile("G")
_INVERTED = re.compile(r"[WT]*")
_AFTER_TRAILING = re.compile(r"(?:[WT]|[IF]?[DH]?l?T+-?0?,?0?|[IoGb][DH]?(?:[lCPBRS-]){1,9}|FT|\(.{1,8}\))*[,;.\":]|$")
_OWNER = re.compile(r"[lV]{0,2}b")
_TOLD = re.compile(r"[DH]?(?:[lCPBR]-?S?){1,6}")
_AND_VERB = re.compile(r"J[WTE]*([VM])|,J?[WTE]*([VM])(?=[DH0tlx])")


@lru_cache
def _phrases(language: Language, name: str) -> dict[str, list[tuple[str, ...]]]:
    """The cue phrases of a list by their first word, longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in language.table("attribution").get("cues", {}).get(name, ()):
        tokens = tuple(language.token.findall(phrase))
        table.setdefault(tokens[0], []).append(tokens)
    for entries in table.values():
        entries.sort(key=len, reverse=True)
    return table


def phrase_at(language: Language, name: str, tokens: list[str], place: int, last: int) -> int:
    """Number of tokens of the longest phrase of list `name` that begins at `place`; 0 for none."""
    for phrase in _phrases(language, name).get(tokens[place], ()):
        if place + len(phrase) <= last and tuple(tokens[place : place + len(phrase)]) == phrase:
            return len(phrase)
    return 0


class FrameFinder:
    """Finds the frames of one document's sentences."""

    def __init__(self, document: Document, words: Words, signs: str) -> None:
        self.document = document
        self.words = words
        self.signs = signs

    def frames(self, sentence: Sentence, found: list[Mention]) -> list[Frame]:
        """The frames of `sentence` in the order of their cues; `found` are its mentions."""
        frames = self._by_phrase(sentence, found)
        taken = {i for frame in frames for i in range(*frame.cue)}
        verbs = [verb.start() for verb in _VERB.finditer(self.signs, sentence.first, sentence.last)]
        verbs = [i for i in verbs if i not in taken]
        by_verb: dict[int, Frame] = {}
        self._subjects(sentence, found, verbs, by_verb)
        self._inverted(sentence, found, verbs, by_verb)
        self._quoted(sentence, found, verbs, by_verb)
        self._conjoined(sentence, verbs, by_verb)
        frames += by_verb.values()
        frames += self._participles(sentence, found, frames)
        if self.document.in_headline(sentence.start):
            frames += self._labels(sentence, found)
        frames.sort(key=lambda frame: frame.cue)
        for frame in frames:
            frame.relative = "Q" in self.signs[max(sentence.first, frame.cue[0] - 2) : frame.speaker.first]
        if frames and phrase_at(
            self.document.language, "reaching_back", self.document.words, sentence.first, sentence.last
        ):
            frames[0].reaching = True
        return frames

    # phrases: according to X, by X's count

    def _by_phrase(self, sentence: Sentence, found: list[Mention]) -> list[Frame]:
        frames: list[Frame] = []
        if not found:
            return frames
        tokens, language = self.document.words, self.document.language
        by_first = {mention.first: mention for mention in found}
        openers = _phrases(language, "before_source")
        begun = [i for i, word in enumerate(tokens[sentence.first : sentence.last], sentence.first) if word in openers]
        for i in begun:
            size = phrase_at(language, "before_source", tokens, i, sentence.last)
            if size and self.signs[i] not in "VM":
                after = i + size
                while (
                    after < sentence.last
                    and self.signs[after] in 'TWx"'
                    and after not in by_first
                    and after < i + size + 3
                ):
                    after += 1
                mention = by_first.get(after) or self._rest(found, i, after)
                if mention and mention.kind == "document":
                    owner = _OWNER.match(self.signs, mention.last, sentence.last)
                    mention = by_first.get(owner.end(), mention) if owner else mention
                if mention:
                    first, last = self._around(sentence, i, mention.last)
                    frame = Frame(sentence.index, "according", mention, (i, mention.last), first, last, "according-to")
                    frame.verb = tokens[i + size - 1]
                    frames.append(frame)
        for mention in found:
            frame_or_none = self._between(sentence, mention, self.words.around_before, self.words.around_after)
            if frame_or_none:
                frames.append(frame_or_none)
        return frames

    def _rest(self, found: list[Mention], first: int, place: int) -> Mention | None:
        """What is left from `place` on of a mention that begins inside the phrase first..place before it."""
        whole = next((mention for mention in found if first <= mention.first < place < mention.last), None)
        return mention_at(self.document, self.words, self.signs, place, whole.last) if whole else None

    def _between(
        self, sentence: Sentence, mention: Mention, before: frozenset[str], after: frozenset[str]
    ) -> Frame | None:
        """ "By the ministry's count": the mention between a preposition and a noun for an account."""
        tokens = self.document.words
        if mention.first <= sentence.first and mention.kind != "pronoun":
            return None
        if tokens[mention.first - 1] not in before:
            possessive = self.signs[mention.first - 1] == "H" and tokens[mention.first - 2] in before
            if not (possessive and mention.head in after):
                return None
        mention = owner_of(self.document, self.words, self.signs, mention)
        noun = mention.last
        if noun < sentence.last and self.signs[noun] == "S":
            noun += 1
        while (
            noun < sentence.last and self.signs[noun] in "l0" and tokens[noun] not in after and noun < mention.last + 3
        ):
            noun += 1
        inner = mention.head in after and (
            mention.kind != "document"
            or self.signs[mention.first] == "H"
            or bool(mention.parts & self.words.sets["same"])
            or "C" in self.signs[mention.first : mention.last]
            or mention.body is not None
        )
        owned = self.signs[mention.last : mention.last + 1] == "S"
        if mention.kind == "document" and (not inner or owned):
            return None
        if not inner and not (noun < sentence.last and tokens[noun] in after):
            return None
        first, last = self._around(sentence, mention.first - 1, noun + 1)
        return Frame(
            sentence.index,
            "according",
            mention,
            (mention.first - 1, max(mention.last, noun + 1)),
            first,
            last,
            "by-count",
        )

    def _around(self, sentence: Sentence, cue: int, after: int) -> tuple[int, int]:
        """The stretch between the semicolons around a cue."""
        first = self.signs.rfind(";", sentence.first, cue) + 1 or sentence.first
        last = self.signs.find(";", after, sentence.last)
        return first, last if last >= 0 else sentence.last

    # verbs

    def _subjects(self, sentence: Sentence, found: list[Mention], verbs: list[int], out: dict[int, Frame]) -> None:
        for mention in found if verbs else ():
            if mention.first > sentence.first and self.signs[mention.first - 1] in "IFbo" and mention.kind != "pronoun":
                continue
            apposed = "," in self.signs[mention.first : mention.last]
            for pattern in (_TO_VERB_APPOSED,) if apposed else (_TO_VERB, _TO_VERB_LOOSE, _TO_VERB_RELATIVE):
                match = pattern.match(self.signs, mention.last, sentence.last)
                if match and match.start(1) in verbs and match.start(1) not in out:
                    verb = match.start(1)
                    if self._passive(verb, sentence) or not self._says(verb, mention, sentence):
                        break
                    out[verb] = self._frame(sentence, mention, verb, mention.first, "says")
                    break

    def _passive(self, verb: int, sentence: Sentence) -> bool:
        """Whether the verb is said of its subject rather than by it, or is an infinitive."""
        i = verb - 1
        while i > sentence.first and self.signs[i] in "WT":
            i -= 1
        return self.signs[i] in "Ao" and i >= sentence.first

    def _says(self, verb: int, speaker: Mention, sentence: Sentence) -> bool:
        """Whether the verb, with this subject, is one of saying."""
        tokens, sets = self.document.words, self.words.sets
        if self.signs[verb] == "M":
            near = tokens[verb + 1 : min(verb + 9, sentence.last)]
            at_number = self.signs[verb + 1 : verb + 2] == "I" and "0" in self.signs[verb + 2 : verb + 5]
            return at_number or any(word in sets["measured"] for word in near)
        if tokens[verb] in sets["counting"] and "0" in self.signs[verb + 1 : min(verb + 5, sentence.last)]:
            return True
        if tokens[verb] in sets["finding"]:
            named = sum(word[:1].isupper() for word in speaker.text.split()) > 1
            return speaker.body is not None or named or speaker.kind in ("document", "body", "pronoun")
        return True

    def _frame(self, sentence: Sentence, speaker: Mention, verb: int, begin: int, rule: str) -> Frame:
        tokens, signs = self.document.words, self.signs
        first, last = self._around(sentence, begin, verb + 1)
        trailing = self._trailing(sentence, verb, begin)
        kind = "trailing" if trailing else "content"
        if kind == "content":
            first = self._content_start(sentence, begin, first)
        between = tokens[min(verb, speaker.last) : verb]
        negative = any(word in self.words.sets["not"] for word in between)
        frame = Frame(
            sentence.index, kind, speaker, (min(begin, verb), verb + 1), first, last, rule, tokens[verb], negative
        )
        if signs[verb] == "M" and kind == "content":
            frame.kind = "measure"
        return frame

    def _trailing(self, sentence: Sentence, verb: int, begin: int) -> bool:
        """Whether what is said stands before the verb: something before, nothing but circumstances after."""
        if self.document.words[verb] in self.words.sets["telling"]:
            told = _TOLD.match(self.signs, verb + 1, sentence.last)
            verb = told.end() - 1 if told else verb
        before = begin - 1
        if before < sentence.first or (self.signs[before] not in ',".-)' and self.signs[before] not in "x"):
            return False
        if before - sentence.first < 3 and self.signs[before] == ",":
            return False
        return bool(_AFTER_TRAILING.match(self.signs, verb + 1, sentence.last))

    def _content_start(self, sentence: Sentence, begin: int, first: int) -> int:
        """Where the clause of a speaker that comes before what is said begins."""
        for i in range(begin - 1, first - 1, -1):
            if self.signs[i] in ':;"':
                return i + 1
        return first

    def _inverted(self, sentence: Sentence, found: list[Mention], verbs: list[int], out: dict[int, Frame]) -> None:
        by_first = {mention.first: mention for mention in found}
        for verb in verbs:
            if verb in out or self.signs[verb] != "V" or self.document.words[verb] in self.words.sets["telling"]:
                continue
            if self._passive(verb, sentence):
                speaker = self._agent(verb, sentence, by_first)
                if speaker and self.document.words[verb] in self.words.sets["by_verbs"]:
                    out[verb] = self._frame(sentence, speaker, verb, verb, "said-by")
                    out[verb].kind = "trailing"
                    out[verb].cue = (verb, speaker.last)
                    out[verb].passive = True
                    out[verb].first, out[verb].last = self._around(sentence, verb, verb)
                continue
            match = _INVERTED.match(self.signs, verb + 1, sentence.last)
            after = match.end() if match else verb + 1
            mention = by_first.get(after)
            before = self.signs[verb - 1] if verb > sentence.first else "^"
            placed = before in '^,"x.:-)WT' or bool(self.document.language.writing.get("verb_before_subject"))
            if mention and placed and (mention.kind != "pronoun" or before in ',"'):
                frame = self._frame(sentence, mention, verb, verb, "said-x")
                frame.kind = "trailing"
                frame.first, frame.last = self._around(sentence, verb, mention.last)
                frame.cue = (verb, mention.last)
                out[verb] = frame

    def _quoted(self, sentence: Sentence, found: list[Mention], verbs: list[int], out: dict[int, Frame]) -> None:
        """ "Quoted the agency as saying": the one quoted speaks."""
        by_first = {mention.first: mention for mention in found}
        for verb in verbs:
            mention = by_first.get(verb + 1) if self.document.words[verb] in self.words.sets["citing"] else None
            if mention and self.signs[mention.last + 1 : mention.last + 2] == "G" and mention.last + 1 not in out:
                frame = self._frame(sentence, mention, mention.last + 1, mention.last + 1, "quoted-as")
                frame.cue = (mention.first, mention.last + 2)
                if verb in out:
                    frame.kind, frame.first, frame.last = out[verb].kind, out[verb].first, out[verb].last
                out[mention.last + 1] = frame

    def _agent(self, verb: int, sentence: Sentence, by_first: dict[int, Mention]) -> Mention | None:
        """The speaker after "by" that follows a participle."""
        i = verb + 1
        while i < sentence.last and self.signs[i] not in 'b,;:"V' and i < verb + 9:
            i += 1
        if i < sentence.last and self.signs[i] == "b":
            return by_first.get(i + 1)
        return None

    def _conjoined(self, sentence: Sentence, verbs: list[int], out: dict[int, Frame]) -> None:
        """A second verb of the same speaker: "lists 357 dead and puts the wounded at 9,600"."""
        for verb in verbs:
            if verb in out or self._passive(verb, sentence) or self.document.words[verb] in self.words.sets["finding"]:
                continue
            if (
                self.signs[verb] == "M" and not self._says(verb, next(iter(out.values())).speaker, sentence)
                if out
                else True
            ):
                continue
            earlier = [frame for place, frame in out.items() if place < verb and not frame.passive]
            if not earlier:
                continue
            start = max(sentence.first, verb - 4)
            match = _AND_VERB.search(self.signs, start, sentence.last)
            while match and max(match.start(1), match.start(2)) < verb:
                match = _AND_VERB.search(self.signs, match.start() + 1, sentence.last)
            if match and verb in (match.start(1), match.start(2)):
                previous = max(earlier, key=lambda frame: frame.cue)
                out[verb] = self._frame(sentence, previous.speaker, verb, verb, "and-says")
                out[verb].kind = "content"
                out[verb].first = match.start()

    def _participles(self, sentence: Sentence, found: list[Mention], frames: list[Frame]) -> list[Frame]:
        """ "..., adding that" after a speaker of the same sentence."""
        out = []
        for match in _PARTICIPLE.finditer(self.signs, sentence.first, sentence.last) if frames else ():
            i = match.start()
            if self.document.words[i] in self.words.sets["citing"]:
                continue
            earlier = [frame for frame in frames if frame.cue[0] < i and frame.kind != "measure"]
            if earlier:
                telling = [frame for frame in earlier if frame.kind != "according"] or earlier
                speaker = max(telling, key=lambda frame: frame.cue).speaker
                out.append(Frame(sentence.index, "content", speaker, (i, i + 1), i, sentence.last, "adding"))
        return out

    def _labels(self, sentence: Sentence, found: list[Mention]) -> list[Frame]:
        """A headline's label of who speaks: "UN: 40 dead", "40 dead: ministry"."""
        out = []
        for mention in found:
            known = mention.body is not None or mention.kind in ("body", "person", "document")
            begins = mention.first == sentence.first and self.signs[mention.last : mention.last + 1] == ":"
            ends = mention.first > sentence.first and self.signs[mention.first - 1] == ":"
            ends = ends and mention.last >= sentence.last - 1
            if begins or (ends and known):
                cue = (mention.first, mention.last)
                out.append(
                    Frame(sentence.index, "heading", mention, cue, sentence.first, sentence.last, "headline-label")
                )
        return out
