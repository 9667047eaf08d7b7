"""Run every benchmark module in turn (`python -m benchmarks`); each prints its own figures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    here = Path(__file__).parent
    failed = []
    for module in sorted(p.stem for p in here.glob("bench_*.py")):
        print(f"== {module}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{module}"], cwd=here.parent).returncode:
            failed.append(module)
    print("== gates", flush=True)
    if subprocess.run([sys.executable, "-m", "benchmarks.gates"], cwd=here.parent).returncode:
        failed.append("gates")
    if failed:
        print("failed: " + ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
