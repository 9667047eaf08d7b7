"""Twenty equally likely values as countable dots, and a source's lean as a point with its interval."""

from __future__ import annotations

from markupsafe import Markup

from tollbook.desk.charts.scale import Linear, ticks
from tollbook.desk.charts.shapes import element, text
from tollbook.desk.strings import say
from tollbook.desk.words import number, rounded

WIDTH, RADIUS = 256, 4.6


def dots(values: list[float]) -> Markup:
    """A dot plot of `values` (people), stacked in columns a dot wide."""
    if not values:
        return Markup("")
    low, high = min(values), max(values)
    span = (high - low) or max(high, 1.0)
    marks = ticks(high + span * 0.15, 4, max(0.0, low - span * 0.15))
    first = min(marks[0], max(0.0, low - span * 0.1))
    last = max(marks[-1], high + span * 0.1)
    axis = Linear(first, last, 8, WIDTH - 8)
    columns: dict[int, int] = {}
    drawn = []
    width = RADIUS * 2 + 2.8
    for value in sorted(values):
        column = round(axis.at(value) / width)
        stacked = columns.get(column, 0)
        columns[column] = stacked + 1
        drawn.append((column * width, stacked))
    tallest = max(columns.values())
    height = max(46.0, tallest * 10.0 + 4)
    base = height + 0.5
    parts = [
        element("circle", cx=round(x, 1), cy=round(base - 6 - 10 * n, 1), r=RADIUS, class_="dot") for x, n in drawn
    ]
    parts.append(element("line", x1=0, x2=WIDTH, y1=base, y2=base, class_="tick"))
    for value in marks:
        x = axis.at(value)
        anchor = "start" if x < 20 else "end" if x > WIDTH - 20 else "middle"
        parts.append(text(x, base + 16, number(value), "axis", anchor))
    label = say("case.dots-label", count=len(values), low=rounded(low), high=rounded(high))
    total = base + 21
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {total}" width="{WIDTH}" height="{total}" role="img" '
        f'aria-label="{label}">{"".join(parts)}</svg>'
    )


def lean(factor: float, low: float, high: float, side: int) -> Markup:
    """A factor with its 90 % interval on a log-like axis from a third to three times; the line in the middle is 1."""
    from math import log

    axis = Linear(-log(3), log(3), 4, 196)
    clipped = [axis.at(max(-log(3), min(log(3), log(value)))) for value in (low, factor, high)]
    drawn = element("line", x1=4, x2=196, y1=10, y2=10, class_="grid")
    drawn += element("line", x1=100, x2=100, y1=2, y2=18, class_="tick")
    drawn += element("line", x1=clipped[0], x2=clipped[2], y1=10, y2=10, class_="whisker")
    drawn += element("circle", cx=clipped[1], cy=10, r=5, class_="full")
    return Markup(
        f'<svg class="chart side-{side}" viewBox="0 0 200 20" width="200" height="20" aria-hidden="true">{drawn}</svg>'
    )
