"""Results of estimates in the ledger's database, by case, revision and date of knowledge, for permanent addresses."""

from __future__ import annotations

import zlib

import msgspec
import sqlalchemy as sa

from tollbook.desk.snapshot import Result
from tollbook.ledger.database import Database

metadata = sa.MetaData()
kept = sa.Table(
    "desk_estimates",
    metadata,
    sa.Column("case_name", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("until", sa.String(10), primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("result", sa.LargeBinary, nullable=False),
)
SAME = b""
"""Kept in place of a result that is, but for its revision, an earlier one of the same fingerprint."""


class Keeping:
    """The table of results; made when it is not there yet."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.reading() as connection:
            missing = not sa.inspect(connection).has_table(kept.name)
        if missing:
            with database.writing() as connection:
                metadata.create_all(connection)

    def keep(self, result: Result, *, same: bool = False) -> None:
        """Keep a result under its revision; `same` where one with its fingerprint is kept already."""
        snapshot = result.snapshot
        content = SAME if same else zlib.compress(msgspec.msgpack.encode(result), 3)
        place = {"case_name": snapshot.case, "revision": snapshot.revision, "until": snapshot.until}
        with self.database.writing() as connection:
            connection.execute(sa.delete(kept).where(*(kept.c[name] == value for name, value in place.items())))
            connection.execute(sa.insert(kept).values(**place, digest=snapshot.digest, result=content))

    def fetch(self, case: str, revision: int, until: str) -> Result | None:
        """The result of a case at a revision; None where there is none."""
        rows = sa.select(kept).where(kept.c.case_name == case, kept.c.until == until)
        return self._result(rows.where(kept.c.revision == revision))

    def newest(self, case: str) -> Result | None:
        """The newest result of what is known now."""
        rows = sa.select(kept).where(kept.c.case_name == case, kept.c.until == "")
        return self._result(rows.order_by(kept.c.revision.desc()).limit(1))

    def _result(self, query: sa.Select[tuple[object, ...]]) -> Result | None:
        with self.database.reading() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            content = row.result
            if content == SAME:
                alike = (kept.c.case_name == row.case_name, kept.c.until == row.until, kept.c.digest == row.digest)
                whole = sa.select(kept.c.result).where(*alike, kept.c.result != SAME, kept.c.revision < row.revision)
                content = connection.scalar(whole.order_by(kept.c.revision.desc()).limit(1)) or SAME
        result = _decoded(content)
        if result is not None:
            result.snapshot.revision = row.revision
        return result


def _decoded(content: bytes) -> Result | None:
    """A kept result; None for one that another release wrote in another form."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(content), type=Result)
    except (msgspec.DecodeError, zlib.error):
        return None
