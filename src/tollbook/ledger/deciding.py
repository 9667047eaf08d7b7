"""What people decide, into the journal: about claims, sources and trace links. A correction supersedes and never
overwrites; an undo is an entry of its own.
"""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from tollbook.claims import Claim, Statement, claim_id
from tollbook.ledger import journal, queries, words
from tollbook.ledger.folding import DECISIONS, REASONS, Decision, State, check_claim, correction, fold
from tollbook.ledger.journal import Entry
from tollbook.ledger.projection import decisions_on, project
from tollbook.ledger.schema import claims, links, records, sources
from tollbook.messages import refuse

GRADES = ("A", "B", "C", "D", "E", "F")
"""Admiralty grades of a source's reliability, from completely reliable to cannot be judged."""

FIRST_BY_HAND = 1000
"""Ordinals of claims added by hand begin here, so that they never take an id the reader may give."""


def state_of(connection: sa.Connection, claim: str) -> State:
    """The claim as it was read, with the decisions that stand laid over it; refuses an unknown id."""
    query = sa.select(records.c.statement).join(claims, claims.c.n == records.c.n).where(claims.c.id == claim)
    found = connection.execute(query).scalar()
    if found is None:
        raise refuse("claim-unknown", claim=claim)
    statement = msgspec.json.decode(found, type=Statement)
    return fold(statement.claim, decisions_on(connection, claim))


def decide(
    connection: sa.Connection,
    claim: str,
    decision: Decision,
    actor: str,
    reason: str | None = None,
    changes: dict[str, Any] | None = None,
    into: str | None = None,
) -> Entry:
    """Enter one decision about a claim; refuses what makes no sense."""
    if decision not in DECISIONS:
        raise refuse("decision-unknown", decision=decision, decisions=", ".join(DECISIONS))
    state = state_of(connection, claim)
    payload: dict[str, Any] = {"claim": claim, "decision": decision, "reason": said(reason)}
    if decision == "rejected" and payload["reason"] is None:
        raise refuse("decision-reason", claim=claim, reasons=", ".join(REASONS))
    if decision == "corrected":
        text = queries.report(connection, state.claim.report).text
        payload["changes"] = changes or {}
        payload["before"] = correction(state.claim, payload["changes"], text)[1]
    if decision == "merged":
        payload["into"] = merge_target(connection, claim, into)
    if decision == "undone":
        if state.last is None:
            raise refuse("decision-undo", claim=claim)
        payload["undoes"] = state.last
    return enter(connection, actor, "claim-decided", payload)


def enter(connection: sa.Connection, actor: str, kind: journal.Kind, payload: dict[str, Any]) -> Entry:
    """Append an entry and bring the tables up to it."""
    entry = journal.append(connection, actor, kind, payload)
    project(connection, entry)
    return entry


def said(reason: str | None) -> str | None:
    """A reason as it is kept; None where nothing was said."""
    return (reason or "").replace("\0", "").strip() or None


def merge_target(connection: sa.Connection, claim: str, into: str | None) -> str:
    """`into`, where a claim may be merged into it: another claim, not merged (at any remove) into this one."""
    at = into
    while at is not None:
        if at == claim:
            raise refuse("decision-into", claim=claim, into=into)
        row = connection.execute(sa.select(claims.c.into).where(claims.c.id == at)).first()
        if row is None:
            raise refuse("claim-unknown", claim=at)
        at = row.into
    if into is None:
        raise refuse("decision-into", claim=claim, into="(none)")
    return into


def add_claim(connection: sa.Connection, claim: Claim, actor: str, reason: str | None) -> Statement:
    """Add a claim that a person found in a report; its id is made here."""
    text = queries.report(connection, claim.report).text
    check_claim(claim, text)
    first = claim.evidence[0]
    ordinal = FIRST_BY_HAND
    while True:
        fresh = claim_id(claim.report, claim.measure, first.start, first.end, ordinal)
        if connection.execute(sa.select(claims.c.n).where(claims.c.id == fresh)).first() is None:
            break
        ordinal += 1
    added = msgspec.structs.replace(claim, id=fresh, trace=["added by hand"])
    enter(connection, actor, "claim-added", {"claim": msgspec.to_builtins(added), "reason": said(reason)})
    query = sa.select(records.c.statement).join(claims, claims.c.n == records.c.n).where(claims.c.id == fresh)
    return queries.statement_of(connection.execute(query).scalar_one(), None, "unreviewed")


def grade_source(connection: sa.Connection, name: str, grade: str | None, actor: str, reason: str | None) -> Entry:
    """Enter an Admiralty grade (None takes it back). The source may be one that no claim names yet."""
    if grade is not None and grade not in GRADES:
        raise refuse("grade-unknown", grade=grade)
    key = words.fold(name)
    label = label_of(connection, key) or name.replace("\0", "").strip()
    return enter(
        connection, actor, "source-graded", {"source": key, "label": label, "grade": grade, "reason": said(reason)}
    )


def merge_sources(connection: sa.Connection, name: str, into: str | None, actor: str, reason: str | None) -> Entry:
    """Enter that `name` is the same source as `into` (None: that it is a source of its own again)."""
    key = words.fold(name)
    payload: dict[str, Any] = {
        "source": key,
        "label": label_of(connection, key) or name.replace("\0", "").strip(),
        "reason": said(reason),
    }
    payload |= {"into": None, "into_label": None}
    if into is not None:
        target = words.fold(into)
        row = connection.execute(sa.select(sources.c.into).where(sources.c.key == target)).first()
        target = row.into if row is not None and row.into is not None else target
        if target == key or not target:
            raise refuse("source-into", source=name, into=into)
        payload |= {"into": target, "into_label": label_of(connection, target) or into.replace("\0", "").strip()}
    return enter(connection, actor, "source-merged", payload)


def label_of(connection: sa.Connection, key: str) -> str | None:
    """How a source is shown, where the ledger has it."""
    found: str | None = connection.execute(sa.select(sources.c.label).where(sources.c.key == key)).scalar()
    return found


def decide_link(
    connection: sa.Connection, claim: str, target: str, decision: str, actor: str, reason: str | None
) -> Entry:
    """Enter that a trace link is confirmed, cut, or (undone) left to the tracing again."""
    if decision not in ("confirmed", "cut", "undone"):
        raise refuse("decision-unknown", decision=decision, decisions="confirmed, cut, undone")
    if claim == target:
        raise refuse("link-itself", claim=claim)
    for asked in (claim, target):
        if connection.execute(sa.select(claims.c.n).where(claims.c.id == asked)).first() is None:
            raise refuse("claim-unknown", claim=asked)
    payload = {"claim": claim, "target": target, "decision": decision, "reason": said(reason)}
    return enter(connection, actor, "link-decided", payload)


class LinkDecision(msgspec.Struct):
    """What a person decided about one trace link: `decision` is confirmed or cut."""

    claim: str
    target: str
    decision: str
    actor: str
    reason: str | None
    seq: int


def link_decisions(connection: sa.Connection, claim: str | None = None) -> list[LinkDecision]:
    """The decisions about trace links that stand, of one claim (either end) or all."""
    query = sa.select(links).order_by(links.c.seq)
    if claim is not None:
        query = query.where((links.c.claim == claim) | (links.c.target == claim))
    return [LinkDecision(**row) for row in connection.execute(query).mappings()]
