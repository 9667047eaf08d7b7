"""Train the models of who is counted (affiliation and role) on annotated reports and write them into the package.

    python -m benchmarks.train_groups            train on everything and write src/tollbook/reading/models
    python -m benchmarks.train_groups --check    cross-validate only, by report, in five folds

The figures and measures are those of the annotation. The role is learned with the affiliation that a reader would
believe, from a model that has not seen the report.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks import train_reader
from benchmarks.train_reader import SINGLE_WEIGHT, Item, Trained, aligned, crossed, same_name
from tollbook.claims import Report
from tollbook.reading import linear
from tollbook.reading.agreement import AFFILIATION, ROLE, agreed
from tollbook.reading.context import Context, Scene
from tollbook.reading.dates import periods
from tollbook.reading.document import Document
from tollbook.reading.figures import Figure
from tollbook.reading.groups import Groups, Place
from tollbook.reading.language import available, language
from tollbook.reading.roles import Roles


@dataclass(slots=True)
class Known:
    """An annotated claim at its figure."""

    report: str
    groups: Groups
    roles: Roles
    place: Place
    period: str
    claim: dict[str, Any]

    @property
    def counted(self) -> tuple[Figure, Scene, str]:
        return self.place.figure, self.place.scene, self.place.measure

    @property
    def weight(self) -> float:
        return SINGLE_WEIGHT if self.place.figure.kind == "single" else 1.0


def known(golds: Iterable[dict[str, Any]]) -> list[Known]:
    """The claims of annotated reports whose figures are found, in text order."""
    found: list[Known] = []
    for gold in golds:
        if not gold["claims"]:
            continue
        document = Document(gold["text"], language(gold["lang"]))
        context = Context(document)
        groups = Groups(context)
        roles = Roles(context, groups)
        report = Report(id=gold["id"], text=gold["text"], lang=gold["lang"], published=gold.get("date"))
        times = periods(document, report)
        for figure, scene, claim in aligned(gold, context):
            if claim:
                start, end = document.starts[figure.first], document.ends[figure.last - 1]
                period = times.at(start, end, claim["measure"], None).period.kind
                place = groups.place(scene, figure, claim["measure"])
                found.append(Known(gold["id"], groups, roles, place, period, claim))
    return found


def affiliations(claims: list[Known]) -> list[Item]:
    """One choice for each claim; those whose people no candidate names weigh nothing."""
    out = []
    for number, one in enumerate(claims):
        candidates = one.groups.candidates(one.place)
        right = {name for name in candidates if same_name(one.claim["affiliation"], name)}
        out.append(Item(one.report, right or set(candidates), [], candidates, one.weight if right else 0.0, number))
    return out


def roles(claims: list[Known], names: list[str | None]) -> list[Item]:
    """One choice for each claim, `names` being the affiliations believed."""
    return [
        Item(one.report, {one.claim["role"]}, one.roles.features(one.place, name, one.period), {}, one.weight, number)
        for number, (one, name) in enumerate(zip(claims, names, strict=True))
    ]


def by_report(claims: list[Known], chances: list[dict[str, float]], ties: Any) -> list[str]:
    """The answers once the figures of each report were brought into agreement."""
    found: list[str] = []
    start = 0
    while start < len(claims):
        end = start
        while end < len(claims) and claims[end].report == claims[start].report:
            end += 1
        spread = agreed(chances[start:end], [one.counted for one in claims[start:end]], ties)
        found += [max(each, key=each.__getitem__) for each in spread]
        start = end
    return found


def items(golds: Iterable[dict[str, Any]]) -> tuple[list[Known], dict[str, list[Item]]]:
    """The claims of `golds` and the choices they hold, by model."""
    claims = known(golds)
    named = affiliations(claims)
    believed = by_report(claims, crossed("affiliation", named), AFFILIATION)
    return claims, {"affiliation": named, "role": roles(claims, [name or None for name in believed])}


def write(golds: Iterable[dict[str, Any]]) -> None:
    """Train on `golds` and write both models into the folder of models."""
    for name, choices in items(golds)[1].items():
        settings = train_reader.SETTINGS[name]
        Trained(choices, train_reader.answers(name, choices), *settings).write(linear.FOLDER / f"{name}.npz")


def check(golds: Iterable[dict[str, Any]]) -> None:
    """Print how often each model is right on reports it has not seen, alone and in agreement."""
    claims, data = items(golds)
    both = [True] * len(claims)
    for name, ties in (("affiliation", AFFILIATION), ("role", ROLE)):
        chances = crossed(name, data[name])
        alone = [max(each, key=each.__getitem__) for each in chances]
        for label, answers in (("alone", alone), ("in agreement", by_report(claims, chances, ties))):
            right = [answer in item.right and item.weight > 0 for answer, item in zip(answers, data[name], strict=True)]
            print(f"{name} {label}: {sum(right) / len(right):.3f} right of {len(right)}")
        both = [b and r for b, r in zip(both, right, strict=True)]
    print(f"both: {sum(both) / len(both):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    golds = train_reader.annotated(available())
    if parser.parse_args().check:
        check(golds)
    else:
        write(golds)


if __name__ == "__main__":
    main()
