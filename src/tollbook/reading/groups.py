"""Who is counted: every name of a report that could be theirs, with what speaks for it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from tollbook.reading.context import Context, Scene
from tollbook.reading.features import between, distance, head
from tollbook.reading.figures import Figure
from tollbook.reading.linear import Linear, softmax
from tollbook.reading.mentions import Mention, mentions
from tollbook.reading.ruling import MEASURE_OF

PERSON = ("military", "civilian", "people")
_PERSONS = frozenset(PERSON)
_ENDS = frozenset({"auxiliary", "preposition", "contrast", "conjunction", "speech"})
_LOSSES = frozenset({"casualty", "dead", "toll", "lose", "wound"})
_FREQUENT = 12
"""Names of a report that are candidates for every figure."""
_REACH = 12
"""Sentences before a figure whose names are candidates for it."""
_VICTIMS = frozenset({"irregular", "military", "civilian", "people"})
_FATE = frozenset({"both", "kill", "die", "dead", "toll", "wound", "casualty", "lose", "missing", "captured"})
_TELLS = frozenset({"speech", "telling"})
_ORDER = ("outlaw", "regular", "irregular", "military", "civilian", "nationals", "people")
_SURE_ORDER = ("outlaw", "regular", "military", "civilian")
_BREAKS = frozenset({"auxiliary", "preposition", "contrast", "speech", "by", "including", "conjunction"})
_BROAD = {"outlaw": "outlaw", "regular": "armed", "irregular": "armed", "military": "armed", "civilian": "civilian"}


@dataclass(slots=True)
class Place:
    """A figure as it stands in its sentence: its noun, the end of its words, who is counted, and the measure word."""

    scene: Scene
    figure: Figure
    measure: str
    noun: int | None
    edge: int
    group: str
    left: tuple[int, str] | None
    right: tuple[int, str] | None
    pattern: str
    own: bool


def _broad(group: str) -> str:
    """A kind of people in broad classes."""
    return _BROAD.get(group, "any")


class Groups:
    """The names of a report, and what speaks for each of them as the affiliation of a figure."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.document = document = context.document
        self.mentions = mentions(document)
        self.starts = [mention.first for mention in self.mentions]
        self.count = Counter(mention.name for mention in self.mentions if mention.kind != "town")
        end = document.headline[1] if document.headline else 0
        self.headline = {m.name for m in self.mentions if document.starts[m.first] < end}
        self.kinds: dict[str, str] = {}
        for mention in self.mentions:
            if self.kinds.get(mention.name) != "country":
                self.kinds[mention.name] = "country" if mention.kind in ("city", "home", "town") else mention.kind
        self.stances = [self._stance(mention) for mention in self.mentions]
        self._wholes: dict[str, dict[str, list[str]]] = {}
        self._bases: dict[str, dict[str, float]] = {}
        self._standing()

    # how names stand

    def _stance(self, mention: Mention) -> str:
        """How a name stands: with people, with losses, with an office, as doer, as target, as place, or otherwise."""
        if mention.kind in ("home", "town"):
            return mention.kind
        sentence = self.document.sentence_at(self.document.starts[mention.first])
        if sentence is None:
            return "other"
        scene, words = self.context.scene(sentence.index), self.document.words
        owned = False
        for place in range(mention.last, min(mention.last + 7, sentence.last)):
            kinds, word = scene.at(place), words[place]
            if word.startswith("'"):
                owned = True
                continue
            if "flank" in kinds:
                return "side"
            if "force" in kinds:
                return "force" if place + 1 == sentence.last or not scene.at(place + 1) & _PERSONS else "military"
            if ("body" in kinds or "account" in kinds) and not (owned and "toll" in kinds):
                return "body"
            if kinds & _PERSONS:
                return next(kind for kind in ("irregular", *PERSON) if kind in kinds)
            if "attack" in kinds and "kill" not in kinds:
                return "military" if "military" in scene.at(place + 1) else "doer"
            if kinds & _LOSSES and (owned or "lose" in kinds or "casualty" in kinds):
                return "loser"
            if kinds & _ENDS or "telling" in kinds or not (word[0].isalnum() or word in '-"'):
                break
        return self._aside(scene, mention)

    def _aside(self, scene: Scene, mention: Mention) -> str:
        """How a name stands that no noun follows."""
        if "nationals" in scene.at(mention.last - 1):
            return "people"
        first, last = mention.first, mention.last
        before, earlier = scene.at(first - 1), scene.at(first - 2)
        if "by" in before or "by" in earlier:
            return "doer"
        if "preposition" in before:
            if "body" in earlier or "force" in earlier:
                return "body"
            if earlier & {"attack", "war"} or "attack" in scene.at(first - 3):
                return "target"
            return "city" if mention.kind == "city" else "place"
        if "attack" in before or ("attack" in earlier and "determiner" in before):
            return "target"
        if any("suffering" in scene.at(place) for place in range(last, last + 4)):
            return "loser"
        if scene.at(last) & _TELLS or scene.at(last + 1) & _TELLS or before & _TELLS:
            return "body"
        following = [(p, n) for p, n in scene.after(last) if p - last <= 4]
        if following:
            place, name = following[0]
            if name in ("lose", "casualty"):
                return "loser"
            if name == "kill" and any(0 < f.first - place < 4 for f in scene.figures):
                return "doer"
        if "attack" in scene.at(last) or "attack" in scene.at(last + 1):
            return "doer" if "copula" not in scene.at(last) else "target"
        return "city" if mention.kind == "city" else "other"

    def _standing(self) -> None:
        """How each name stands in the whole report."""
        self.total = sum(self.count.values()) or 1
        self.frequent = [name for name, _ in self.count.most_common(_FREQUENT)]
        top = self.frequent[:3]
        self.ranks = {name: top.index(name) if name in top else 3 for name in self.count}
        self.first = self.mentions[0].name if self.mentions else ""
        stances: dict[str, Counter[str]] = {name: Counter() for name in self.count}
        for mention, stance in zip(self.mentions, self.stances, strict=True):
            if stance != "town":
                stances[mention.name][stance] += 1
        self.stance_of = stances
        lost = Counter(m.name for m, stance in zip(self.mentions, self.stances, strict=True) if self._lost(m, stance))
        whole = sum(lost.values())
        self.lost = {name: f"{int(3 * lost[name] / whole)}" if whole else "-" for name in self.count}
        groups = [name for name in self.count if self.kinds[name] == "group"]
        self.only = groups[0] if len(groups) == 1 else ""

    def _lost(self, mention: Mention, stance: str) -> bool:
        """Whether words at the name tell of losses of its people."""
        if stance in ("loser", "side"):
            return True
        if stance not in _VICTIMS:
            return False
        sentence = self.document.sentence_at(self.document.starts[mention.first])
        if sentence is None:
            return False
        scene = self.context.scene(sentence.index)
        near = [n for p, n in scene.triggers if mention.first - 4 <= p < mention.last + 5 and n in _FATE]
        return bool(near) or any(0 <= mention.first - f.last < 2 for f in scene.figures)

    def _whole(self, group: str) -> dict[str, list[str]]:
        """What the whole report says for each name, where the people counted are `group`."""
        found = self._wholes.get(group)
        if found is not None:
            return found
        nobody = ["none", f"none:{group}", f"none:{bool(self.mentions)}", f"none:{len(self.count) > 1}"]
        found = self._wholes[group] = {"": nobody}
        for name, count in self.count.items():
            kind, share = self.kinds[name], count / self.total
            rank = self.ranks[name]
            out = [f"kind:{kind}:{group}", f"rank:{rank}", f"rank:{rank}:{group}", f"share:{int(share * 5)}"]
            out += [f"share:{int(share * 5)}:{kind}:{group}", f"one:{len(self.count) == 1}"]
            out += [f"is:{name}", f"is:{name}:{group}"]
            if name in self.headline:
                out.append(f"headline:{len(self.headline) == 1}:{group}")
            if name == self.first:
                out.append(f"first:{group}")
            stances = self.stance_of[name]
            best = max(sorted(stances), key=stances.__getitem__)
            out += [f"D:{best}:{group}", f"D:{best}:{kind}"]
            for stance, times in stances.items():
                out.append(f"Dshare:{stance}:{int(3 * times / count)}:{group}")
            out.append(f"!lost:{self.lost[name]}:{_broad(group)}")
            out.append(f"!kind:{kind}:{group}")
            if name == self.only:
                out.append(f"!only:{group}")
            found[name] = out
        return found

    def within(self, first: int, last: int) -> range:
        """Numbers of the mentions among the tokens first..last (exclusive)."""
        return range(bisect_left(self.starts, first), bisect_left(self.starts, last))

    # what speaks for a name

    def place(self, scene: Scene, figure: Figure, measure: str) -> Place:
        """`figure` as it stands in its sentence."""
        noun = head(self.context, scene, figure)
        edge = noun + 1 if noun is not None else figure.last
        kinds = scene.at(noun) if noun is not None else frozenset()
        group = "none" if noun is None else next((k for k in _ORDER if k in kinds), "loss")
        if group == "people" and kinds & _FATE:
            group = "held" if "captured" in kinds else "loss"
        if group in ("none", "loss", "held", "people"):
            group = self._within(scene, figure, edge) or group
        left = next(((p, n) for p, n in scene.before(figure.first) if MEASURE_OF[n] == measure), None)
        right = next(((p, n) for p, n in scene.after(edge) if MEASURE_OF[n] == measure), None)
        pattern = "none"
        if left and (right is None or figure.first - left[0] <= right[0] - edge or left[1] in ("kill", "lose")):
            passive = "copula" in scene.at(left[0] - 1) or "by" in scene.at(left[0] + 1)
            pattern = f"L{left[1]}{passive}"
        elif right:
            by = any("by" in scene.at(token) for token in range(right[0] + 1, right[0] + 5))
            passive = any("copula" in scene.at(token) for token in range(edge, right[0]))
            pattern = f"R{right[1]}{passive}{by}"
        near = range(max(scene.sentence.first, figure.first - 3), min(edge + 3, scene.sentence.last))
        own = any("own" in scene.at(token) for token in near)
        return Place(scene, figure, measure, noun, edge, group, left, right, pattern, own)

    def _within(self, scene: Scene, figure: Figure, edge: int) -> str | None:
        """Soldiers or civilians named among the words of a figure or right after: "9 rebels dead", "12 dead rebels"."""
        last = scene.sentence.last
        for token in range(figure.last, edge):
            kinds = scene.at(token)
            if "speech" in kinds:
                break
            if (found := next((k for k in _SURE_ORDER if k in kinds), None)) and "force" not in kinds:
                return found
        place = edge
        if place < last and "of" in scene.at(place) and edge > figure.last:
            place += 1
        for token in range(place, min(place + 4, last)):
            kinds = scene.at(token)
            if kinds & _BREAKS or not self.document.words[token][0].isalpha():
                break
            if found := next((k for k in _SURE_ORDER if k in kinds), None):
                return found
        return None

    def candidates(self, place: Place) -> dict[str, list[str]]:
        """For each name that could be the affiliation (and "" for none) what speaks for it."""
        whole = self._whole(place.group)
        return {name: whole[name] + features for name, features in self._local(place).items()}

    def chances(self, place: Place, chooser: Linear) -> dict[str, float]:
        """The probability of each name (and of "" for none) as the affiliation, by what `chooser` has learned."""
        weights = chooser.shared
        bases = self._bases.get(place.group)
        if bases is None:
            bases = self._bases[place.group] = {
                name: sum(filter(None, map(weights.get, features)))
                for name, features in self._whole(place.group).items()
            }
        local = self._local(place)
        scores = [bases[name] + chooser.weight(features) for name, features in local.items()]
        return dict(zip(local, softmax(scores), strict=True))

    def _local(self, place: Place) -> dict[str, list[str]]:
        """What the words around a figure say for each name; names far from it count only where they are frequent."""
        scene, figure = place.scene, place.figure
        inside = self.within(scene.sentence.first, scene.sentence.last)
        named = {self.mentions[n].name for n in inside if figure.first <= self.mentions[n].first < place.edge}
        found: dict[str, list[str]]
        if named:
            found = {
                name: ["np", f"np:{self.kinds[name]}:{place.group}", f"np:{len(named)}"]
                for name in self.count
                if name in named
            }
        else:
            found = {"": []}
            for name in self.frequent:
                found[name] = []
            for number in self._near(scene):
                found.setdefault(self.mentions[number].name, [])
        self._sentence(place, inside, found)
        self._around(place, found)
        self._heading(place, found)
        return found

    def _near(self, scene: Scene) -> range:
        """Numbers of the mentions in the sentences beside `scene`."""
        sentences, index = self.document.sentences, scene.sentence.index
        first = sentences[max(0, index - _REACH)].first
        return self.within(first, sentences[min(len(sentences) - 1, index + 1)].last)

    def _sentence(self, place: Place, inside: range, found: dict[str, list[str]]) -> None:
        figure, group = place.figure, place.group
        ranks = [0, 0]
        left = [n for n in inside if self.mentions[n].last <= figure.first]
        right = [n for n in inside if self.mentions[n].first >= place.edge]
        for side, numbers in (("L", left[::-1]), ("R", right)):
            for number in numbers:
                out = found.get(self.mentions[number].name)
                if out is not None:
                    self._mention(place, number, side, ranks[side == "R"], out)
                ranks[side == "R"] += 1
        stances = {(self.mentions[n].name, self.stances[n]) for n in inside}
        for name, out in found.items():
            others = {stance for other, stance in stances if other != name}
            here = any(other == name for other, _ in stances)
            for stance in others & {"doer", "body", "target", "loser"}:
                out += [f"vs:{stance}:{here}:{group}", f"vs:{stance}:{here}:{place.pattern}"]
            if not here and stances:
                out.append(f"absent:{group}")

    def _mention(self, place: Place, number: int, side: str, rank: int, out: list[str]) -> None:
        mention, stance = self.mentions[number], self.stances[number]
        scene, figure, group, pattern = place.scene, place.figure, place.group, place.pattern
        words = self.document.words
        start, end = (mention.last, figure.first) if side == "L" else (place.edge, mention.first)
        gap, marks = distance(end - start), between(self.context, scene, start, end)
        parted = "s" in marks or "t" in marks
        verb = place.left if side == "L" else place.right
        where = "none" if verb is None else "after" if verb[0] < mention.first else "before"
        prep = words[mention.first - 1] if mention.first > scene.sentence.first else "<"
        rank = min(rank, 2)
        out += [
            f"{side}:{stance}:{group}",
            f"{side}:{stance}:{rank}",
            f"{side}:{stance}:{where}:{pattern}",
            f"{side}:{stance}:{rank}:{gap}",
            f"{side}:{rank}:{group}:{gap}",
            f"{side}:{rank}:{pattern}:{where}",
            f"{side}:{parted}:{'f' in marks}:{rank}:{group}",
            f"{side}:{stance}:{place.measure}",
            f"{side}:prep:{prep}:{mention.kind}",
            f"{side}:prep:{prep}:{where}:{group}",
            f"{side}:own:{place.own}:{stance}:{where}",
        ]
        out += [f"!{side}:{stance}:{where}:{_broad(group)}:{rank == 0}", f"!{side}:{stance}:{pattern}"]
        if "locative" in scene.at(mention.first - 1) or "locative" in scene.at(mention.first - 2):
            out.append(f"!{side}:in:{_broad(group)}:{rank}:{'f' in marks}")
        if place.own and stance in ("body", "loser", "force", "other", "city"):
            out.append(f"!{side}:own:{rank}:{_broad(group)}")
        if side == "R" and "of" in scene.at(place.edge) | scene.at(mention.first - 1) and end - start <= 4:
            out.append(f"!of:{stance}")
        if start == end:
            out.append(f"!{side}:touch:{_broad(group)}:{stance}")
        if "enemy" in scene.classes:
            out.append(f"!{side}:enemy:{stance}")
        if mention.first == scene.sentence.first:
            out += [f"{side}:subject:{pattern}:{where}", f"{side}:subject:{stance}:{place.own}"]

    def _around(self, place: Place, found: dict[str, list[str]]) -> None:
        """Names in the two sentences before, in the one after, and in the line that stands over the sentence."""
        group, scene = place.group, place.scene
        sentences = self.document.sentences
        for back in (1, 2, -1):
            index = scene.sentence.index - back
            if not 0 <= index < len(sentences):
                continue
            sentence = sentences[index]
            numbers = self.within(sentence.first, sentence.last)
            same = sentence.paragraph == scene.sentence.paragraph
            alone = len({self.mentions[n].name for n in numbers}) == 1
            short = back > 0 and not same and sentence.last - sentence.first <= 8
            for rank, number in enumerate(reversed(numbers)):
                out = found.get(self.mentions[number].name)
                if out is None:
                    continue
                stance = self.stances[number]
                out += [f"B{back}:{min(rank, 2)}:{same}", f"B{back}:{stance}:{group}", f"B:{stance}:{same}"]
                if rank == len(numbers) - 1:
                    out.append(f"B{back}:first:{same}:{stance}")
                if alone:
                    out.append(f"B{back}:alone:{group}")
                if short:
                    out.append(f"B:title:{alone}")

    def _heading(self, place: Place, found: dict[str, list[str]]) -> None:
        """The nearest short line above that holds one name and no figure, in a list or table."""
        sentences = self.document.sentences
        scene = place.scene
        for index in range(scene.sentence.index - 1, max(-1, scene.sentence.index - 12), -1):
            line = sentences[index]
            names = {self.mentions[n].name for n in self.within(line.first, line.last)}
            if (
                len(names) == 1
                and line.last - line.first <= 12
                and line.paragraph != scene.sentence.paragraph
                and self.document.words[line.last - 1] not in ".!?"
                and not self.context.scene(index).figures
            ):
                if (out := found.get(next(iter(names)))) is not None:
                    plain = line.last - line.first <= 8
                    out += ["!heading", f"!heading:{plain}:{scene.sentence.last - scene.sentence.first <= 14}"]
                return
