"""The compiled reader against the same reader in plain Python: the same readings, and how many times as fast.

    python -m benchmarks.bench_compiled_reader [--json]

Reads the annotated reports of tests/corpus and the demonstration reports in both, three rounds in turn, in CPU seconds.
Status 1 where a reading differs. Needs a C compiler; says so and stops where there is none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from benchmarks import compiled, corpus

ROUNDS = 3


def readings() -> tuple[bytes, float]:
    """All readings as JSON lines, and the CPU seconds of one round."""
    from tollbook.claims import Report
    from tollbook.reading import read_report

    entries = [*corpus.reports("open"), *corpus.demonstration()]
    reports = [Report(id=e["id"], text=e["text"], published=e["date"], lang=e["lang"]) for e in entries]
    made = b"\n".join(msgspec.json.encode(read_report(report)) for report in reports)
    start = time.process_time()
    for report in reports:
        read_report(report)
    return made, time.process_time() - start


def run(environment: dict[str, str]) -> tuple[bytes, float]:
    """`readings` in a process with that environment."""
    command = [sys.executable, "-m", "benchmarks.bench_compiled_reader", "--one"]
    done = subprocess.run(command, env=environment, cwd=compiled.ROOT, capture_output=True, check=True)
    made, _, taken = done.stdout.rpartition(b"\n")
    return made, float(taken)


def main() -> int:
    if "--one" in sys.argv:
        made, taken = readings()
        sys.stdout.buffer.write(made + b"\n" + str(taken).encode())
        return 0
    if not compiled.compiler():
        print("no C compiler here: nothing to compare")
        return 0
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    native = compiled.environment()
    rounds = [(run(plain), run(native)) for _ in range(ROUNDS)]
    same = all(one[0] == other[0] for one, other in rounds)
    seconds = [min(pair[side][1] for pair in rounds) for side in (0, 1)]
    size = sum(path.stat().st_size for path in Path(native["PYTHONPATH"]).rglob("*") if path.suffix in (".so", ".pyd"))
    result = {
        "same_readings": float(same),
        "plain_seconds": seconds[0],
        "compiled_seconds": seconds[1],
        "factor": seconds[0] / seconds[1],
        "megabytes": size / 1e6,
    }
    print(json.dumps(result) if "--json" in sys.argv else "\n".join(f"{k:26} {v:9.4f}" for k, v in result.items()))
    return int(not same)


if __name__ == "__main__":
    sys.exit(main())
