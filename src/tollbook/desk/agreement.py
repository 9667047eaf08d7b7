"""How far reviewers of the same claims agree: Krippendorff's alpha for nominal data.

Source of the formula: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from threading import Lock

import msgspec
import sqlalchemy as sa

from tollbook.ledger import journal
from tollbook.ledger.schema import entries


class Agreement(msgspec.Struct):
    """`alpha` is None where fewer than two values can be paired, or where all of them are the same one value."""

    alpha: float | None
    claims: int
    """Claims that at least two reviewers decided."""
    same: int
    """Of them, those on which all said the same."""
    reviewers: list[str]
    differ: list[str]
    """Ids of the claims on which they differ."""


def alpha(units: Mapping[str, Mapping[str, str]]) -> float | None:
    """Krippendorff's alpha of unit → (observer → value); 1 = perfect, 0 = chance, below 0 = worse than chance."""
    pairable = [list(values.values()) for values in units.values() if len(values) >= 2]
    total = sum(len(values) for values in pairable)
    if total < 2:
        return None
    overall = Counter(value for values in pairable for value in values)
    observed = 0.0
    for values in pairable:
        counts = Counter(values)
        observed += sum(counts[a] * (len(values) - counts[a]) for a in counts) / (len(values) - 1)
    expected = sum(overall[a] * (total - overall[a]) for a in overall) / (total - 1)
    return None if expected == 0 else 1 - observed / expected


class Opinions:
    """What reviewers said of claims, read from the journal as it grows; several threads may ask at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._read = 0
        self._standing: dict[int, tuple[str, str, str]] = {}
        self._agreement = agreement({})

    def agreement(self, connection: sa.Connection) -> Agreement:
        """The agreement of reviewers, each with the last decision on a claim that stands."""
        with self._lock:
            query = sa.select(entries).where(entries.c.kind == "claim-decided", entries.c.seq > self._read)
            fresh = [journal.entry_of(row) for row in connection.execute(query.order_by(entries.c.seq)).mappings()]
            for entry in fresh:
                self._read = entry.seq
                if entry.payload["decision"] == "undone":
                    self._standing.pop(entry.payload["undoes"], None)
                else:
                    self._standing[entry.seq] = (entry.payload["claim"], entry.actor, entry.payload["decision"])
            if fresh:
                units: dict[str, dict[str, str]] = {}
                for seq in sorted(self._standing):
                    claim, actor, decision = self._standing[seq]
                    units.setdefault(claim, {})[actor] = decision
                self._agreement = agreement(units)
            return self._agreement


def agreement(units: Mapping[str, Mapping[str, str]]) -> Agreement:
    """The agreement of all reviewers on the claims that at least two of them decided."""
    shared = {claim: values for claim, values in units.items() if len(values) >= 2}
    differ = [claim for claim, values in shared.items() if len(set(values.values())) > 1]
    reviewers = sorted({reviewer for values in shared.values() for reviewer in values})
    return Agreement(alpha(units), len(shared), len(shared) - len(differ), reviewers, differ)
