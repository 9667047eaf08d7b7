"""What a reviewer does to the record, the same for pages and the API: each returns after the journal has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from tollbook.claims import Claim, Evidence, Statement
from tollbook.desk.desk import Desk
from tollbook.desk.fields import changes_from, record_from
from tollbook.ledger.folding import Decision
from tollbook.ledger.journal import Entry
from tollbook.messages import refuse


def decide(
    desk: Desk, actor: str, claim: str, decision: str, reason: str | None = None, into: str | None = None,
    changes: dict[str, Any] | None = None,
) -> Entry:  # fmt: skip
    """Enter a decision about a claim and let the estimates follow."""
    with_reason = reason if decision != "undone" else None
    entry = desk.ledger.decide(
        claim, cast(Decision, decision), actor=actor, reason=with_reason, into=into, changes=changes
    )
    desk.estimates.changed(claim)
    return entry


def correct(desk: Desk, actor: str, claim: str, form: Mapping[str, Any]) -> Entry:
    """Enter what a form changes in a claim, the place of its evidence included."""
    statement = desk.ledger.claim(claim).statement
    changes = changes_from(form, statement.claim)
    anchor = anchored(desk, statement.claim.report, form, statement.claim.evidence[0])
    if anchor is not None and anchor != statement.claim.evidence[0]:
        changes["evidence"] = msgspec.to_builtins([anchor, *statement.claim.evidence[1:]])
    return decide(desk, actor, claim, "corrected", str(form.get("reason") or "") or None, changes=changes)


def add_claim(desk: Desk, actor: str, report: str, form: Mapping[str, Any]) -> Statement:
    """Enter a claim that the reader missed, or the second half of one that is two."""
    anchor = anchored(desk, report, form, None)
    if anchor is None:
        raise refuse("no-anchor", report=report)
    record = {**record_from(form), "id": "new", "report": report, "evidence": [msgspec.to_builtins(anchor)]}
    try:
        claim = msgspec.convert(record, Claim)
    except msgspec.ValidationError as error:
        raise refuse("bad-claim", report=report, reason=str(error)) from None
    return add_record(desk, actor, claim, str(form.get("reason") or "") or None)


def add_record(desk: Desk, actor: str, claim: Claim, reason: str | None) -> Statement:
    """Enter a whole claim record; its id is made by the ledger."""
    added = desk.ledger.add_claim(claim, actor=actor, reason=reason)
    desk.estimates.changed(added.claim.id)
    return added


def anchored(desk: Desk, report: str, form: Mapping[str, Any], old: Evidence | None) -> Evidence | None:
    """The stretch of the report's text that a form names, by place or by its words; None when it names none.

    Places win when they agree with the words; else the words are looked for nearest to the place (or the old one).
    """
    quote = str(form.get("quote") or "").replace("\r\n", "\n")
    start, end = _whole(form.get("start")), _whole(form.get("end"))
    if not quote and (start is None or end is None):
        return None
    text = desk.ledger.report(report).text
    if start is not None and end is not None and 0 <= start < end <= len(text):
        there = text[start:end]
        if not quote or there == quote or (old is not None and quote == old.quote):
            return Evidence(start, end, there)
    near = start if start is not None else old.start if old else 0
    found = _nearest(text, quote, near) if quote else None
    if found is None:
        raise refuse("words-not-there", report=report, words=quote[:80])
    return Evidence(found, found + len(quote), quote)


def _nearest(text: str, words: str, near: int) -> int | None:
    after = text.find(words, near)
    before = text.rfind(words, 0, near + len(words))
    places = [place for place in (after, before) if place >= 0]
    return min(places, key=lambda place: abs(place - near)) if places else None


def _whole(value: Any) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def grade(desk: Desk, actor: str, source: str, value: str | None, reason: str | None) -> Entry:
    """Enter an Admiralty grade of a source."""
    entry = desk.ledger.grade_source(source, value or None, actor=actor, reason=reason or None)
    desk.estimates.changed(None)
    return entry


def merge_sources(desk: Desk, actor: str, source: str, into: str | None, reason: str | None) -> Entry:
    """Enter that one source is another (or, into None, its own again)."""
    entry = desk.ledger.merge_sources(source, into or None, actor=actor, reason=reason or None)
    desk.estimates.changed(None)
    return entry


def decide_link(desk: Desk, actor: str, claim: str, target: str, decision: str, reason: str | None) -> Entry:
    """Enter that a trace link is confirmed, cut or left to tracing again."""
    entry = desk.ledger.decide_link(claim, target, decision, actor=actor, reason=reason or None)
    desk.estimates.changed(claim)
    return entry
