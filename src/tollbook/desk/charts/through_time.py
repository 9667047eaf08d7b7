"""Claims and estimate through time: one panel a measure on one time axis, bands behind, claims as marks.

The drawing is made twice, for wide and for narrow paper: it is laid out again, never shrunk.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec
from markupsafe import Markup, escape

from tollbook.desk.addresses import slug
from tollbook.desk.charts.labels import Placer
from tollbook.desk.charts.scale import Days, Linear, ticks
from tollbook.desk.charts.shapes import element, mark, text
from tollbook.desk.dates import whole_date
from tollbook.desk.snapshot import Band, Mark, Snapshot
from tollbook.desk.strings import say
from tollbook.desk.words import day, long_day, named, number, rounded


class Paper(msgspec.Struct, frozen=True):
    """Sizes of a drawing, in pixels."""

    name: str
    width: int
    left: int
    right: int
    height: int
    months: int
    labels: int
    most: int
    """Marks in one panel; the rest is in the tables."""
    intervals: bool


WIDE = Paper("wide", 1070, 60, 128, 240, 9, 13, 110, True)
NARROW = Paper("narrow", 326, 56, 8, 170, 4, 4, 50, False)
_BRACKETS = re.compile(r"\s*\([^)]*\)")
STEEP = 40
"""Pixels; marks of one origin that lie further apart are not joined: the line would cross half the panel."""
GAP, STRIP, TITLE, AXIS = 34, 34, 30, 26


class Drawing(msgspec.Struct, frozen=True):
    """A drawing but for the line at the date that is asked for: `parts` with, between them, where that line goes."""

    axis: Days | None
    parts: list[str]
    lines: list[tuple[float, float, date | None]]
    """Top and foot of the line in each panel, and the last date of its band."""

    def at(self, as_of: str = "") -> Markup:
        """The drawing with a line at `as_of`, where the bands go on after that date."""
        if self.axis is None:
            return Markup("")
        found, drawn = whole_date(as_of), [self.parts[0]]
        for part, (top, foot, last) in zip(self.parts[1:], self.lines):
            if found is not None and last is not None and found < last:
                x = self.axis.at(found)
                drawn.append(element("line", x1=x, x2=x, y1=top, y2=foot, class_="now"))
            drawn.append(part)
        return Markup("".join(drawn))


def through_time(snapshot: Snapshot, measures: list[str], paper: Paper) -> Drawing:
    """The drawing of `measures`, each with its bands and its marks."""
    dated = [m for m in snapshot.marks if m.measure in measures and not m.rate and _day(m) and _top(m) is not None]
    axis = _axis(snapshot, measures, dated, paper)
    if axis is None:
        return Drawing(None, [], [])
    y, parts, lines = 0.0, [""], []
    for measure in measures:
        marks = _worth([m for m in dated if m.measure == measure], paper.most)
        behind, before, line = _panel(snapshot, measure, marks, axis, paper, y)
        parts[-1] += behind
        parts.append(before)
        lines.append(line)
        y = line[1] + AXIS + GAP
    title = say("case.chart-name", measures=", ".join(named("measure", m) for m in measures))
    height = round(y - GAP + 4)
    opening = (
        f'<svg class="chart through-time {paper.name}" viewBox="0 0 {paper.width} {height}" width="{paper.width}" '
        f'height="{height}" role="group" aria-label="{escape(title)}">'
    )
    return Drawing(axis, [opening + parts[0], *parts[1:-1], parts[-1] + "</svg>"], lines)


def _worth(marks: list[Mark], most: int) -> list[Mark]:
    """At most so many marks: what counts before what is set aside before repeats, the heavier first."""
    order = {"counted": 0, "aside": 1, "context": 2, "repeat": 3}
    return sorted(marks, key=lambda m: (order[m.use], -(m.weight or 0.0), m.said or "", m.claim))[:most]


def _day(claim: Mark) -> date | None:
    return whole_date(claim.date or claim.said or "")


def _top(claim: Mark) -> float | None:
    return claim.high if claim.high is not None else claim.low


def _axis(snapshot: Snapshot, measures: list[str], marks: list[Mark], paper: Paper) -> Days | None:
    days = [found for claim in marks if (found := _day(claim))]
    spans = [found for m in measures for band in snapshot.series.get(m, []) if (found := whole_date(band.date))]
    if not days and not spans:
        return None
    first, last = min(spans or days), max(days + spans)
    if (last - first).days < 14:
        first, last = first - timedelta(7), last + timedelta(7)
    margin = timedelta(max(2, (last - first).days // 60))
    return Days(first - margin, last + margin, paper.left, paper.width - paper.right)


def _panel(
    snapshot: Snapshot, measure: str, marks: list[Mark], axis: Days, paper: Paper, y: float
) -> tuple[str, str, tuple[float, float, date | None]]:
    """One panel from `y` down: what lies behind the line at a date, what lies before it, and where the line goes."""
    bands = snapshot.series.get(measure, [])
    ceiling = _ceiling(bands, marks)
    above = [m for m in marks if (m.low if m.low is not None else _top(m) or 0) > ceiling]
    inside = [m for m in marks if m not in above]
    parts = [text(0, y + 14, say("case.panel", measure=named("measure", measure).capitalize()), "title")]
    top = y + TITLE
    if above:
        parts.append(_strip(above, axis, paper, top, ceiling))
        top += STRIP
    scale = Linear(0, ceiling, top + paper.height, top)
    parts += [_grid(scale, ceiling, axis, paper), _bands(bands, axis, scale)]
    before = _marks(inside, axis, scale, paper, snapshot.sides)
    if paper.intervals and bands:
        before += _ends(bands[-1], scale, paper)
    last = whole_date(bands[-1].date) if bands else None
    return "".join(parts), before, (top, top + paper.height, last)


def _ceiling(bands: list[Band], marks: list[Mark]) -> float:
    """The top of the panel: above the widest band, and above what is counted unless that lies far beyond."""
    widest = max((band.high90 for band in bands), default=0.0)
    counted = sorted(_top(m) or 0.0 for m in marks if m.use in ("counted", "repeat"))
    highest = counted[-1] if counted else max((_top(m) or 0.0 for m in marks), default=1.0)
    if widest and highest > widest * 1.6:
        highest = max((value for value in counted if value <= widest * 1.6), default=widest)
    return max(widest, highest, 1.0) * 1.08


def _grid(scale: Linear, ceiling: float, axis: Days, paper: Paper) -> str:
    right = paper.width - paper.right
    parts = []
    for value in ticks(ceiling, 4):
        y = scale.at(value)
        parts.append(element("line", x1=paper.left, x2=right, y1=y, y2=y, class_="grid"))
        parts.append(text(paper.left - 8, y + 4, number(value), "axis", "end"))
    base = scale.at(0)
    for first_day, name in axis.ticks(paper.months):
        x = axis.at(first_day)
        parts.append(element("line", x1=x, x2=x, y1=base, y2=base + 5, class_="tick"))
        anchor = "start" if x < paper.left + 20 else "end" if x > right - 20 else "middle"
        parts.append(text(x, base + 19, name, "axis", anchor))
    return "".join(parts)


def _bands(bands: list[Band], axis: Days, scale: Linear) -> str:
    placed = [(axis.at(found), band) for band in bands if (found := whole_date(band.date)) is not None]
    if len(placed) < 2:
        return ""
    parts = []
    for low, high, class_ in (("low90", "high90", "b90"), ("low50", "high50", "b50")):
        upper = [f"{x},{scale.at(min(getattr(band, high), scale.high))}" for x, band in placed]
        lower = [f"{x},{scale.at(getattr(band, low))}" for x, band in reversed(placed)]
        parts.append(element("polygon", points=" ".join(upper + lower), class_=class_))
    middle = " ".join(f"{x},{scale.at(band.median)}" for x, band in placed)
    return "".join(parts) + element("polyline", points=middle, class_="middle")


def _ends(band: Band, scale: Linear, paper: Paper) -> str:
    """The last date's interval, written at the right edge, kept from running into itself."""
    x = paper.width - paper.right + 10
    rows = [
        (band.high90, "", 0),
        (band.high50, "", 0),
        (band.median, "strong", 1),
        (band.low50, "", 0),
        (band.low90, "", 0),
    ]
    places = [scale.at(value) + 4 for value, _, _ in rows]
    middle = 2
    for index in range(middle + 1, 5):
        places[index] = max(places[index], places[index - 1] + 15)
    for index in range(middle - 1, -1, -1):
        places[index] = min(places[index], places[index + 1] - 15)
    parts = [text(x, round(place, 1), rounded(value), class_) for (value, class_, _), place in zip(rows, places)]
    for a, b, offset, name in ((1, 3, 60, "50 %"), (0, 4, 98, "90 %")):
        start, stop = round(places[a] - 4, 1), round(places[b] - 4, 1)
        parts.append(element("path", d=f"M{x + offset - 5},{start}h5V{stop}h-5", class_="tick"))
        where = round((start + stop) / 2 + 4, 1) if name == "50 %" else round(stop + 18, 1)
        parts.append(text(x + offset + (4 if name == "50 %" else -12), where, name))
    return "".join(parts)


