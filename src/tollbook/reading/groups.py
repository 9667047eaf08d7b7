"""Who is counted: features of the role of the people, and of every name that could be theirs."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from tollbook.reading.context import Context, Scene
from tollbook.reading.features import between, distance, head
from tollbook.reading.figures import Figure
from tollbook.reading.ruling import MEASURE_OF
from tollbook.reading.mentions import Mention, mentions

EVENTS = frozenset({"attack", "war", "disaster"})
PERSON = frozenset({"military", "civilian", "people"})


class Groups:
    """The names of a report, and what speaks for each of them as the affiliation of a figure."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.document = context.document
        self.mentions = mentions(context.document)
        self.starts = [mention.first for mention in self.mentions]
        self.count = Counter(mention.name for mention in self.mentions)
        headline = self.document.headline
        end = headline[1] if headline else 0
        self.headline = {m.name for m in self.mentions if self.document.starts[m.first] < end}
        self._attachments()
        self.kinds: dict[str, str] = {}
        for mention in self.mentions:
            if self.kinds.get(mention.name) != "country":
                self.kinds[mention.name] = "country" if mention.kind == "city" else mention.kind

    def _attachments(self) -> None:
        """How each name stands: with people, with losses of its own, with an office, after a preposition, as the doer."""
        words, context = self.document.words, self.context
        self.attached: list[str] = []
        for mention in self.mentions:
            sentence = self.document.sentence_at(self.document.starts[mention.first])
            scene = context.scene(sentence.index) if sentence else None
            kind = self._attachment(scene, mention, words) if scene else "other"
            self.attached.append(kind)

    def _attachment(self, scene: Scene, mention: Mention, words: list[str]) -> str:
        last = mention.last
        place = last
        owned = False
        for place in range(last, min(last + 4, scene.sentence.last)):
            kinds = scene.at(place)
            word = words[place]
            if word.startswith("'"):
                owned = True
                continue
            if kinds & {"body"}:
                return "body"
            if kinds & PERSON:
                return next(kind for kind in ("military", "civilian", "people") if kind in kinds)
            if owned and kinds & {"casualty", "dead", "toll", "lose", "wound"}:
                return "loser"
            if kinds & {"auxiliary", "preposition", "contrast", "conjunction", "speech"} or not word[0].isalpha():
                break
        if scene.at(mention.last - 1) & {"nationals"}:
            return "people"
        following = [(p, n) for p, n in scene.after(last) if p - last <= 4]
        if following and following[0][1] in ("lose", "casualty"):
            return "loser"
        if (
            following
            and following[0][1] == "kill"
            and any(f.first - following[0][0] in (1, 2, 3) for f in scene.figures)
        ):
            return "doer"
        before = scene.at(mention.first - 1) | scene.at(mention.first - 2)
        if "by" in before:
            return "doer"
        if "speech" in scene.at(last) or "speech" in scene.at(last + 1):
            return "body"
        return "place" if "preposition" in scene.at(mention.first - 1) else "other"

    def within(self, first: int, last: int) -> list[Mention]:
        """The names among the tokens first..last (exclusive)."""
        start = bisect_left(self.starts, first)
        return [m for m in self.mentions[start : bisect_left(self.starts, last)]]

    def kind_at(self, mention: Mention) -> str:
        """How the name at `mention` stands."""
        return self.attached[bisect_left(self.starts, mention.first)]

    def candidates(
        self, scene: Scene, figure: Figure, measure: str, past: list[tuple[Figure, Scene, str, str | None, str]]
    ) -> dict[str, list[str]]:
        """For each name that could be the affiliation (and "" for none) what speaks for it."""
        words = self.document.words
        noun = head(self.context, scene, figure)
        edge = noun + 1 if noun is not None else figure.last
        kinds = scene.at(noun) if noun is not None else frozenset()
        group = next((k for k in ("military", "civilian", "people") if k in kinds), "none")
        found: dict[str, list[str]] = {"": [f"none:{group}", "none", f"none:{bool(self.mentions)}"]}
        total = sum(self.count.values()) or 1
        top = [name for name, _ in self.count.most_common(3)]
        for name, count in self.count.items():
            kind = self.kinds[name]
            share = count / total
            out = found.setdefault(name, [])
            rank = top.index(name) if name in top else 3
            out += [
                f"kind:{kind}:{group}",
                f"rank:{rank}",
                f"rank:{rank}:{group}",
                f"share:{int(share * 5)}",
                f"one:{len(self.count) == 1}",
            ]
            if name in self.headline:
                out.append(f"headline:{len(self.headline) == 1}:{group}")
        self._sentence(scene, figure, measure, noun, edge, group, found)
        self._before(scene, group, found)
        self._past(scene, figure, measure, group, noun, past, found)
        return {name: features for name, features in found.items() if "np" in features} or found

    def _sentence(
        self,
        scene: Scene,
        figure: Figure,
        measure: str,
        noun: int | None,
        edge: int,
        group: str,
        found: dict[str, list[str]],
    ) -> None:
        words = self.document.words
        sentence = scene.sentence
        inside = self.within(sentence.first, sentence.last)
        left = [m for m in inside if m.last <= figure.first][::-1]
        verb = next((place for place, name in scene.before(figure.first) if MEASURE_OF[name] == measure), None)
        following = next((place for place, name in scene.after(edge) if MEASURE_OF[name] == measure), None)
        for mention in inside:
            out = found[mention.name]
            if figure.first <= mention.first < edge:
                out += ["np", f"np:{mention.kind}:{group}"]
        for rank, mention in enumerate(left):
            out = found[mention.name]
            gap = distance(figure.first - mention.last)
            marks = between(self.context, scene, mention.last, figure.first)
            own = mention.last < sentence.last and words[mention.last].startswith("'")
            place = "none" if verb is None else "after" if verb < mention.first else "before"
            trigger = next((n for p, n in scene.before(figure.first) if p == verb), "-")
            attached = self.kind_at(mention)
            out += [f"L:{attached}:{group}", f"L:{attached}:{min(rank, 2)}", f"L:{attached}:{place}:{noun is None}"]
            out += [
                f"L:{min(rank, 2)}:{group}",
                f"L:{min(rank, 2)}:{gap}",
                f"L:{place}:{trigger}:{rank == 0}",
                f"L:own:{own}:{place}",
            ]
            out.append(f"L:{'s' in marks or 't' in marks}:{'f' in marks}:{min(rank, 2)}:{group}")
            prep = words[mention.first - 1] if mention.first > sentence.first else "<"
            out.append(f"L:prep:{prep}:{mention.kind}")
            if any("by" in scene.at(token) for token in range(max(sentence.first, mention.first - 3), mention.first)):
                out.append("L:by")
            if mention.first == sentence.first:
                out.append(f"L:subject:{trigger}:{place}")
        right = [m for m in inside if m.first >= edge]
        for rank, mention in enumerate(right):
            out = found[mention.name]
            gap = distance(mention.first - edge)
            marks = between(self.context, scene, edge, mention.first)
            prep = words[mention.first - 1]
            past_verb = following is not None and following < mention.first
            attached = self.kind_at(mention)
            out += [f"R:{attached}:{group}", f"R:{attached}:{min(rank, 2)}:{past_verb}"]
            out += [
                f"R:{min(rank, 2)}:{group}",
                f"R:{min(rank, 2)}:{gap}",
                f"R:prep:{prep}:{mention.kind}:{past_verb}",
                f"R:{gap}:{marks}",
            ]
            near = mention.first - edge <= 3
            out.append(f"R:near:{near}:{prep}:{group}")
            if any("by" in scene.at(token) for token in range(max(edge, mention.first - 4), mention.first)):
                out.append("R:by")
            after = words[mention.last] if mention.last < sentence.last else ">"
            out.append(f"R:own:{after[0] == chr(39)}:{past_verb}")

    def _before(self, scene: Scene, group: str, found: dict[str, list[str]]) -> None:
        """Names in the two sentences before."""
        for back in (1, 2):
            index = scene.sentence.index - back
            if index < 0:
                break
            sentence = self.document.sentences[index]
            here = self.within(sentence.first, sentence.last)
            same = sentence.paragraph == scene.sentence.paragraph
            for rank, mention in enumerate(here[::-1]):
                attached = self.kind_at(mention)
                found[mention.name] += [
                    f"B{back}:{min(rank, 2)}:{same}",
                    f"B{back}:{attached}:{group}",
                    f"B:{attached}",
                ]
                if len({m.name for m in here}) == 1:
                    found[mention.name].append(f"B{back}:alone:{group}")

    def _past(
        self,
        scene: Scene,
        figure: Figure,
        measure: str,
        group: str,
        noun: int | None,
        past: list[tuple[Figure, Scene, str, str | None, str]],
        found: dict[str, list[str]],
    ) -> None:
        """Affiliations of the figures read before."""
        if not past:
            return
        previous, place, before, name, _ = past[-1]
        same = place is scene
        fresh = (
            bool(self.within(previous.last, figure.last))
            if same
            else bool(self.within(scene.sentence.first, figure.last))
        )
        out = found.get(name or "")
        if out is not None:
            marks = between(self.context, scene, previous.last, figure.first) if same else ""
            out += [
                f"P:{same}:{group}:{fresh}",
                f"P:{same}:{before == measure}:{fresh}",
                f"P:{same}:{marks}",
                f"P:{same}:{noun is None}",
            ]
            out.append(f"P:near:{scene.sentence.index - place.sentence.index}")
        named = Counter(entry[3] or "" for entry in past)
        for other, count in named.items():
            if other in found:
                found[other].append(f"past:{min(count, 3)}:{count / len(past) > 0.6}")
        for entry in reversed(past):
            if (entry[0].low, entry[0].high, entry[2]) == (figure.low, figure.high, measure) and (
                entry[3] or ""
            ) in found:
                found[entry[3] or ""].append("P:equal")
                break


