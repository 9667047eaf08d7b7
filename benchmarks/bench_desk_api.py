"""The desk's API under many generated requests: no server error, no undocumented status, no other shape of answer.

python -m benchmarks.bench_desk_api [REQUESTS]     requests to each operation, 150 unless told
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TEST = "tests/desk/test_desk_api.py::test_the_api_does_what_its_description_says"


def main() -> int:
    """Run the test of the API with more examples."""
    number = sys.argv[1] if len(sys.argv) > 1 else "150"
    command = [sys.executable, "-m", "pytest", TEST, "-q", "--timeout", "3000"]
    return subprocess.run(
        command, cwd=Path(__file__).parent.parent, env={**os.environ, "DESK_API_EXAMPLES": number}
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
