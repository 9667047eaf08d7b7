"""Estimates as the desk keeps them: computed in a process of their own, kept in the database, fetched in no time.

A page never waits for a fit. It shows the newest result there is, says when that is out of date, and the fit of what
changed runs behind it. Results stay under their revision, so that the address of an estimate is permanent.
"""

from __future__ import annotations

import logging
import threading
import time
import zlib
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

import msgspec
import sqlalchemy as sa

from tollbook.desk import queries
from tollbook.desk.reckoning import compute, directory_of, lower_priority
from tollbook.desk.settings import Settings
from tollbook.desk.snapshot import QueueItem, Result, Snapshot
from tollbook.desk.tracing_view import TraceView
from tollbook.estimating.case import load_case
from tollbook.ledger.database import Database
from tollbook.ledger.ledger import Ledger
from tollbook.ledger.queries import SourceSummary
from tollbook.ledger.schema import claims as claims_table
from tollbook.ledger.words import fold
from tollbook.tracing.directory import Entry

log = logging.getLogger("tollbook.desk")
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
QUIET_SECONDS = 0.3
"""How long the record must have been left alone before a fit begins."""
MOST_WAITING = 8


class Move(msgspec.Struct):
    """What the last decisions did to the estimate: (measure, median and 90 % interval before, after)."""

    case: str
    before: int
    after: int
    rows: list[tuple[str, tuple[float, float, float], tuple[float, float, float]]]


class State(msgspec.Struct):
    """The result a page shows, and what is to be said about it."""

    result: Result | None
    stale: bool = False
    running: bool = False
    failed: str = ""


