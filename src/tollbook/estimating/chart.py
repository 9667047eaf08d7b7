"""An estimate as a Vega-Lite chart: bands through time, claims as marks shaped by bound and coloured by side.

`specification(estimate)` is plain data that any renderer of Vega-Lite takes; `draw` renders it to SVG or PNG without a
browser and without a network.

    base  = "about", "from-to", "at least", "up to"   the mark's shape
    fill  = full when counted, small when a repeat, hollow when set aside
    strip = claims beyond the scale stand on its upper edge with their number
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tollbook.estimating.case import Side
from tollbook.estimating.dating import spoken
from tollbook.estimating.results import Estimate, Figure, Weighed
from tollbook.estimating.wording import MEASURE_WORDS, about, number, rounded
from tollbook.messages import refuse

WIDTH, HEIGHT = 720, 240
PANELS = ("casualties", "killed")
INK, SECOND, FAINT, LINE = "#1a1f26", "#454e59", "#5f6975", "#dbe0e5"
BAND_90, BAND_50, MIDDLE = "#dde2e8", "#bac4cf", "#47525f"
OTHERS = "others"
COLOURS = ("#0067a8", "#007553", "#ad3f86", "#b34500", "#7a5c00", "#5b4bb7")
"""For sides without a colour of their own; told apart in simulated colour blindness."""
OTHER_COLOUR = "#20262e"
LABELLED = 12
KEY = "● about   ▮ from-to   ▲ at least   ▼ up to   ·   full: counted, small: repeat, hollow: set aside"
SHAPES = {"point": "circle", "range": "stroke", "low": "triangle-up", "high": "triangle-down"}
SHAPE_WORDS = {"point": "about", "range": "from-to", "low": "at least", "high": "up to"}


def specification(estimate: Estimate, sides: Sequence[Side] = (), width: int = WIDTH) -> dict[str, Any]:
    """The chart of `estimate` as Vega-Lite 5: one panel for each of PANELS that it has, under one time axis."""
    measures = [m for m in PANELS if estimate.figure(m) is not None] or [f.measure for f in estimate.figures[:1]]
    palette = _palette(estimate, sides)
    first, last = _span(estimate)
    panels = [_panel(estimate, m, palette, (first, last), width, m == measures[-1]) for m in measures]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": estimate.sentence,
        "background": "white",
        "padding": 12,
        "title": {
            "text": estimate.title,
            "subtitle": _folded(estimate.sentence, 110) + ["No figure here is a verified count.", KEY],
            "anchor": "start",
            "fontSize": 16,
            "subtitleFontSize": 12,
            "subtitleColor": SECOND,
            "subtitlePadding": 6,
            "offset": 16,
        },
        "vconcat": panels,
        "spacing": 26,
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
        "config": {
            "font": "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif",
            "view": {"stroke": None},
            "axis": {"labelColor": FAINT, "titleColor": SECOND, "gridColor": LINE, "domainColor": LINE, "ticks": False},
        },
    }


def _folded(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False)


def _palette(estimate: Estimate, sides: Sequence[Side]) -> dict[str, str]:
    """A colour for each side that speaks, and one for the others."""
    given = {side.name: side.colour for side in sides}
    names = [s for s in given if any(c.side == s for c in estimate.claims)]
    names += sorted({c.side for c in estimate.claims if c.side and c.side not in names})
    spare = iter([colour for colour in COLOURS if colour not in given.values()] * 3)
    out = {name: given.get(name) or next(spare) for name in names}
    return {**out, OTHERS: OTHER_COLOUR}


def _span(estimate: Estimate) -> tuple[str, str]:
    """First and last date drawn: from the month before the first losses that are drawn to the date of the estimate."""
    drawn = [c.about for c in estimate.claims if c.about and c.measure in PANELS and c.unit == "people"]
    dates = sorted(d for d in drawn if d) or [estimate.as_of]
    return min(dates[0], estimate.as_of), max(dates[-1], estimate.as_of)


def _panel(
    estimate: Estimate, measure: str, palette: dict[str, str], span: tuple[str, str], width: int, is_last: bool
) -> dict[str, Any]:
    """One panel: bands, centre line, marks, labels, and the ends written at the right."""
    series = [f for f in estimate.series if f.measure == measure and span[0] <= f.date <= span[1]]
    figure = estimate.figure(measure)
    assert figure is not None
    top = _top(estimate, measure, series)
    marks = _marks(estimate, measure, span, top)
    words = MEASURE_WORDS[measure]
    x = {
        "field": "date",
        "type": "temporal",
        "title": None,
        "scale": {"domain": list(span), "nice": False},
        "axis": {"format": "%b %Y", "tickCount": 8, "grid": False, "labels": is_last},
    }
    y = {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"format": ",.0f"},
    }
    layers = [
        *_bands(series, x, y),
        *_mark_layers(marks, palette, x, y, legend=is_last),
        *_ends(figure, x, y),
    ]
    return {
        "title": {"text": f"{words[0].upper()}{words[1:]}, so far", "anchor": "start", "fontSize": 13, "offset": 18},
        "width": width,
        "height": HEIGHT,
        "layer": layers,
    }


def _top(estimate: Estimate, measure: str, series: Sequence[Figure]) -> float:
    """The upper end of the scale: the band and the counted claims fit, far outliers do not stretch it."""
    band = max((f.interval.high90 for f in series), default=1.0)
    counted = [c.high or c.low or 0.0 for c in estimate.claims if _is_drawn(c, measure) and c.role == "counted"]
    inside = [value for value in counted if value <= 1.6 * band]
    return 1.06 * max([band, *inside, 1.0])


def _is_drawn(claim: Weighed, measure: str) -> bool:
    """Whether a claim has a place in the panel: a total of this measure with a number and a date."""
    whole = claim.measure == measure and claim.unit == "people" and claim.rate is None
    return whole and (claim.low is not None or claim.high is not None) and claim.kind != "other population"


def _marks(estimate: Estimate, measure: str, span: tuple[str, str], top: float) -> list[dict[str, Any]]:
    """The claims as rows of the chart's data, set-aside ones first so that counted ones lie on top."""
    out = []
    for claim in estimate.claims:
        date = claim.about or claim.date
        if not _is_drawn(claim, measure) or date is None or not span[0] <= date[:10] <= span[1]:
            continue
        low, high = claim.low, claim.high
        kind = "high" if low is None else "low" if high is None else "point" if low == high else "range"
        value = high if low is None else low if high is None else 0.5 * (low + high)
        assert value is not None
        beyond = value > top
        out.append(
            {
                "date": date[:10],
                "value": min(value, top),
                "low": min(low or value, top),
                "high": min(high or value, top),
                "shape": SHAPE_WORDS[kind],
                "side": claim.side or OTHERS,
                "role": {"part": "counted"}.get(claim.role, claim.role),
                "origin": claim.origin or claim.claim,
                "label": _label(claim, value, beyond),
                "weight": claim.weight if claim.weight is not None else 0.0,
                "claim": claim.claim,
                "description": _describe(claim),
            }
        )
    order = ["set aside", "repeat", "counted"]
    out.sort(key=lambda m: (order.index(str(m["role"])), str(m["date"]), str(m["claim"])))
    _choose_labels(out, span, top)
    return out


