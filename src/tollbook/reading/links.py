"""What ties a figure to a measure word: features that mean the same for every measure, hence few and well learned."""

from __future__ import annotations

from tollbook.reading.context import Context, Past, Scene
from tollbook.reading.features import between, counted, distance, head
from tollbook.reading.figures import Figure
from tollbook.reading.ruling import MEASURE_OF, SURE, Ruling


def links(context: Context, scene: Scene, figure: Figure, past: Past, ruling: Ruling | None) -> dict[str, list[str]]:
    """For each measure that anything speaks for, what speaks for it; `ruling` is what `ruled` says of the figure."""
    found: dict[str, list[str]] = {}
    noun = head(context, scene, figure)
    edge = noun + 1 if noun is not None else figure.last
    group = counted(context, scene, figure, noun)
    for name in _names(scene, noun) if noun is not None else ():
        found.setdefault(MEASURE_OF[name], []).extend((f"H:{name in SURE}", f"H:{name}"))
    _left(context, scene, figure, group, found)
    _right(context, scene, figure, group, edge, found)
    _past(context, scene, figure, group, edge, past, found)
    _nearby(context, scene, found)
    if ruling:
        found.setdefault(ruling.measure, []).extend((f"rule:{ruling.rule}", f"rule:{ruling.rule}:{group}", "ruled"))
    for _measure, names in found.items():
        if len(found) == 1:
            names.append("only")
        sides = {name[0] for name in names}
        names.append("sides:" + "".join(sorted(sides)))
        names.append("sides:" + "".join(sorted(sides)) + ":" + group)
    return found


def _names(scene: Scene, token: int) -> list[str]:
    return [name for name in MEASURE_OF if name in scene.at(token)]


def _kind(name: str) -> str:
    return "sure" if name in SURE else "weak"


def _left(context: Context, scene: Scene, figure: Figure, group: str, found: dict[str, list[str]]) -> None:
    """The nearest trigger of each measure before the figure."""
    seen: set[str] = set()
    sure_seen = False
    for rank, (place, name) in enumerate(scene.before(figure.first)):
        measure = MEASURE_OF[name]
        if measure in seen:
            continue
        seen.add(measure)
        marks = between(context, scene, place + 1, figure.first)
        gap = distance(figure.first - place - 1)
        kind = _kind(name)
        out = found.setdefault(measure, [])
        first = not sure_seen
        out += [f"L:{kind}:{min(rank, 2)}", f"L:{kind}:{first}:{gap}", f"L:{kind}:{min(rank, 2)}:{marks}", f"L:{name}"]
        out.append(f"L:{kind}:{first}:{'f' in marks}:{'s' in marks or 't' in marks}:{gap}")
        parted = "s" in marks or "t" in marks
        out.append(f"L:{kind}:{first}:{gap}:{'f' in marks}:{group}")
        out.append(f"L:{kind}:{first}:{'f' in marks}:{parted}:{group}")
        voice = "copula" in scene.at(place - 1) or "copula" in scene.at(place - 2)
        by = any("by" in scene.at(token) for token in range(place + 1, figure.first))
        out.append(f"L:voice:{kind}:{voice}:{by}:{first}")
        if any("rise" in scene.at(token) for token in range(place + 1, figure.first)):
            out.append(f"L:rise:{kind}:{first}")
        sure_seen = sure_seen or name in SURE


