"""Linear algebra on one thread: the matrices are small, and threads of many workers get in each other's way."""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