def _label(claim: Weighed, value: float, beyond: bool) -> str:
    who = claim.side or textwrap.shorten(re.split(r"[,(]", claim.source or "")[0], 20, placeholder="…")
    before = "up to " if claim.bound in ("up_to", "fewer_than") else ""
    sign = {"at_least": "+", "more_than": "+"}.get(claim.bound, "")
    figure = f"{before}{number(value)}{sign}"
    if claim.low and claim.high and claim.low != claim.high:
        figure = f"{number(claim.low)}-{number(claim.high)}"
    return f"{who} {figure}".strip() if claim.role == "counted" or beyond else ""


def _describe(claim: Weighed) -> str:
    date = spoken(claim.date) if claim.date else "undated"
    text = f"{claim.source or 'the report itself'}, {date}: {claim.figure}"
    return f"{text}; {claim.role}" + (f": {claim.reason}" if claim.reason else "")


def _choose_labels(marks: list[dict[str, Any]], span: tuple[str, str], top: float) -> None:
    """Keep at most LABELLED labels, the weightiest and newest first, none within reach of another."""
    from tollbook.estimating.dating import day

    first, last = day(span[0]) or 0, day(span[1]) or 1
    taken: list[tuple[float, float, float]] = []
    wanted = [m for m in marks if m["label"]]
    wanted.sort(key=lambda m: (m["value"] >= top, m["weight"], m["date"]), reverse=True)
    for mark in wanted:
        x = WIDTH * ((day(mark["date"]) or 0) - first) / max(last - first, 1)
        y = HEIGHT * (1 - mark["value"] / top)
        reach = 6.6 * len(mark["label"]) + 12
        left = x > WIDTH - reach
        start, end = (x - reach, x) if left else (x, x + reach)
        clear = all(end < a or start > b or abs(y - at) > 15 for a, b, at in taken)
        if clear and len(taken) < LABELLED:
            taken.append((start, end, y))
            mark["align"] = "right" if left else "left"
        else:
            mark["label"] = ""


def _bands(series: Sequence[Figure], x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {
            "date": f.date,
            "low90": f.interval.low90,
            "low50": f.interval.low50,
            "median": f.interval.median,
            "high50": f.interval.high50,
            "high90": f.interval.high90,
        }
        for f in series
    ]
    data = {"values": rows}
    out: list[dict[str, Any]] = []
    for low, high, colour in (("low90", "high90", BAND_90), ("low50", "high50", BAND_50)):
        out.append(
            {
                "data": data,
                "mark": {"type": "area", "color": colour, "interpolate": "monotone"},
                "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}},
            }
        )
    out.append(
        {
            "data": data,
            "mark": {
                "type": "line",
                "color": MIDDLE,
                "strokeDash": [2, 3],
                "strokeWidth": 1.5,
                "interpolate": "monotone",
            },
            "encoding": {"x": x, "y": {**y, "field": "median"}},
        }
    )
    return out


