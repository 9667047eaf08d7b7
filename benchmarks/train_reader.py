"""Train the reader's linear models on annotated reports and write them into the package.

    python -m benchmarks.train_reader            train on everything and write src/tollbook/reading/models
    python -m benchmarks.train_reader --check    cross-validate only, by report, in five folds

Training data: the open part of tests/corpus, and the development reports under ../shared where they are there.
Multinomial logistic regression with an L2 penalty, by L-BFGS from zero: the same data gives the same models.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
from scipy import sparse
from scipy.optimize import minimize

from benchmarks.corpus import demonstration, reports
from tollbook.reading.context import Context, Past, Scene
from tollbook.reading.document import Document
from tollbook.reading.features import features
from tollbook.reading.figures import Figure
from tollbook.reading.language import available, language
from tollbook.reading.linear import FOLDER
from tollbook.reading.links import links
from tollbook.reading.ruling import ruled

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"
CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
LONG_PASSAGES = CORPUS.parent / "data" / "negatives.jsonl"
STRONG = 0.1
"""Share of the penalty that falls on features whose names begin with "!"."""
SINGLE_WEIGHT = 0.3
"""Weight of a single person without a numeral, which some annotators mark and others do not."""

EMPTY_WEIGHT = 0.45
"""Weight of a figure in a report that holds no claim at all: such reports are over-represented here."""

LANGUAGE_WEIGHT = {"uk": 5.0}
"""Weight of the figures of a language of which there are few reports beside the English ones."""


@dataclass
class Item:
    """One choice: the features of the situation, of each candidate, and the right answers."""

    report: str
    right: set[str]
    situation: list[str] = field(default_factory=list)
    linked: dict[str, list[str]] = field(default_factory=dict)
    weight: float = 1.0
    place: int = 0


def annotated(languages: Iterable[str]) -> list[dict[str, Any]]:
    """All annotated reports of the given languages, those without claims included."""
    found: list[dict[str, Any]] = []
    for path in sorted((SHARED / "articles").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if gold["lang"] in languages:
            found.append({**gold, "text": path.with_suffix(".txt").read_text(encoding="utf-8")})
    seed = SHARED / "seed" / "claims.json"
    if seed.exists() and "en" in languages:
        gold = json.loads(seed.read_text(encoding="utf-8"))
        gold["claims"] = [c for c in gold["claims"] if c["measure"] not in ("qualitative", "movement")]
        found.append({**gold, "text": seed.with_name("article.txt").read_text(encoding="utf-8")})
    if "en" in languages:
        found += [*reports("open"), *demonstration()]
        passages = [line for line in (CORPUS / "negatives-open.txt").read_text(encoding="utf-8").splitlines() if line]
        rows = (LONG_PASSAGES.read_text(encoding="utf-8")).splitlines()
        passages += [row["text"] for row in map(json.loads, rows) if not row["held"]]
        found += [
            {"id": f"negative{number}", "lang": "en", "text": passage, "claims": []}
            for number, passage in enumerate(passages)
        ]
    return found


def aligned(report: dict[str, Any], context: Context) -> list[tuple[Figure, Scene, dict[str, Any] | None]]:
    """Every figure of the report with its annotated claim, if any; each claim goes to one figure."""
    document = context.document
    found = [(figure, scene) for scene in context.scenes() for figure in scene.figures]
    pairs = []
    for number, claim in enumerate(report["claims"]):
        for place, (figure, _) in enumerate(found):
            span = document.evidence(document.starts[figure.first], document.ends[figure.last - 1])
            shared = min(span.end, claim["end"]) - max(span.start, claim["start"])
            if shared <= 0:
                continue
            value = figure.low if figure.low is not None else figure.high or 0.0
            marked = claim["low"] if claim["low"] is not None else claim["high"] or 0.0
            near = abs(value - marked) <= 0.005 * max(1.0, abs(marked))
            if near or figure.kind in ("single", "zero"):
                pairs.append((-(2 * near + (figure.kind != "single")), -shared, number, place))
    gold: dict[int, dict[str, Any]] = {}
    used: set[int] = set()
    for _, _, number, place in sorted(pairs):
        if number not in used and place not in gold:
            used.add(number)
            gold[place] = report["claims"][number]
    return [(figure, scene, gold.get(place)) for place, (figure, scene) in enumerate(found)]


def stems(name: str | None) -> frozenset[str]:
    """An affiliation as the first five letters of its words, "civilian" and the like left out."""
    same = {
        "gaza": "pales",
        "gazan": "pales",
        "britain": "unite kingd",
        "drc": "congo",
        "democratic": "",
        "republic": "",
        "dr": "",
    }
    left_out = {"civilian", "civilians", "the", "of", "and", "pro", "group", "forces", "army", "people", "in", "from"}
    words = "".join(c if c.isalnum() else " " for c in (name or "").lower()).split()
    return frozenset(part for word in words if word not in left_out for part in same.get(word, word[:5]).split())


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two affiliations mean the same body."""
    a, b = stems(one), stems(other)
    if not a or not b:
        return not a and not b
    return a <= b or b <= a or len(a & b) / len(a | b) >= 0.5


