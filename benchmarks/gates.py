"""Quality gates: each score is computed afresh and held against its pinned floor in floors.toml.

    python -m benchmarks.gates                 check; status 1 when a score is below its floor
    python -m benchmarks.gates reader tracing  only these
    python -m benchmarks.gates --raise         write higher floors where the scores have grown
    python -m benchmarks.gates --lower NAME --reason TEXT
                                               lower the floors of one gate; the reason goes into CHANGELOG.md

A gate is a module `benchmarks.NAME` with `scores() -> dict[str, float] | None`; None means that its data is absent
(then it is named as skipped). Where lower is better the score's name ends with "_error" or "_crps" and the "floor" is
a ceiling.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tomllib
from pathlib import Path

FLOORS = Path(__file__).parent / "floors.toml"
CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"
MARGIN = 0.005


def is_ceiling(name: str) -> bool:
    """Whether a lower value of the score `name` is the better one."""
    return name.endswith(("_error", "_crps"))


def below(name: str, score: float, floor: float) -> bool:
    """Whether `score` falls short of its floor (or exceeds its ceiling)."""
    return score > floor if is_ceiling(name) else score < floor


def write(floors: dict[str, dict[str, float]]) -> None:
    """Write the floors, one table a gate."""
    lines = ["# Pinned floors of the quality gates. Raise with --raise; lowering takes --lower and a reason.", ""]
    for gate, values in floors.items():
        lines += [f"[{gate}]", *(f"{name} = {value:.3f}" for name, value in values.items()), ""]
    FLOORS.write_text("\n".join(lines), encoding="utf-8")


def raised(gate: dict[str, float], scores: dict[str, float]) -> dict[str, float]:
    """The floors of one gate after growth: a little under today's scores, never looser than before."""
    out = {}
    for name, score in scores.items():
        new = score + MARGIN if is_ceiling(name) else score - MARGIN
        old = gate.get(name)
        out[name] = new if old is None else (min(old, new) if is_ceiling(name) else max(old, new))
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gates", nargs="*")
    parser.add_argument("--raise", dest="grow", action="store_true")
    parser.add_argument("--lower", metavar="NAME")
    parser.add_argument("--reason")
    options = parser.parse_args()
    if options.lower and not options.reason:
        parser.error("--lower needs --reason")
    floors: dict[str, dict[str, float]] = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    names = options.gates or ([options.lower] if options.lower else list(floors))
    short = 0
    for name in names:
        scores = importlib.import_module(f"benchmarks.{name}").scores()
        if scores is None:
            print(f"{name}: skipped, its data under ../shared is absent")
            continue
        if options.lower == name:
            floors[name] = {k: v + MARGIN if is_ceiling(k) else v - MARGIN for k, v in scores.items()}
            with CHANGELOG.open("a", encoding="utf-8") as changelog:
                changelog.write(f"- Floors of the gate `{name}` lowered: {options.reason}\n")
        elif options.grow:
            floors[name] = raised(floors.get(name, {}), scores)
        for key, floor in floors.get(name, {}).items():
            bad = key not in scores or below(key, scores[key], floor)
            short += bad
            sign = "<=" if is_ceiling(key) else ">="
            verdict = "BELOW THE FLOOR" if bad else "ok"
            print(f"{name}: {key} {scores.get(key, float('nan')):.3f} {sign} {floor:.3f} {verdict}")
    if options.grow or options.lower:
        write(floors)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
