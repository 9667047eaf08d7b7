"""Killed people in the columns of the Uppsala Conflict Data Program's event data, one row a claim.

Those columns know no measure, unit, rate or modality. So only claims are written that count killed people outright:
no shares, no rates, nothing denied or projected, nothing that takes in other measures, and neither claims that people
rejected nor such as were merged into another, whose sources the other's row counts. `best` is given where the claim
names one figure (exact or about); a claim with one bound leaves the other side empty.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from typing import IO

from tollbook.claims import Claim, Statement
from tollbook.ledger.columns import guard
from tollbook.ledger.exporting.tables import chain, number
from tollbook.ledger.ledger import Ledger

HEADER = (
    "best",
    "low",
    "high",
    "date_start",
    "date_end",
    "number_of_sources",
    "source_original",
    "source_headline",
)


def write(ledger: Ledger, statements: Sequence[Statement], output: IO[bytes]) -> None:
    """The table, in the order of the statements."""
    merged = sources_merged_into(ledger, statements)
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        for statement in statements:
            if fits(statement):
                writer.writerow([guard(cell) for cell in row(statement, merged[statement.claim.id])])
    finally:
        text.detach()


def fits(statement: Statement) -> bool:
    """Whether the columns can hold the claim without changing what it says."""
    claim = statement.claim
    outright = claim.measure == "killed" and claim.unit == "people" and claim.rate is None and not claim.includes
    stands = statement.status not in ("rejected", "merged") and claim.modality not in ("denied", "projected")
    return outright and stands and (claim.low is not None or claim.high is not None)


def row(statement: Statement, also: set[str]) -> list[str]:
    """The cells of one claim; `also` names the sources of claims merged into it."""
    claim, period = statement.claim, statement.claim.period
    best = claim.low if claim.low == claim.high and claim.bound in ("exact", "approx") else None
    names = list(dict.fromkeys([original(claim), *sorted(also)]))
    start = period.start or period.as_of or statement.date or ""
    end = period.end or period.as_of or statement.date or ""
    return [
        number(best),
        number(claim.low),
        number(claim.high),
        start,
        end,
        str(len(names)),
        "; ".join(names),
        statement.title or "",
    ]


def original(claim: Claim) -> str:
    """Who said it first, as far as the report tells; the report itself where it speaks in its own voice."""
    return (chain([claim.source]) or ["report"])[0] if claim.source is not None else "report"


def sources_merged_into(ledger: Ledger, statements: Sequence[Statement]) -> dict[str, set[str]]:
    """Claim → sources of the claims that people merged into it, at any remove."""
    into = {s.claim.id: ledger.claim(s.claim.id).into for s in statements if s.status == "merged"}
    found: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        at = into.get(statement.claim.id)
        while at is not None:
            found[at].add(original(statement.claim))
            at = into.get(at)
    return found