History = dict[tuple[str, int], str]
"""Measure of a figure, by its report and place in it."""


def items(languages: Iterable[str], history: History | None = None) -> dict[str, list[Item]]:
    """The choices that the annotated reports hold, by model.

    The features of a figure look back at the figures before it: at their annotation, or at what `history` says.
    """
    out: dict[str, list[Item]] = {"measure": []}
    for gold in annotated(languages):
        document = Document(gold["text"], language(gold["lang"]))
        context = Context(document)
        past = Past()
        for place, (figure, scene, claim) in enumerate(aligned(gold, context)):
            key = (gold["id"], place)
            weight = SINGLE_WEIGHT if figure.kind == "single" else 1.0 if gold["claims"] else EMPTY_WEIGHT
            weight *= LANGUAGE_WEIGHT.get(gold["lang"], 1.0)
            measure = claim["measure"] if claim else "none"
            situation = features(context, scene, figure, past)
            linked = links(context, scene, figure, past, ruled(context, scene, figure, past))
            out["measure"].append(Item(gold["id"], {measure}, situation, linked, weight, place))
            told = history.get(key, "none") if history is not None else None
            past.append((figure, scene, told or measure))
    return out


def predicted(data: dict[str, list[Item]]) -> History:
    """What models that have not seen a report say of its figures."""
    best = [max(chances, key=chances.__getitem__) for chances in crossed("measure", data["measure"])]
    return {(item.report, item.place): answer for item, answer in zip(data["measure"], best, strict=True)}


def training_items(languages: Iterable[str]) -> dict[str, list[Item]]:
    """The choices with the histories that a reader meets: its own answers, not the annotators'."""
    return items(languages, predicted(items(languages)))


class Trained:
    """A model in training: feature indexes and weights, for a fixed list of answers or (without) for candidates."""

    def __init__(self, data: list[Item], answers: list[str], penalty: float, shared_penalty: float, least: int) -> None:
        self.answers = answers
        counts = Counter(feature for item in data for feature in set(item.situation))
        self.rows = {f: n for n, f in enumerate(sorted(f for f, count in counts.items() if count >= least))}
        counts = Counter(f for item in data for names in item.linked.values() for f in set(names))
        self.shared = {f: n for n, f in enumerate(sorted(f for f, count in counts.items() if count >= least))}
        self.fit(data, penalty, shared_penalty)

    def candidates(self, item: Item) -> list[str]:
        return self.answers or list(item.linked)

    def arrays(self, data: list[Item]) -> tuple[Any, Any, Any]:
        """Situation matrix (item, feature), candidate matrix (candidate, feature), first candidate of each item."""
        indices, pointers, linked, link_pointers, firsts = [], [0], [], [0], [0]
        for item in data:
            indices += sorted(self.rows[f] for f in set(item.situation) if f in self.rows)
            pointers.append(len(indices))
            for candidate in self.candidates(item):
                linked += sorted(self.shared[f] for f in set(item.linked.get(candidate, ())) if f in self.shared)
                link_pointers.append(len(linked))
            firsts.append(len(link_pointers) - 1)
        situation = sparse.csr_matrix((numpy.ones(len(indices)), indices, pointers), shape=(len(data), len(self.rows)))
        shape = (len(link_pointers) - 1, len(self.shared))
        return (
            situation,
            sparse.csr_matrix((numpy.ones(len(linked)), linked, link_pointers), shape=shape),
            numpy.array(firsts),
        )

    def fit(self, data: list[Item], penalty: float, shared_penalty: float) -> None:
        situation, linked, firsts = self.arrays(data)
        right = numpy.array([c in item.right for item in data for c in self.candidates(item)], dtype=float)
        weight = numpy.repeat([item.weight for item in data], numpy.diff(firsts))
        size = len(self.rows) * len(self.answers)
        rows = penalty * numpy.array([[STRONG if f.startswith("!") else 1.0] for f in self.rows]).reshape(-1, 1)
        held = shared_penalty * numpy.array([STRONG if f.startswith("!") else 1.0 for f in self.shared])

        def loss(parameters: Any) -> tuple[float, Any]:
            matrix, shared = parameters[:size].reshape(len(self.rows), len(self.answers)), parameters[size:]
            scores = linked @ shared
            if self.answers:
                scores = scores + (situation @ matrix).ravel()
            chances = grouped_softmax(scores, firsts)
            kept = right * chances
            sure = numpy.add.reduceat(kept, firsts[:-1])
            wanted = kept / numpy.repeat(numpy.maximum(sure, 1e-12), numpy.diff(firsts))
            gradient = (chances - wanted) * weight
            value = -(numpy.log(numpy.maximum(sure, 1e-12)) * weight[firsts[:-1]]).sum()
            value += 0.5 * (rows * matrix**2).sum() + 0.5 * (held * shared**2).sum()
            slope = linked.T @ gradient + held * shared
            if not self.answers:
                return value, slope
            wide = situation.T @ gradient.reshape(len(data), len(self.answers)) + rows * matrix
            return value, numpy.concatenate([wide.ravel(), slope])

        start = numpy.zeros(size + len(self.shared))
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80}).x
        self.matrix, self.weights = found[:size].reshape(len(self.rows), len(self.answers)), found[size:]

    def predict(self, data: list[Item]) -> list[dict[str, float]]:
        """For each item the probability of each candidate."""
        situation, linked, firsts = self.arrays(data)
        scores = linked @ self.weights
        if self.answers:
            scores = scores + (situation @ self.matrix).ravel()
        chances = grouped_softmax(scores, firsts)
        return [
            dict(zip(self.candidates(item), chances[first:last].tolist(), strict=True))
            for item, first, last in zip(data, firsts[:-1], firsts[1:], strict=True)
        ]

    def write(self, path: Path) -> None:
        """Write the model, its small weights left out."""
        strong = numpy.abs(self.matrix).max(axis=1, initial=0) > 0.01 if len(self.rows) else numpy.zeros(0, bool)
        names = [f for f, keep in zip(self.rows, strong, strict=True) if keep]
        useful = numpy.abs(self.weights) > 0.01
        shared = [f for f, keep in zip(self.shared, useful, strict=True) if keep]
        path.parent.mkdir(exist_ok=True)
        numpy.savez_compressed(
            path,
            answers=text(self.answers),
            features=text(names),
            matrix=self.matrix[strong].astype(numpy.float16),
            shared=text(shared),
            weights=self.weights[useful].astype(numpy.float16),
        )


