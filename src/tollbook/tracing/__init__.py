"""Who repeats whom, what changed on the way, and how many sources really know."""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "Change": "records",
    "Cluster": "records",
    "Copy": "records",
    "Directory": "directory",
    "Link": "records",
    "Origin": "records",
    "Sign": "records",
    "Standing": "records",
    "Trace": "records",
    "Tracer": "tracer",
    "dot": "graphviz",
    "drawing": "svg",
    "effective_number": "independence",
    "load_directory": "directory",
    "trace": "tracer",
    "with_decisions": "directory",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Public names on first use, so that importing the room costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
