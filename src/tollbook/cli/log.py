"""`tollbook log`: the journal, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tollbook.cli.ledgers import existing, ledger_option, print_json

if TYPE_CHECKING:
    from tollbook.ledger import Entry, Ledger

PAGE = 1000

EPILOG = """\b
Examples:
  tollbook log --last 20
  tollbook log --about c0123456789ab
"""


@click.command("log", epilog=EPILOG)
@click.option("--last", type=click.IntRange(min=1), help="Only the last entries.")
@click.option("--about", metavar="ID", help='Only entries about a claim, a report, or "source:NAME".')
@click.option("--kind", metavar="KIND", help="Only entries of one kind, as claim-decided.")
@click.option("--by", "actor", metavar="NAME", help="Only what one person did.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", help="How to print.")
@ledger_option
def command(last: int | None, about: str | None, kind: str | None, actor: str | None, form: str, location: str) -> None:
    """Show the journal, oldest entry first: what happened, when, by whom and why."""
    with existing(location) as ledger:
        entries = walk(ledger, last, subject=about, kind=kind, actor=actor)
        if form != "table":
            print_json(list(entries), form)
            return
        for entry in entries:
            click.echo(line(entry))


def walk(ledger: Ledger, last: int | None, **filters: Any) -> Iterator[Entry]:
    """Entries oldest first, a page at a time."""
    if last is not None:
        yield from reversed(ledger.journal(limit=last, **filters))
        return
    offset = 0
    while page := ledger.journal(newest_first=False, limit=PAGE, offset=offset, **filters):
        yield from page
        offset += PAGE


def line(entry: Entry) -> str:
    """One entry in one line."""
    from tollbook.cli.wording import shown

    time = entry.time[:19].replace("T", " ")
    return f"{entry.seq:>6}  {time}  {shown(entry.actor)}  {shown(words(entry))}  {entry.digest[:12]}"


def words(entry: Entry) -> str:
    """What an entry says."""
    payload = entry.payload
    said = _SAID[entry.kind](payload)
    reason = payload.get("reason")
    return f"{said}: {reason}" if reason else said


def _report(payload: dict[str, Any]) -> str:
    report = payload["report"]
    what = "new version of " + report["version_of"] if report["version_of"] else "report"
    return f"added {what} {report['id']}, {report['title'] or payload['name']}"


def _decision(payload: dict[str, Any]) -> str:
    said = f"{payload['decision']} claim {payload['claim']}"
    if payload.get("into"):
        said += f" into {payload['into']}"
    if payload.get("undoes"):
        said = f"undid entry {payload['undoes']} on claim {payload['claim']}"
    changes = payload.get("changes") or {}
    before = payload.get("before") or {}
    changed = ", ".join(f"{name} {_value(before.get(name))} → {_value(value)}" for name, value in changes.items())
    return f"{said} ({changed})" if changed else said


def _value(value: Any) -> str:
    return "-" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


_SAID: dict[str, Any] = {
    "ledger-created": lambda payload: "made the ledger",
    "report-added": _report,
    "claims-read": lambda payload: (
        f"read {payload['claims']} claims in report {payload['report']} (reader {payload['reader']})"
    ),
    "claims-imported": lambda payload: (
        f"imported {payload['claims']} claims of report {payload['report']}"
        + (f", took out {payload['withdrawn']}" if payload["withdrawn"] else "")
    ),
    "claims-reread": lambda payload: (
        f"read report {payload['report']} again (reader {payload['reader']}): "
        + (
            ", ".join(
                f"{len(payload[kind])} {kind}" for kind in ("new", "changed", "gone", "kept", "held") if payload[kind]
            )
            or "nothing changed"
        )
    ),
    "claim-added": lambda payload: (
        f"added claim {payload['claim']['id']} to report {payload['claim']['report']} by hand"
    ),
    "claim-decided": _decision,
    "source-graded": lambda payload: f"graded source {payload['label']} {payload['grade'] or '(no grade)'}",
    "source-merged": lambda payload: (
        f"merged source {payload['label']} into {payload['into_label']}"
        if payload["into"] is not None
        else f"parted source {payload['label']} again"
    ),
    "link-decided": lambda payload: f"{payload['decision']} the link from {payload['claim']} to {payload['target']}",
}