def text(names: list[str]) -> Any:
    """Names as an array of bytes, one a line."""
    return numpy.frombuffer("\n".join(names).encode("utf-8"), dtype=numpy.uint8)


def grouped_softmax(scores: Any, firsts: Any) -> Any:
    """Softmax within each group of candidates; `firsts` are the groups' first places and the end."""
    sizes = numpy.diff(firsts)
    weights = numpy.exp(scores - numpy.repeat(numpy.maximum.reduceat(scores, firsts[:-1]), sizes))
    return weights / numpy.repeat(numpy.add.reduceat(weights, firsts[:-1]), sizes)


SETTINGS: dict[str, tuple[float, float, int]] = {
    "measure": (4.0, 2.0, 2),
    "affiliation": (1.0, 8.0, 2),
    "role": (3.0, 1.0, 2),
}
"""Penalty of the situation's features, penalty of the candidates', and how often a feature must occur."""


def answers(name: str, data: list[Item]) -> list[str]:
    """The fixed answers of a model; none where each item has its own candidates."""
    return [] if name == "affiliation" else sorted({answer for item in data for answer in item.right})


def fold(report: str) -> int:
    """Fold 0..4 of a report, by its id."""
    return hashlib.sha256(report.encode("utf-8")).digest()[0] % 5


def crossed(name: str, data: list[Item]) -> list[dict[str, float]]:
    """Each item's probabilities from a model that was trained without its report."""
    out: list[dict[str, float]] = [{} for _ in data]
    for part in range(5):
        train = [item for item in data if fold(item.report) != part]
        places = [place for place, item in enumerate(data) if fold(item.report) == part]
        trained = Trained(train, answers(name, data), *SETTINGS[name])
        for place, chances in zip(places, trained.predict([data[p] for p in places]), strict=True):
            out[place] = chances
    return out


def check(data: dict[str, list[Item]], show: Callable[[str], None] = print) -> None:
    """Print how often each model is right on reports it has not seen."""
    for name, choices in data.items():
        right = sum(
            max(c, key=c.__getitem__) in item.right for item, c in zip(choices, crossed(name, choices), strict=True)
        )
        show(f"{name}: {right / len(choices):.3f} right of {len(choices)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    data = training_items(available())
    if options.check:
        check(data)
        return
    for name, choices in data.items():
        Trained(choices, answers(name, choices), *SETTINGS[name]).write(FOLDER / f"{name}.npz")
        print(f"{name}: trained on {len(choices)} choices")


if __name__ == "__main__":
    main()