class Estimates:
    """Results of every case, by revision and by date of knowledge."""

    def __init__(self, settings: Settings, ledger: Ledger, database: Database) -> None:
        self.settings, self.ledger, self.database = settings, ledger, database
        self.places = {load_case(place).name: place for place in settings.cases}
        """Name of each case, as addresses have it → where it was loaded from."""
        self.names = list(self.places)
        self.generation = 0
        self._lock = threading.Lock()
        self._current: dict[str, Result] = {}
        self._views: dict[tuple[str, int], TraceView] = {}
        self._then: dict[tuple[str, str], Result] = {}
        self._failed: dict[str, str] = {}
        self._moved: Move | None = None
        self._asked: set[tuple[str, str]] = set()
        self._wake = threading.Event()
        self._stop = False
        self._quiet_until = 0.0
        self._pool: ProcessPoolExecutor | None = None
        self._make_table()
        self._directory = directory_of(load_case(settings.cases[0]))
        for name in self.names:
            self._load_newest(name)
        self._thread = threading.Thread(target=self._work, name="estimates", daemon=True)
        self._thread.start()
        for name in self.names:
            self.ask(name)

    # What pages ask

    def now(self, case: str) -> State:
        """The newest result of a case; asks for a new one when the record has changed since."""
        revision = self.ledger.revision
        result = self._current.get(case)
        stale = result is None or result.snapshot.revision != revision
        if stale and not self._failed.get(case):
            self.ask(case)
        return State(result, stale and result is not None, (case, "") in self._asked, self._failed.get(case, ""))

    def then(self, case: str, until: str) -> State:
        """What was known by `until`; computed when it is first asked for."""
        current = self._current.get(case)
        revision = current.snapshot.revision if current else self.ledger.revision
        result = self._then.get((case, until)) or self._fetch(case, revision, until)
        if result is not None:
            self._then[case, until] = result
        if result is None or result.snapshot.revision != revision:
            self.ask(case, until)
        return State(result, False, (case, until) in self._asked, self._failed.get(f"{case} {until}", ""))

    def kept(self, case: str, revision: int, until: str = "") -> Result | None:
        """The result that a permanent address names."""
        current = self._current.get(case)
        if current is not None and not until and current.snapshot.revision == revision:
            return current
        return self._fetch(case, revision, until)

    def view(self, case: str) -> TraceView:
        """The trace of a case, ready for questions."""
        result = self._current.get(case)
        if result is None:
            return TraceView(Result(Snapshot(case, "", "", 0)))
        key = (case, result.snapshot.revision)
        if key not in self._views:
            self._views = {k: v for k, v in self._views.items() if k[0] != case}
            self._views[key] = TraceView(result)
        return self._views[key]

    def around(self, ids: list[str]) -> TraceView:
        """The trace of the first case that holds one of the claims, else of the first case."""
        for name in self.names:
            view = self.view(name)
            if any(claim in view.marks for claim in ids):
                return view
        return self.view(self.names[0])

    def state(self) -> str:
        """What pages show of estimates, in short: it changes whenever one of them does, restarts included."""
        made = [f"{name}={r.snapshot.revision}@{r.snapshot.made}" for name, r in sorted(self._current.items())]
        return f"{self.generation} {' '.join(made)}"

    def queue(self, most: int) -> list[QueueItem]:
        """What waits for review, by what matters most; after the cases' claims the newest others."""
        found: list[QueueItem] = []
        with self.database.reading() as connection:
            for name in self.names:
                result = self._current.get(name)
                items = result.snapshot.queue if result else []
                for start in range(0, len(items), 200):
                    chunk = items[start : start + 200]
                    status = queries.statuses(connection, [item.claim for item in chunk])
                    found += [item for item in chunk if status.get(item.claim) == "unreviewed"]
                    if len(found) >= most:
                        return found[:most]
            known = {item.claim for item in found}
            table = claims_table.c
            waits = (table.current == 1) & (table.status == "unreviewed")
            query = sa.select(table.id, table.report).where(waits).order_by(table.date.desc(), table.n.desc())
            for row in connection.execute(query.limit(most + len(known))):
                if row.id not in known:
                    found.append(QueueItem(row.id, row.report, 0.0))
        return found[:most]

    def moved(self) -> Move | None:
        """What the last re-fit moved."""
        return None if self.settings.public else self._moved

    def directory_entries(self) -> dict[str, Entry]:
        """What the cases' directories of sources know, by the ledger's key of the name."""
        return {fold(name): entry for name, entry in self._directory.entries.items()}

    def doubtful_names(self, rows: list[SourceSummary]) -> list[tuple[str, str, float]]:
        """(name, entry, likeness) of sources too near to an entry of the directory to pass and too far to be sure."""
        return self._directory.for_review(row.label for row in rows)[:10]

    # What changes

    def changed(self, _claim: str | None) -> None:
        """The record has changed: fit again once it has been quiet for a moment."""
        self._quiet_until = time.monotonic() + QUIET_SECONDS
        self._failed.clear()
        for name in self.names:
            self.ask(name)

    def ask(self, case: str, until: str = "") -> None:
        """Put a fit on the list; a full list takes no more dates of knowledge."""
        with self._lock:
            if until and len(self._asked) >= MOST_WAITING:
                return
            self._asked.add((case, until))
        self._wake.set()

    def settle(self, seconds: float = 60.0) -> bool:
        """Wait until nothing is left to fit; whether that came in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self._asked:
                return True
            time.sleep(0.02)
        return False

    def close(self) -> None:
        """Stop fitting; a fit under way is left behind."""
        self._stop = True
        self._wake.set()
        if self._pool is not None:
            processes = list((self._pool._processes or {}).values())
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()

    # Behind the pages

    def _work(self) -> None:
        while not self._stop:
            self._wake.wait()
            self._wake.clear()
            while not self._stop and (job := self._job()) is not None:
                began = time.monotonic()
                try:
                    self._fit(*job)
                except Exception as error:
                    if not self._stop:
                        log.exception("the estimate of %s failed", job[0])
                        self._failed[job[0] if not job[1] else " ".join(job)] = str(error)
                        self.generation += 1
                with self._lock:
                    self._asked.discard(job)
                if not self._stop and not job[1] and self._is_behind(job[0]):
                    time.sleep(min(5.0, time.monotonic() - began))
                    self.ask(job[0])

    def _is_behind(self, case: str) -> bool:
        result = self._current.get(case)
        return not self._failed.get(case) and result is not None and result.snapshot.revision != self.ledger.revision

    def _job(self) -> tuple[str, str] | None:
        while not self._stop and (left := self._quiet_until - time.monotonic()) > 0:
            time.sleep(left)
        with self._lock:
            return min(self._asked, key=lambda job: (job[1] != "", job)) if self._asked else None

    def _fit(self, case: str, until: str) -> None:
        current = self._current.get(case)
        if not until and current is not None and current.snapshot.revision == self.ledger.revision:
            return
        digest = current.snapshot.digest if current is not None and not until else ""
        encoded = self._submit(case, until, digest).result()
        result = msgspec.msgpack.decode(encoded, type=Result)
        if current is not None and not until and result.snapshot.digest == digest:
            result = msgspec.structs.replace(
                current, snapshot=msgspec.structs.replace(current.snapshot, revision=result.snapshot.revision)
            )
        self._keep(result)
        if until:
            self._then[case, until] = result
        else:
            if current is not None:
                self._moved = compared(current.snapshot, result.snapshot) or self._moved
            self._then = {key: value for key, value in self._then.items() if key[0] != case}
            self._current[case] = result
        self.generation += 1

    def _submit(self, case: str, until: str, digest: str) -> Future[bytes]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=lower_priority)
        try:
            return self._pool.submit(compute, self.settings.ledger, self.places[case], until, digest)
        except Exception:
            self._pool = None
            raise

    def _make_table(self) -> None:
        with self.database.reading() as connection:
            missing = not sa.inspect(connection).has_table(kept.name)
        if missing:
            with self.database.writing() as connection:
                metadata.create_all(connection)

    def _keep(self, result: Result) -> None:
        snapshot = result.snapshot
        row = {"case_name": snapshot.case, "revision": snapshot.revision, "until": snapshot.until}
        row |= {"digest": snapshot.digest, "result": zlib.compress(msgspec.msgpack.encode(result), 3)}
        same = (
            (kept.c.case_name == row["case_name"])
            & (kept.c.revision == row["revision"])
            & (kept.c.until == row["until"])
        )
        with self.database.writing() as connection:
            connection.execute(sa.delete(kept).where(same))
            connection.execute(sa.insert(kept).values(row))

    def _fetch(self, case: str, revision: int, until: str) -> Result | None:
        same = (kept.c.case_name == case) & (kept.c.revision == revision) & (kept.c.until == until)
        with self.database.reading() as connection:
            found = connection.scalar(sa.select(kept.c.result).where(same))
        return _decoded(found)

    def _load_newest(self, case: str) -> None:
        newest = sa.select(kept.c.result).where(kept.c.case_name == case, kept.c.until == "")
        with self.database.reading() as connection:
            found = connection.scalar(newest.order_by(kept.c.revision.desc()).limit(1))
        if (result := _decoded(found)) is not None:
            self._current[case] = result


def _decoded(content: bytes | None) -> Result | None:
    """A kept result; None for one that another release wrote in another form."""
    if content is None:
        return None
    try:
        return msgspec.msgpack.decode(zlib.decompress(content), type=Result)
    except (msgspec.DecodeError, zlib.error):
        return None


def compared(before: Snapshot, after: Snapshot) -> Move | None:
    """What moved between two fits at the last date, to the figures that are shown; None when nothing did."""
    rows = []
    for measure, bands in after.series.items():
        old = before.series.get(measure)
        if not old or not bands:
            continue
        was, is_ = old[-1], bands[-1]
        if (was.median, was.low90, was.high90) != (is_.median, is_.low90, is_.high90):
            rows.append((measure, (was.median, was.low90, was.high90), (is_.median, is_.low90, is_.high90)))
    return Move(after.case, before.revision, after.revision, rows) if rows else None
