"""Reading against libraries that only find numbers: quantulum3 and Recognizers-Text, on the same relevant reports.

    python -m benchmarks.bench_number_finders [--json] [--plain]

The libraries live in an environment of their own (.tools/number-finders), made on the first run; quantulum3 goes
without its optional classifier, whose shipped model does not load with a current scikit-learn. Reading is that of the
compiled reader where there is a C compiler; with --plain it is that in plain Python. All three read the annotated
reports of tests/corpus that hold a claim, joined to texts of about 1 kB; each is warmed up on one text and then timed
in CPU seconds, in turn, in one run. Prints milliseconds per kB and the ratios; status 1 when reading is less than 100
times as fast as quantulum3 or 3 times as fast as Recognizers-Text.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import compiled
from benchmarks.corpus import reports

ENVIRONMENT = Path(__file__).parent.parent / ".tools" / "number-finders"
PACKAGES = ["quantulum3==0.10.0", "recognizers-text-suite==1.0.2a2", "emoji==1.7", "setuptools<81"]
FLOORS = {"quantulum3": 100.0, "recognizers-text": 3.0}

PROGRAM = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
texts = json.load(sys.stdin)
if sys.argv[1] == "quantulum3":
    from quantulum3 import parser
    find = parser.parse
else:
    from recognizers_number import Culture, recognize_number
    find = lambda text: recognize_number(text, Culture.English)
find(texts[0])
start = time.process_time()
found = sum(len(find(text)) for text in texts)
print(json.dumps({"seconds": time.process_time() - start, "found": found}))
"""


def texts() -> list[str]:
    """Relevant reports joined to texts of at least 1,000 characters."""
    joined, part = [], ""
    for report in reports("open"):
        if report["claims"]:
            part += report["text"] + "\n\n"
        if len(part) >= 1000:
            joined.append(part)
            part = ""
    return joined


def python() -> str:
    """The interpreter of the libraries' environment, made when absent."""
    program = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        subprocess.run([str(program), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        (ENVIRONMENT / "made").touch()
    return str(program)


def library_seconds(name: str, batch: list[str]) -> float:
    """CPU seconds that the library `name` takes for the batch, warmed up."""
    command = [python(), "-W", "ignore", "-c", PROGRAM, name]
    run = subprocess.run(command, input=json.dumps(batch), capture_output=True, text=True, check=True)
    return float(json.loads(run.stdout)["seconds"])


def reading_seconds(batch: list[str]) -> float:
    """CPU seconds that reading takes for the batch, warmed up, as the median of five rounds."""
    import tollbook

    tollbook.read(batch[0])
    rounds = []
    for _ in range(5):
        start = time.process_time()
        for text in batch:
            tollbook.read(text, lang="en")
        rounds.append(time.process_time() - start)
    return sorted(rounds)[2]


def main() -> int:
    compiled.switch("benchmarks.bench_number_finders")
    batch = texts()
    size = sum(len(text) for text in batch) / 1000
    ours = reading_seconds(batch)
    result: dict[str, float] = {"compiled": float(compiled.is_compiled()), "reading_ms_per_kB": 1000 * ours / size}
    for name in FLOORS:
        theirs = library_seconds(name, batch)
        result[f"{name}_ms_per_kB"] = 1000 * theirs / size
        result[f"{name}_ratio"] = theirs / ours
    print(json.dumps(result) if "--json" in sys.argv else "\n".join(f"{k:28} {v:10.2f}" for k, v in result.items()))
    return int(any(result[f"{name}_ratio"] < floor for name, floor in FLOORS.items()))


if __name__ == "__main__":
    sys.exit(main())
