"""Proof that nothing in a ledger was altered: the chain of entries, the kept objects, and the tables made from them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from tollbook.ledger import journal, objects, words
from tollbook.ledger.journal import GENESIS, Entry
from tollbook.ledger.projection import project
from tollbook.ledger.schema import SEARCHES, VIEWS, entries, metadata
from tollbook.ledger.schema import objects as kept

MOST_PROBLEMS = 100


class Verification(msgspec.Struct):
    """What verifying found: the journal's length and head digest, how much was held against what, and every problem
    (at most MOST_PROBLEMS)."""

    length: int = 0
    head: str = GENESIS
    objects: int = 0
    problems: list[str] = []

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(connection: sa.Connection, expect: str | None = None) -> Verification:
    """Hold entries, objects and tables against each other; with `expect`, also that an earlier head is still there."""
    found = Verification()
    problems = _limited(found)
    referenced = _check_chain(connection, found, problems, expect)
    _check_objects(connection, found, problems, referenced)
    if connection.dialect.name == "sqlite":
        for (line,) in connection.execute(sa.text("PRAGMA integrity_check(10)")):
            if line != "ok":
                problems(f"file: {line}")
    if found.clean:
        _check_tables(connection, problems)
    return found


def _limited(found: Verification) -> Any:
    def problem(text: str) -> None:
        if len(found.problems) < MOST_PROBLEMS:
            found.problems.append(text)

    return problem


def _check_chain(connection: sa.Connection, found: Verification, problem: Any, expect: str | None) -> set[str]:
    """Walk the journal from its first entry; returns the SHA-256 of every object that it refers to."""
    referenced: set[str] = set()
    expected = expect is None
    rows = connection.execution_options(yield_per=500).execute(sa.select(entries).order_by(entries.c.seq))
    for row in rows:
        found.length += 1
        name = f"entry {row.seq}"
        if row.seq != found.length:
            problem(f"entry {found.length}: missing or out of order ({name} is in its place)")
            found.length = row.seq if isinstance(row.seq, int) else found.length
        if row.prev != found.head:
            problem(f"{name}: does not follow the entry before it")
        if _digest(row) != row.digest:
            problem(f"{name}: altered (its content does not give its digest)")
        else:
            referenced |= references(row.kind, msgspec.json.decode(row.payload))
        found.head = row.digest
        expected = expected or row.digest == expect
    if found.length == 0:
        problem("the journal is empty")
    if not expected:
        problem(f"no entry has the expected digest {expect}: the journal was cut, or this is another ledger")
    return referenced


def _digest(row: Any) -> str | None:
    try:
        return journal.digest_of(row.seq, row.prev, row.time, row.actor, row.kind, row.payload)
    except (TypeError, UnicodeEncodeError):
        return None


def references(kind: str, payload: dict[str, Any]) -> set[str]:
    """The SHA-256 of the objects that an entry refers to."""
    if kind == "report-added":
        return {payload["text_sha256"], payload["report"]["sha256"]}
    return {payload[name] for name in ("reading", "statements") if name in payload}


def _check_objects(connection: sa.Connection, found: Verification, problem: Any, referenced: set[str]) -> None:
    missing = set(referenced)
    for row in connection.execution_options(yield_per=100).execute(sa.select(kept).order_by(kept.c.sha256)):
        found.objects += 1
        missing.discard(row.sha256)
        try:
            objects.unpack(row.sha256, row.size, row.data)
        except (objects.BrokenObject, TypeError) as broken:
            problem(str(broken))
        if row.sha256 not in referenced:
            problem(f"object {row.sha256}: no entry refers to it")
    for sha256 in sorted(missing):
        problem(f"object {sha256} is missing")


def _check_tables(connection: sa.Connection, problem: Any) -> None:
    """Make the tables anew in a file of their own and compare row by row."""
    with tempfile.TemporaryDirectory(prefix="tollbook-verify-") as folder:
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(Path(folder) / "replay.db")))
        try:
            metadata.create_all(engine)
            with engine.connect() as scratch:
                scratch = scratch.execution_options(without_words=True)
                scratch.execute(sa.text("PRAGMA synchronous = OFF"))
                replay(connection, scratch)
                for table in VIEWS:
                    for text in _differences(connection, scratch, table):
                        problem(text)
        finally:
            engine.dispose()


def replay(connection: sa.Connection, scratch: sa.Connection) -> None:
    """Copy the journal, entry by entry, with the objects that the tables are made from."""
    for entry in journal.stream(connection):
        row = msgspec.structs.asdict(entry) | {"payload": journal.canonical(entry.payload)}
        scratch.execute(entries.insert(), row)
        for sha256 in references(entry.kind, entry.payload) - _originals(entry):
            if scratch.execute(sa.select(kept.c.sha256).where(kept.c.sha256 == sha256)).first() is None:
                copied = connection.execute(sa.select(kept).where(kept.c.sha256 == sha256)).mappings().one()
                scratch.execute(kept.insert(), dict(copied))
        project(scratch, entry)


def _originals(entry: Entry) -> set[str]:
    """Objects that no table is made from (unless a text's bytes are the original's, which then stay wanted)."""
    if entry.kind != "report-added":
        return set()
    return {entry.payload["report"]["sha256"]} - {entry.payload["text_sha256"]}


def _differences(connection: sa.Connection, scratch: sa.Connection, table: sa.Table) -> Iterator[str]:
    width = len(table.primary_key.columns)
    ours, theirs = _ordered(connection, table), _ordered(scratch, table)
    mine, made = next(ours, None), next(theirs, None)
    while mine is not None or made is not None:
        if mine == made:
            mine, made = next(ours, None), next(theirs, None)
            continue
        before = made is None or (mine is not None and mine[:width] < made[:width])
        if before and mine is not None:
            yield f"table {table.name}: a row that the journal does not hold ({_key(mine, width)})"
            mine = next(ours, None)
        elif made is not None and (mine is None or made[:width] < mine[:width]):
            yield f"table {table.name}: a row is missing ({_key(made, width)})"
            made = next(theirs, None)
        elif mine is not None and made is not None:
            yield f"table {table.name}: a row was altered ({_key(mine, width)})"
            mine, made = next(ours, None), next(theirs, None)


def _ordered(connection: sa.Connection, table: sa.Table) -> Iterator[tuple[Any, ...]]:
    """Rows by primary key, key columns first; text in the order of its code points in every database."""
    keys = list(table.primary_key.columns)
    in_order = [
        sa.collate(key, "C") if connection.dialect.name != "sqlite" and isinstance(key.type, sa.Text) else key
        for key in keys
    ]
    query = sa.select(*keys, *(column for column in table.columns if column not in set(keys))).order_by(*in_order)
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield tuple(row)


def _key(row: tuple[Any, ...], width: int) -> str:
    return ", ".join(str(part) for part in row[:width])


def rebuild(connection: sa.Connection) -> int:
    """Empty the tables and make them anew from the journal; returns the number of entries."""
    for table in VIEWS:
        connection.execute(table.delete())
    for name in SEARCHES:
        words.clear(connection, name)
    length = 0
    for entry in journal.stream(connection):
        project(connection, entry)
        length += 1
    return length
