"""The journey of a figure: lanes are what it counts, columns are dates; a line that changes lane changed meaning."""

from __future__ import annotations

from markupsafe import Markup, escape

from tollbook.desk.addresses import slug
from tollbook.desk.charts.shapes import element, mark, text
from tollbook.desk.journey import Journey, Node, Step
from tollbook.desk.strings import say
from tollbook.desk.words import day, named

WIDTH, LEFT = 1060, 128
LANE, LANE_GAP, TOP = 126, 46, 44
NARROW, ROW = 326, 74


def wide(journey: Journey) -> Markup:
    """Left to right; one column a date."""
    dates = list(dict.fromkeys(node.mark.said or "" for node in journey.nodes))
    stacked = [sum((node.mark.said or "") == date for node in journey.nodes) for date in dates]
    slots = sum(stacked)
    width = (WIDTH - LEFT - 16) / max(slots, 2)
    places: dict[str, tuple[float, float]] = {}
    parts = []
    slot: float = 0
    for lane, measure in enumerate(journey.lanes):
        y = TOP + lane * (LANE + LANE_GAP)
        class_ = "lane" if lane == 0 else "lane changed"
        parts.append(element("rect", x=LEFT - 4, y=y, width=WIDTH - LEFT, height=LANE, rx=5, class_=class_))
        parts += _lane_name(measure, y)
    for date, count in zip(dates, stacked):
        middle = LEFT + (slot + count / 2) * width
        parts.append(text(round(middle, 1), 22, day(date), "axis", "middle"))
        for node in (n for n in journey.nodes if (n.mark.said or "") == date):
            lane = journey.lanes.index(node.mark.measure)
            places[node.mark.claim] = (round(LEFT + (slot + 0.5) * width, 1), TOP + lane * (LANE + LANE_GAP) + 34)
            slot += 1
    parts += [_arrow(step, places) for step in journey.drawn]
    parts += [_stop(node, places[node.mark.claim], width) for node in journey.nodes]
    parts += _pills(journey, places)
    height = TOP + len(journey.lanes) * (LANE + LANE_GAP) - LANE_GAP + 8
    return _svg("wide", WIDTH, height, parts)


def _lane_name(measure: str, y: float) -> list[str]:
    words = named("measure", measure).capitalize().split(" ")
    rows = [" ".join(words[:2]), " ".join(words[2:])] if len(words) > 2 else [" ".join(words)]
    return [text(0, y + 36 + 17 * n, row, "lane-name") for n, row in enumerate(rows) if row]


def _svg(name: str, width: float, height: float, parts: list[str]) -> Markup:
    return Markup(
        f'<svg class="chart journey {name}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="group" aria-label="{escape(say("trace.journey"))}">{"".join(parts)}</svg>'
    )


def _class(step: Step) -> str:
    return " ".join(["link", *(["changed"] if step.fields else []), *([] if step.stated else ["inferred"])])


def _arrow(step: Step, places: dict[str, tuple[float, float]]) -> str:
    """A line with a head: straight in a lane, over the marks between when there are some, curved between lanes."""
    (x, y), (to_x, to_y) = places[step.source.claim], places[step.target.claim]
    head = "head changed" if step.fields else "head"
    if y == to_y:
        between = any(x + 4 < a < to_x - 4 and b == y for a, b in places.values())
        if not between:
            path = f"M{x + 10},{y}H{to_x - 14}"
            return element("path", d=path, class_=_class(step)) + _head(to_x - 8, to_y, "right", head)
        over, left, right = y - 24, x + 3, to_x - 3
        path = f"M{left},{y - 9}V{y - 18}Q{left},{over} {left + 6},{over}H{right - 6}Q{right},{over} {right},{y - 17}"
        return element("path", d=path, class_=_class(step)) + _head(to_x - 3, to_y - 9, "down", head)
    down = 1 if to_y > y else -1
    if to_x - x < 12:
        path = f"M{x},{y + 10 * down}V{to_y - 16 * down}"
    else:
        turn = min(22.0, (to_x - x) / 2)
        path = f"M{x + 10},{y}H{to_x - turn}Q{to_x},{y} {to_x},{y + turn * down}V{to_y - 16 * down}"
    return element("path", d=path, class_=_class(step)) + _head(
        to_x, to_y - 9 * down, "down" if down > 0 else "up", head
    )


def _head(x: float, y: float, way: str, class_: str) -> str:
    points = {
        "right": f"{x},{y} {x - 8},{y - 4.5} {x - 8},{y + 4.5}",
        "down": f"{x},{y} {x - 4.5},{y - 8} {x + 4.5},{y - 8}",
        "up": f"{x},{y} {x - 4.5},{y + 8} {x + 4.5},{y + 8}",
    }
    return element("polygon", points=points[way], class_=class_)


