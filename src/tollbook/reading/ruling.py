"""Rules that tie a figure to a measure word by their places in the clause, the surest first.

Each rule has a name that says what it reads. The rule that fires is the strongest single sign for the linear model, and
its name stays on the claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tollbook.reading.clause import Clause, clause
from tollbook.reading.context import Context, Past, Scene
from tollbook.reading.features import head
from tollbook.reading.figures import Figure
from tollbook.reading.lexicon import FINER

_BROAD = {
    "both": "casualties",
    "kill": "killed",
    "die": "killed",
    "dead": "killed",
    "toll": "killed",
    "wound": "wounded",
    "casualty": "casualties",
    "lose": "casualties",
    "missing": "missing",
    "captured": "captured",
    "displaced": "displaced",
    "deployed": "deployed",
    "withdrawn": "withdrawn",
    "strength": "strength",
    "other": "other_people",
}
MEASURE_OF = {name: _BROAD[broad] for broad in _BROAD for name in (*FINER.get(broad, ()), broad)}
"""The measure that each class of words names."""
_FORCES = frozenset(name for name, measure in MEASURE_OF.items() if measure in ("deployed", "withdrawn", "strength"))
SURE = frozenset(name for name, measure in MEASURE_OF.items() if measure != "other_people") - _FORCES
_NOUN_OF_A_STATE = frozenset({"captured", "displaced", "other", "missing"})
"""Nouns such as "hostages" or "passengers", to whom something else may happen."""
_REACH = 16
_LABEL = 6
"""Tokens that the label of a figure in a list has at most."""
_PERSONS = frozenset({"military", "civilian", "people"})
COUNTS_THINGS = "counts-things"
"""The rule of figures that count no people."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says of a figure, and the token of the measure word (None where it is another figure's)."""

    measure: str
    rule: str
    token: int | None = None


def ruled(context: Context, scene: Scene, figure: Figure, past: Past) -> Ruling | None:
    """The first rule that fires for `figure`; None where none does."""
    made = clause(context, scene, figure, past)
    if made.group == "thing" or _label(made):
        return Ruling("none", COUNTS_THINGS)
    whole = _whole(made)
    if whole:
        return whole
    found = _first(made)
    for rule in (_part, _listed, _number_again, _present, _left, _right):
        found = found or rule(made)
    if found and found.measure == "casualties" and found.token is not None and "lose" in made.at(found.token):
        civil = made.noun is not None and "civilian" in made.at(made.noun)
        if civil or any(name in ("missing", "wound") for _, name in scene.triggers):
            return Ruling("killed", found.rule + "-lives", found.token)
    return found


def _whole(made: Clause) -> Ruling | None:
    """ "of the 26 hostages, 18 were killed", "4,000 of the 12,000 soldiers": the group of which another is part."""
    first = made.figure.first
    place = first - 1
    while "determiner" in made.at(place):
        place -= 1
    if place == first - 1 or "of" not in made.at(place) or made.noun is None:
        return None
    others = [f for f in made.scene.figures if f is not made.figure and f.kind != "single"]
    before = any(f.last == place for f in others)
    opening = place == made.scene.sentence.first or made.word(place - 1) in ",;:" or "conjunction" in made.at(place - 1)
    if not before and not (opening and any(f.first > first for f in others)):
        return None
    name = _name(made.at(made.noun) & (_NOUN_OF_A_STATE | {"dead", "wound", "casualty"}))
    if name:
        return Ruling(MEASURE_OF[name], "whole", made.noun)
    return Ruling("strength" if "military" in made.at(made.noun) else "other_people", "whole")


_AUXILIARY = frozenset({"auxiliary", "copula"})
_LOSSES = frozenset({"dead", "casualty", "lose", "wound", "missing", "captured", "displaced", "kill", "die"})


