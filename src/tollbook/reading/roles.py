"""Soldiers or civilians: the role of the people counted."""

from __future__ import annotations

from collections import Counter

from tollbook.reading.context import Context, Scene
from tollbook.reading.groups import PERSON, Groups, Place

_EVENTS = frozenset({"attack", "war", "disaster"})
_PERSONS = frozenset(PERSON)
_COUNTED = _PERSONS | _EVENTS
_CLEAR = frozenset({"military", "civilian"})
_COARSE = {"outlaw": "military", "regular": "military", "irregular": "military", "loss": "none"}
_PASSED = frozenset({"copula", "auxiliary", "of", "determiner", "including", "more", "own"})


class Roles:
    """What a report says of the roles of those whom it counts."""

    def __init__(self, context: Context, groups: Groups) -> None:
        self.context, self.groups = context, groups
        self.counts = counts = Counter(
            kind
            for scene in context.scenes()
            if not scene.classes.isdisjoint(_COUNTED)
            for tag in filter(None, scene.tags)
            for kind in tag & _COUNTED
        )
        military, civilian = counts["military"], counts["civilian"]
        self.level = "m" if military > 2 * civilian else "c" if civilian > 2 * military else "x"
        events = {event: counts[event] for event in sorted(_EVENTS)}
        self.event = max(events, key=events.__getitem__) if any(events.values()) else "none"

    def features(self, place: Place, name: str | None, period: str) -> list[str]:
        """What tells soldiers from civilians: the noun, the measure, the time, the report.

        `name` is the affiliation, `period` the kind of time covered.
        """
        scene, measure, group = place.scene, place.measure, place.group
        who = _COARSE.get(group, group)
        kind = self.groups.kinds.get(name, "none") if name else "none"
        out = ["bias", f"group={group}", f"m={measure}:{who}", f"kind={kind}:{who}"]
        if place.noun is not None:
            out.append(f"word={self.context.document.words[place.noun]}")
        if name:
            out.append(f"name={name}:{who}")
        out += self._near(place, who)
        out += self._nearest(place, who)
        here = scene.classes & _COUNTED
        out += [f"S={tag}:{who}" for tag in here]
        out += self._event(scene, who)
        level, event = self.level, self.event
        out += [f"doc={level}:{who}", f"doc={level}:{who}:{period}", f"event={event}:{level}:{who}"]
        out += [f"period={period}:{who}", f"period={period}:{event}:{who}", f"event={event}:{who}:{measure}"]
        if self.context.document.in_headline(scene.sentence.start):
            out.append(f"headline:{who}")
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

    def _nearest(self, place: Place, who: str) -> list[str]:
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
                    return [f"back={next(iter(found))}:{back}:{who}", f"back={next(iter(found))}:{who}"]
        return [f"back=none:{who}"]

    def _event(self, scene: Scene, who: str) -> list[str]:
        """The kind of event in this sentence, else in the nearest before."""
        for back in range(4):
            index = scene.sentence.index - back
            if index < 0:
                break
            found = self.context.scene(index).classes & _EVENTS
            if found:
                return [f"near event={'+'.join(sorted(found))}:{who}"]
        return [f"near event=none:{who}"]
