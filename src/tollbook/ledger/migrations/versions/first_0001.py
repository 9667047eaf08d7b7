"""The first ledger: journal, kept objects, and the views of the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def text(*names: str, null: bool = True) -> list[sa.Column[str]]:
    """Columns of text."""
    return [sa.Column(name, sa.Text, nullable=null) for name in names]


def number(name: str, *, key: bool = False) -> sa.Column[int]:
    """A column of whole numbers, never empty."""
    return sa.Column(name, Number, nullable=False, primary_key=key, autoincrement=False)


def key(name: str) -> sa.Column[str]:
    """A column of text that is (part of) the primary key."""
    return sa.Column(name, sa.Text, primary_key=True)


def upgrade() -> None:
    """Create all tables and indexes."""
    truth()
    views()
    indexes()
    searches()


def truth() -> None:
    """The journal, and what it refers to by SHA-256."""
    op.create_table(
        "entries", number("seq", key=True), *text("prev", "time", "actor", "kind", "payload", "digest", null=False)
    )
    op.create_table("objects", key("sha256"), number("size"), sa.Column("data", sa.LargeBinary, nullable=False))


def views() -> None:
    """What can be rebuilt from the journal."""
    op.create_table("subjects", key("subject"), number("seq", key=True))
    op.create_table(
        "reports",
        number("n", key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        *text("identity", "given", "origin", "name", null=False),
        *text("version_of"),
        sa.Column("current", sa.SmallInteger, nullable=False),
        *text("title", "url", "publisher", "author"),
        sa.Column("published", Moment),
        *text("lang"),
        *text("media_type", null=False),
        *text("sha256", "captured"),
        *text("text_sha256", null=False),
        number("length"),
        *text("reader", "reading_sha256"),
        number("claims"),
    )
    op.create_table(
        "claims",
        number("n", key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        *text("report", null=False),
        sa.Column("current", sa.SmallInteger, nullable=False),
        *text("status", "measure", "affiliation", "population", "source", null=False),
        sa.Column("date", Moment, nullable=False),
        *text("into"),
    )
    op.create_table(
        "records",
        sa.Column("n", Number, sa.ForeignKey("claims.n"), primary_key=True, autoincrement=False),
        *text("statement", null=False),
        *text("corrected"),
        *text("search", null=False),
    )
    op.create_table(
        "sources",
        key("key"),
        *text("label", null=False),
        *text("kind", "affiliation"),
        number("claims"),
        *text("grade", "reason", "into"),
    )
    op.create_table(
        "links",
        key("claim"),
        key("target"),
        *text("decision", "actor", null=False),
        *text("reason"),
        number("seq"),
    )


def indexes() -> None:
    """What makes each page's query fast."""
    op.create_index("subjects_by_seq", "subjects", ["seq"])
    op.create_index("reports_by_identity", "reports", ["identity"])
    op.create_index("reports_by_date", "reports", ["current", "published", "n"])
    op.create_index("reports_by_original", "reports", ["sha256"])
    op.create_index("claims_by_report", "claims", ["report", "date", "n"])
    op.create_index("claims_by_population", "claims", ["current", "population", "affiliation"])
    op.create_index("claims_by_date", "claims", ["current", "date", "n"])
    op.create_index("claims_by_measure", "claims", ["current", "measure", "affiliation", "status", "date"])
    op.create_index("claims_by_affiliation", "claims", ["current", "affiliation", "date", "n"])
    op.create_index("claims_by_source", "claims", ["current", "source", "date", "n"])
    op.create_index("claims_by_status", "claims", ["current", "status", "date", "n"])
    op.create_index("sources_by_into", "sources", ["into"])
    op.create_index("links_by_target", "links", ["target"])


def searches() -> None:
    """The word indexes, which each database has in its own form."""
    for name in ("claims_search", "reports_search"):
        if op.get_context().dialect.name == "sqlite":
            op.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5(body, content='', tokenize='unicode61 remove_diacritics 2')"
            )
        else:
            op.execute(f"CREATE TABLE {name} (n BIGINT PRIMARY KEY, document TSVECTOR NOT NULL)")
            op.execute(f"CREATE INDEX {name}_words ON {name} USING GIN (document)")