def _mark_layers(
    marks: list[dict[str, Any]], palette: dict[str, str], x: dict[str, Any], y: dict[str, Any], legend: bool
) -> list[dict[str, Any]]:
    """Joins of repeats, ranges as rules, the other marks by shape, and labels."""
    data = {"values": marks}
    present = [name for name in palette if any(m["side"] == name for m in marks)]
    keys = {"orient": "bottom", "titleColor": SECOND, "labelColor": INK, "symbolSize": 90, "title": None}
    colour = {
        "field": "side",
        "type": "nominal",
        "scale": {"domain": list(palette), "range": list(palette.values())},
        "legend": {**keys, "values": present, "symbolType": "circle", "symbolOpacity": 1} if legend else None,
    }
    shape = {
        "field": "shape",
        "type": "nominal",
        "scale": {"domain": list(SHAPE_WORDS.values()), "range": list(SHAPES.values())},
        "legend": None,
    }
    said = {"field": "description", "type": "nominal"}
    point = {"x": x, "y": {**y, "field": "value"}, "color": colour, "shape": shape}
    point |= {"description": said, "tooltip": said}
    ends = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour, "description": said}
    ends |= {"tooltip": said}
    full = "datum.role == 'counted'"
    single = "datum.shape != 'from-to'"
    return [
        {
            "data": data,
            "transform": [{"filter": "datum.role != 'set aside'"}],
            "mark": {"type": "line", "strokeWidth": 1, "opacity": 0.45, "interpolate": "linear"},
            "encoding": {"x": x, "y": {**y, "field": "value"}, "color": colour, "detail": {"field": "origin"}},
        },
        {
            "data": data,
            "transform": [{"filter": f"!({full}) && !({single})"}],
            "mark": {"type": "bar", "width": 5, "filled": False, "strokeWidth": 1.2, "fill": "white"},
            "encoding": ends,
        },
        {
            "data": data,
            "transform": [{"filter": f"{full} && !({single})"}],
            "mark": {"type": "bar", "width": 4},
            "encoding": ends,
        },
        {
            "data": data,
            "transform": [{"filter": f"datum.role == 'set aside' && {single}"}],
            "mark": {"type": "point", "size": 48, "filled": False, "fill": "white", "strokeWidth": 1.3},
            "encoding": point,
        },
        {
            "data": data,
            "transform": [{"filter": f"datum.role == 'repeat' && {single}"}],
            "mark": {"type": "point", "size": 24, "filled": True, "opacity": 1},
            "encoding": point,
        },
        {
            "data": data,
            "transform": [{"filter": f"{full} && {single}"}],
            "mark": {"type": "point", "size": 64, "filled": True, "opacity": 1, "stroke": "white", "strokeWidth": 0.8},
            "encoding": point,
        },
        *_labels(data, colour, x, y),
    ]


def _labels(data: dict[str, Any], colour: dict[str, Any], x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """Words beside the marks that keep one, on a halo so that bands do not hide them."""
    out: list[dict[str, Any]] = []
    for align, shift in (("left", 8), ("right", -8)):
        base = {"type": "text", "align": align, "baseline": "middle", "dx": shift, "dy": -7, "fontSize": 11}
        place = {"x": x, "y": {**y, "field": "value"}, "text": {"field": "label"}}
        chosen = [{"filter": f"datum.label != '' && datum.align == '{align}'"}]
        halo = {**base, "stroke": "white", "strokeWidth": 3, "strokeOpacity": 0.85}
        out.append({"data": data, "transform": chosen, "mark": halo, "encoding": place})
        out.append({"data": data, "transform": chosen, "mark": base, "encoding": {**place, "color": colour}})
    return out


def _ends(figure: Figure, x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """The interval's ends and its centre, rounded to two figures, beside the right edge."""
    i = figure.interval
    rows = [
        {"date": figure.date, "value": value, "text": about(rounded(value)), "weight": weight}
        for value, weight in (
            (i.high90, "90"),
            (i.high50, "50"),
            (i.median, "middle"),
            (i.low50, "50"),
            (i.low90, "90"),
        )
    ]
    place = {"x": x, "y": {**y, "field": "value"}, "text": {"field": "text"}}
    base = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 11, "clip": False}
    styles = (("90", 8, FAINT, "normal"), ("50", 8, SECOND, "normal"), ("middle", 8, INK, "bold"))
    return [
        {
            "data": {"values": [row for row in rows if row["weight"] == weight]},
            "mark": {**base, "dx": shift, "color": colour, "fontWeight": font},
            "encoding": place,
        }
        for weight, shift, colour, font in styles
    ]


def draw(estimate: Estimate, path: Path, sides: Sequence[Side] = ()) -> None:
    """Write the chart to `path`, as PNG where its name ends so, else as SVG. Raises Refusal when it cannot."""
    import vl_convert

    spec = specification(estimate, sides)
    try:
        if path.suffix.lower() == ".png":
            path.write_bytes(vl_convert.vegalite_to_png(spec, scale=2))
        else:
            path.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")
    except OSError as error:
        raise refuse("unreadable-file", name=path, reason=error.strerror) from None
