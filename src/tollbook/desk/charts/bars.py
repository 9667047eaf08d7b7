"""Intervals one below the other on one scale: what an estimate is, and what it would be."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from tollbook.desk.charts.scale import Linear, ticks
from tollbook.desk.charts.shapes import element, text
from tollbook.desk.snapshot import Band
from tollbook.desk.strings import say
from tollbook.desk.words import number, rounded

ROW, BAR = 50, 16
WIDE, NARROW = ("wide", 440), ("narrow", 290)


class Bar(msgspec.Struct):
    """One interval; a hollow one is what is not used."""

    label: str
    band: Band
    hollow: bool = False


def bars(rows: list[Bar], paper: tuple[str, int] = WIDE) -> Markup:
    """The intervals of `rows` (people): 90 % pale, 50 % darker, the middle a dot; dashed outlines where hollow."""
    name, width = paper
    most = max(row.band.high90 for row in rows)
    marks = ticks(most * 1.02, 4)
    axis = Linear(0.0, max(marks[-1], most), 6, width - 22)
    base = ROW * len(rows) + 6
    parts = [element("line", x1=axis.at(value), x2=axis.at(value), y1=4, y2=base, class_="grid") for value in marks]
    for place, row in enumerate(rows):
        parts.append(_row(row, axis, ROW * place))
    for value in marks:
        anchor = "start" if axis.at(value) < 20 else "middle"
        parts.append(text(axis.at(value), base + 15, number(value), "axis", anchor))
    label = "; ".join(f"{row.label}: {_words(row.band)}" for row in rows)
    height = base + 20
    return Markup(
        '<svg class="chart {4}" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}</svg>'
    ).format(width, height, label, Markup("").join(Markup(part) for part in parts), name)


def _row(row: Bar, axis: Linear, top: float) -> Markup:
    band = row.band
    x90, x50 = axis.at(band.low90), axis.at(band.low50)
    w90, w50 = axis.at(band.high90) - x90, axis.at(band.high50) - x50
    parts = [
        text(6, top + 15, row.label, "strong halo", "start"),
        text(axis.stop, top + 15, _words(band), "halo", "end"),
    ]
    top += 23
    if row.hollow:
        parts.append(element("rect", x=x90, y=top, width=w90, height=BAR, rx=2, class_="supposed"))
        parts.append(element("circle", cx=axis.at(band.median), cy=top + BAR / 2, r=4.5, class_="supposed"))
    else:
        parts.append(element("rect", x=x90, y=top, width=w90, height=BAR, class_="b90"))
        parts.append(element("rect", x=x50, y=top, width=w50, height=BAR, class_="b50"))
        parts.append(element("circle", cx=axis.at(band.median), cy=top + BAR / 2, r=4.5, class_="dot"))
    return Markup("").join(Markup(part) for part in parts)


def _words(band: Band) -> str:
    return say("trace.bar", middle=rounded(band.median), low=rounded(band.low90), high=rounded(band.high90))
