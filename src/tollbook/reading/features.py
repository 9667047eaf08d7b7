"""What is to be seen around a figure that tells what it counts, as names for the linear model."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from tollbook.reading.context import Context, Past, Scene
from tollbook.reading.figures import Figure
from tollbook.reading.lexicon import FINER, MEASURE_WORDS

_HEAD = (MEASURE_WORDS | {"military", "civilian", "people", "thing"}) - {
    "withdrawn",
    "toll",
    *("strength", *FINER["strength"]),
    *("deployed", *FINER["deployed"]),
}
_STOP = frozenset({"copula", "contrast", "by", "conjunction", "including"})
_PERSON = frozenset({"military", "civilian", "people"})
_COUNTED = _PERSON | {"other"}
_CLOSING = _STOP | {"preposition", "auxiliary"}
_LINK = frozenset({"of", "more"})
_BEFORE_NOUN = frozenset({"determiner", "more"})
_NO_NOUN = frozenset({"determiner", "preposition"})
_SIZES = (2, 10, 100, 1000, 10_000, 100_000)


def head(context: Context, scene: Scene, figure: Figure) -> int | None:
    """Token of the noun that the figure counts; None where it is left out."""
    key = figure.last, figure.kind in ("single", "zero")
    if key not in scene.heads:
        scene.heads[key] = _head(context, scene, figure)
    return scene.heads[key]


def _head(context: Context, scene: Scene, figure: Figure) -> int | None:
    words = context.document.words
    if figure.kind in ("single", "zero") and scene.at(figure.last - 1) & _HEAD:
        return figure.last - 1
    place = figure.last
    last = min(scene.sentence.last, place + 8)
    while place < last and scene.at(place) & _LINK and "thing" not in scene.at(place):
        place += 1
    if place > figure.last:
        while place < last and (scene.at(place) & _BEFORE_NOUN or words[place].startswith("'")):
            place += 1
    elif place < last and scene.at(place) & _NO_NOUN:
        return None
    for token in range(place, last):
        word, kinds = words[token], scene.at(token)
        if kinds & _HEAD:
            following = scene.at(token + 1)
            goes_on = token + 1 < last and following & _PERSON and not following & _STOP
            if goes_on and "thing" not in kinds and kinds & _COUNTED:
                continue
            return token
        if kinds & _CLOSING or not (word[0].isalpha() or word in '-"' or word[0] == "'"):
            return None
    return None


_LOSS_NOUN = frozenset(
    {"dead", "wound", "lose", "casualty", "captured", "missing", "displaced", "other", "both", "kill", "die"}
)
_FUNCTION = frozenset(
    {
        "preposition",
        "auxiliary",
        "copula",
        "contrast",
        "conjunction",
        "speech",
        "by",
        "including",
        "rise",
        "strength",
        "deployed",
        "toll",
    }
)
_LEFT_OUT = _FUNCTION | _LOSS_NOUN


def counted(context: Context, scene: Scene, figure: Figure, noun: int | None) -> str:
    """What kind of thing a figure counts: person, loss ("12 dead"), thing, "left out", or an unknown word."""
    if noun is not None:
        kinds = scene.at(noun)
        if kinds & _PERSON:
            return "person"
        return "thing" if "thing" in kinds else "loss"
    place = figure.last
    while place < scene.sentence.last and "more" in scene.at(place):
        place += 1
    word = context.document.words[place] if place < scene.sentence.last else "."
    if not word[0].isalpha() or scene.at(place) & _LEFT_OUT:
        return "left out"
    if "apart" in scene.at(place + 1):
        return "thing"
    return "unknown"


def distance(gap: int) -> str:
    """A number of tokens in rough steps."""
    return str(gap) if gap < 3 else "3" if gap < 5 else "5" if gap < 9 else "9" if gap < 16 else "far"


def between(context: Context, scene: Scene, start: int, end: int) -> str:
    """What parts two places: "f" another figure, "c" a comma, "s" a stop, "a" a conjunction, "t" a contrast."""
    if scene.marks is None:
        scene.marks = _marks(context, scene)
    places, marks = scene.marks
    found = marks[bisect_left(places, start) : bisect_left(places, end)]
    return _sorted(found) if len(found) > 1 else found


@lru_cache(10_000)
def _sorted(marks: str) -> str:
    """Each of the marks once, in order."""
    return "".join(sorted(set(marks)))


def _marks(context: Context, scene: Scene) -> tuple[list[int], str]:
    """The marks of `between` in a whole sentence: their tokens in order, and the marks."""
    found = [(figure.core, "f") for figure in scene.figures if figure.kind != "single"]
    first = scene.sentence.first
    for token, word in enumerate(context.document.words[first : scene.sentence.last], first):
        kinds = scene.at(token)
        if word == ",":
            found.append((token, "c"))
        elif word in ";:()":
            found.append((token, "s"))
        elif "conjunction" in kinds:
            found.append((token, "a"))
        elif "contrast" in kinds:
            found.append((token, "t"))
    found.sort()
    return [place for place, _ in found], "".join(mark for _, mark in found)


def features(context: Context, scene: Scene, figure: Figure, past: Past) -> list[str]:
    """The features of `figure`; `past` are the figures read before it in the report with their measures."""
    words = context.document.words
    first, last = figure.first, figure.last
    low = figure.low if figure.low is not None else figure.high or 0.0
    size = sum(low >= step for step in _SIZES) if figure.unit == "people" else "share"
    noun = head(context, scene, figure)
    edge = noun + 1 if noun is not None else last
    kinds = sorted(scene.at(noun)) if noun is not None else ["none"]
    out = ["bias", f"kind={figure.kind}", f"unit={figure.unit}", f"bound={figure.bound}", f"size={size}"]
    out += [f"head={kind}" for kind in kinds]
    kind_counted = counted(context, scene, figure, noun)
    group = _group(scene.at(noun)) if noun is not None else kind_counted
    out.append(f"counted={kind_counted}")
    if first > scene.sentence.first:
        previous_word = context.document.token(first - 1)
        if previous_word[0].isupper() and first - 1 > scene.sentence.first:
            out.append(f"prevcap:{previous_word.isupper()}:{kind_counted}")
        if previous_word == "(":
            out.append(f"paren:{kind_counted}:{words[last] if last < scene.sentence.last else '>'}")
        if "place_noun" in scene.at(first - 1):
            out.append(f"prevnoun:{kind_counted}")
    if noun is not None:
        out.append(f"headword={words[noun]}")
    previous = words[first - 1] if first > scene.sentence.first else "<"
    following = words[last] if last < scene.sentence.last else ">"
    beyond = words[edge] if edge < scene.sentence.last else ">"
    out += [f"prev={previous}", f"next={following}", f"after={beyond}"]
    second = words[edge + 1] if edge + 1 < scene.sentence.last else ">"
    earlier = words[first - 2] if first - 1 > scene.sentence.first else "<"
    out += [f"after2={beyond} {second}", f"prev2={earlier} {previous}", f"a2={second}", f"p2={earlier}"]
    if noun is not None:
        out.append(f"ending={words[noun][-3:]}")
        out += [f"adjective={stem}" for stem in stems(words[figure.core_end : noun])]
    out += _words(context, scene, first, edge)
    out += [f"prevtag={kind}" for kind in scene.at(first - 1)]
    out += [f"nexttag={kind}" for kind in scene.at(last)]
    out += [f"aftertag={kind}" for kind in scene.at(edge)]
    left, right = scene.before(first), scene.after(last)
    out += _side(context, scene, "L", left, first, group, reverse=True)
    out += _side(
        context,
        scene,
        "R",
        right,
        edge if noun is not None and not scene.at(noun) & MEASURE_WORDS else last,
        group,
        reverse=False,
    )
    inside = [name for place, name in scene.after(first) if place < last]
    out += [f"in={name}" for name in inside]
    near = f"{left[0][1] if left else '-'}|{right[0][1] if right else '-'}"
    out.append(f"LR={near}")
    out.append(f"LRg={near}|{group}|{figure.unit}")
    out += _history(context, scene, figure, past, group, left, right)
    out += _surroundings(context, scene, figure, group)
    return out


STEM = 6
"""Letters by which words are told apart where their endings matter little."""
_BEFORE, _AFTER = 6, 7


def stems(words: list[str]) -> list[str]:
    """The first letters of the words among `words`."""
    return [word[:STEM] for word in words if word[0].isalpha()]


def sentence_stems(context: Context, scene: Scene, mark: str) -> list[str]:
    """The first letters of the words of a sentence, each behind `mark`."""
    found = scene.stems.get(mark)
    if found is None:
        sentence = scene.sentence
        found = scene.stems[mark] = [
            mark + stem for stem in stems(context.document.words[sentence.first : sentence.last])
        ]
    return found


def _words(context: Context, scene: Scene, first: int, edge: int) -> list[str]:
    """The words near a figure before and after it, and those of its sentence."""
    words, sentence = context.document.words, scene.sentence
    out = [f"wR={stem}" for stem in stems(words[edge : min(edge + _AFTER, sentence.last)])]
    out += [f"wL={stem}" for stem in stems(words[max(sentence.first, first - _BEFORE) : first])]
    return out + sentence_stems(context, scene, "wS=")


def _group(kinds: frozenset[str]) -> str:
    for name in (
        "thing",
        "dead",
        "wound",
        "captured",
        "casualty",
        "military",
        "civilian",
        "people",
        "displaced",
        "other",
    ):
        if name in kinds:
            return name
    return "trigger"


def _side(
    context: Context, scene: Scene, side: str, found: list[tuple[int, str]], edge: int, group: str, *, reverse: bool
) -> list[str]:
    if not found:
        return [f"{side}=none"]
    out = []
    words = context.document.words
    for rank, (place, name) in enumerate(found[:3]):
        start, end = (place + 1, edge) if reverse else (edge, place)
        gap = distance(max(0, end - start))
        marks = between(context, scene, start, end)
        out.append(f"{side}{rank}={name}")
        if rank < 2:
            out.append(f"{side}{rank}={name}:{gap}")
            out.append(f"{side}{rank}={name}:{marks}")
        if rank == 0:
            out.append(f"{side}w={words[place]}")
            out.append(f"{side}w={words[place]}:{gap}")
            out.append(f"{side}g={name}:{group}:{'f' if 'f' in marks else gap}")
            out.append(f"{side}gm={name}:{gap}:{marks}")
            copula = any("copula" in scene.at(token) for token in range(max(start, place - 3), place))
            out.append(f"{side}cop={name}:{copula}:{'f' in marks}")
    own = next(
        (
            name
            for place, name in found
            if "f" not in between(context, scene, *((place, edge) if reverse else (edge, place)))
        ),
        None,
    )
    out.append(f"{side}own={own}")
    return out


def _history(
    context: Context,
    scene: Scene,
    figure: Figure,
    past: Past,
    group: str,
    left: list[tuple[int, str]],
    right: list[tuple[int, str]],
) -> list[str]:
    if past.last is None:
        return ["P=start"]
    out = []
    previous, place, measure = past.last
    same = place is scene
    gap = distance(figure.first - previous.last) if same else "other"
    linked = between(context, scene, previous.last, figure.first) if same else ""
    out.append(f"P={measure}:{gap}")
    out.append(f"Pg={measure}:{group}:{same}")
    out.append(f"Pm={measure}:{linked}:{same}")
    trigger = any(previous.last <= spot < figure.first for spot, _ in left) if same else bool(left)
    out.append(f"Pt={measure}:{same}:{trigger}:{right[0][1] if right else '-'}")
    out.append(f"Pn={measure}:{same}:{group}:{trigger}")
    out.append(f"Pu={measure}:{previous.unit}:{figure.unit}:{same}")
    out.append(f"Pu={measure}:{previous.unit}:{figure.unit}:{same}:{trigger}:{right[0][1] if right else '-'}")
    if past.counted:
        _, place, measure = past.counted
        out.append(f"C={measure}:{group}")
        out.append(f"Cs={measure}:{place is scene}:{left[0][1] if left else '-'}")
        equal = past.equal(figure)
        if equal and (figure.low or 0) > 3:
            out.append(f"equal={equal}")
    return out


def _surroundings(context: Context, scene: Scene, figure: Figure, group: str) -> list[str]:
    document = context.document
    out = []
    if document.in_headline(scene.sentence.start):
        out += ["headline", f"headline:{group}"]
    names = {name for _, name in scene.triggers}
    out += [f"S={name}" for name in names]
    if not names:
        out.append("S=none")
    for kinds in ("intent", "negation", "background", "rise", "month"):
        if kinds in scene.classes:
            out.append(f"S:{kinds}")
    index = scene.sentence.index
    if index:
        before = context.scene(index - 1)
        short = (
            before.sentence.last - before.sentence.first <= 6 and before.sentence.paragraph != scene.sentence.paragraph
        )
        for name in {name for _, name in before.triggers}:
            out.append(f"B={name}")
            if short:
                out.append(f"title={name}")
            if not names:
                out.append(f"B0={name}")
    theme, title = context.theme()
    out += [f"theme={theme}", f"theme={theme}:{group}", f"theme={theme}:{'own' if names else 'no'}"]
    out += [f"T={name}" for name in title] + [f"T={name}:{group}" for name in title]
    loss = context.topic()
    out.append(f"topic={loss}")
    out.append(f"topic={loss}:{group}")
    return out
