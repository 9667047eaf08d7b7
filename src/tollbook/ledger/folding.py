"""What people decided about one claim, folded into its present state; and the rules that a decision obeys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

import msgspec

from tollbook.claims import Claim, Evidence, ReviewStatus
from tollbook.ledger.journal import Entry
from tollbook.ledger.rows import BadRow, check_figures
from tollbook.messages import refuse

Decision = Literal["accepted", "corrected", "rejected", "merged", "undone"]
DECISIONS: tuple[str, ...] = get_args(Decision)

REASONS: tuple[str, ...] = (
    "misread",
    "measure changed",
    "no origin found",
    "derived from others",
    "other population",
    "duplicate",
)
"""The reasons for which a claim is set aside, as pages offer them; a reviewer may write another."""

UNCHANGEABLE = frozenset({"id", "report", "trace", "confidence"})


class State(msgspec.Struct):
    """A claim after all decisions that stand."""

    status: ReviewStatus
    claim: Claim
    corrected: bool
    into: str | None
    last: int | None
    """Sequence number of the last decision that stands: the one that an undo takes back."""


def fold(claim: Claim, decisions: Iterable[Entry]) -> State:
    """The state of `claim`, as it was read, after `decisions` in their order."""
    standing: dict[int, Entry] = {}
    for entry in decisions:
        if entry.payload["decision"] == "undone":
            standing.pop(entry.payload["undoes"], None)
        else:
            standing[entry.seq] = entry
    state = State("unreviewed", claim, False, None, None)
    for entry in standing.values():
        state.status = entry.payload["decision"]
        state.last = entry.seq
        state.into = entry.payload.get("into")
        if entry.payload.get("changes"):
            state.claim = patched(state.claim, entry.payload["changes"])
            state.corrected = True
    return state


def patched(claim: Claim, changes: dict[str, Any]) -> Claim:
    """`claim` with `changes` laid over it: an object is merged field by field, anything else replaces."""
    record = _laid_over(msgspec.to_builtins(claim), changes)
    return msgspec.convert(record, Claim)


def _laid_over(record: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = dict(record)
    for name, value in changes.items():
        old = merged.get(name)
        merged[name] = _laid_over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def correction(claim: Claim, changes: dict[str, Any], text: str) -> tuple[Claim, dict[str, Any]]:
    """The corrected claim, and the former values of what changed; refuses a correction that makes no sense.

    `text` is the report's, against which changed evidence is held.
    """
    fixed = sorted(set(changes) & UNCHANGEABLE)
    unknown = sorted(set(changes) - set(Claim.__struct_fields__))
    if fixed or unknown or not changes:
        raise refuse("correction-field", claim=claim.id, field=", ".join(fixed + unknown) or "(none)")
    try:
        corrected = patched(claim, changes)
    except msgspec.ValidationError as error:
        raise refuse("correction-invalid", claim=claim.id, reason=str(error)) from None
    check_claim(corrected, text)
    before = {name: msgspec.to_builtins(getattr(claim, name)) for name in changes}
    if msgspec.to_builtins(corrected) == msgspec.to_builtins(claim):
        raise refuse("correction-empty", claim=claim.id)
    return corrected, before


def check_claim(claim: Claim, text: str) -> None:
    """Refuse a claim whose figures contradict its bound, or whose evidence does not quote `text`."""
    try:
        check_figures(claim.unit, claim.bound, claim.low, claim.high)
    except BadRow as bad:
        raise refuse("correction-invalid", claim=claim.id, reason=str(bad)) from None
    if not claim.evidence:
        raise refuse("claim-without-evidence", claim=claim.id)
    for piece in claim.evidence:
        if not _quotes(piece, text):
            raise refuse("claim-misquotes", claim=claim.id, start=piece.start, end=piece.end)


def _quotes(piece: Evidence, text: str) -> bool:
    return 0 <= piece.start < piece.end <= len(text) and text[piece.start : piece.end] == piece.quote
