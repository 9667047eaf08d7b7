"""Search by words in claims and reports, in the form each database has: FTS5 in SQLite, tsvector in PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa

from tollbook.claims import Statement

_WORD = re.compile(r"[^\W_]+")
LONGEST_BODY = 200_000
"""Characters of a report that are searched; PostgreSQL takes no more than a megabyte of words in one document."""


def fold(text: str) -> str:
    """`text` for comparing: without case and without runs of white space. NUL, which no database keeps, is left out."""
    return " ".join(text.replace("\0", " ").casefold().split())


def of_statement(statement: Statement) -> str:
    """The words by which a claim is found: title, people, source and relays, place, item, quoted words."""
    claim = statement.claim
    parts = [statement.title, statement.publisher, claim.measure, claim.item, claim.place]
    parts += [claim.population.text, claim.population.affiliation]
    for source in (claim.source, *claim.via, *claim.corroborates):
        if source is not None:
            parts += [source.text, source.name]
    if "imported" not in claim.trace:
        parts += [piece.quote for piece in claim.evidence]
    parts += statement.notes.values()
    return " ".join(dict.fromkeys(part for part in parts if part)).replace("\0", " ")


def index(connection: sa.Connection, table: str, bodies: Sequence[tuple[int, str]]) -> None:
    """Add (n, body) pairs to a word index; a connection with the option `without_words` has none."""
    if connection.get_execution_options().get("without_words"):
        return
    rows = [{"n": n, "body": body[:LONGEST_BODY].replace("\0", " ")} for n, body in bodies]
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text(f"INSERT INTO {table}(rowid, body) VALUES (:n, :body)"), rows)
    else:
        connection.execute(sa.text(f"INSERT INTO {table}(n, document) VALUES (:n, to_tsvector('simple', :body))"), rows)


def reindex(connection: sa.Connection, table: str, n: int, before: str, body: str) -> None:
    """Replace what is indexed under `n`."""
    if connection.get_execution_options().get("without_words"):
        return
    if connection.dialect.name == "sqlite":
        forget = f"INSERT INTO {table}({table}, rowid, body) VALUES ('delete', :n, :body)"
        connection.execute(sa.text(forget), {"n": n, "body": before[:LONGEST_BODY]})
    else:
        connection.execute(sa.text(f"DELETE FROM {table} WHERE n = :n"), {"n": n})
    index(connection, table, [(n, body)])


def clear(connection: sa.Connection, table: str) -> None:
    """Empty a word index."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text(f"INSERT INTO {table}({table}) VALUES ('delete-all')"))
    else:
        connection.execute(sa.text(f"DELETE FROM {table}"))


def matching(connection: sa.Connection, table: str, column: sa.Column[int], query: str) -> sa.ColumnElement[bool]:
    """The condition that `column` (an `n`) is of a text with every word of `query`, each whole or as a beginning."""
    found = hits(table, query, connection.dialect.name)
    return sa.false() if found is None else column.in_(found.scalar_subquery())


def hits(table: str, query: str, dialect: str) -> sa.TextualSelect | None:
    """The `n` of the texts with every word of `query`; None where it has no word."""
    found = _WORD.findall(query.replace("\0", " "))
    if not found:
        return None
    if dialect == "sqlite":
        asked = " ".join(f'"{word}"*' for word in found)
        query = f"SELECT rowid AS n FROM {table} WHERE {table} MATCH :asked"
    else:
        asked = " & ".join(f"{word}:*" for word in found)
        query = f"SELECT n FROM {table} WHERE document @@ to_tsquery('simple', :asked)"
    return sa.text(query).bindparams(asked=asked).columns(sa.column("n", sa.Integer))
