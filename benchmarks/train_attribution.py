"""Train the model that chooses the source of a figure, and write it into the package.

    python -m benchmarks.train_attribution            train on everything and write models/attribution.npz
    python -m benchmarks.train_attribution --check    cross-validate only, by report, in ten folds

Training data: the open part of tests/corpus, and the development reports under ../shared where they are there. A
candidate is right when its name matches the annotated one as the scorer would have it. Conditional logistic regression
with an L2 penalty, by L-BFGS from zero: the same data gives the same model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import logsumexp

from benchmarks.corpus import demonstration, reports
from tollbook.claims import Report, Source
from tollbook.reading.attribution.choose import Attributions, carried
from tollbook.reading.document import Document
from tollbook.reading.language import language
from tollbook.reading.linear import FOLDER

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"
PENALTY = 3.0
RARE = 6
LANGUAGES = ("en",)
"""Ukrainian reports were tried too: they cost English two points in a hundred and gained nothing themselves."""


@dataclass
class Choice:
    """One figure: the features of each candidate, and which candidates are right."""

    report: str
    features: list[list[str]]
    right: list[bool]
    speakers: list[int]
    weight: float = 1.0
    names: list[str | None] = field(default_factory=list)
    near: str = "first"
    """Where the figure before stands: in the same sentence, the same paragraph, or apart."""


def same_name(gold: str | None, text: str | None, name: str | None) -> bool:
    """Whether an annotated source and one found are the same: one within the other, or half of their words."""
    if not gold or not (text or name):
        return not gold and not (text or name)
    for one in _forms(gold):
        for other in filter(None, (text, name)):
            a, b = _words(one), _words(other)
            if a and b and (a == b or _within(a, b) or _within(b, a) or len({*a} & {*b}) / len({*a} | {*b}) >= 0.5):
                return True
    return False


_ALIASES = (("us", "american"), ("uk", "british"))
_SMALL = frozenset(["the", "a", "an", "of", "in", "on", "at", "for", "and", "s", "by", "from", "to", "its", "their"])


def _forms(name: str) -> Iterable[str]:
    yield name
    match = re.match(r"^(.*?)\s*\((.+)\)\s*$", name)
    if match:
        yield from match.groups()


def _words(name: str) -> list[str]:
    folded = name.lower().replace("u.s.", "us").replace("u.n.", "un").replace("defence", "defense")
    return [w for w in re.findall(r"\w+", folded) if w not in _SMALL]


def _within(a: list[str], b: list[str]) -> bool:
    return any(b[i : i + len(a)] == a for i in range(len(b) - len(a) + 1))


def annotated(languages: Iterable[str]) -> list[dict[str, Any]]:
    """All annotated reports of the given languages."""
    found: list[dict[str, Any]] = []
    for path in sorted((SHARED / "articles").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if gold["lang"] in languages:
            found.append({**gold, "text": path.with_suffix(".txt").read_text(encoding="utf-8")})
    seed = SHARED / "seed" / "claims.json"
    if seed.exists() and "en" in languages:
        gold = json.loads(seed.read_text(encoding="utf-8"))
        found.append({**gold, "text": seed.with_name("article.txt").read_text(encoding="utf-8")})
    return found + [gold for gold in (*reports("open"), *demonstration()) if gold["lang"] in languages]


def choices(gold: dict[str, Any]) -> list[Choice]:
    """The choices of one annotated report."""
    code = gold.get("lang") or "en"
    document = Document(gold["text"], language(code))
    report = Report(id=gold["id"], text=gold["text"], published=gold.get("date"), lang=code)
    found = Attributions(document, report)
    out = []
    for claim in sorted(gold["claims"], key=lambda claim: claim["start"]):
        near = found.nearness(claim["start"])
        if claim.get("modality") == "denied" and claim.get("low") != 0:
            continue
        candidates = found.candidates(claim["start"])
        sources = [
            found.speakers.source(c.said.speaker, c.said.frame.speaker) if c.said else Source() for c in candidates
        ]
        right = [same_name(claim.get("source"), source.text, source.name) for source in sources]
        numbers = [c.said.speaker.number if c.said else -1 for c in candidates]
        out.append(
            Choice(
                gold["id"], [c.features for c in candidates], right, numbers, names=[s.text for s in sources], near=near
            )
        )
        found.before = (claim["start"], {})
    return out


def fit(items: list[Choice], penalty: float = PENALTY) -> dict[str, float]:
    """Weights of the features that maximise the likelihood of the right candidates."""
    items = [item for item in items if any(item.right)]
    counts = Counter(f for item in items for features in item.features for f in set(features))
    names = sorted(f for f, n in counts.items() if n >= RARE)
    index = {f: i for i, f in enumerate(names)}
    rows = [[index[f] for f in set(features) if f in index] for item in items for features in item.features]
    pointers = numpy.cumsum([0, *map(len, rows)])
    columns = numpy.array([column for row in rows for column in row], dtype=int)
    design = sparse.csr_matrix((numpy.ones(len(columns)), columns, pointers), shape=(len(rows), len(names)))
    sizes = numpy.array([len(item.features) for item in items])
    starts = numpy.cumsum([0, *sizes[:-1]])
    right = numpy.array([r for item in items for r in item.right])
    weight = numpy.array([item.weight for item in items])

    def loss(weights: numpy.ndarray) -> tuple[float, numpy.ndarray]:
        scores = design @ weights
        raised = numpy.exp(scores - numpy.repeat(numpy.maximum.reduceat(scores, starts), sizes))
        everything = numpy.add.reduceat(raised, starts)
        good = numpy.add.reduceat(numpy.where(right, raised, 0.0), starts)
        value = float(weight @ (numpy.log(everything) - numpy.log(numpy.maximum(good, 1e-300))))
        share = raised / numpy.repeat(everything, sizes)
        wanted = numpy.where(right, raised / numpy.repeat(numpy.maximum(good, 1e-300), sizes), 0.0)
        gradient = design.T @ ((share - wanted) * numpy.repeat(weight, sizes)) + penalty * weights
        return value + 0.5 * penalty * float(weights @ weights), gradient

    result = minimize(loss, numpy.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return {name: round(float(weight), 4) for name, weight in zip(names, result.x, strict=True) if abs(weight) > 1e-3}


def chances(weights: dict[str, float], item: Choice) -> dict[int, float]:
    """The probability of each speaker."""
    scores = numpy.array([sum(weights.get(f, 0.0) for f in set(features)) for features in item.features])
    totals: dict[int, float] = {}
    for number, chance in zip(item.speakers, numpy.exp(scores - logsumexp(scores)), strict=True):
        totals[number] = totals.get(number, 0.0) + float(chance)
    return totals


def decide(weights: dict[str, float], items: list[Choice]) -> list[bool]:
    """Whether each of the model's choices is right; `items` in text order, report by report."""
    out: list[bool] = []
    before: dict[int, float] = {}
    report = None
    for item in items:
        before = before if item.report == report else {}
        report = item.report
        before = carried(chances(weights, item), before, item.near if before else "first")
        best = max(before, key=lambda number: before[number])
        out.append(any(r for r, number in zip(item.right, item.speakers, strict=True) if number == best))
    return out