def describe(claim: Mark) -> str:
    """A mark in one sentence: who, when, what, and how it is used."""
    use = say(f"use.{claim.use}") if not claim.reason else f"{say(f'use.{claim.use}')}: {named('reason', claim.reason)}"
    said = long_day(claim.said) if claim.said and len(claim.said) >= 10 else day(claim.said)
    who = claim.who if len(claim.who) <= 48 else claim.who[:47].rstrip() + "…"
    return say("case.mark", who=who, said=said, figure=claim.figure, measure=named("measure", claim.measure), use=use)


def _link(claim: Mark, drawn: str, x: float, y: float) -> str:
    name = escape(claim.claim)
    ring = element("circle", cx=x, cy=y, r=12, class_="ring")
    return (
        f'<a href="/claims/{slug(claim.claim)}" class="side-{claim.side}" tabindex="-1" data-claim="{name}">'
        f"<title>{escape(describe(claim))}</title>{drawn}{ring}</a>"
    )


def _marks(marks: list[Mark], axis: Days, scale: Linear, paper: Paper, sides: list[str]) -> str:
    """Joins, marks and labels; crowded marks stand a few pixels aside."""
    order = {"aside": 0, "context": 0, "repeat": 1, "counted": 2}
    placer = Placer(paper.left, paper.width - paper.right, scale.stop, scale.start)
    places: dict[str, tuple[float, float, float | None]] = {}
    for claim in sorted(marks, key=lambda m: (-order[m.use], m.said or "", m.claim)):
        found = _day(claim)
        if found is None:
            continue
        low = claim.low if claim.low is not None else claim.high or 0.0
        y = scale.at(min(low, scale.high))
        top = scale.at(min(claim.high or low, scale.high)) if claim.shape == "range" else None
        x = placer.dodge(axis.at(found), y if top is None else (y + top) / 2)
        places[claim.claim] = (x, y, top)
    parts = [_joins(marks, places)]
    for claim in sorted(marks, key=lambda m: order[m.use]):
        if claim.claim in places:
            x, y, top = places[claim.claim]
            drawn = mark(claim.shape, x, y, use=claim.use, top=top)
            parts.append(_link(claim, drawn, x, round((y + top) / 2, 1) if top is not None else y - _lift(claim)))
    worth = [m for m in marks if m.use in ("counted", "aside") and m.claim in places]
    worth.sort(key=lambda m: (m.use != "counted", -(m.weight or 0.0), m.said or ""))
    labels = 0
    for claim in worth:
        x, y, top = places[claim.claim]
        drawn_label = placer.label(x, y if top is None else top, _label(claim, sides), claim.side)
        if drawn_label and labels < paper.labels:
            parts.append(drawn_label)
            labels += 1
    return "".join(parts)


