"""Journal entries as lines a person can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from tollbook.desk.strings import say
from tollbook.desk.words import named
from tollbook.ledger.journal import Entry


class Line(msgspec.Struct):
    """One line of a history. `claim` is set where it is about a claim; `undo` where it is the last word on it."""

    seq: int
    time: str
    actor: str
    what: str
    claim: str | None = None
    number: int | None = None
    undo: bool = False
    details: list[str] = []


def lines(entries: list[Entry], numbers: Mapping[Any, int] | None = None, *, public: bool = False) -> list[Line]:
    """`entries` (newest first) in words; `numbers` say which claim of a page is meant; in public nobody is named."""
    undone = {e.payload["undoes"] for e in entries if e.kind == "claim-decided" and e.payload["decision"] == "undone"}
    last: set[str] = set()
    made = []
    for entry in entries:
        line = _line(entry, numbers or {})
        if public:
            line.actor = say("history.reviewer") if entry.kind not in _BY_MACHINE else ""
        decided = entry.kind == "claim-decided" and entry.payload["decision"] != "undone" and entry.seq not in undone
        if decided and line.claim and line.claim not in last:
            line.undo = True
            last.add(line.claim)
        made.append(line)
    return made


_BY_MACHINE = {"ledger-created", "report-added", "claims-read", "claims-imported", "claims-reread"}


def _line(entry: Entry, numbers: Mapping[Any, int]) -> Line:
    payload = entry.payload
    claim = payload.get("claim")
    if isinstance(claim, dict):
        claim = claim["id"]
    line = Line(entry.seq, entry.time, entry.actor, "", claim, numbers.get(claim))
    match entry.kind:
        case "claim-decided":
            line.what = say(f"history.{payload['decision']}", into=payload.get("into") or "")
            line.details = [
                *_changes(payload),
                *([named("reason", payload["reason"])] if payload.get("reason") else []),
            ]
        case "claim-added":
            line.what = say("history.added")
        case "report-added":
            line.what = say("history.report", length=f"{payload.get('length', 0):,}")
            line.details = [f"sha256 {(payload['report'].get('sha256') or '')[:12]}…"]
        case "claims-read":
            line.what = say("history.read", count=payload["claims"], reader=payload["reader"])
        case "claims-reread":
            line.what = say("history.reread", reader=payload["reader"])
        case "claims-imported":
            line.what = say("history.imported")
        case "source-graded":
            grade = payload["grade"] or say("sources.ungraded")
            line.what = say("history.graded", source=payload["label"], grade=grade)
            line.details = [payload["reason"]] if payload.get("reason") else []
        case "source-merged" if payload["into"]:
            line.what = say("history.source-merged", source=payload["label"], into=payload["into_label"])
        case "source-merged":
            line.what = say("history.source-parted", source=payload["label"])
        case "link-decided":
            line.what = say(f"history.link-{payload['decision']}", target=payload["target"])
        case _:
            line.what = entry.kind.replace("-", " ")
    return line


def _changes(payload: Mapping[str, Any]) -> list[str]:
    """ "source: Yonhap → none" for each field that a correction changed."""
    before, after = payload.get("before") or {}, payload.get("changes") or {}
    return [
        say("history.change", field=name.replace("_", " "), before=_flat(before.get(name)), after=_flat(value))
        for name, value in after.items()
    ]


def _flat(value: Any) -> str:
    if value is None or value == "" or value == []:
        return say("history.nothing")
    if isinstance(value, dict):
        return ", ".join(f"{k} {_flat(v)}" for k, v in value.items() if v not in (None, "", []))
    if isinstance(value, list):
        return "; ".join(str(v.get("quote")) if isinstance(v, dict) and "quote" in v else _flat(v) for v in value)
    return str(value)
