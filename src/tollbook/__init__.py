"""Tollbook: what has been reported about losses in a war, by whom, and what it adds up to.

    >>> import tollbook
    >>> reading = tollbook.read("Kyiv said on Monday that at least 40 Russian soldiers were killed.")
    >>> [(claim.measure, claim.low, claim.bound) for claim in reading.claims]
    [('killed', 40, 'at_least')]

The names below are the whole public surface; each room is imported when its first name is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tollbook.claims import Claim, Reading, Report, Statement
    from tollbook.estimating import load_case, reconcile
    from tollbook.ledger import Ledger
    from tollbook.messages import Refusal
    from tollbook.reading import read
    from tollbook.tracing import trace

__all__ = [
    "Claim",
    "Ledger",
    "Reading",
    "Refusal",
    "Report",
    "Statement",
    "load_case",
    "read",
    "reconcile",
    "trace",
]

_ROOMS = {
    "Claim": "claims",
    "Ledger": "ledger",
    "Reading": "claims",
    "Refusal": "messages",
    "Report": "claims",
    "Statement": "claims",
    "load_case": "estimating",
    "read": "reading",
    "reconcile": "estimating",
    "trace": "tracing",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module 'tollbook' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"tollbook.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