def _lift(claim: Mark) -> float:
    return 5.0 if claim.shape == "floor" else -5.0 if claim.shape == "ceiling" else 0.0


def _label(claim: Mark, sides: list[str]) -> str:
    """Who and the figure, short: a side by its name, anyone else by theirs without what stands in brackets."""
    side = sides[claim.side - 1] if claim.side <= len(sides) else ""
    who = side if side and len(side) <= 10 else _BRACKETS.sub("", claim.who).strip()
    who = who if len(who) <= 20 else who[:19].rstrip() + "…"
    low, high = claim.low, claim.high
    if claim.share:
        return f"{who} {claim.figure}"
    if claim.shape == "floor" and low is not None:
        return f"{who} {number(low)}+"
    if claim.shape == "ceiling" and high is not None:
        return f"{who} ≤ {number(round(high))}"
    if low is not None and high is not None and low != high:
        return f"{who} {number(round(low))}–{number(round(high))}"
    return f"{who} {number(round(low or 0))}"


def _joins(marks: list[Mark], places: dict[str, tuple[float, float, float | None]]) -> str:
    groups: dict[str, list[Mark]] = {}
    for claim in marks:
        if claim.origin and claim.claim in places and claim.use in ("counted", "repeat"):
            groups.setdefault(claim.origin, []).append(claim)
    parts = []
    for group in groups.values():
        if len(group) < 2:
            continue
        group.sort(key=lambda m: places[m.claim][0])
        level = places[next((m for m in group if m.use == "counted"), group[0]).claim][1]
        group = [m for m in group if abs(places[m.claim][1] - level) < STEEP]
        points = " ".join(f"{places[m.claim][0]},{places[m.claim][1]}" for m in group)
        class_ = f"join side-{group[0].side}" + (" inferred" if any(m.inferred for m in group) else "")
        parts.append(element("polyline", points=points, class_=class_))
    return "".join(parts)


def _strip(marks: list[Mark], axis: Days, paper: Paper, y: float, ceiling: float) -> str:
    """Claims beyond the panel, at their dates, with their numbers where there is room."""
    parts = [
        element(
            "rect", x=paper.left, y=y, width=paper.width - paper.right - paper.left, height=26, rx=3, class_="strip"
        ),
        text(0, y + 17, f"{rounded(ceiling)}+", "axis"),
    ]
    placer = Placer(paper.left, paper.width - paper.right, y, y + 26)
    free = 0.0
    dated = sorted(marks, key=lambda m: _day(m) or date.min)
    for claim, following in zip(dated, [*dated[1:], None]):
        found = _day(claim)
        if found is None:
            continue
        x = placer.dodge(axis.at(found), y + 13)
        parts.append(
            _link(
                claim,
                mark(claim.shape if claim.shape != "range" else "point", x, y + 16, use=claim.use, size=4.6),
                x,
                y + 13,
            )
        )
        words = number(round(_top(claim) or 0))
        room = axis.at(_day(following) or found) if following else paper.width - paper.right
        if x > free and x + 14 + len(words) * 7 < room - 6:
            parts.append(text(x + 9, y + 17, words, f"halo side-{claim.side}"))
            free = x + 16 + len(words) * 7
    return "".join(parts)
