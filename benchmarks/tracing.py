"""How well tracing finds what a claim rests on, against a table of claims whose links an analyst coded.

    python -m benchmarks.tracing CLAIMS.csv --json
    python -m benchmarks.tracing CLAIMS.csv --rows     every scored row with what was expected and what was found

The table is traced without its columns based_on, relation, labelled and note, and with row numbers for claim_id. A
cluster is a connected component of the coded based_on links. Scored are the rows with labelled = yes (all rows with a
relation where there is no such column): a predicted link is right when its target lies in the row's cluster;
precision is over the predicted links of scored rows, recall over scored rows with based_on, relation accuracy over
the rightly linked rows.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tollbook.ledger.importing import parse_table
from tollbook.tracing import Standing, trace

KURSK = Path(__file__).parent.parent.parent / "shared" / "data" / "kursk" / "claims.csv"
LABELS = ("based_on", "relation", "labelled", "note")

Row = Mapping[str, str]


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of the table as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def without_labels(rows: Sequence[Row]) -> bytes:
    """The table as it is traced: no labels, and row numbers from 1 for ids."""
    columns = [column for column in rows[0] if column not in LABELS]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    for number, row in enumerate(rows, start=1):
        writer.writerow({**row, "claim_id": str(number)})
    return out.getvalue().encode()


def targets(row: Row) -> list[str]:
    """The ids in a row's based_on."""
    return [part.strip() for part in (row.get("based_on") or "").split("|") if part.strip()]


def clusters(rows: Sequence[Row]) -> dict[str, str]:
    """claim_id → a name of the connected component of based_on links that it lies in."""
    parent: dict[str, str] = {}

    def root(claim: str) -> str:
        while parent.setdefault(claim, claim) != claim:
            claim = parent[claim]
        return claim

    for row in rows:
        for target in targets(row):
            parent[root(row["claim_id"])] = root(target)
    return {claim: root(claim) for claim in [*(row["claim_id"] for row in rows), *parent]}


def is_scored(row: Row) -> bool:
    """Whether the row's labels count."""
    if "labelled" in row:
        return row["labelled"].strip().lower() == "yes"
    return bool(row.get("relation"))


def predictions(rows: Sequence[Row]) -> dict[str, Standing]:
    """claim_id → how tracing places the claim, found without the labels."""
    statements = parse_table(without_labels(rows), "claims.csv").statements
    return {rows[int(standing.claim) - 1]["claim_id"]: standing for standing in trace(statements).standings}


def compared(rows: Sequence[Row]) -> Iterator[tuple[Row, str | None, str, bool]]:
    """(row, predicted target, predicted relation, target right) of every scored row."""
    found, cluster = predictions(rows), clusters(rows)
    for row in rows:
        if is_scored(row):
            standing = found[row["claim_id"]]
            target = rows[int(standing.based_on) - 1]["claim_id"] if standing.based_on else None
            right = target is not None and cluster[target] == cluster[row["claim_id"]]
            yield row, target, standing.relation, right


def score(rows: Sequence[Row]) -> dict[str, float]:
    """The four measures over the scored rows, and how many these are."""
    results = list(compared(rows))
    linked = [result for result in results if result[1] is not None]
    expected = sum(bool(targets(row)) for row, *_ in results)
    right = [result for result in linked if result[3]]
    found = sum(bool(targets(row)) for row, *_ in right)
    precision = len(right) / len(linked) if linked else 0.0
    recall = found / expected if expected else 0.0
    return {
        "link_f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        "link_precision": precision,
        "link_recall": recall,
        "relation_accuracy": sum(row["relation"] == kind for row, _, kind, _ in right) / len(right) if right else 0.0,
        "rows": float(len(results)),
    }


def scores() -> dict[str, float] | None:
    """The gate: the labelled rows of the Kursk table."""
    return score(read_rows(KURSK)) if KURSK.exists() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", nargs="?", type=Path, default=KURSK)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", action="store_true")
    options = parser.parse_args()
    rows = read_rows(options.claims)
    if options.rows:
        for row, target, kind, right in compared(rows):
            mark = (
                "ok" if right and kind == row["relation"] else "relation" if right else "-" if not target else "WRONG"
            )
            print(f"{mark:9}{row['claim_id']}: {row['relation']} {row['based_on']} / found {kind} {target or ''}")
    result: dict[str, float | int] = {**score(rows)}
    result["rows"] = int(result["rows"])
    print(json.dumps(result) if options.json else "\n".join(f"{k:18}{v:.3f}" for k, v in result.items()))


if __name__ == "__main__":
    main()
