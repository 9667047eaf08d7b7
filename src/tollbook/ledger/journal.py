"""The journal: an append-only, hash-chained list of everything that happened to a ledger.

digest(entry) = SHA-256 of the JSON array [seq, prev, time, actor, kind, payload], where `prev` is the digest of the
entry before (64 zeros for the first) and `payload` the canonical JSON text of the entry's content. Whoever keeps a
head digest elsewhere can prove that no entry up to it was altered, dropped, added or moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from tollbook.ledger.schema import entries, subjects
from tollbook.messages import refuse

Kind = Literal[
    "ledger-created",
    "report-added",
    "claims-read",
    "claims-imported",
    "claims-reread",
    "claim-added",
    "claim-decided",
    "source-graded",
    "source-merged",
    "link-decided",
]

GENESIS = "0" * 64
_ENCODER = msgspec.json.Encoder(order="sorted")
_HEAD = sa.select(entries.c.seq, entries.c.digest).order_by(entries.c.seq.desc()).limit(1)
_INSERT = entries.insert()


class Entry(msgspec.Struct):
    """One line of the journal. `time` is UTC, ISO; `payload` depends on `kind`."""

    seq: int
    time: str
    actor: str
    kind: str
    payload: dict[str, Any]
    prev: str
    digest: str


def canonical(payload: Any) -> str:
    """JSON with sorted keys and no spaces: the one text that is hashed."""
    return _ENCODER.encode(payload).decode("utf-8")


def digest_of(seq: int, prev: str, time: str, actor: str, kind: str, payload: str) -> str:
    """The digest of an entry, in hexadecimal."""
    return hashlib.sha256(msgspec.json.encode([seq, prev, time, actor, kind, payload])).hexdigest()


def now() -> str:
    """The present moment as entries write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def head(connection: sa.Connection) -> tuple[int, str]:
    """Length of the journal and the digest of its last entry."""
    row = connection.execute(_HEAD).first()
    return (row.seq, row.digest) if row else (0, GENESIS)


def append(connection: sa.Connection, actor: str, kind: Kind, payload: dict[str, Any]) -> Entry:
    """Write the next entry; the caller holds the ledger's write lock and its transaction."""
    last, prev = head(connection)
    text, time, actor = canonical(payload), now(), actor.replace("\0", "")
    row = {"seq": last + 1, "prev": prev, "time": time, "actor": actor, "kind": kind, "payload": text}
    row["digest"] = digest_of(last + 1, prev, time, actor, kind, text)
    connection.execute(_INSERT, row)
    return entry_of(row)


def entry_of(row: Any) -> Entry:
    """An Entry from a row of the table; refuses a ledger whose entry is no longer JSON."""
    fields = dict(row)
    try:
        payload = msgspec.json.decode(fields["payload"])
    except (msgspec.DecodeError, TypeError):
        raise refuse("ledger-damaged", what=f"entry {fields['seq']} cannot be read") from None
    return Entry(**{**fields, "payload": payload})


def stream(connection: sa.Connection) -> Iterator[Entry]:
    """Every entry, oldest first, a few at a time."""
    result = connection.execution_options(yield_per=1000).execute(sa.select(entries).order_by(entries.c.seq))
    for row in result.mappings():
        yield entry_of(row)


def select(
    connection: sa.Connection,
    *,
    subject: str | None = None,
    kind: str | None = None,
    actor: str | None = None,
    newest_first: bool = True,
    limit: int | None = 100,
    offset: int = 0,
) -> list[Entry]:
    """Entries about a subject (id of a claim or report, key of a source), of a kind, by an actor."""
    query = sa.select(entries)
    if subject is not None:
        query = query.join(subjects, subjects.c.seq == entries.c.seq).where(subjects.c.subject == subject)
    if kind is not None:
        query = query.where(entries.c.kind == kind)
    if actor is not None:
        query = query.where(entries.c.actor == actor)
    query = query.order_by(entries.c.seq.desc() if newest_first else entries.c.seq).limit(limit).offset(offset)
    return [entry_of(row) for row in connection.execute(query).mappings()]
