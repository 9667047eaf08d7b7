"""The ledger: what other rooms and the command line use. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import msgspec
import sqlalchemy as sa

from tollbook.capture import Captured
from tollbook.claims import Claim, Incident, Reading, Report, Statement
from tollbook.ledger import deciding, intake, journal, queries, rereading, table_intake, verifying
from tollbook.ledger.database import PATIENCE, Database
from tollbook.ledger.deciding import LinkDecision
from tollbook.ledger.folding import Decision
from tollbook.ledger.importing import Table, load_table
from tollbook.ledger.intake import Added
from tollbook.ledger.journal import Entry
from tollbook.ledger.projection import StoredReading
from tollbook.ledger.queries import Filters, Order, ReportSummary, Several, SourceSummary
from tollbook.ledger.rereading import Change
from tollbook.ledger.verifying import Verification

KEPT_COUNTS = 500


class ClaimRecord(msgspec.Struct):
    """A claim with its history: the statement as it stands, the claim as it was read, the report it is of, the journal
    entries about it (oldest first), and the decisions about its trace links."""

    statement: Statement
    as_read: Claim
    current: bool
    into: str | None
    report: ReportSummary
    history: list[Entry]
    links: list[LinkDecision]


class Ledger:
    """A ledger in a SQLite file or a PostgreSQL database; made when it is not there yet, unless `create` is False.

    Safe to use from several threads and several processes at once: readers see a consistent state and never wait,
    writers take turns (each waits up to `patience` seconds). Raises Refusal with one clear line for everything a user
    can meet.
    """

    def __init__(
        self, location: str | Path = "tollbook.db", *, create: bool = True, patience: float = PATIENCE
    ) -> None:
        self._database = Database(location, create=create, patience=patience)
        self.location = self._database.shown
        self._counts: dict[tuple[tuple[int, str], str, bytes], Any] = {}

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    # What comes in

    def add(self, captured: Captured, reading: Reading, *, actor: str = "tollbook", reader: str | None = None) -> Added:
        """Add a report and its reading by version `reader` (by default the present reader's)."""
        version = _reader_version() if reader is None else reader
        with self._database.writing() as connection:
            return intake.add(connection, captured, reading, actor, version)

    def import_table(self, table: str | Path | Table, *, actor: str = "tollbook") -> Added:
        """Add the claims of a CSV (its path, or a table that was loaded); the same file again changes nothing, a
        changed one is a new version."""
        table = table if isinstance(table, Table) else load_table(table)
        with self._database.writing() as connection:
            return table_intake.add_table(connection, table, actor)

    def add_claim(self, claim: Claim, *, actor: str, reason: str | None = None) -> Statement:
        """Add a claim that a person found in a kept report; its id is made here."""
        with self._database.writing(durable=True) as connection:
            return deciding.add_claim(connection, claim, actor, reason)

    def reread(
        self,
        read: Callable[[Report], Reading] | None = None,
        *,
        reader: str | None = None,
        actor: str = "tollbook",
        reports: Iterable[str] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Change]:
        """Read kept reports again, those that another version of the reader read (or `reports`), one transaction each.

        Keeps what people decided; returns every claim that is new, changed, gone, kept or held.
        """
        version = _reader_version() if reader is None else reader
        read = read or _read_report()
        with self._database.reading() as connection:
            waiting = list(reports) if reports is not None else rereading.outdated(connection, version)
        changes: list[Change] = []
        for done, report_id in enumerate(waiting):
            with self._database.reading() as connection:
                given = queries.report_row(connection, report_id)["given"]
                report = queries.report(connection, report_id)
            reading = read(msgspec.structs.replace(report, id=given))
            with self._database.writing() as connection:
                changes += rereading.reread(connection, report_id, reading, actor, version)
            if progress is not None:
                progress(done + 1, len(waiting))
        return changes

    # What people decide

    def decide(
        self,
        claim: str,
        decision: Decision,
        *,
        actor: str,
        reason: str | None = None,
        changes: dict[str, Any] | None = None,
        into: str | None = None,
    ) -> Entry:
        """Decide about a claim: accepted, corrected (with `changes`), rejected (with a reason), merged (`into` another
        claim), or undone (the last decision that stands)."""
        with self._database.writing(durable=True) as connection:
            return deciding.decide(connection, claim, decision, actor, reason, changes, into)

    def grade_source(self, source: str, grade: str | None, *, actor: str, reason: str | None = None) -> Entry:
        """Grade a source A to F (Admiralty); None takes the grade back."""
        with self._database.writing(durable=True) as connection:
            return deciding.grade_source(connection, source, grade, actor, reason)

    def merge_sources(self, source: str, into: str | None, *, actor: str, reason: str | None = None) -> Entry:
        """Say that `source` is another name of `into`; None makes it a source of its own again."""
        with self._database.writing(durable=True) as connection:
            return deciding.merge_sources(connection, source, into, actor, reason)

    def decide_link(self, claim: str, target: str, decision: str, *, actor: str, reason: str | None = None) -> Entry:
        """Confirm or cut the trace link from `claim` to the claim it repeats; "undone" leaves it to tracing again."""
        with self._database.writing(durable=True) as connection:
            return deciding.decide_link(connection, claim, target, decision, actor, reason)

    # What is in it

    @property
    def revision(self) -> int:
        """The length of the journal: grows with every change, so that a page can tell whether it is old."""
        return self.head()[0]

    def head(self) -> tuple[int, str]:
        """The journal's length and the digest of its last entry."""
        with self._database.reading() as connection:
            return journal.head(connection)

    def statements(
        self,
        *,
        order: Order = "date",
        limit: int | None = None,
        offset: int = 0,
        measure: Several = None,
        affiliation: Several = None,
        population: str | None = None,
        source: str | None = None,
        status: Several = None,
        since: str | None = None,
        until: str | None = None,
        report: str | None = None,
        text: str | None = None,
        current: bool = True,
    ) -> list[Statement]:
        """Claims by filter (see Filters), a page at a time. All review statuses unless `status` says which."""
        filters = Filters(
            measure=measure, affiliation=affiliation, population=population, source=source, status=status,
            since=since, until=until, report=report, text=text, current=current,
        )  # fmt: skip
        with self._database.reading() as connection:
            return queries.statements(connection, filters, order, limit, offset)

    def count(self, **filters: Any) -> int:
        """How many claims the filters of `statements` leave."""
        asked = Filters(**filters)
        return cast(int, self._counted("", asked, lambda connection: queries.count(connection, asked)))

    def counts(self, by: str, **filters: Any) -> dict[str, int]:
        """Claims for each measure, affiliation, source, status or report, most first, under the same filters."""
        asked = Filters(**filters)
        counts = self._counted(by, asked, lambda connection: queries.counts(connection, by, asked))
        return dict(cast(dict[str, int], counts))

    def _counted(self, by: str, asked: Filters, ask: Callable[[sa.Connection], Any]) -> Any:
        """A count, kept until the journal grows: pages ask for the same ones again and again."""
        with self._database.reading() as connection:
            key = (journal.head(connection), by, msgspec.json.encode(asked))
            if (kept := self._counts.get(key)) is not None:
                return kept
            answer = ask(connection)
        if len(self._counts) >= KEPT_COUNTS:
            self._counts.clear()
        self._counts[key] = answer
        return answer

    def claim(self, claim: str) -> ClaimRecord:
        """A claim with its history; refuses an unknown id. An old version's claims stay readable."""
        with self._database.reading() as connection:
            state = deciding.state_of(connection, claim)
            row = queries.claim_row(connection, claim)
            own = journal.select(connection, subject=claim, newest_first=False, limit=None)
            read = journal.select(connection, subject=row.report, newest_first=False, limit=None)
            readings = [entry for entry in read if entry.kind in ("claims-read", "claims-imported", "claims-reread")]
            history = {entry.seq: entry for entry in [*readings, *own]}
            return ClaimRecord(
                statement=queries.statement_of(row.statement, row.corrected, row.status),
                as_read=queries.statement_of(row.statement, None, row.status).claim,
                current=bool(row.current),
                into=state.into,
                report=queries.summary(connection, row.report),
                history=[history[seq] for seq in sorted(history)],
                links=deciding.link_decisions(connection, claim),
            )

    def resolve(self, name: str) -> tuple[str, str]:
        """("claim" or "report", id) of an id or of the beginning (four characters or more) that only one has."""
        with self._database.reading() as connection:
            return queries.resolve(connection, name)

    def reports(
        self, *, order: Order = "date", limit: int | None = None, offset: int = 0, **filters: Any
    ) -> list[ReportSummary]:
        """Reports without their texts; filters: text (words), publisher, lang, since, until, origin, current."""
        with self._database.reading() as connection:
            where = queries.report_condition(connection, **filters)
            return queries.report_summaries(connection, where, order, limit, offset)

    def count_reports(self, **filters: Any) -> int:
        """How many reports the filters of `reports` leave."""
        with self._database.reading() as connection:
            return queries.count_reports(connection, queries.report_condition(connection, **filters))

    def report(self, report: str) -> Report:
        """A report with its text; refuses an unknown id."""
        with self._database.reading() as connection:
            return queries.report(connection, report)

    def versions(self, report: str) -> list[ReportSummary]:
        """All versions of a report, oldest first."""
        with self._database.reading() as connection:
            return queries.versions(connection, report)

    def incidents(self, report: str) -> tuple[Incident | None, list[Incident]]:
        """Totals of the main incident, and all incidents, of a report's newest reading."""
        with self._database.reading() as connection:
            sha256 = queries.report_row(connection, report)["reading_sha256"]
            if sha256 is None:
                return None, []
            stored = msgspec.json.decode(queries.kept(connection, sha256), type=StoredReading)
            return stored.totals, stored.incidents

    def original(self, sha256: str) -> bytes:
        """The original bytes under a report's SHA-256."""
        with self._database.reading() as connection:
            return queries.kept(connection, sha256)

    def sources(self, *, text: str | None = None, limit: int | None = None, offset: int = 0) -> list[SourceSummary]:
        """Sources with most claims first, with grades; merged ones under the source they were merged into."""
        with self._database.reading() as connection:
            return queries.source_summaries(connection, text, limit, offset)

    def links(self, claim: str | None = None) -> list[LinkDecision]:
        """What people decided about trace links, of one claim or all."""
        with self._database.reading() as connection:
            return deciding.link_decisions(connection, claim)

    def journal(
        self,
        *,
        subject: str | None = None,
        kind: str | None = None,
        actor: str | None = None,
        newest_first: bool = True,
        limit: int | None = 100,
        offset: int = 0,
    ) -> list[Entry]:
        """Journal entries, a page at a time; `subject` is the id of a claim or report, or "source:KEY"."""
        with self._database.reading() as connection:
            return journal.select(
                connection,
                subject=subject,
                kind=kind,
                actor=actor,
                newest_first=newest_first,
                limit=limit,
                offset=offset,
            )

    # Proof

    def verify(self, expect: str | None = None) -> Verification:
        """Hold entries, objects and tables against each other; with `expect`, find a cut tail."""
        with self._database.reading() as connection:
            return verifying.verify(connection, expect)

    def rebuild(self) -> int:
        """Make all tables anew from the journal; returns its length."""
        with self._database.writing() as connection:
            return verifying.rebuild(connection)


def _reader_version() -> str:
    import tollbook.reading

    return tollbook.reading.READER_VERSION


def _read_report() -> Callable[[Report], Reading]:
    import tollbook.reading

    return cast(Callable[[Report], Reading], tollbook.reading.read_report)
