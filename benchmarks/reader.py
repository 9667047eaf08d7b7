"""How the reader scores: on the development reports, on our own held-out reports and passages, and in its confidence.

The models are trained on the development reports, so the scores there say that nothing was lost, not how well unseen
reports are read. That is what `held_*` (tests/corpus/held.txt, which trains nothing) and the confidence error, from
models that have not seen the report, are for; `benchmarks/bench_unseen_reports.py` gives the full table.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from benchmarks import corpus, train_reader
from tollbook.claims import Report
from tollbook.reading import read_report
from tollbook.reading.confidence import confidence

SHARED = Path(__file__).parent.parent.parent / "shared"
LEVELS = ("figure_measure", "bound", "group", "source", "manner")
PASSAGES = Path(__file__).parent.parent / "tests" / "corpus" / "negatives-held.txt"


def read(gold: dict[str, Any]) -> list[dict[str, Any]]:
    """The claims of an annotated report as the flat records that the scorer takes."""
    flat = importlib.import_module("score_reader").flat
    report = Report(id=gold["id"], text=gold["text"], lang=gold["lang"], published=gold.get("date"))
    claims = msgspec.to_builtins(read_report(report).claims)
    return [flat(claim) for claim in claims if claim["measure"] != "equipment"]


def f1(golds: Iterable[dict[str, Any]]) -> list[float]:
    """F1 at the five cumulative levels over annotated reports; claims without figures are left out."""
    scorer = importlib.import_module("score_articles")
    total = scorer.Acc()
    for gold in golds:
        marked = [c for c in gold["claims"] if c["measure"] not in scorer.QUAL]
        said = [c for c in read(gold) if c["measure"] not in scorer.QUAL]
        marked, said = scorer.neutral(marked, said, False)
        total.add(marked, said, scorer.match(marked, said, False))
    return [scorer.prf(hits, total.p, total.g)[2] for hits in total.tp]


def development(lang: str) -> list[dict[str, Any]]:
    """The annotated development reports of one language, the starting article among the English ones."""
    found = []
    paths = sorted((SHARED / "data" / "articles").glob("*.json"))
    texts = [(path, path.with_suffix(".txt")) for path in paths]
    if lang == "en":
        texts.append((SHARED / "data" / "seed" / "claims.json", SHARED / "data" / "seed" / "article.txt"))
    for path, text in texts:
        gold = json.loads(path.read_text(encoding="utf-8"))
        if gold["lang"] == lang:
            found.append({**gold, "text": text.read_text(encoding="utf-8")})
    return found


def confidence_error() -> float:
    """Expected calibration error over ten bins, of models that have not seen the report."""
    choices = train_reader.training_items(["en"])["measure"]
    bins: dict[int, list[tuple[float, bool]]] = {}
    for item, chances in zip(choices, train_reader.crossed("measure", choices), strict=True):
        best = max(chances, key=chances.__getitem__)
        if best != "none":
            sure = confidence(chances[best])
            bins.setdefault(min(int(sure * 10), 9), []).append((sure, best in item.right))
    total = sum(map(len, bins.values()))
    return sum(abs(sum(p for p, _ in b) - sum(right for _, right in b)) for b in bins.values()) / total


def passages_without_claims() -> float:
    """Share of the held-out passages without losses in which nothing is found."""
    lines = [line for line in PASSAGES.read_text(encoding="utf-8").splitlines() if line.strip()]
    reports = (Report(id="passage", text=line, lang="en") for line in lines)
    return sum(not read_report(report).claims for report in reports) / len(lines)


def scores() -> dict[str, float] | None:
    """The gate's scores; None without the shared scorer and data."""
    if not (SHARED / "tools" / "score_articles.py").exists():
        return None
    sys.path.insert(0, str(SHARED / "tools"))
    out = {f"en_{level}": value for level, value in zip(LEVELS, f1(development("en")), strict=True)}
    held = [{**gold, "lang": "en"} for gold in corpus.reports("held")]
    out |= {f"held_{level}": value for level, value in zip(LEVELS, f1(held), strict=True)}
    ukrainian = f1(development("uk"))
    out |= {"uk_figure_measure": ukrainian[0], "uk_bound": ukrainian[1]}
    out["passages_without_claims"] = passages_without_claims()
    out["confidence_error"] = confidence_error()
    return out


if __name__ == "__main__":
    for name, value in (scores() or {}).items():
        print(f"{name} {value:.3f}")
