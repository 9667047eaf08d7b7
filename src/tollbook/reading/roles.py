"""Soldiers or civilians: the role of the people counted."""

from __future__ import annotations

from collections import Counter

from tollbook.reading.context import Context, Scene
from tollbook.reading.features import sentence_stems, stems
from tollbook.reading.figures import Figure
from tollbook.reading.groups import PERSON, Groups, Place

_NEAR = 8
"""Words that are near a figure."""
_PERSONS = frozenset(PERSON)
_CLEAR = frozenset({"military", "civilian"})
_ARMED = frozenset({"outlaw", "regular", "irregular", "military"})
_TOLD = _ARMED | {"civilian"}
"""Kinds of people whose own word says what they are."""
_PASSED = frozenset({"copula", "auxiliary", "of", "determiner", "including", "more", "own"})
_NOUNS = ("held_people", "bodies_found", "lives_lost", "nationals", "men")
_EVENTS = ("clash", "crime", "disaster", "long_war")
"""Kinds of events but bombing, the surer first."""
_SPEAKERS = ("healer", "general", "flank", "enemy")
_SIGNS = frozenset({*_EVENTS, *_SPEAKERS, "bombing"})
_BROAD = ("attack", "disaster", "war")
_TELLING = _PERSONS | frozenset(_BROAD)
_SIZES = (2, 10, 100, 1000, 10_000)
_MEASURES = {"strength": "force", "deployed": "force", "withdrawn": "force"}
_SPANS = frozenset({"cumulative", "event", "interval"})