def role_features(
    context: Context,
    scene: Scene,
    figure: Figure,
    measure: str,
    past: list[tuple[Figure, Scene, str, str | None, str]],
    name: str | None,
    kind: str,
    period: str,
) -> list[str]:
    """What tells soldiers from civilians: the noun, the measure, the time, the report, the figures before.

    `past` holds figure, scene, measure, affiliation and role of each claim before; `name` and `kind` are those of the
    affiliation, `period` the kind of time covered.
    """
    words = context.document.words
    noun = head(context, scene, figure)
    kinds = scene.at(noun) & PERSON if noun is not None else frozenset()
    clear = next((k for k in ("military", "civilian") if k in kinds), "general" if noun is not None else "left out")
    out = [
        "bias",
        f"m={measure}",
        f"kind={kind}",
        f"clear={clear}",
        f"clear={clear}:m={measure}",
        f"kind={kind}:{clear}",
    ]
    if noun is not None:
        out.append(f"word={words[noun]}")
    edge = noun + 1 if noun is not None else figure.last
    for token in range(edge, min(edge + 5, scene.sentence.last)):
        out += [f"near={who}:{clear}" for who in scene.at(token) & PERSON]
    for token in range(max(scene.sentence.first, figure.first - 5), figure.first):
        out += [f"left={who}:{clear}" for who in scene.at(token) & PERSON]
    out += _nearest(context, scene, figure, clear)
    out += [f"S={who}:{clear}" for who in {who for tag in scene.tags for who in tag & (PERSON | EVENTS)}]
    document = role_counts(context)
    military, civilian = document["military"], document["civilian"]
    level = "m" if military > 2 * civilian else "c" if civilian > 2 * military else "x"
    events = {event: document[event] for event in EVENTS}
    event = max(sorted(events), key=events.__getitem__) if any(events.values()) else "none"
    out += [
        f"doc={level}:{clear}",
        f"doc={level}:{clear}:{period}",
        f"doc={level}:m={measure}",
        f"event={event}:{clear}",
    ]
    out += [f"event={event}:{level}:{clear}", f"period={period}:{clear}", f"period={period}:{event}:{clear}"]
    out += [f"has={event}:{clear}" for event, count in events.items() if count]
    if name:
        same = [entry[4] for entry in past if entry[3] == name]
        if same:
            out.append(f"same={Counter(same).most_common(1)[0][0]}:{clear}")
        others = [entry[4] for entry in past if entry[3] != name]
        if others:
            out.append(f"others={Counter(others).most_common(1)[0][0]}:{clear}")
    if past:
        previous, place, before, _, role = past[-1]
        out.append(f"P={role}:{place is scene}:{clear}")
        for entry in reversed(past):
            if (entry[0].low, entry[0].high, entry[2]) == (figure.low, figure.high, measure):
                out.append(f"equal={entry[4]}:{clear}")
                break
    if context.document.in_headline(scene.sentence.start):
        out.append(f"headline:{clear}")
    return out


def _nearest(context: Context, scene: Scene, figure: Figure, clear: str) -> list[str]:
    """The nearest noun before, in this sentence and the three before, that says soldier or civilian."""
    for back in range(4):
        index = scene.sentence.index - back
        if index < 0:
            break
        above = context.scene(index)
        last = figure.first if back == 0 else above.sentence.last
        for token in range(last - 1, above.sentence.first - 1, -1):
            who = above.at(token) & {"military", "civilian"}
            if len(who) == 1 and not above.at(token) & {"body"}:
                return [f"back={next(iter(who))}:{back}:{clear}", f"back={next(iter(who))}:{clear}"]
    return [f"back=none:{clear}"]


def role_counts(context: Context) -> Counter[str]:
    """How often the report speaks of soldiers and of civilians."""
    found = context.memory.get("roles")
    if found is None:
        found = Counter(kind for scene in context.scenes() for tag in scene.tags for kind in tag & (PERSON | EVENTS))
        context.memory["roles"] = found
    return found