def _stop(node: Node, place: tuple[float, float], width: float) -> str:
    claim = node.mark
    x, y = place
    letters, plain = max(8, int(width / 7.8)), max(9, int(width / 6.9))
    who = _two_rows(claim.who, letters)
    note = say("trace.more", count=node.more) if node.more else say(f"use.short-{claim.use}")
    shape = claim.shape if claim.shape in ("floor", "ceiling") else "point"
    lift = 5 if shape == "floor" else -5 if shape == "ceiling" else 0
    drawn = mark(shape, x, y + lift, use="aside" if claim.use in ("aside", "context") else "counted", size=5.5)
    ring = element("circle", cx=x, cy=y, r=12, class_="ring")
    words = "".join(text(x, y + 26 + 15 * n, row, "who", "middle") for n, row in enumerate(who) if row)
    words += text(x, y + 44 + 15, _fit(claim.figure, plain), "", "middle")
    words += text(x, y + 61 + 15, _fit(note, plain), "axis", "middle")
    label = escape(f"{claim.who}, {day(claim.said)}: {claim.figure} {named('measure', claim.measure)}")
    return (
        f'<a href="/claims/{slug(claim.claim)}" class="side-{claim.side}"><title>{label}</title>'
        f"{drawn}{ring}{words}</a>"
    )


def _two_rows(words: str, letters: int) -> list[str]:
    """A name in at most two rows, broken between words; the second stands alone lower where one is enough."""
    if len(words) <= letters:
        return ["", words]
    at = words.rfind(" ", 0, letters + 1)
    return [_fit(words, letters)] if at <= 0 else [words[:at], _fit(words[at + 1 :], letters)]


def _fit(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


def _pills(journey: Journey, places: dict[str, tuple[float, float]]) -> list[str]:
    """What changed, on the way: between lanes, or above the later mark."""
    parts = []
    for step in journey.drawn:
        if not step.fields:
            continue
        words = _fit(", ".join(step.fields), 24)
        width = len(words) * 7.2 + 18
        (_, y), (to_x, to_y) = places[step.source.claim], places[step.target.claim]
        at_y = (to_y - 34 - LANE_GAP / 2) if to_y > y else to_y - 24 if to_y == y else to_y + 108
        at_x = min(max(to_x, LEFT + width / 2), WIDTH - width / 2 - 6)
        parts.append(
            element(
                "rect",
                x=round(at_x - width / 2, 1),
                y=round(at_y - 11, 1),
                width=round(width, 1),
                height=22,
                rx=11,
                class_="pill",
            )
        )
        parts.append(text(round(at_x, 1), round(at_y + 4, 1), words, "pill-text", "middle"))
    return parts


def narrow(journey: Journey) -> Markup:
    """Top to bottom, lanes as columns, for a phone."""
    lanes = len(journey.lanes)
    gap: float = 30
    left: float = 14
    column = {measure: left + n * gap for n, measure in enumerate(journey.lanes)}
    words_x = left + (lanes - 1) * gap + 26
    parts = []
    top = 18 * lanes + 8
    height = top + ROW * len(journey.nodes)
    for n, measure in enumerate(journey.lanes):
        x = column[measure]
        if n:
            parts.append(
                element(
                    "rect",
                    x=x - 12,
                    y=18 * (n + 1),
                    width=24,
                    height=height - 18 * (n + 1),
                    rx=4,
                    class_="lane changed",
                )
            )
        parts.append(text(x - 8 if n else 0, 13 + 18 * n, named("measure", measure).capitalize(), "lane-name"))
    places: dict[str, tuple[float, float]] = {}
    for n, node in enumerate(journey.nodes):
        places[node.mark.claim] = (column[node.mark.measure], top + n * ROW + 14)
    for step in journey.drawn:
        (x, y), (to_x, to_y) = places[step.source.claim], places[step.target.claim]
        path = (
            f"M{x},{y + 9}V{to_y - 9}"
            if x == to_x
            else f"M{x},{y + 9}C{x},{to_y - 10} {x},{to_y} {to_x - (9 if to_x > x else -9)},{to_y}"
        )
        parts.append(element("path", d=path, class_=_class(step)))
    incoming = {step.target.claim: step for step in journey.drawn}
    for node in journey.nodes:
        parts.append(_row(node, places[node.mark.claim], words_x, incoming.get(node.mark.claim)))
    return _svg("narrow", NARROW, height, parts)


def _row(node: Node, place: tuple[float, float], words_x: float, step: Step | None) -> str:
    claim = node.mark
    x, y = place
    shape = claim.shape if claim.shape in ("floor", "ceiling") else "point"
    lift = 5 if shape == "floor" else -5 if shape == "ceiling" else 0
    drawn = mark(shape, x, y + lift, use="aside" if claim.use in ("aside", "context") else "counted")
    letters = int((NARROW - words_x) / 7.3)
    when = day(claim.said)
    changed = say("trace.fields-changed", fields=", ".join(step.fields)) if step and step.fields else ""
    note = say("trace.more", count=node.more) if node.more else say(f"use.short-{claim.use}")
    words = text(
        words_x, y - 6, _fit(f"{when} · {changed}" if changed else when, letters), "pill-text" if changed else "axis"
    )
    words += text(words_x, y + 11, _fit(claim.who, letters), "who")
    words += text(words_x, y + 28, _fit(f"{claim.figure} · {note}", letters))
    return f'<a href="/claims/{slug(claim.claim)}" class="side-{claim.side}">{drawn}{words}</a>'