def _first(made: Clause) -> Ruling | None:
    """The first rule within the sentence that fires on sure words of loss, else on any measure word."""
    loose: Ruling | None = None
    state = False
    for rule in (_noun_of, _inside, _noun, _object, _participle, _subject, _shared, _toll):
        found = rule(made)
        if found is None:
            continue
        weak = rule is _noun and made.noun is not None and bool(made.at(made.noun) & _NOUN_OF_A_STATE)
        if not weak and (found.token is None or _name(made.at(found.token), sure=True)):
            return found
        if loose is None:
            loose, state = found, weak
    entry = _counted(made)
    same = entry is not None and entry[1] is made.scene
    sure = _colon(made) or (_part(made) if same else None) or _joined(made)
    return sure or (_fate(made) if state else None) or loose


def _label(made: Clause) -> bool:
    """ "Houses destroyed: 4,200": a figure of which a label right before it says that it counts things."""
    scene, colon = made.scene, made.figure.first - 1
    first = scene.sentence.first
    if made.group == "person" or colon <= first or made.word(colon) != ":" or colon - first > _LABEL:
        return False
    label = [scene.at(token) for token in range(first, colon)]
    return any("thing" in kinds for kinds in label) and not any(kinds & _PERSONS for kinds in label)


def _fate(made: Clause) -> Ruling | None:
    """ "354 hostages rescued", "freed 31 prisoners": what happened to people whom the noun gives a state."""
    found = next(filter(None, (rule(made) for rule in (_object, _participle, _subject))), None)
    return found if found and found.token is not None and "freed" in made.at(found.token) else None


@lru_cache(10_000)
def _name(names: frozenset[str], *, sure: bool = False) -> str | None:
    return next((name for name in MEASURE_OF if name in names and (not sure or name in SURE)), None)


def _noun_of(made: Clause) -> Ruling | None:
    """ "the bodies of 12 men", "the loss of several comrades"."""
    first = made.figure.first
    for place in (first - 2, first - 3):
        names = made.at(place) & _LOSSES
        if names and "of" in made.at(place + 1) and made.group != "thing":
            return Ruling(MEASURE_OF[_name(names) or "dead"], "noun-of", place)
    return None


def _colon(made: Clause) -> Ruling | None:
    """ "Injured: 52", "a toll past a thousand: 802 militants and 160 soldiers"."""
    first = made.figure.first
    colon = next((t for t in range(first - 1, made.scene.sentence.first, -1) if made.word(t) == ":"), None)
    if colon is None or any(colon < place < first for place in made.scene.places):
        return None
    for place, name in made.scene.before(colon):
        if name in SURE and not made.any_of({"thing"}, made.scene.sentence.first, colon):
            return Ruling(MEASURE_OF[name], "colon", place)
    return None


def _inside(made: Clause) -> Ruling | None:
    """ "22 dead soldiers", "12 injured workers"."""
    if made.noun is None or made.inner:
        return None
    for token in range(made.figure.last, made.noun):
        name = _name(made.at(token), sure=True)
        if name:
            return Ruling(MEASURE_OF[name], "inside", token)
    return None


def _noun(made: Clause) -> Ruling | None:
    """ "12 deaths", "40 wounded", "200 hostages"."""
    if made.noun is None:
        return None
    name = _name(made.at(made.noun) - _FORCES)
    return Ruling(MEASURE_OF[name], "noun" if name in SURE else "noun-other", made.noun) if name else None


def _object(made: Clause) -> Ruling | None:
    """ "killed 14", "wounding at least 12", "sent 10,000"."""
    first = made.figure.first
    for place, name in made.scene.before(first)[:1]:
        between = range(place + 1, first)
        if len(between) > 3 or made.figures_between(place, first) or made.stop_between(place + 1, first):
            return None
        if made.passive(place) or made.at(place) & {"dead", "toll"} or any(made.word(t) in ",." for t in between):
            return None
        if made.any_of({"preposition", "conjunction", "auxiliary", "by"}, place + 1, first):
            return None
        return Ruling(MEASURE_OF[name], "object", place)
    return None


