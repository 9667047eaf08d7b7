"""What the claims add up to, and how sure that is."""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "Case": "case",
    "Estimate": "results",
    "load_case": "case",
    "reconcile": "reconciling",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Public names on first use, so that importing the room costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
