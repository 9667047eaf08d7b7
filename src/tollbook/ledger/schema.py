"""The tables of a ledger. `entries` and `objects` are the truth; all others are views of them that can be rebuilt."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

NEWEST = "0002"
"""The revision of the migrations that this release works with."""

APPLICATION = 0x746F6C6C
"""SQLite's application_id of a ledger: "toll"."""

metadata = MetaData()
Number = BigInteger().with_variant(Integer(), "sqlite")
Moment = Text().with_variant(Text(collation="C"), "postgresql")
"""ISO dates, which compare as plain text whatever the database's language is."""

entries = Table(
    "entries",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("prev", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
Index("entries_by_kind", entries.c.kind, entries.c.seq)

objects = Table(
    "objects",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Number, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

subjects = Table(
    "subjects",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("seq", Number, primary_key=True),
)
Index("subjects_by_seq", subjects.c.seq)

reports = Table(
    "reports",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("identity", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version_of", Text),
    Column("current", SmallInteger, nullable=False),
    Column("title", Text),
    Column("url", Text),
    Column("publisher", Text),
    Column("author", Text),
    Column("published", Moment),
    Column("lang", Text),
    Column("media_type", Text, nullable=False),
    Column("sha256", Text),
    Column("captured", Text),
    Column("text_sha256", Text, nullable=False),
    Column("length", Number, nullable=False),
    Column("reader", Text),
    Column("reading_sha256", Text),
    Column("claims", Number, nullable=False),
)
Index("reports_by_identity", reports.c.identity)
Index("reports_by_date", reports.c.current, reports.c.published, reports.c.n)
Index("reports_by_original", reports.c.sha256)
Index("reports_by_title", reports.c.current, reports.c.title, reports.c.n)
Index("reports_by_publisher", reports.c.current, reports.c.publisher, reports.c.n)

claims = Table(
    "claims",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("report", Text, nullable=False),
    Column("current", SmallInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("affiliation", Text, nullable=False),
    Column("population", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("date", Moment, nullable=False),
    Column("into", Text),
)
Index("claims_by_report", claims.c.report, claims.c.date, claims.c.n)
Index("claims_by_population", claims.c.current, claims.c.population, claims.c.affiliation)
Index("claims_by_date", claims.c.current, claims.c.date, claims.c.n)
Index("claims_by_measure", claims.c.current, claims.c.measure, claims.c.affiliation, claims.c.status, claims.c.date)
Index("claims_by_affiliation", claims.c.current, claims.c.affiliation, claims.c.date, claims.c.n)
Index("claims_by_source", claims.c.current, claims.c.source, claims.c.date, claims.c.n)
Index("claims_by_status", claims.c.current, claims.c.status, claims.c.date, claims.c.n)

records = Table(
    "records",
    metadata,
    Column("n", Number, ForeignKey("claims.n"), primary_key=True, autoincrement=False),
    Column("statement", Text, nullable=False),
    Column("corrected", Text),
    Column("search", Text, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("key", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("kind", Text),
    Column("affiliation", Text),
    Column("claims", Number, nullable=False),
    Column("grade", Text),
    Column("reason", Text),
    Column("into", Text),
)
Index("sources_by_into", sources.c.into)

links = Table(
    "links",
    metadata,
    Column("claim", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("decision", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text),
    Column("seq", Number, nullable=False),
)
Index("links_by_target", links.c.target)

VIEWS: tuple[Table, ...] = (subjects, records, claims, reports, sources, links)
"""Every table that is made from the journal, in an order in which they can be emptied."""

SEARCHES: tuple[str, ...] = ("claims_search", "reports_search")
"""Word indexes (FTS5 in SQLite, tsvector in PostgreSQL) whose row numbers are `n` of claims and reports."""