def _participle(made: Clause) -> Ruling | None:
    """ "14 soldiers killed", "50 men still missing", "another 300 wounded"."""
    for place, name in made.scene.after(made.edge)[:1]:
        if place - made.edge > 1 or any(not made.word(t).isalpha() for t in range(made.edge, place)):
            return None
        if made.any_of({"conjunction", "contrast", "preposition"}, made.edge, place) or made.starts_figure(place + 1):
            return None
        return Ruling(MEASURE_OF[name], "participle", place)
    return None


def _subject(made: Clause) -> Ruling | None:
    """ "10 soldiers of the brigade were captured", "43 rebels fell", "22, it said, were missing"."""
    auxiliary = False
    token = _past_insertion(made, made.edge)
    last = min(made.edge + _REACH, made.scene.sentence.last)
    while token < last:
        names = made.at(token)
        if not auxiliary and "including" in names:
            part = next((f for f in made.scene.figures if token < f.core <= token + 3), None)
            if part:
                inner = head(made.context, made.scene, part)
                token = (inner + 1) if inner is not None else part.last
                continue
        if made.word(token) in ";:)" or (made.figures_between(token, token + 1) and not auxiliary):
            return None
        if not names.isdisjoint(_AUXILIARY):
            auxiliary = True
            token += 1
            continue
        if not auxiliary and "conjunction" in names:
            return None
        if not auxiliary and "contrast" in names and token > made.edge:
            return None
        name = _name(names)
        if name and (auxiliary or name == "die"):
            if not auxiliary and made.starts_figure(token + 1):
                return None
            return Ruling(MEASURE_OF[name], "subject" if auxiliary else "subject-died", token)
        if made.word(token) == "," and auxiliary:
            return None
        token += 1
    return None


def _past_insertion(made: Clause, token: int) -> int:
    """The token after an insertion between commas or brackets that begins at `token`; else `token`."""
    closing = {",": ",", "(": ")"}.get(made.word(token))
    if closing is None:
        return token
    for place in range(token + 1, min(token + _REACH, made.scene.sentence.last)):
        if made.word(place) == closing:
            return _past_insertion(made, place + 1) if made.at(place + 1) & {"auxiliary", "copula"} else place + 1
    return token


def _shared(made: Clause) -> Ruling | None:
    """ "two soldiers and an assailant were killed": the verb after the last of joined figures."""
    following = [other for other in made.scene.figures if other.first >= made.edge]
    if not following or following[0].first - made.edge > 3:
        return None
    gap = range(made.edge, following[0].first)
    if not any("conjunction" in made.at(t) or made.word(t) == "," for t in gap):
        return None
    found = _subject(clause(made.context, made.scene, following[0], made.past))
    return Ruling(found.measure, "shared-" + found.rule, found.token) if found else None


def _toll(made: Clause) -> Ruling | None:
    """ "the death toll rose to 22", "put the dead at 400", "losses at 1,965"."""
    first = made.figure.first
    for place, name in made.scene.before(first)[:2]:
        if made.figures_between(place, first) and not made.figure.change:
            return None
        loose = (
            name in SURE
            and made.group == "left out"
            and not made.passive(place)
            and made.any_of({"rise", "number_noun"}, place - 6, first)
        )
        if (made.at(place) & {"toll", "dead", "casualty"} and made.group != "person") or loose:
            near = first - place < 14 and not made.stop_between(place + 1, first)
            if near:
                return Ruling(MEASURE_OF[name], "toll", place)
    return None


def _counted(made: Clause) -> tuple[Figure, Scene, str] | None:
    return made.past.counted


def _part(made: Clause) -> Ruling | None:
    """ "11, including 3 children"; "seven of them soldiers"; "of these 14 were civilians"."""
    entry = _counted(made)
    if entry is None or made.scene.sentence.index - entry[1].sentence.index > 1:
        return None
    previous, scene, measure = entry
    start = previous.last if scene is made.scene else made.scene.sentence.first
    if any(start <= place < made.figure.first for place in made.scene.places):
        return None
    near = range(max(start, made.figure.first - 4), made.figure.first)
    after = range(made.figure.last, made.figure.last + 4)
    if any("including" in made.at(t) for t in (*near, *after)):
        return Ruling(measure, "part")
    place = made.figure.last
    while "more" in made.at(place):
        place += 1
    if made.group == "left out" and made.at(place) & {"copula"}:
        for token in range(place + 1, place + 5):
            if made.at(token) & {"military", "civilian", "people"}:
                return Ruling(measure, "partition")
    return None


