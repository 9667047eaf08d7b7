"""The journey of a figure as SVG: lanes are what it is said to count, columns are dates.

Every mark has a class, so that a page styles it from its own sheet (no inline style, fit for a strict content policy);
the attributes give a plain look where there is no sheet. `STYLE` is that sheet for a drawing that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape as escaped

from tollbook.claims import Statement
from tollbook.tracing.journey import Journey, Step, gap_words, journey, short_date
from tollbook.tracing.records import Origin, Trace

LEFT = 132
COLUMN = 124
ROW = 84
HEAD = 56
PAD = 14
GAP = 40
LINE = 14
NAME_LENGTH = 17
MOST_STEPS = 60

STYLE = """
.trace text{font:12px system-ui,"Segoe UI","Noto Sans","Liberation Sans",sans-serif;fill:#454e59}
.trace .lane-name{font-weight:650;font-size:14px;fill:#1a1f26}.trace .name{font-weight:650;fill:#1a1f26}
.trace .date{fill:#5f6975}.trace .lane{fill:#fff;stroke:#dbe0e5}.trace .lane-changed{fill:#fdeee3;stroke:#dbe0e5}
.trace .column{stroke:#dbe0e5;stroke-dasharray:1 4}.trace .link{stroke:#5f6975;stroke-width:1.6;fill:none}
.trace .link-changed{stroke:#9c3b00;stroke-width:2}.trace .link-inferred{stroke-dasharray:5 4}
.trace .pill{fill:#fff;stroke:#9c3b00}.trace .pill-text{fill:#9c3b00;font-weight:650}
.trace .mark{fill:#20262e;stroke:#20262e;stroke-width:1.8}.trace .hollow{fill:#fff}
.trace .side-kyiv{fill:#0067a8;stroke:#0067a8}.trace .side-seoul{fill:#007553;stroke:#007553}
.trace .side-west{fill:#ad3f86;stroke:#ad3f86}.trace .side-moscow{fill:#b34500;stroke:#b34500}
.trace .side-pyongyang{fill:#b34500;stroke:#b34500}.trace .mark.hollow{fill:#fff}
.trace .halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
"""


def drawing(
    trace: Trace,
    statements: Mapping[str, Statement] | Sequence[Statement],
    origin: Origin,
    *,
    set_aside: Collection[str] = (),
    sides: Mapping[str, str] | None = None,
    address: Callable[[str], str] | None = None,
    standalone: bool = False,
) -> str:
    """The SVG of the journey of `origin`.

    `set_aside` claims are hollow. `sides` gives the side of an affiliation ("Ukraine": "Kyiv"), which becomes the
    class `side-kyiv`. `address` makes marks links: claim id → address. `standalone` adds the style sheet, for a file.
    """
    known = statements if isinstance(statements, Mapping) else {s.claim.id: s for s in statements}
    way = journey(trace, known, origin, set_aside)
    return Canvas(way, sides or {}, address).svg(standalone)


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str, quote: bool = True) -> str:
    """`text` fit for XML: markup escaped, characters that XML cannot hold replaced."""
    return escaped(_NOT_XML.sub("\ufffd", text), quote=quote)


class Canvas:
    """Where everything of one journey stands."""

    def __init__(self, way: Journey, sides: Mapping[str, str], address: Callable[[str], str] | None) -> None:
        self.way = way
        self.sides = {name.casefold(): side for name, side in sides.items()}
        self.address = address
        self.steps = way.steps[:MOST_STEPS]
        self.dates = list(dict.fromkeys(sorted({step.date or "" for step in self.steps})))
        self.tops: dict[str, int] = {}
        self.rows: dict[int, int] = {}
        heights = {}
        for lane in way.lanes:
            used: dict[str, int] = {}
            for number, step in enumerate(self.steps):
                if step.lane == lane:
                    self.rows[number] = used.get(step.date or "", 0)
                    used[step.date or ""] = self.rows[number] + 1
            heights[lane] = PAD * 2 + ROW * max(used.values(), default=1)
        top = HEAD
        for lane in way.lanes:
            self.tops[lane] = top
            top += heights[lane] + GAP
        self.heights = heights
        self.height = top - GAP + 12
        self.width = LEFT + COLUMN * len(self.dates) + 24

    def at(self, number: int) -> tuple[float, float]:
        """Centre of a step's mark."""
        step = self.steps[number]
        x = LEFT + COLUMN * (self.dates.index(step.date or "") + 0.5)
        return x, self.tops[step.lane] + PAD + 16 + ROW * self.rows[number]

    def svg(self, standalone: bool) -> str:
        """The whole drawing."""
        key = "t" + "".join(c for c in self.way.origin if c.isalnum())
        title = f"How a figure travelled: {self.way.title}"
        parts = [
            f'<svg class="trace" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" aria-labelledby="{key}-title {key}-desc">',
            f'<title id="{key}-title">{escape(title)}</title>',
            f'<desc id="{key}-desc">{escape(self.in_words())}</desc>',
        ]
        if standalone:
            parts.append(f"<style>{STYLE}</style>")
        parts += [self._markers(key), *self._lanes(), *self._columns()]
        parts += [self._link(number, key) for number in range(len(self.steps))]
        parts += [self._mark(number) for number in range(len(self.steps))]
        parts += [self._pill(number) for number in range(len(self.steps))]
        return "\n".join(part for part in parts if part) + "\n</svg>\n"

    def in_words(self) -> str:
        """The steps as sentences, for those who do not see the drawing."""
        out = []
        for step in self.steps:
            who = _names(step)
            text = f"{short_date(step.date)}, {who}: {step.figure}, {step.lane.lower()}"
            if step.target is not None and step.target < len(self.steps):
                after = self.steps[step.target]
                told = f"changed {', '.join(step.changed)}" if step.changed else step.kind
                text += f" ({told} from {_names(after)}, {short_date(after.date)})"
            out.append(text)
        more = len(self.way.steps) - len(self.steps)
        return "; ".join(out) + (f"; and {more} more" if more > 0 else "") + "."

    @staticmethod
    def _markers(key: str) -> str:
        heads = ""
        for name, colour in (("kept", "#5f6975"), ("changed", "#9c3b00")):
            heads += (
                f'<marker id="{key}-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" '
                f'markerUnits="userSpaceOnUse" orient="auto"><path class="head-{name}" d="M0,0L8,4L0,8Z" '
                f'fill="{colour}"/></marker>'
            )
        return f"<defs>{heads}</defs>"

    def _lanes(self) -> list[str]:
        out = []
        start = self.steps[0].lane if self.steps else ""
        for lane in self.way.lanes:
            changed = any(step.lane == lane and step.changed for step in self.steps) and lane != start
            name = "lane-changed" if changed else "lane"
            fill = "#fdeee3" if changed else "#ffffff"
            top, height = self.tops[lane], self.heights[lane]
            out.append(
                f'<rect class="{name}" x="{LEFT - 8}" y="{top}" width="{self.width - LEFT + 4}" height="{height}" '
                f'rx="4" fill="{fill}" stroke="#dbe0e5"/>'
            )
            for line, words in enumerate(_wrapped(lane, 15)):
                y = top + height / 2 - 4 + line * 18
                out.append(f'<text class="lane-name" x="0" y="{y:g}" font-size="14">{escape(words)}</text>')
        return out

    def _columns(self) -> list[str]:
        out = []
        for number, date in enumerate(self.dates):
            x = LEFT + COLUMN * (number + 0.5)
            before = self.dates[number - 1] if number else None
            label = escape(short_date(date or None, before))
            out.append(f'<text class="date" x="{x:g}" y="16" text-anchor="middle" font-size="12">{label}</text>')
            if words := gap_words(before, date):
                left = x - COLUMN / 2
                out.append(f'<text class="date" x="{left:g}" y="34" text-anchor="middle" font-size="11">{words}</text>')
            out.append(
                f'<line class="column" x1="{x:g}" x2="{x:g}" y1="42" y2="{self.height - 8}" stroke="#dbe0e5" '
                'stroke-dasharray="1 4"/>'
            )
        return out

    def _link(self, number: int, key: str) -> str:
        step = self.steps[number]
        if step.target is None or step.target >= len(self.steps):
            return ""
        name = "link" + (" link-changed" if step.changed else "") + (" link-inferred" if step.inferred else "")
        colour = "#9c3b00" if step.changed else "#5f6975"
        dashes = ' stroke-dasharray="5 4"' if step.inferred else ""
        head = "changed" if step.changed else "kept"
        return (
            f'<path class="{name}" d="{self._path(step.target, number)}" fill="none" stroke="{colour}" '
            f'stroke-width="{2 if step.changed else 1.6}"{dashes} marker-end="url(#{key}-{head})"/>'
        )

    def _path(self, start: int, end: int) -> str:
        (x1, y1), (x2, y2) = self.at(start), self.at(end)
        if x1 == x2:
            bend = x1 + COLUMN * 0.42
            return f"M{x1 + 9:g},{y1:g}C{bend:g},{y1:g} {bend:g},{y2:g} {x2 + 10:g},{y2:g}"
        if y1 == y2:
            between = any(
                self.at(n)[1] == y1 and min(x1, x2) < self.at(n)[0] < max(x1, x2) for n in range(len(self.steps))
            )
            if not between:
                return f"M{x1 + 9:g},{y1:g}H{x2 - 10:g}"
            return f"M{x1 + 4:g},{y1 - 8:g}Q{x1 + 12:g},{y1 - 20:g} {x1 + 30:g},{y1 - 20:g}H{x2 - 30:g}" + (
                f"Q{x2 - 8:g},{y1 - 20:g} {x2 - 3:g},{y1 - 10:g}"
            )
        return self._between_lanes(x1, y1, x2, y2)

    def _between_lanes(self, x1: float, y1: float, x2: float, y2: float) -> str:
        """Out of a mark, down (or up) between two columns, along the space beside the target's lane, and in."""
        turn, way = self._turn(y1, y2)
        bend = x1 + COLUMN / 2 - 4
        if x2 < x1:
            return f"M{x1 - 9:g},{y1:g}C{x1 - 40:g},{y1:g} {x2 + 40:g},{y2:g} {x2 + 10:g},{y2:g}"
        enter = f"Q{x2 - 4:g},{turn:g} {x2 - 4:g},{y2 - way * 10:g}"
        along = f"H{max(bend + 10, x2 - 16):g}"
        return (
            f"M{x1 + 9:g},{y1:g}H{bend - 10:g}Q{bend:g},{y1:g} {bend:g},{y1 + way * 12:g}V{turn - way * 10:g}"
            f"Q{bend:g},{turn:g} {bend + 10:g},{turn:g}{along}{enter}"
        )

    def _turn(self, y1: float, y2: float) -> tuple[float, int]:
        """Height of the space beside the lane of a target at `y2` for a line from `y1`, and 1 for down, -1 for up."""
        way = 1 if y2 > y1 else -1
        for lane, top in self.tops.items():
            if top <= y2 <= top + self.heights[lane] and not top <= y1 <= top + self.heights[lane]:
                return (top - GAP / 2 if way > 0 else top + self.heights[lane] + GAP / 2), way
        return (y1 + y2) / 2, way

    def _pill(self, number: int) -> str:
        step = self.steps[number]
        if not step.changed or step.target is None or step.target >= len(self.steps):
            return ""
        words = ", ".join(step.changed[:3]) + ("…" if len(step.changed) > 3 else "")
        (x1, y1), (x2, y2) = self.at(step.target), self.at(number)
        wide = 6.4 * len(words) + 16
        if step.lane == self.steps[step.target].lane:
            x, y = (x2 - 8, y2 - 22) if x1 != x2 else (x2 + 24, (y1 + y2) / 2 + 12)
        else:
            x, y = x2 - 4 if x1 != x2 else x2 + COLUMN * 0.25, self._turn(y1, y2)[0]
        return (
            f'<g class="change"><rect class="pill" x="{x - wide / 2:g}" y="{y - 9:g}" width="{wide:g}" height="18" '
            f'rx="9" fill="#ffffff" stroke="#9c3b00"/><text class="pill-text" x="{x:g}" y="{y + 4:g}" '
            f'text-anchor="middle" font-size="11" fill="#9c3b00">{escape(words)}</text></g>'
        )

    def _mark(self, number: int) -> str:
        step = self.steps[number]
        x, y = self.at(number)
        side = self.sides.get((step.affiliation or "").casefold(), "other").casefold()
        name = f"mark side-{''.join(c for c in side if c.isalnum())}" + (" hollow" if step.hollow else "")
        lines = [_names(step), step.figure, _note(step)]
        texts = "".join(
            f'<text class="{"name halo" if line == 0 else "halo"}" x="{x:g}" y="{y + 24 + line * LINE:g}" '
            f'text-anchor="middle" font-size="12">{escape(_cut(words))}</text>'
            for line, words in enumerate(lines)
            if words
        )
        hint = escape(f"{', '.join(step.names)}: {step.figure}, {step.lane.lower()}, {short_date(step.date)}")
        body = f"<title>{hint}</title>{_shape(step.bound, x, y, name, step.hollow)}{texts}"
        if self.address is None:
            return f'<g class="step">{body}</g>'
        return f'<a class="step" href="{escape(self.address(step.claims[0]), quote=True)}">{body}</a>'


def _shape(bound: str, x: float, y: float, name: str, hollow: bool) -> str:
    """Shape = bound: a disc for a figure, a bar for a range, a triangle up for a floor, down for a ceiling."""
    look = f'class="{name}" fill="{"#ffffff" if hollow else "#20262e"}" stroke="#20262e" stroke-width="1.8"'
    if bound in ("at_least", "more_than"):
        return f'<path {look} d="M{x:g},{y - 6:g}l6,11h-12z"/>'
    if bound in ("up_to", "fewer_than"):
        return f'<path {look} d="M{x:g},{y + 6:g}l6,-11h-12z"/>'
    if bound in ("range", "vague"):
        return f'<rect {look} x="{x - 2.5:g}" y="{y - 7:g}" width="5" height="14" rx="1"/>'
    return f'<circle {look} cx="{x:g}" cy="{y:g}" r="5"/>'


def _names(step: Step) -> str:
    if len(step.names) == 1:
        return step.names[0]
    return f"{len(step.names)} sources" if step.kind == "original" else f"{len(step.names)} outlets"


def _note(step: Step) -> str:
    if step.repeats:
        return f"+ {step.repeats} repeat" + ("s" if step.repeats > 1 else "")
    if step.kind == "original":
        return "origin"
    if step.kind == "repeat":
        return "unchanged"
    return {"update": "newer", "derived": "worked out", "subset": "a part"}.get(step.kind, "")


def _cut(words: str) -> str:
    """A name short enough for its column: a person's first name as an initial, else cut with an ellipsis."""
    parts = words.split()
    if len(words) > NAME_LENGTH and len(parts) == 2 and all(part[:1].isupper() and part.isalpha() for part in parts):
        words = f"{parts[0][0]}. {parts[1]}"
    return words if len(words) <= NAME_LENGTH else words[: NAME_LENGTH - 1].rstrip(" ,(") + "…"


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
