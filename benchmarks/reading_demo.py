"""How well the reader does on the demonstration reports and how much it makes up in passages that hold no claim.

    python -m benchmarks.reading_demo            scores
    python -m benchmarks.reading_demo --rows     every claim missed or made up, every field that differs

A claim of src/tollbook/cases/kursk/expected.toml is found when a claim read from the report has its measure and its
value (low, else high) and its figure overlaps the key's quote. Claims with and without figures are scored apart. The
levels are cumulative as in the annotated reports: figure and measure; bound; affiliation and role; source; modality and
period. `passages_clean` and `held_clean` are the shares of the passages of tests/data/negatives.jsonl without a claim.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from tollbook.capture import Captured, capture
from tollbook.claims import Claim, Report
from tollbook.reading import read, read_report

CASE = files("tollbook.cases").joinpath("kursk")
PASSAGES = Path(__file__).parent.parent / "tests" / "data" / "negatives.jsonl"
LEVELS = ("figure_f1", "bound_f1", "group_f1", "source_f1", "manner_f1")

Key = dict[str, Any]


def reports() -> Iterator[tuple[Key, Report]]:
    """Every report of the key as it is captured."""
    keyed = tomllib.loads(CASE.joinpath("expected.toml").read_text(encoding="utf-8"))
    with as_file(CASE) as folder:
        for entry in keyed["report"]:
            for item in capture(str(folder / "reports" / entry["file"])):
                if isinstance(item, Captured):
                    yield entry, item.report


def figure(claim: Claim | Key) -> float | None:
    """The lower end of a claim, else the upper one; None for a claim without a figure."""
    low, high = (claim.get("low"), claim.get("high")) if isinstance(claim, dict) else (claim.low, claim.high)
    return high if low is None else low


def same_figure(keyed: Key, claim: Claim) -> bool:
    """Whether both have one measure and one value; fractions may differ by rounding."""
    wanted, got = figure(keyed), figure(claim)
    if keyed["measure"] != claim.measure or wanted is None or got is None:
        return False
    return abs(wanted - got) <= 0.01 if keyed["unit"] == "share" else wanted == got


def plain(words: str | None) -> str:
    """Words in small letters with straight apostrophes and single spaces."""
    return " ".join((words or "").replace("’", "'").lower().split())


def same_source(keyed: Key, claim: Claim) -> bool:
    """Whether the words for the source overlap or its name is the key's; no source must meet no source."""
    if "source" not in keyed or claim.source is None:
        return "source" not in keyed and claim.source is None
    wanted, text = plain(keyed["source"]), plain(claim.source.text)
    overlap = bool(text) and (wanted in text or text in wanted)
    return overlap or plain(claim.source.name) == plain(keyed["source_name"])


def agreements(keyed: Key, claim: Claim) -> list[bool]:
    """For each level, whether the claim read agrees with the key there."""
    return [
        True,
        (claim.bound, claim.low is None, claim.high is None)
        == (keyed["bound"], "low" not in keyed, "high" not in keyed),
        (claim.population.affiliation, claim.population.role) == (keyed["affiliation"], keyed["role"]),
        same_source(keyed, claim),
        (claim.modality, claim.period.kind) == (keyed["modality"], keyed["period"]),
    ]


def matched(entry: Key, report: Report) -> tuple[list[tuple[Key, Claim | None]], list[Claim]]:
    """The figures of the key with the claims that found them, and the figures read besides."""
    left = [c for c in read_report(report).claims if c.measure != "equipment" and figure(c) is not None]
    pairs: list[tuple[Key, Claim | None]] = []
    for keyed in entry["claims"]:
        if figure(keyed) is None:
            continue
        start = report.text.index(keyed["quote"])
        end = start + len(keyed["quote"])
        hit = next(
            (c for c in left if same_figure(keyed, c) and c.evidence[0].start < end and c.evidence[0].end > start), None
        )
        if hit is not None:
            left.remove(hit)
        pairs.append((keyed, hit))
    return pairs, left


def rows(entry: Key, pairs: list[tuple[Key, Claim | None]], extra: list[Claim]) -> Iterator[str]:
    """What was missed, made up or read differently in one report, a line each."""
    for keyed, claim in pairs:
        if claim is None:
            yield f"missed   {entry['file']}: {keyed['measure']} {keyed['quote']!r}"
            continue
        differing = [level for level, agrees in zip(LEVELS, agreements(keyed, claim), strict=True) if not agrees]
        if differing:
            yield f"differs  {entry['file']}: {keyed['quote']!r} in {', '.join(differing)}"
    for claim in extra:
        yield f"made up  {entry['file']}: {claim.measure} {claim.evidence[0].quote!r}"


def demonstration(show: bool = False) -> dict[str, float]:
    """The scores on the demonstration reports."""
    right, keyed_claims, read_claims = Counter[str](), 0, 0
    for entry, report in reports():
        pairs, extra = matched(entry, report)
        keyed_claims += len(pairs)
        read_claims += sum(claim is not None for _, claim in pairs) + len(extra)
        for keyed, claim in pairs:
            if claim is not None:
                agreeing = agreements(keyed, claim)
                right.update(level for i, level in enumerate(LEVELS) if all(agreeing[: i + 1]))
        if show:
            sys.stdout.writelines(line + "\n" for line in rows(entry, pairs, extra))
    return {level: 2 * right[level] / (keyed_claims + read_claims) for level in LEVELS}


def passages(show: bool = False) -> dict[str, float]:
    """The shares of the passages in which nothing is read; those held back are never shown."""
    counts: dict[bool, list[bool]] = {False: [], True: []}
    for line in PASSAGES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        claims = [claim for claim in read(row["text"]).claims if claim.measure != "equipment"]
        counts[row["held"]].append(not claims)
        if show and not row["held"]:
            sys.stdout.writelines(f"made up  {row['id']}: {c.measure} {c.evidence[0].quote!r}\n" for c in claims)
    return {
        "passages_clean": sum(counts[False]) / len(counts[False]),
        "held_clean": sum(counts[True]) / len(counts[True]),
    }


def scores(show: bool = False) -> dict[str, float]:
    """All scores."""
    return {**demonstration(show), **passages(show)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", action="store_true", help="list what was missed, made up or read differently")
    for name, score in scores(parser.parse_args().rows).items():
        print(f"{name:16} {score:.3f}")


if __name__ == "__main__":
    main()
