"""Counts of killed and injured for reports of attacks, in the form that score_counts.py takes.

python -m benchmarks.muc dev.jsonl > predictions.jsonl
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tollbook.claims import Incident, Report, Toll
from tollbook.reading import read_report


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