def check(items: list[Choice], folds: int = 10) -> float:
    """Share of right choices, each report judged by a model that has not seen it."""
    fold = {item.report: int(hashlib.sha256(item.report.encode()).hexdigest(), 16) % folds for item in items}
    right = 0
    for number in range(folds):
        weights = fit([item for item in items if fold[item.report] != number])
        right += sum(decide(weights, [item for item in items if fold[item.report] == number]))
    return right / len(items)


def write(weights: dict[str, float]) -> None:
    """Write the model in the form of tollbook.reading.linear."""
    nothing = numpy.frombuffer(b"", numpy.uint8)
    names = numpy.frombuffer("\n".join(weights).encode(), numpy.uint8)
    FOLDER.mkdir(exist_ok=True)
    numpy.savez_compressed(
        FOLDER / "attribution.npz",
        answers=nothing,
        features=nothing,
        shared=names,
        matrix=numpy.zeros((0, 0), numpy.float16),
        weights=numpy.array(list(weights.values()), numpy.float32),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    items = [choice for gold in annotated(LANGUAGES) for choice in choices(gold)]
    reachable = sum(any(item.right) for item in items) / len(items)
    print(f"{len(items)} figures, {reachable:.3f} with a right candidate")
    if options.check:
        print(f"right in cross-validation: {check(items):.3f}")
    else:
        weights = fit(items)
        write(weights)
        print(f"{len(weights)} weights; right on the training data: {sum(decide(weights, items)) / len(items):.3f}")


if __name__ == "__main__":
    main()
