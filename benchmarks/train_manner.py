"""Train the models of modality and period, and write them into the package.

    python -m benchmarks.train_manner            train on everything and write models/modality.npz and models/period.npz
    python -m benchmarks.train_manner --check    cross-validate only, by report

The same data and the same method as benchmarks/train_reader.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from benchmarks.train_reader import Item, Trained, annotated, fold
from tollbook.claims import Report
from tollbook.reading.attribution import attributions
from tollbook.reading.dates import periods
from tollbook.reading.document import Document
from tollbook.reading.hedges import Hedges
from tollbook.reading.language import available, language
from tollbook.reading.linear import FOLDER

SETTINGS = {"modality": (3.0, 0.1, 2), "period": (15.0, 0.5, 8)}
"""Penalty of the situation's features, penalty of the answers' own, and how often a feature must occur."""


def items(reports: Iterable[dict[str, Any]]) -> dict[str, list[Item]]:
    """The choices that the annotated reports hold, by model."""
    out: dict[str, list[Item]] = {name: [] for name in SETTINGS}
    for gold in reports:
        document = Document(gold["text"], language(gold["lang"]))
        report = Report(id=gold["id"], text=gold["text"], published=gold.get("date"), lang=gold["lang"])
        hedged, dated, said = Hedges(document), periods(document, report), attributions(document, report)
        for claim in sorted(gold["claims"], key=lambda claim: claim["start"]):
            start, end, measure = claim["start"], claim["end"], claim["measure"]
            verb = said.at(start, end).verb
            nobody = claim["low"] == 0 and claim["modality"] == "denied"
            if not nobody:
                near = hedged.near(start, end)
                features = hedged.features(near, measure, verb)
                out["modality"].append(Item(gold["id"], {claim["modality"]}, features, hedged.linked(near, verb)))
            features = dated.features(start, end, measure)
            linked = dated.linked(start, end)
            out["period"].append(Item(gold["id"], {claim["period"]}, features, linked))
    return out


def answers(data: list[Item]) -> list[str]:
    """The answers of a model."""
    return sorted({answer for item in data for answer in item.right})


def train(name: str, data: list[Item]) -> Trained:
    """The model `name` trained on `data`."""
    penalty, own, least = SETTINGS[name]
    return Trained(data, answers(data), penalty, own, least)


def right(name: str, trained: Trained, data: list[Item]) -> int:
    """How many items the model gets right."""
    return sum(max(p, key=lambda a: p[a]) in i.right for p, i in zip(trained.predict(data), data, strict=True))


def check(name: str, data: list[Item]) -> float:
    """Share of right choices, each report judged by a model that has not seen it."""
    hits = 0
    for number in range(5):
        seen = [item for item in data if fold(item.report) != number]
        unseen = [item for item in data if fold(item.report) == number]
        hits += right(name, train(name, seen), unseen)
    return hits / len(data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    data = items(annotated(available()))
    for name, choices in data.items():
        if options.check:
            print(f"{name}: {len(choices)} figures, right in cross-validation {check(name, choices):.3f}")
        else:
            trained = train(name, choices)
            trained.write(FOLDER / f"{name}.npz")
            share = right(name, trained, choices) / len(choices)
            print(f"{name}: {len(choices)} figures, right on the training data {share:.3f}")


if __name__ == "__main__":
    main()
