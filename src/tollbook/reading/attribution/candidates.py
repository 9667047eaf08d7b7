"""The candidates for the source of a figure, each with what speaks for and against it.

A feature is a word or two about the situation that holds in any language: where the frame stands to the figure, what
kind it is, who speaks in it. Besides these the verb of a frame counts, and for the report's own voice the words of the
sentence. The model weighs them (benchmarks/train_attribution.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tollbook.reading.attribution.frames import Frame
from tollbook.reading.attribution.said import Candidate, Part, Said
from tollbook.reading.document import Sentence

if TYPE_CHECKING:
    from tollbook.reading.attribution.choose import Attributions

NEAREST = 8
"""How many frames of the figure's own sentence are looked at on either side."""
WORDS = 60
"""How many words of the figure's sentence count for the report's own voice."""
BACK = 4
"""How many sentences of the paragraph before the figure's are looked at."""


class Whole:
    """What holds for a whole report: who speaks in it how often, where first, and whom its first lines name."""

    def __init__(self, report: Attributions) -> None:
        self.counts = Counter(said.speaker.number for spoken in report.said for said in spoken)
        self.most = [number for number, _ in self.counts.most_common(2)]
        self.total = max(1, self.counts.total())
        self.places: dict[int, Said] = {}
        for spoken in report.said:
            for said in spoken:
                self.places.setdefault(said.speaker.number, said)
        self.dense = min(report.signs.count("0") // max(1, self.counts.total()), 9) // 3
        """How many numbers the report has for each act of saying, coarsely."""
        self.early: dict[int, Said] = {}
        """Those whom the first sentences name without letting them speak."""
        for index in range(min(3, len(report.named))):
            for mention, speaker in report.named[index][:3]:
                if mention.body or mention.kind == "document":
                    frame = Frame(index, "named", mention, (mention.first, mention.last), 0, 0, "named")
                    self.early.setdefault(speaker.number, Said(frame, speaker))
        self.wide = self._wide()

    def _wide(self) -> list[tuple[Said, Part]]:
        """Those who may be behind the whole report: who speaks most in it, and whom its first lines name."""
        counts, places, early = self.counts, self.places, self.early
        chosen = list(self.most)
        chosen += [number for number in early if number not in chosen]
        speakers, found = len(counts), []
        for number in chosen[:4]:
            said = places.get(number) or early[number]
            body = said.speaker.mention.body
            features = [
                f"wide:share:{4 * counts[number] // self.total}",
                f"wide:count:{min(counts[number], 4)}",
                f"wide:early:{number in early}:{number in places}",
                f"wide:speakers:{min(speakers, 4)}",
                f"wide:only:{speakers == 1}:{number in places}",
                f"wide:dense:{self.dense}:{min(speakers, 3)}",
                f"wide:body:{body.kind if body else '-'}",
                f"wide:as:{said.speaker.mention.kind}",
            ]
            found.append((said, Part(features)))
        return found


def candidates(report: Attributions, start: int) -> list[Candidate]:
    """All candidates for the figure at document offset `start`, the report's own voice first."""
    sentence = report.document.sentence_at(start)
    if sentence is None:
        return [Candidate(None, ["own"])]
    scene = _Scene(report, sentence, start)
    found = list(scene.all())
    return [Candidate(None, scene.own_voice(found)), *found]


def _bucket(distance: int) -> str:
    return "0" if distance < 3 else "3" if distance < 8 else "8" if distance < 16 else "16" if distance < 30 else "30"


class _Scene:
    """One figure's surroundings."""

    def __init__(self, report: Attributions, sentence: Sentence, start: int) -> None:
        self.report = report
        self.document = report.document
        self.sentence = sentence
        self.start = start
        self.place = self.document.token_at(start)
        self.quotation = next(((a, b) for a, b in report.quotations if a <= start < b), None)
        self.headline = self.document.in_headline(sentence.start)
        self.opening = self._opening()
        spoken = report.said[sentence.index]
        self.before = [said for said in spoken if said.frame.cue[1] <= self.place][-NEAREST:]
        self.after = [said for said in spoken if said.frame.cue[0] > self.place][:NEAREST]
        self.around = [said for said in spoken if said.frame.cue[0] <= self.place < said.frame.cue[1]][:NEAREST]
        self.here = [*self.before, *self.around, *self.after]
        whole = report.whole
        self.counts, self.places, self.dense = whole.counts, whole.places, whole.dense
        self.speakers = len(self.counts)
        self.speaking = {said.speaker.number for said in self.here}
        covering = [said for said in self.here if said.frame.first <= self.place < said.frame.last]
        self.framed = bool(covering)
        """Whether the figure stands in what somebody says."""
        self.own = any(not said.frame.negative for said in covering)
        index = sentence.index
        self.first = index == 0 or self.document.sentences[index - 1].paragraph != sentence.paragraph
        """Whether the figure's sentence is the first of its paragraph."""

    def all(self) -> Iterator[Candidate]:
        yield from self._same()
        yield from self._named()
        if not self.headline:
            yield from self._before()
            yield from self._after()
            yield from self._paragraph_before()
            yield from self._throughout()

    # the figure's own sentence

    def _same(self) -> Iterator[Candidate]:
        for rank, said in zip(range(len(self.before) - 1, -1, -1), self.before, strict=True):
            yield Candidate(said, list(self._where(said, "before", rank)), (self._speaker(said, "same"),))
        for said in self.around:
            yield Candidate(said, list(self._where(said, "around", 0)), (self._speaker(said, "same"),))
        for rank, said in enumerate(self.after):
            yield Candidate(said, list(self._where(said, "after", rank)), (self._speaker(said, "same"),))

    def _where(self, said: Said, side: str, rank: int) -> Iterator[str]:
        frame, signs = said.frame, self.report.signs
        inside = frame.first <= self.place < frame.last
        first, last = sorted((self.place, frame.cue[0] if side == "after" else frame.cue[1]))
        between = signs[first:last]
        words = self.document.words[first:last]
        kind = frame.kind
        yield f"same:{kind}:{side}:{min(rank, 2)}"
        yield f"same:{side}:{'in' if inside else 'out'}"
        yield f"same:{kind}:{side}:{'in' if inside else 'out'}"
        yield f"same:{frame.rule}:{side}"
        yield f"same:{side}:semicolons:{min(between.count(';'), 2)}"
        yield f"same:{side}:distance:{_bucket(last - first)}"
        yield f"same:{side}:commas:{min(between.count(','), 2)}"
        if (
            "-" in between
            and " - " in self.document.text[self.document.starts[first] : self.document.ends[max(first, last - 1)]]
        ):
            yield f"same:{side}:dash"
        if any(word in self.report.words.contrast for word in words):
            yield f"same:{side}:contrast"
        if "J" in between:
            yield f"same:{side}:and"
        if "Q" in between:
            yield f"same:{side}:relative"
        if "t" in signs[frame.cue[1] : frame.cue[1] + 2]:
            yield f"same:{side}:that"
        yield from self._quoted(frame, side)
        opens = signs[frame.cue[0] - 1] if frame.cue[0] > self.sentence.first else "^"
        shuts = signs[frame.cue[1]] if frame.cue[1] < self.sentence.last else "$"
        opens = opens if opens in '^,;:"' else "_"
        shuts = shuts if shuts in '$,;:".' else "_"
        yield f"same:{kind}:{side}:{opens}{shuts}"
        if frame.relative:
            yield f"same:{side}:in-relative"

    def _quoted(self, frame: Frame, side: str) -> Iterator[str]:
        cue = self.document.starts[frame.cue[0]]
        if self.quotation:
            inside = self.quotation[0] <= cue < self.quotation[1]
            yield f"same:{side}:{'within' if inside else 'outside'}-quotation"
        elif any(a <= cue < b for a, b in self.report.quotations):
            yield f"same:{side}:in-other-quotation"

    def _speaker(self, said: Said, where: str) -> Part:
        part = said.parts.get(where)
        if part is None:
            part = said.parts[where] = Part(list(self._telling(said, where)))
        return part

    def _telling(self, said: Said, where: str) -> Iterator[str]:
        """What a speaker and his verb tell, whatever the figure."""
        frame, mention, speaker = said.frame, said.frame.speaker, said.speaker.mention
        words = self.report.words
        yield f"{where}:speaker:{mention.kind}"
        yield f"{where}:as:{speaker.kind}"
        if speaker.body:
            yield f"{where}:body:{speaker.body.kind}"
        if mention.kind == "name" and not speaker.body:
            yield f"{where}:unknown-name"
        if frame.verb:
            yield f"{where}:verb:{frame.verb}"
        if frame.negative:
            yield f"{where}:negative"
        if frame.verb in words.sets["weak"]:
            yield f"{where}:weak"
            yield f"{where}:weak:{speaker.kind}"
        if frame.verb in words.sets["denying"]:
            yield f"{where}:denying"
        if frame.verb in words.sets["citing"]:
            yield f"{where}:citing"
            yield f"{where}:citing:{speaker.kind}:{any(word[:1].isupper() for word in mention.text.split())}"
        if any(self._cites(said, other) for other in self._beside(said)):
            yield f"{where}:cites-another"
        if frame.verb in words.sets["telling"]:
            yield f"{where}:telling"
        if frame.verb in words.sets["finding"]:
            yield f"{where}:finding"

    def _named(self) -> Iterator[Candidate]:
        """Those whom the sentence names without a verb of saying that the language's lists have."""
        signs, first = self.report.signs, self.sentence.first
        spoken = self.here
        for rank, (mention, speaker) in enumerate(self.report.named[self.sentence.index]):
            side = "before" if mention.last <= self.place else "after" if mention.first > self.place else "around"
            before = signs[mention.first - 1] if mention.first > first else "^"
            after = signs[mention.last : mention.last + 1]
            said = Said(
                Frame(self.sentence.index, "named", mention, (mention.first, mention.last), 0, 0, "named"), speaker
            )
            features = [
                f"named:{side}",
                f"named:{side}:{before}",
                f"named:{side}:then:{after}",
                f"named:{side}:{min(rank, 2)}",
            ]
            features += [
                f"named:{mention.kind}:{side}",
                f"named:frame:{bool(spoken)}:{side}",
                f"named:headline:{self.headline}",
            ]
            features.append(f"named:body:{mention.body.kind if mention.body else '-'}:{side}")
            features.append(f"named:speaks:{speaker.number in self.counts}:{side}")
            features.append(f"named:{mention.kind}:{before}:{side}")
            first_distance, last_distance = sorted((self.place, mention.last))
            features.append(f"named:{side}:distance:{_bucket(last_distance - first_distance)}")
            if ":" in signs[mention.last : self.place]:
                features.append(f"named:colon:{min(rank, 1)}")
            if mention.kind == "document" and after == "b":
                features.append("named:document-by")
            yield Candidate(said, features)

    def _beside(self, said: Said) -> list[Said]:
        """The first frames of the sentence of `said`."""
        return self.report.said[said.frame.sentence][: 2 * NEAREST]

    def _cites(self, said: Said, other: Said) -> bool:
        """Whether `other` is whom the speaker of `said` cites."""
        frame = other.frame
        if other.speaker is said.speaker or frame.verb not in self.report.words.sets["citing"]:
            return False
        return min(abs(frame.cue[0] - said.frame.cue[1]), abs(frame.cue[0] - said.frame.speaker.last)) < 4

    # sentences around

    def _before(self) -> Iterator[Candidate]:
        near = True
        for index in range(self.sentence.index - 1, self.sentence.index - 1 - BACK, -1):
            if index < 0 or self.document.sentences[index].paragraph != self.sentence.paragraph:
                break
            spoken = self.report.said[index]
            if spoken and not self._tells(spoken[-1]):
                spoken = []
            for rank, said in enumerate(reversed(spoken[-2:])):
                features = self._apart(said, "before")
                features.append(f"before:{min(self.sentence.index - index, 3)}:{rank}:{'near' if near else 'far'}")
                features.append(f"before:{said.frame.kind}:{rank}")
                yield Candidate(said, features, (self._speaker(said, "before"),))
            near = near and not spoken

    def _after(self) -> Iterator[Candidate]:
        near = True
        for index in range(self.sentence.index + 1, self.sentence.index + 3):
            if index >= len(self.report.said) or self.document.sentences[index].paragraph != self.sentence.paragraph:
                break
            spoken = self.report.said[index]
            if spoken:
                said = spoken[0]
                features = self._apart(said, "after")
                features.append(f"after:{index - self.sentence.index}:{'near' if near else 'far'}")
                features.append(f"after:{said.frame.kind}")
                if said.frame.speaker.kind == "pronoun" or said.frame.speaker.definite:
                    features.append(f"after:known:{said.frame.speaker.kind}")
                if said.frame.reaching:
                    features.append("after:reaching-back")
                yield Candidate(said, features, (self._speaker(said, "after"),))
            near = near and not spoken

    def _paragraph_before(self) -> Iterator[Candidate]:
        """The last one who spoke before this paragraph, and whether the text says that he goes on."""
        found: list[Said] = []
        for index in range(self.sentence.index - 1, max(-1, self.sentence.index - 40), -1):
            if self.document.sentences[index].paragraph == self.sentence.paragraph or not self.report.said[index]:
                continue
            said = self.report.said[index][-1]
            far = self.sentence.paragraph - self.document.sentences[index].paragraph
            if (found and said.speaker is found[0].speaker) or not self._tells(said):
                continue
            features = self._apart(said, "paragraph")
            features.append(f"paragraph:{min(far, 3)}")
            features.append(f"paragraph:dense:{self.dense}:{min(self.speakers, 3)}")
            features.append(f"paragraph:list:{self._listed(index)}")
            features.append(f"paragraph:first:{self.first}")
            if index == self.sentence.index - 1:
                features.append("paragraph:last-sentence")
            if found:
                features.append("paragraph:second")
            yield Candidate(said, features, (self._speaker(said, "paragraph"),))
            found.append(said)
            if len(found) > 1:
                return

    def _throughout(self) -> Iterator[Candidate]:
        """Those who may be behind the whole report."""
        report, sentence = self.report, self.sentence
        for said, part in report.whole.wide:
            features = [f"wide:first:{self.first}"]
            features.append("wide:ahead" if said.frame.sentence > sentence.index else "wide:behind")
            if self._named_here(said):
                features.append("wide:named-here")
            if report.refers(sentence, said.speaker):
                features.append("wide:referred-to")
            paragraph = self.document.sentences[said.frame.sentence].paragraph
            features.append(f"wide:away:{min(abs(sentence.paragraph - paragraph), 4)}")
            if self.framed:
                features.append("wide:own-frame")
            yield Candidate(said, features, (part,))

    def _apart(self, said: Said, where: str) -> list[str]:
        """What holds for speakers of other sentences."""
        out = [f"{where}:own-frame:{self.own}", f"{where}:any-frame:{bool(self.here)}"]
        out += [f"{where}:opens:{self.opening}", f"{where}:speakers:{min(self.speakers, 3)}"]
        if said.speaker.number in self.speaking:
            out.append(f"{where}:speaks-here-too")
        if self._named_here(said):
            out.append(f"{where}:named-here")
        if self.quotation:
            cue = self.document.starts[said.frame.cue[0]]
            near = any(a - 80 <= cue < b + 80 for a, b in self.report.quotations)
            out += [f"{where}:figure-quoted", f"{where}:figure-quoted:{near}"]
        if self.report.refers(self.sentence, said.speaker):
            out.append(f"{where}:referred-to")
        return out

    def _tells(self, said: Said) -> bool:
        """Whether what is said has a clause, a number or a quotation of its own."""
        frame, signs = said.frame, self.report.signs
        after = signs[frame.cue[1] : min(frame.last, frame.cue[1] + 25)]
        return frame.kind != "content" or any(sign in after for sign in '0t"AE')

    def _named_here(self, said: Said) -> bool:
        """Whether the speaker's name stands in the figure's sentence."""
        text = self.document.folded[self.sentence.start : self.sentence.end]
        names = [w for w in said.speaker.text.split() if w[:1].isupper() and len(w) > 3]
        return bool(names) and names[-1].lower() in text

    def _listed(self, index: int) -> str:
        """Whether all from sentence `index` to the figure's own are the items of a list."""
        text = self.document.text
        between = self.document.sentences[index : self.sentence.index + 1]
        ends = [text[s.end - 1] for s in between]
        if ends[0] == ":" and all(end not in ".!?" for end in ends[1:]):
            return "colon"
        if all(end not in ".!?" for end in ends[1:]):
            return "items"
        return "no"

    def _opening(self) -> str:
        """How the figure's sentence begins."""
        signs = self.report.signs[self.sentence.first : self.sentence.last].lstrip('"(')
        words = self.document.words[self.sentence.first : self.sentence.first + 2]
        if any(word in self.report.words.contrast for word in words[:1]):
            return "contrast"
        first = signs[:1]
        if first in "UY":
            return "pronoun"
        if first == "0" or first == "x":
            return "figure"
        if first in "IT":
            return "time" if "T" in signs[:4] else "place"
        return "D" if first in "DH" else "name" if first in "CPB" else "other"

    # nobody

    def own_voice(self, others: list[Candidate]) -> list[str]:
        """What speaks for the report's own voice."""
        spoken, own = any(not said.frame.negative for said in self.here), self.own
        out = ["own", f"own:headline:{self.headline}:{spoken}", f"own:frame:{own}", f"own:opens:{self.opening}"]
        out.append(f"own:dense:{self.dense}:{min(self.speakers, 3)}:{self.first}")
        out.append(f"own:quoted:{self.quotation is not None}:{spoken}")
        out.append(f"own:first:{self.first}:{own}")
        out.append(f"own:speakers:{min(self.speakers, 3)}:{own}")
        out.append(f"own:candidates:{min(len(others), 3)}")
        out.append(f"own:sentence:{min(self.sentence.index, 2)}")
        words = self.document.words[self.sentence.first : self.sentence.last][:WORDS]
        voice = "own" if own else "any" if spoken else "no"
        out += [f"own:word:{word}" for word in words if not word[0].isdigit()]
        out += [f"own:begins:{word}:{voice}" for word in words[:3] if not word[0].isdigit()]
        items = self.document.text[self.sentence.end - 1] not in '.!?"'
        out.append(f"own:item:{items}:{self.headline}")
        return out
