"""The reader against annotations: which claims were found, and which of their fields are right.

Annotations are a folder of NAME.txt and NAME.json, {"lang", "date", "claims": [{"start", "end", "measure", "unit",
"low", "high", "bound", "affiliation", "role", "source", "modality", "period"}]}: offsets of the figure in NAME.txt,
shares as fractions. A claim is found when one of the same measure stands on overlapping words or has the same number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tollbook.claims import Claim, Report
from tollbook.messages import refuse
from tollbook.reading import read_report

FIELDS = ("number", "bound", "affiliation", "role", "source", "modality", "period")


@dataclass(slots=True)
class Score:
    """Counts of marked, read and matched claims; for each field how many matched claims have it right."""

    marked: int = 0
    read: int = 0
    matched: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))

    @property
    def precision(self) -> float:
        """Share of the claims read that were marked."""
        return self.matched / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """Share of the claims marked that were read."""
        return self.matched / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def annotated(folder: Path) -> Iterator[tuple[Report, list[dict[str, Any]]]]:
    """The annotated reports of a folder. Raises Refusal for a folder without any and for an unreadable file."""
    paths = [path for path in sorted(folder.glob("*.json")) if path.with_suffix(".txt").exists()]
    if not paths:
        raise refuse("no-annotations", name=folder)
    for path in paths:
        try:
            gold = json.loads(path.read_text(encoding="utf-8"))
            text = path.with_suffix(".txt").read_text(encoding="utf-8")
            claims = [claim for claim in gold["claims"] if claim["measure"] and claim["start"] <= claim["end"]]
        except (ValueError, KeyError, TypeError) as error:
            raise refuse("bad-annotation", name=path, reason=str(error) or type(error).__name__) from error
        report = Report(id=str(gold.get("id", path.stem)), text=text, lang=gold.get("lang"), published=gold.get("date"))
        yield report, claims


def score(folder: Path) -> Score:
    """The reader's score on the annotated reports of `folder`; claims without a figure are left out."""
    total = Score()
    for report, marked in annotated(folder):
        claims = [c for c in read_report(report).claims if c.bound != "none" and c.measure != "equipment"]
        numbered = [gold for gold in marked if gold.get("low") is not None or gold.get("high") is not None]
        total.marked += len(numbered)
        total.read += len(claims)
        for gold, claim in _pairs(numbered, claims):
            total.matched += 1
            for name, good in _compared(gold, claim).items():
                total.right[name] += good
    return total


def _pairs(marked: list[dict[str, Any]], claims: list[Claim]) -> list[tuple[dict[str, Any], Claim]]:
    """Marked and read claims one to one, the best pairs first."""
    ranked = []
    for i, gold in enumerate(marked):
        for j, claim in enumerate(claims):
            if gold["measure"] != claim.measure:
                continue
            words = claim.evidence[0]
            overlap = max(0, min(words.end, gold["end"]) - max(words.start, gold["start"]))
            compared = _compared(gold, claim)
            if overlap or compared["number"]:
                quality = 4 * bool(overlap) + 3 * compared["number"] + compared["bound"] + compared["source"]
                ranked.append((-quality, abs(words.start - gold["start"]), i, j))
    found, used_marked, used_claims = [], set(), set()
    for _, _, i, j in sorted(ranked):
        if i not in used_marked and j not in used_claims:
            used_marked.add(i)
            used_claims.add(j)
            found.append((marked[i], claims[j]))
    return found


def _compared(gold: dict[str, Any], claim: Claim) -> dict[str, bool]:
    source = claim.source
    names = (source.text or "", source.name or "") if source else ("",)
    return {
        "number": _close(gold.get("low"), claim.low) and _close(gold.get("high"), claim.high),
        "bound": gold.get("bound") == claim.bound,
        "affiliation": _alike(gold.get("affiliation"), claim.population.affiliation),
        "role": gold.get("role") == claim.population.role,
        "source": any(_alike(gold.get("source"), name) for name in names),
        "modality": gold.get("modality") == claim.modality,
        "period": gold.get("period") == claim.period.kind,
    }


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= max(0.005 if abs(one) <= 1 else 0.0, 1e-6 * abs(one))


def _alike(one: str | None, other: str | None) -> bool:
    """Whether two names share at least half of their words, or are both absent."""
    a, b = (set("".join(c if c.isalnum() else " " for c in (n or "").lower()).split()) for n in (one, other))
    if not a or not b:
        return not a and not b
    return a <= b or b <= a or 2 * len(a & b) >= len(a | b)
