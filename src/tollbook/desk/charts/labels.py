"""Places for marks and words on crowded paper."""

from __future__ import annotations

from tollbook.desk.charts.shapes import text

LETTER = 6.9
"""Mean width of a letter at 12 px, measured on the desk's type."""


class Placer:
    """Keeps what was put on the paper, so that what comes next can stand beside it."""

    def __init__(self, left: float, right: float, top: float, bottom: float) -> None:
        self.left, self.right, self.top, self.bottom = left, right, top, bottom
        self.marks: list[tuple[float, float]] = []
        self.boxes: list[tuple[float, float, float, float]] = []

    def dodge(self, x: float, y: float) -> float:
        """The nearest free place on the line of `y`, at most 24 px from `x`; the paper is what it is beyond that."""
        for shift in (0, 8, -8, 16, -16, 24, -24):
            place = min(max(x + shift, self.left), self.right)
            if all(abs(place - a) >= 7.5 or abs(y - b) >= 7.5 for a, b in self.marks):
                break
        else:
            place = x
        self.marks.append((place, y))
        return round(place, 1)

    def label(self, x: float, y: float, words: str, side: int) -> str:
        """The label beside the mark where nothing is yet, or nothing."""
        width = len(words) * LETTER
        candidates = [
            (x + 10, y + 4, "start", x + 10),
            (x - 10, y + 4, "end", x - 10 - width),
            (x, y - 14, "middle", x - width / 2),
            (x + 8, y - 10, "start", x + 8),
            (x - 8, y - 10, "end", x - 8 - width),
            (x, y + 20, "middle", x - width / 2),
            (x + 8, y + 17, "start", x + 8),
        ]
        for at, line, anchor, start in candidates:
            box = (start, line - 11, start + width, line + 3)
            if self._free(box):
                self.boxes.append(box)
                return text(round(at, 1), round(line, 1), words, f"halo side-{side}", anchor)
        return ""

    def _free(self, box: tuple[float, float, float, float]) -> bool:
        left, top, right, bottom = box
        if left < self.left - 30 or right > self.right or top < self.top - 6 or bottom > self.bottom + 2:
            return False
        if any(left < c and a < right and top < d and b < bottom for a, b, c, d in self.boxes):
            return False
        return not any(left - 6 < a < right + 6 and top - 5 < b < bottom + 5 for a, b in self.marks)
