"""Opening a ledger's database, a SQLite file (WAL) or PostgreSQL: made or migrated on the way, or refused."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tollbook.ledger.failures import as_refusal
from tollbook.ledger.schema import APPLICATION, NEWEST
from tollbook.messages import refuse

PATIENCE = 30.0
"""Seconds that one process waits for another's writing before it gives up."""

POOL = {"pool_size": 10, "max_overflow": 40, "pool_use_lifo": True}
"""Connections kept, and how many more threads may have one at the same time. The one used last goes first: it still has
in memory what others have to read again."""

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """Connections to one ledger. `reading` and `writing` are transactions; one writes at a time."""

    def __init__(self, location: str | Path, *, create: bool = True, patience: float = PATIENCE) -> None:
        self.location = str(location)
        self.is_server = self.location.startswith(("postgresql://", "postgres://"))
        self.shown = _without_password(self.location) if self.is_server else self.location
        self._lock = threading.Lock()
        with self.refusing():
            self._engine = _server(self.location, patience) if self.is_server else self._file(create, patience)
            self._prepare()

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Turn what a database says of a full disk, a lock, a foreign file into one refusal."""
        try:
            yield
        except DBAPIError as error:
            raise as_refusal(error.orig, self.shown) from error
        except sqlite3.Error as error:
            raise as_refusal(error, self.shown) from error

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A consistent view of the ledger; sees nothing that is written after it began."""
        with self.refusing(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[sa.Connection]:
        """A transaction that alone may append to the journal; all of it is kept or nothing.

        `durable`: it also survives the loss of power right after. Without, the last such transactions may be gone then,
        wholly, as if the program had been stopped before them.
        """
        with self._lock, self.refusing(), self._engine.connect() as connection:
            connection = connection.execution_options(writing=True, durable=durable)
            with connection.begin():
                if self.is_server:
                    connection.execute(sa.text("LOCK TABLE entries IN EXCLUSIVE MODE"))
                yield connection

    def _file(self, create: bool, patience: float) -> sa.Engine:
        """An engine on a file. The file is never opened by other means than SQLite's: closing any handle of it would
        drop all locks that this process holds on it, SQLite's too."""
        path = Path(self.location)
        if not path.parent.is_dir():
            raise refuse("ledger-no-folder", name=self.shown, folder=path.parent)
        if path.is_dir():
            raise refuse("ledger-not-a-ledger", name=self.shown)
        if not path.exists() and not create:
            raise refuse("ledger-missing", name=self.shown)
        engine = sa.create_engine(_address(path), connect_args={"timeout": patience}, **POOL)
        sa.event.listen(engine, "connect", _configure)
        sa.event.listen(engine, "begin", _begin)
        return engine

    def _prepare(self) -> None:
        """Check that this is a ledger of a version we know; make or migrate it where needed."""
        with self._engine.connect() as connection:
            version = self._version(connection)
        if version == NEWEST:
            return
        if version is not None and version not in _known_revisions():
            raise refuse("ledger-newer", name=self.shown, version=version)
        if not self.is_server:
            _write_ahead(self.location)
        with self._lock, self._engine.connect() as connection:
            connection = connection.execution_options(writing=True)
            with connection.begin():
                self._migrate(connection)

    def _version(self, connection: sa.Connection) -> str | None:
        """The revision of the ledger's tables; None when there is none yet; refuses another program's database."""
        tables = set(sa.inspect(connection).get_table_names())
        if "alembic_version" not in tables or "entries" not in tables:
            if tables and not (self.is_server and "entries" not in tables):
                raise refuse("ledger-not-a-ledger", name=self.shown)
            return None
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        if not self.is_server:
            application = connection.execute(sa.text("PRAGMA application_id")).scalar()
            if application != APPLICATION or version is None:
                raise refuse("ledger-not-a-ledger", name=self.shown)
            if (number := connection.execute(sa.text("PRAGMA user_version")).scalar()) != int(NEWEST):
                version = version if version != NEWEST else str(number)
        return str(version)

    def _migrate(self, connection: sa.Connection) -> None:
        from alembic import command
        from alembic.config import Config

        from tollbook.ledger import journal

        if self.is_server:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION})
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if not self.is_server:
            connection.execute(sa.text(f"PRAGMA application_id = {APPLICATION}"))
            connection.execute(sa.text(f"PRAGMA user_version = {int(NEWEST)}"))
        if journal.head(connection)[0] == 0:
            journal.append(connection, "tollbook", "ledger-created", {"format": 1})


def _address(path: Path) -> sa.URL:
    """The file's address; one that nobody can be writing, in a place that cannot be written, is read as it lies.

    SQLite's write-ahead log needs files beside the ledger even for reading.
    """
    if not path.exists() or os.access(path.parent, os.W_OK) or path.with_name(path.name + "-wal").exists():
        return sa.URL.create("sqlite", database=str(path))
    still = {"uri": "true", "mode": "ro", "immutable": "1"}
    return sa.URL.create("sqlite", database=path.absolute().as_uri(), query=still)


def _server(location: str, patience: float) -> sa.Engine:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise refuse("needs-extra", name="A ledger on PostgreSQL", extra="team") from None
    address = sa.make_url(location).set(drivername="postgresql+psycopg")
    arguments = {"connect_timeout": 10, "options": f"-c lock_timeout={int(patience * 1000)}"}
    return sa.create_engine(address, connect_args=arguments, pool_pre_ping=True, **POOL)


def _configure(connection: Any, _record: Any) -> None:
    """Settings of each SQLite connection; transactions begin where SQLAlchemy says, not where the driver guesses."""
    connection.isolation_level = None
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if options.get("writing", False):
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get('durable') else 'NORMAL'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _write_ahead(location: str) -> None:
    """Readers and a writer at the same time; a setting of the file, so it is made once."""
    connection = sqlite3.connect(location, timeout=PATIENCE)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _known_revisions() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def _without_password(location: str) -> str:
    try:
        return sa.make_url(location).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        raise refuse("ledger-address", name="the address of the ledger") from None