def _joined(made: Clause) -> Ruling | None:
    """ "12 women and seven children", "in one district 5, in another 7": as the figure before."""
    if made.past.last is None:
        return None
    previous, scene, measure = made.past.last
    if scene is not made.scene or measure == "none" or made.figure.first - previous.last > 8:
        return None
    if any(previous.last <= place < made.figure.first for place in made.scene.places):
        return None
    if (
        not made.any_of({"conjunction", "more"}, previous.last, made.figure.last)
        and made.word(made.figure.first - 1) not in ",("
    ):
        return None
    return Ruling(measure, "joined")


def _listed(made: Clause) -> Ruling | None:
    """An item of a list or table, read by the measure that its heading or the item before names."""
    if made.scene.triggers or made.group not in ("person", "left out"):
        return None
    index = made.scene.sentence.index
    for back in range(index - 1, max(index - 3, -1), -1):
        above = made.context.scene(back)
        if above.sentence.paragraph == made.scene.sentence.paragraph:
            continue
        names = [name for _, name in above.triggers if name in SURE]
        if names and not above.figures and above.sentence.last - above.sentence.first < 8:
            return Ruling(MEASURE_OF[names[-1]], "under-heading")
    entry = _counted(made)
    short = made.scene.sentence.last - made.scene.sentence.first < 30
    if not entry or not short or index - entry[1].sentence.index > 2:
        return None
    apart = entry[1] is made.scene or entry[1].sentence.paragraph != made.scene.sentence.paragraph
    return Ruling(entry[2], "listed") if apart else None


def _number_again(made: Clause) -> Ruling | None:
    """ "the number is 40,000", "earlier reports spoke of 93": the measure of the figure before."""
    entry = _counted(made)
    if (
        entry is None
        or made.group != "left out"
        or made.figure.unit != "people"
        or made.scene.sentence.index - entry[1].sentence.index > 2
    ):
        return None
    if any(name in SURE and place < made.figure.first for place, name in made.scene.triggers):
        return None
    if made.any_of({"number_noun", "rise"}, max(made.scene.sentence.first, made.figure.first - 8), made.figure.first):
        return Ruling(entry[2], "number-again")
    return None


def _present(made: Clause) -> Ruling | None:
    """ "there were 900 fighters in the town", "8,000 soldiers were in the region"."""
    if made.noun is None or not made.at(made.noun) & {"military", "nationals"}:
        return None
    first = made.figure.first
    if made.any_of({"there"}, first - 4, first) and made.any_of({"copula"}, first - 3, first):
        return Ruling("strength", "present")
    for token in range(made.edge, made.edge + 3):
        if made.at(token) & {"copula", "auxiliary"} and (made.at(token + 1) | made.at(token + 2)) & {
            "preposition",
            "there",
        }:
            return Ruling("strength", "present")
    return None


def _left(made: Clause) -> Ruling | None:
    """The nearest measure word before, in the same clause."""
    for place, name in made.scene.before(made.figure.first):
        if name in SURE and not made.figures_between(place, made.figure.first):
            far = made.stop_between(place, made.figure.first)
            return Ruling(MEASURE_OF[name], "before-far" if far else "before", place)
    return None


def _right(made: Clause) -> Ruling | None:
    """The nearest measure word after, in the same clause."""
    for place, name in made.scene.after(made.edge):
        if not made.figures_between(made.edge, place):
            far = made.stop_between(made.edge, place)
            return Ruling(
                MEASURE_OF[name], ("after" if name in SURE else "after-weak") + ("-far" if far else ""), place
            )
    return None
