"""The gate of the estimating room: predictions of held-out reports on the two fixed splits of the reported losses.

python -m benchmarks.estimating            print the scores
python -m benchmarks.estimating --out DIR  also write train, test and prediction tables there
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from tollbook.estimating import backtest
from tollbook.ledger.importing import read_table

LOSSES = Path(__file__).parent.parent.parent / "shared" / "data" / "losses"
SPLITS = ("rows80", "last60")


def split_ids(split: str) -> tuple[set[str], set[str]]:
    """Ids of the rows to learn from and of those held out."""
    with (LOSSES / "splits.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    train = {row["claim_id"] for row in rows if row[split] == "train"}
    return train, {row["claim_id"] for row in rows} - train


def run(split: str) -> dict[str, backtest.Score]:
    """The scores on one split."""
    statements = read_table(LOSSES / "claims.csv")
    train, test = split_ids(split)
    held = [s for s in statements if s.claim.id in test]
    return backtest.score(held, backtest.predict([s for s in statements if s.claim.id in train], held))


def scores() -> dict[str, float] | None:
    """Macro CRPS on both splits, and by how much coverage misses its nominal share; None without the data."""
    if not (LOSSES / "splits.csv").exists():
        return None
    out = {}
    for split in SPLITS:
        found = run(split)
        out[f"{split}_macro_crps"] = found["macro"].crps
        misses = [
            abs(value - wanted)
            for name in ("other", "macro")
            for value, wanted in ((found[name].cov50, 0.5), (found[name].cov90, 0.9))
        ]
        out[f"{split}_coverage_error"] = round(max(misses), 4)
    return out


def write_tables(folder: Path) -> None:
    """The splits as tables for `tollbook backtest`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (LOSSES / "claims.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), list(reader.fieldnames or [])
    for split in SPLITS:
        train, _ = split_ids(split)
        for part in ("train", "test"):
            with (folder / f"{split}-{part}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, names, lineterminator="\n")
                writer.writeheader()
                writer.writerows(row for row in rows if (row["claim_id"] in train) == (part == "train"))


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "--out":
        write_tables(Path(sys.argv[2]))
    for split in SPLITS:
        for name, found in run(split).items():
            print(f"{split} {name:6} n {found.n:4} CRPS {found.crps:.3f} ({found.cov50:.2f}/{found.cov90:.2f})")
