"""Who may do what: users, sessions and API tokens, in tables of the desk's own beside the ledger's.

Secrets never enter the journal. Passwords are kept as argon2id hashes; sessions and tokens are random and only their
SHA-256 is kept, so that a copy of the database opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from functools import cache
from typing import TYPE_CHECKING, Literal, cast, get_args

import msgspec
import sqlalchemy as sa

from tollbook.ledger.database import Database
from tollbook.messages import refuse

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[str, ...] = get_args(Role)
SESSION_SECONDS = 14 * 24 * 3600
SHORTEST_PASSWORD = 10

metadata = sa.MetaData()
users = sa.Table(
    "desk_users",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("password", sa.Text),
    sa.Column("created", sa.Float, nullable=False),
)
sessions = sa.Table(
    "desk_sessions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("user", sa.String(64), nullable=False),
    sa.Column("form_key", sa.String(64), nullable=False),
    sa.Column("expires", sa.Float, nullable=False),
)
tokens = sa.Table(
    "desk_tokens",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("user", sa.String(64), nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)


class Visitor(msgspec.Struct, frozen=True):
    """Who sends a request. `form_key` is the value that forms of a session must carry; tokens have none."""

    name: str | None = None
    role: Role | None = None
    form_key: str | None = None

    def may(self, role: Role) -> bool:
        """Whether the visitor's role is at least `role`."""
        return self.role is not None and ROLES.index(self.role) >= ROLES.index(role)


NOBODY = Visitor()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Accounts:
    """The accounts kept in the ledger's database; their tables are made when they are first needed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.reading() as connection:
            missing = not sa.inspect(connection).has_table(users.name)
        if missing:
            with database.writing() as connection:
                metadata.create_all(connection)

    def any(self) -> bool:
        """Whether there is any user with a password."""
        with self.database.reading() as connection:
            return connection.execute(sa.select(users.c.name).where(users.c.password.is_not(None))).first() is not None

    def add(self, name: str, role: str, password: str | None = None) -> None:
        """Add a user, or give an existing one another role and password."""
        if role not in ROLES:
            raise refuse("unknown-role", name=name, role=role, roles=", ".join(ROLES))
        if not name or len(name) > 64 or not name.isprintable() or name != name.strip():
            raise refuse("bad-user-name", name=name)
        if password is not None and len(password) < SHORTEST_PASSWORD:
            raise refuse("short-password", name=name, least=SHORTEST_PASSWORD)
        row = {"role": role, "password": _hasher().hash(password) if password else None, "created": time.time()}
        with self.database.writing() as connection:
            connection.execute(sa.delete(users).where(users.c.name == name))
            connection.execute(sa.insert(users).values(name=name, **row))
            connection.execute(sa.delete(sessions).where(sessions.c.user == name))

    def role(self, name: str) -> Role | None:
        """The role of the user `name`, None when there is no such user."""
        with self.database.reading() as connection:
            found = connection.scalar(sa.select(users.c.role).where(users.c.name == name))
        return cast(Role, found) if found in ROLES else None

    def check(self, name: str, password: str) -> bool:
        """Whether `password` is the user's; takes as long for unknown names as for known ones."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        with self.database.reading() as connection:
            kept = connection.scalar(sa.select(users.c.password).where(users.c.name == name))
        try:
            return _hasher().verify(kept or _decoy(), password) and kept is not None
        except (Argon2Error, InvalidHashError):
            return False

    def open_session(self, name: str) -> tuple[str, Visitor]:
        """A new session of the user: the cookie's value, and the visitor it stands for."""
        secret, form_key = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        now = time.time()
        with self.database.writing() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.expires < now))
            connection.execute(
                sa.insert(sessions).values(
                    digest=_digest(secret), user=name, form_key=form_key, expires=now + SESSION_SECONDS
                )
            )
        return secret, Visitor(name, self.role(name), form_key)

    def close_session(self, secret: str) -> None:
        """End the session behind the cookie."""
        with self.database.writing() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.digest == _digest(secret)))

    def by_session(self, secret: str) -> Visitor:
        """The visitor behind a session cookie; nobody when it is unknown or expired."""
        query = (
            sa.select(users.c.name, users.c.role, sessions.c.form_key)
            .join_from(sessions, users, sessions.c.user == users.c.name)
            .where(sessions.c.digest == _digest(secret), sessions.c.expires > time.time())
        )
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return Visitor(row.name, row.role, row.form_key) if row else NOBODY

    def make_token(self, name: str) -> str:
        """A new API token for the user; it is shown once and only its digest is kept."""
        if self.role(name) is None:
            raise refuse("unknown-user", name=name)
        secret = "tb_" + secrets.token_urlsafe(32)
        with self.database.writing() as connection:
            connection.execute(sa.insert(tokens).values(digest=_digest(secret), user=name, created=time.time()))
        return secret

    def by_token(self, secret: str) -> Visitor:
        """The visitor behind an API token; nobody when it is unknown."""
        query = (
            sa.select(users.c.name, users.c.role)
            .join_from(tokens, users, tokens.c.user == users.c.name)
            .where(tokens.c.digest == _digest(secret))
        )
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return Visitor(row.name, row.role) if row else NOBODY


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _decoy() -> str:
    """A hash of nobody's password, so that an unknown name costs as much time as a known one."""
    return _hasher().hash(secrets.token_urlsafe(16))
