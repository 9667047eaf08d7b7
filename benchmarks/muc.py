"""Counts of killed and injured for reports of attacks, in the form that score_counts.py takes.

    python -m benchmarks.muc dev.jsonl > predictions.jsonl

As a gate: on the development reports, the share of reports with a known count above zero whose count is exact, the
share of the key's events whose count is among those read, and how many counts are read for each of them (1 is best).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tollbook.claims import Incident, Report, Toll
from tollbook.reading import read_report

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "muc" / "dev.jsonl"


def scores() -> dict[str, float] | None:
    """Exact counts above zero, recall of events and counts for each, for killed and injured."""
    if not DATA.exists():
        return None
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    made = {record["id"]: record for record in predictions(DATA)}
    return {name: value for field in ("killed", "injured") for name, value in figures(rows, made, field).items()}


def figures(rows: list[dict[str, Any]], made: dict[str, dict[str, Any]], field: str) -> dict[str, float]:
    """The figures of one field, as score_counts.py has them."""
    above = [row for row in rows if row[field]]
    exact = sum((made[row["id"]][field] or 0) in {row[field], *row[f"{field}_accept"]} for row in above)
    hits = wanted = said = 0
    for row in rows:
        counts = set(made[row["id"]][f"{field}_all"])
        events = [event for event in row["templates"] if event[field] and not event["optional"]]
        wanted += len(events)
        hits += sum(bool(counts & {event[field], *event[f"{field}_accept"]}) for event in events)
        said += len(made[row["id"]][f"{field}_all"]) if any(event[field] for event in row["templates"]) else 0
    return {
        f"{field}_exact": exact / len(above),
        f"{field}_recall": hits / wanted,
        f"{field}_entries_error": said / wanted,
    }


def predictions(path: Path) -> Iterator[dict[str, Any]]:
    """One record a line of `path`: the main incident's killed and injured, and those of every incident."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        report = Report(id=row["id"], text=row["text"], lang="en")
        reading = read_report(report, count_perpetrators=False)
        main = reading.totals or Incident()
        yield {
            "id": row["id"],
            "killed": count(main.killed),
            "injured": count(main.wounded),
            "killed_all": [n for i in reading.incidents if (n := count(i.killed))],
            "injured_all": [n for i in reading.incidents if (n := count(i.wounded))],
        }


def count(toll: Toll | None) -> int | None:
    """The best figure of a toll as a whole number; None without one."""
    return None if toll is None or toll.best is None else round(toll.best)


def main() -> None:
    for record in predictions(Path(sys.argv[1])):
        print(json.dumps(record))


if __name__ == "__main__":
    main()
