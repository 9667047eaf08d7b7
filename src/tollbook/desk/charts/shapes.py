"""The marks: shape says the bound, fill says the use, the class on the group says who."""

from __future__ import annotations

from markupsafe import Markup, escape


def element(name: str, content: str = "", **attributes: object) -> str:
    """An SVG element; attribute values are escaped, `_` in names becomes `-` and `class_` class."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(x: float, y: float, words: str, class_: str = "", anchor: str = "start") -> str:
    """A line of text, escaped."""
    return element("text", str(escape(words)), x=x, y=y, class_=class_ or None, text_anchor=anchor)


def mark(shape: str, x: float, y: float, *, use: str, size: float = 5.5, top: float | None = None) -> str:
    """A mark at (x, y); a range goes from `y` up to `top`."""
    fill = "hollow" if use in ("aside", "context") else "full"
    if use == "repeat":
        size *= 0.62
    if shape == "range" and top is not None:
        half = size * 0.9
        path = f"M{x - half},{y}H{x + half}M{x - half},{top}H{x + half}M{x},{y}V{top}"
        bar = "bar aside" if fill == "hollow" else "bar"
        return element("path", d=path, class_="bar-back") + element("path", d=path, class_=bar)
    if shape == "floor":
        half, rise = size * 1.18, size * 2
        return element("path", d=f"M{x - half:.1f},{y}L{x + half:.1f},{y}L{x},{y - rise:.1f}Z", class_=fill)
    if shape == "ceiling":
        half, rise = size * 1.18, size * 2
        return element("path", d=f"M{x - half:.1f},{y}L{x + half:.1f},{y}L{x},{y + rise:.1f}Z", class_=fill)
    return element("circle", cx=x, cy=y, r=round(size, 1), class_=fill)


def key(shape: str, use: str = "counted") -> Markup:
    """A mark for the legend, on a small paper of its own."""
    y, top = {"range": (16.0, 2.0), "floor": (14.0, None), "ceiling": (4.0, None)}.get(shape, (9.0, None))
    drawn = mark(shape, 9.0, y, use=use, size=5.0, top=top)
    return Markup(f'<svg class="chart" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">{drawn}</svg>')


def key_repeat() -> Markup:
    """Two joined marks for the legend."""
    drawn = element("path", d="M9,9H24", class_="join")
    drawn += mark("point", 9.0, 9.0, use="counted") + mark("point", 24.0, 9.0, use="repeat")
    return Markup(f'<svg class="chart" width="30" height="18" viewBox="0 0 30 18" aria-hidden="true">{drawn}</svg>')
