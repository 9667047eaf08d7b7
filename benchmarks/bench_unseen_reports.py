"""How the reader scores on annotated reports that its models have not seen.

    python -m benchmarks.bench_unseen_reports [--folds 4] [--lang en] [--verbose FILE]

The shipped models are trained on the development reports, so a score on those flatters. Here the development reports
of one language are split into folds by id; for each fold all models are trained anew without it (on the other folds,
the other languages and the open part of tests/corpus), into a folder of their own, and the fold is read with them.
Prints the F1 of the five cumulative levels of ../shared/tools/score_articles.py over all folds together, and over the
held part of tests/corpus read with the shipped models.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib
import io
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from benchmarks import corpus, train_attribution, train_groups, train_manner, train_reader
from tollbook.claims import Report
from tollbook.reading import language, linear, read_report

SHARED = Path(__file__).parent.parent.parent / "shared"
LEVELS = "abcde"


def fold(report: str, folds: int) -> int:
    """Which fold a report belongs to, by its id alone."""
    return hashlib.sha256(report.encode("utf-8")).digest()[1] % folds


def train(golds: list[dict[str, Any]], folder: Path) -> None:
    """Train every model on `golds` and write them into `folder`."""
    for module in (train_reader, train_attribution, train_manner):
        module.FOLDER = folder  # type: ignore[attr-defined]
    train_reader.annotated = lambda languages: golds  # type: ignore[assignment]
    linear.FOLDER = folder
    for step in (train_attribution, train_manner, train_reader, train_groups):
        linear.model.cache_clear()
        step_main(step, golds)
    linear.model.cache_clear()


def step_main(step: Any, golds: list[dict[str, Any]]) -> None:
    """Run one training module on `golds`."""
    if step is train_reader:
        for name, choices in train_reader.training_items(language.available()).items():
            settings = train_reader.SETTINGS[name]
            train_reader.Trained(choices, train_reader.answers(name, choices), *settings).write(
                linear.FOLDER / f"{name}.npz"
            )
    elif step is train_groups:
        train_groups.write(golds)
    elif step is train_attribution:
        choices = [choice for gold in golds for choice in train_attribution.choices(gold)]
        train_attribution.write(train_attribution.fit(choices))
    else:
        for name, choices in train_manner.items(golds).items():
            train_manner.train(name, choices).write(linear.FOLDER / f"{name}.npz")


def predictions(golds: Iterable[dict[str, Any]], flat: Any) -> dict[str, list[dict[str, Any]]]:
    """The reader's claims for each report, in the annotation form."""
    out = {}
    for gold in golds:
        report = Report(id=gold["id"], text=gold["text"], published=gold.get("date"), lang=gold["lang"])
        claims = msgspec.to_builtins(read_report(report).claims)
        out[gold["id"]] = [flat(claim) for claim in claims if claim["measure"] != "equipment"]
    return out


def scored(
    golds: list[dict[str, Any]], found: dict[str, list[dict[str, Any]]], verbose: Path | None
) -> dict[str, float]:
    """F1 at the five levels."""
    score_articles = importlib.import_module("score_articles")
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / part for part in ("gold", "found")]
        for folder in folders:
            folder.mkdir()
        for gold in golds:
            (folders[0] / f"{gold['id']}.json").write_text(json.dumps(gold), encoding="utf-8")
            (folders[1] / f"{gold['id']}.json").write_text(json.dumps(found[gold["id"]]), encoding="utf-8")
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            total = score_articles.score(str(folders[0]), str(folders[1]), None, verbose is not None)
        if verbose is not None:
            verbose.write_text(told.getvalue(), encoding="utf-8")
    return {level: score_articles.prf(total.tp[k], total.p, total.g)[2] for k, level in enumerate(LEVELS)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--verbose", type=Path, metavar="FILE")
    options = parser.parse_args()
    if not (SHARED / "data").is_dir():
        print("skipped: the development data in ../shared is absent")
        return 0
    sys.path.insert(0, str(SHARED / "tools"))
    flat = importlib.import_module("score_reader").flat
    held = list(corpus.reports("held"))
    if options.lang == "en":
        print(json.dumps({"held": scored(held, predictions(held, flat), None)}))
    golds = train_reader.annotated(language.available())
    articles = {path.stem for path in (SHARED / "data" / "articles").glob("*.json")}
    judged = [gold for gold in golds if gold["lang"] == options.lang and gold["id"] in articles]
    found: dict[str, list[dict[str, Any]]] = {}
    for part in range(options.folds):
        left_out = [gold for gold in judged if fold(gold["id"], options.folds) == part]
        names = {gold["id"] for gold in left_out}
        with tempfile.TemporaryDirectory() as folder:
            train([gold for gold in golds if gold["id"] not in names], Path(folder))
            found.update(predictions(left_out, flat))
        print(f"fold {part + 1} of {options.folds}: {len(left_out)} reports", file=sys.stderr, flush=True)
    print(json.dumps({"unseen": scored(judged, found, options.verbose)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