def _right(context: Context, scene: Scene, figure: Figure, group: str, edge: int, found: dict[str, list[str]]) -> None:
    """The nearest trigger of each measure after the figure, its noun included where that is none of people."""
    words = context.document.words
    seen: set[str] = set()
    sure_seen = False
    start = figure.core_end
    for rank, (place, name) in enumerate(scene.after(start)):
        measure = MEASURE_OF[name]
        if measure in seen:
            continue
        seen.add(measure)
        begin = min(edge, place)
        marks = between(context, scene, begin, place)
        gap = distance(place - begin)
        kind = _kind(name)
        out = found.setdefault(measure, [])
        first = not sure_seen
        copula = any("copula" in scene.at(token) for token in range(max(begin, place - 4), place))
        out += [f"R:{kind}:{min(rank, 2)}", f"R:{kind}:{first}:{gap}", f"R:{kind}:{min(rank, 2)}:{marks}", f"R:{name}"]
        out.append(f"R:{kind}:{first}:{'f' in marks}:{'s' in marks or 't' in marks}:{gap}")
        out.append(f"R:cop:{kind}:{copula}:{'f' in marks}:{first}")
        parted = "s" in marks or "t" in marks
        out.append(f"R:{kind}:{first}:{copula}:{gap}:{'f' in marks}:{group}")
        out.append(f"R:{kind}:{first}:{copula}:{'f' in marks}:{parted}:{group}")
        by = any("by" in scene.at(token) for token in range(begin, place))
        out.append(f"R:by:{by}:{first}")
        after = words[place + 1] if place + 1 < scene.sentence.last else ">"
        numeral = any(other.first == place + 1 for other in scene.figures)
        out.append(f"R:then:{kind}:{first}:{copula}:{numeral}:{'by' in scene.at(place + 1)}")
        if after in ",.;:)>":
            out.append(f"R:end:{kind}:{first}:{copula}")
        sure_seen = sure_seen or name in SURE


def _past(
    context: Context,
    scene: Scene,
    figure: Figure,
    group: str,
    edge: int,
    past: Past,
    found: dict[str, list[str]],
) -> None:
    """The measures of the figures read before."""
    if past.counted is None or past.last is None:
        return
    previous, place, measure = past.counted
    same = place is scene
    last = past.last[0] is previous
    marks = between(context, scene, previous.last, figure.first) if same else ""
    fresh = (
        any(previous.last <= spot < figure.first for spot, _ in scene.before(figure.first))
        if same
        else bool(scene.before(figure.first))
    )
    coming = scene.after(edge)
    ahead = _kind(coming[0][1]) + ":" + str("f" in between(context, scene, edge, coming[0][0])) if coming else "-"
    part = (
        any("including" in scene.at(token) for token in range(max(previous.last, figure.first - 4), figure.first))
        if same
        else False
    )
    part = part or any(
        "including" in scene.at(token) for token in range(figure.last, min(figure.last + 4, scene.sentence.last))
    )
    more = any("more" in scene.at(token) for token in range(figure.first - 1, figure.last + 1))
    steps = "same" if same else "next" if scene.sentence.index - place.sentence.index == 1 else "far"
    out = found.setdefault(measure, [])
    out += [
        f"P:{steps}:{last}",
        f"P:{steps}:{fresh}:{ahead}",
        f"P:{steps}:{fresh}:{ahead}:{group}:{last}",
        f"P:{steps}:{marks}:{fresh}",
        f"P:{steps}:{group}:{fresh}:{marks}",
        f"P:{steps}:{group}:{last}",
        f"P:part:{steps}:{part}:{fresh}:{ahead}",
        f"P:more:{steps}:{more}:{fresh}:{ahead}",
    ]
    if figure.change == "new":
        out.append("P:change")
    equal = past.equal(figure)
    if equal and (figure.low or figure.high or 0) > 3:
        found.setdefault(equal, []).append("=")
    if not same and figure.change == "" and place.sentence.paragraph == scene.sentence.paragraph:
        out.append(f"P:paragraph:{fresh}:{ahead}")


def _nearby(context: Context, scene: Scene, found: dict[str, list[str]]) -> None:
    """Triggers of the sentence before, and of a section's heading."""
    index = scene.sentence.index
    if not index:
        return
    before = context.scene(index - 1)
    names = {MEASURE_OF[name] for _, name in before.triggers if name in SURE}
    own = any(name in SURE for _, name in scene.triggers)
    short = before.sentence.last - before.sentence.first <= 6 and before.sentence.paragraph != scene.sentence.paragraph
    for name in names:
        out = found.setdefault(name, [])
        out.append(f"B:{len(names) == 1}:{own}")
        if short and not before.figures:
            out.append(f"B:title:{own}")