class Roles:
    """What a report says of the roles of those whom it counts."""

    def __init__(self, context: Context, groups: Groups) -> None:
        self.context, self.groups = context, groups
        counts: Counter[str] = Counter()
        self.signs: Counter[str] = Counter()
        census: set[str] = set()
        for scene in context.scenes():
            self.signs.update(scene.classes & _SIGNS)
            if not scene.classes.isdisjoint(_TELLING):
                counts.update(kind for tag in filter(None, scene.tags) for kind in tag & _TELLING)
            census.update(self._plainly(scene, figure) for figure in scene.figures)
        military, civilian = counts["military"], counts["civilian"]
        self.level = "m" if military > 2 * civilian else "c" if civilian > 2 * military else "x"
        self.event = max(_BROAD, key=counts.__getitem__) if any(counts[event] for event in _BROAD) else "none"
        self.census = "".join(sorted(census))
        """Whether the figures of the report count soldiers (m), civilians (c), people in general (p)."""

    def _plainly(self, scene: Scene, figure: Figure) -> str:
        """What the noun of a figure says: soldiers (m), civilians (c), people in general (p), or nothing."""
        group = self.groups.place(scene, figure, "killed").group
        return "m" if group in _ARMED else "c" if group == "civilian" else "" if group == "none" else "p"

    def features(self, place: Place, name: str | None, period: str) -> list[str]:
        """What tells soldiers from civilians: the noun, the measure, the time, the report.

        `name` is the affiliation, `period` the kind of time covered.
        """
        scene, group, measure = place.scene, place.group, place.measure
        kind = self.groups.kinds.get(name, "none") if name else "none"
        who = "military" if group in _ARMED else "none" if group == "loss" else group
        level, event = self.level, self.event
        out = ["bias", f"group={group}", f"m={measure}:{who}", f"kind={kind}:{who}"]
        if place.noun is not None:
            out.append(f"word={self.context.document.words[place.noun]}")
        if name:
            out.append(f"name={name}:{who}")
        out += self._near(place, who)
        out += [f"{told}:{who}" for told in self._nearest(place)]
        out += [f"S={kind}:{who}" for kind in scene.classes & _TELLING]
        out += [f"doc={level}:{who}", f"doc={level}:{who}:{period}", f"event={event}:{level}:{who}"]
        out += [f"period={period}:{who}", f"period={period}:{event}:{who}", f"event={event}:{who}:{measure}"]
        if self.context.document.in_headline(scene.sentence.start):
            out.append(f"headline:{who}")
        out += self._words(place)
        return out if group in _TOLD else out + self._open(place, kind, period)

    def _words(self, place: Place) -> list[str]:
        """The words around a figure, of its sentence, of the sentence before in its paragraph, and of the headline."""
        context, sentence = self.context, place.scene.sentence
        words = context.document.words
        out = [
            f"wL={stem}" for stem in stems(words[max(sentence.first, place.figure.first - _NEAR) : place.figure.first])
        ]
        out += [f"wR={stem}" for stem in stems(words[place.edge : min(place.edge + _NEAR, sentence.last)])]
        out += sentence_stems(context, place.scene, "wS=")
        if sentence.index:
            above = context.scene(sentence.index - 1)
            if above.sentence.paragraph == sentence.paragraph:
                out += sentence_stems(context, above, "wP=")
        first = context.scene(0)
        if context.document.in_headline(first.sentence.start):
            out += sentence_stems(context, first, "wH=")
        return out

    def _open(self, place: Place, kind: str, period: str) -> list[str]:
        """What tells of people who are not called soldiers or civilians."""
        scene, figure = place.scene, place.figure
        fine, measure = self._fine(place), _MEASURES.get(place.measure, place.measure)
        event, where = self._event(scene)
        span = period if period in _SPANS else "other"
        low = figure.low if figure.low is not None else figure.high or 0.0
        out = [
            f"open fine={fine}",
            f"open m={measure}",
            f"open m={measure}:{fine}",
            f"open span={span}",
            f"open unit={figure.unit}",
        ]
        out += [f"open event={event}", f"open event={event}:{where}", f"open event={event}:{span}"]
        out += [
            f"open census={self.census}",
            f"open census={self.census}:{event}",
            f"open kind={kind}",
            f"open kind={kind}:{fine}",
        ]
        out += [f"open level={self.level}", f"open level={self.level}:{fine}", f"open level={self.level}:{event}"]
        out.append(f"open size={sum(low >= step for step in _SIZES)}")
        out += self._beside(place, fine)
        out += [f"open {told}" for told in self._nearest(place)]
        out += [f"open speaks={name}" for name in _SPEAKERS if name in scene.classes]
        out += [f"open report={name}" for name in ("healer", "general") if self.signs[name]]
        return out

    def _fine(self, place: Place) -> str:
        """The kind of noun that is neither soldiers nor civilians."""
        scene = place.scene
        if place.noun is None:
            more = any("more" in scene.at(token) for token in range(place.figure.first, place.edge + 1))
            return "more" if more and place.group == "none" else place.group
        kinds = scene.at(place.noun)
        return next((name for name in _NOUNS if name in kinds), place.group)

    def _beside(self, place: Place, fine: str) -> list[str]:
        """The figures before and after in the sentence, and soldiers or civilians named in it."""
        scene = place.scene
        before = [f for f in scene.figures if f.last <= place.figure.first and f.kind != "single"]
        link = self._plainly(scene, before[-1]) or "p" if before else "start"
        out = [f"open link={link}", f"open link={link}:{fine}"]
        later = next((f for f in scene.figures if f.first >= place.edge), None)
        if later is not None:
            end = self.groups.place(scene, later, place.measure).edge + 3
            including = any("including" in scene.at(token) for token in range(place.figure.last, end))
            out.append(f"open next={including}:{self._plainly(scene, later)}")
        for label, start in (("here", scene.sentence.first), ("tail", place.edge)):
            found = {kind for token in range(start, scene.sentence.last) for kind in scene.at(token) & _CLEAR}
            out.append(f"open {label}={'+'.join(sorted(found))}")
        return out

    def _near(self, place: Place, who: str) -> list[str]:
        """Words for people beside the figure: "five were civilians", "of whom 3 children", "including two soldiers"."""
        scene, words = place.scene, self.context.document.words
        last = scene.sentence.last
        out = []
        token = place.edge
        while token < min(place.edge + 5, last) and (scene.at(token) & _PASSED or words[token] in "\"'"):
            token += 1
        if token > place.edge and (found := scene.at(token) & _PERSONS):
            out += [f"!is={kind}:{who}" for kind in found]
        for token in range(place.edge, min(place.edge + 5, last)):
            out += [f"near={kind}:{who}" for kind in scene.at(token) & _PERSONS]
        return out

    def _nearest(self, place: Place) -> list[str]:
        """The nearest noun before, in this sentence and the three before, that says soldier or civilian."""
        for back in range(4):
            index = place.scene.sentence.index - back
            if index < 0:
                break
            above = self.context.scene(index)
            if above.classes.isdisjoint(_CLEAR):
                continue
            last = place.figure.first if back == 0 else above.sentence.last
            for token in range(last - 1, above.sentence.first - 1, -1):
                found = above.at(token) & _CLEAR
                if len(found) == 1 and not above.at(token) & {"body", "force"}:
                    return [f"back={next(iter(found))}:{back}", f"back={next(iter(found))}"]
        return ["back=none"]

    def _event(self, scene: Scene) -> tuple[str, str]:
        """The kind of event told of, and whether here, in the two sentences before, or elsewhere in the report."""
        for back in range(min(3, scene.sentence.index + 1)):
            if name := _event_in(self.context.scene(scene.sentence.index - back).classes):
                return name, "near" if back else "here"
        counts = {name: self.signs[name] for name in (*_EVENTS, "bombing") if self.signs[name]}
        return (max(counts, key=counts.__getitem__), "far") if counts else ("none", "none")


def _event_in(classes: frozenset[str]) -> str:
    """The kind of event that the words of a sentence tell of; "" for none."""
    if "bombing" in classes:
        struck = next((name for name in ("homes", "bases", "long_war") if name in classes), "")
        return f"bombing {struck}"
    return next((name for name in _EVENTS if name in classes), "")
