"""How far reviewers of the same claims agree: Krippendorff's alpha for nominal data.

Source of the formula: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

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


def opinions(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """Claim → reviewer → that reviewer's last decision that stands: accepted, corrected, rejected or merged."""
    query = sa.select(entries).where(entries.c.kind == "claim-decided").order_by(entries.c.seq)
    standing: dict[int, tuple[str, str, str]] = {}
    for row in connection.execute(query).mappings():
        entry = journal.entry_of(row)
        if entry.payload["decision"] == "undone":
            standing.pop(entry.payload["undoes"], None)
        else:
            standing[entry.seq] = (entry.payload["claim"], entry.actor, entry.payload["decision"])
    units: dict[str, dict[str, str]] = {}
    for claim, actor, decision in standing.values():
        units.setdefault(claim, {})[actor] = decision
    return units


def agreement(units: Mapping[str, Mapping[str, str]]) -> Agreement:
    """The agreement of all reviewers on the claims that at least two of them decided."""
    shared = {claim: values for claim, values in units.items() if len(values) >= 2}
    differ = [claim for claim, values in shared.items() if len(set(values.values())) > 1]
    reviewers = sorted({reviewer for values in shared.values() for reviewer in values})
    return Agreement(alpha(units), len(shared), len(shared) - len(differ), reviewers, differ)
