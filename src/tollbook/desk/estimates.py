"""Estimates as the desk keeps them: computed in a process of their own, kept in the database, fetched in no time.

A page never waits for a fit. It shows the newest result there is, says when that is out of date, and the fit of what
changed runs behind it. Results stay under their revision, so that the address of an estimate is permanent.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

import msgspec
import sqlalchemy as sa

from tollbook.desk import queries
from tollbook.desk.believing import Believed, compute_believed
from tollbook.desk.keeping import Keeping
from tollbook.desk.reckoning import begin_worker, compute, directory_of
from tollbook.desk.settings import Settings
from tollbook.desk.snapshot import Move, QueueItem, Result, Snapshot, compared
from tollbook.desk.tracing_view import TraceView
from tollbook.estimating.case import load_case
from tollbook.ledger.database import Database
from tollbook.ledger.ledger import Ledger
from tollbook.ledger.queries import SourceSummary
from tollbook.ledger.schema import claims as claims_table
from tollbook.ledger.words import fold
from tollbook.tracing.directory import Entry

log = logging.getLogger("tollbook.desk")
QUIET_SECONDS = 0.3
"""How long the record must have been left alone before a first look begins."""
WHOLE_QUIET_SECONDS, WHOLE_LATEST_SECONDS = 20.0, 300.0
"""How long it must have been left alone before the whole fit, and how long that is put off at most."""
MOST_WAITING = 8
KEPT_BELIEVED = 200


class Job(msgspec.Struct, frozen=True):
    """One fit: of what is known now, or by a date, or with claims believed; `whole` after a first look."""

    case: str
    until: str = ""
    whole: bool = False
    believed: tuple[str, ...] = ()

    @property
    def is_main(self) -> bool:
        """Whether it gives what the case's page shows."""
        return not self.until and not self.believed


class State(msgspec.Struct):
    """The result a page shows, and what is to be said about it."""

    result: Result | None
    stale: bool = False
    running: bool = False
    failed: str = ""
    passed: int = 0
    """Seconds that the fit under way has taken."""
    usual: int = 0
    """Seconds that the last whole fit took; 0 where that is not known."""


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
        self._views: dict[str, TraceView] = {}
        self._then: dict[tuple[str, str], Result] = {}
        self._believed: dict[tuple[str, str, tuple[str, ...]], Believed] = {}
        self._failed: dict[str, str] = {}
        self._moved: Move | None = None
        self._asked: set[Job] = set()
        self._whole_due: dict[str, float] = {}
        """Case → the moment at which its whole fit is put off no longer."""
        self._began = 0.0
        self._usual: dict[str, float] = {}
        self._changed_at = time.monotonic()
        self._wake = threading.Event()
        self._stop = False
        self._pool: ProcessPoolExecutor | None = None
        self._keeping = Keeping(database)
        self._directory = directory_of(load_case(settings.cases[0]))
        for name in self.names:
            if (result := self._keeping.newest(name)) is not None:
                self._current[name] = result
                self._usual[name] = result.snapshot.seconds
                if not settings.public:  # a kept result has no draws; first looks need some
                    self._whole_due[name] = time.monotonic() + WHOLE_QUIET_SECONDS
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
        return self._state(result, Job(case), stale and result is not None, self._failed.get(case, ""))

    def then(self, case: str, until: str) -> State:
        """What was known by `until`; computed when it is first asked for."""
        current = self._current.get(case)
        revision = current.snapshot.revision if current else self.ledger.revision
        result = self._then.get((case, until)) or self._keeping.fetch(case, revision, until)
        if result is not None:
            self._then[case, until] = result
        if result is None or result.snapshot.revision != revision:
            self.ask(case, until)
        return self._state(result, Job(case, until), False, self._failed.get(f"{case} {until}", ""))

    def _state(self, result: Result | None, job: Job, stale: bool, failed: str) -> State:
        usual, running = round(self._usual.get(job.case, 0.0)), job in self._asked
        passed = round(time.monotonic() - self._began) if running and self._began else 0
        return State(result, stale, running, failed, passed, usual)

    def believed(self, case: str, claims: list[str]) -> tuple[Believed | None, bool]:
        """The estimate with `claims` taken at face value, computed when first asked for; whether it is under way."""
        current = self._current.get(case)
        if current is None or not claims:
            return None, False
        job = Job(case, believed=tuple(sorted(claims)))
        found = self._believed.get((case, current.snapshot.digest, job.believed))
        if found is None:
            self._put(job)
        return found, job in self._asked

    def kept(self, case: str, revision: int, until: str = "") -> Result | None:
        """The result that a permanent address names."""
        current = self._current.get(case)
        if current is not None and not until and current.snapshot.revision == revision:
            return current
        return self._keeping.fetch(case, revision, until)

    def view(self, case: str) -> TraceView:
        """The trace of a case, ready for questions."""
        result = self._current.get(case)
        if result is None:
            return TraceView(Result(Snapshot(case, "", "", 0)))
        view = self._views.get(case)
        if view is None or view.result.trace is not result.trace:
            view = self._views[case] = TraceView(result)
        return view

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
        self._changed_at = time.monotonic()
        self._failed.clear()
        for name in self.names:
            self.ask(name)

    def ask(self, case: str, until: str = "") -> None:
        """Put a fit on the list."""
        self._put(Job(case, until))

    def _put(self, job: Job) -> None:
        """A full list takes no more but what the pages of the cases show."""
        with self._lock:
            if not job.is_main and len(self._asked) >= MOST_WAITING:
                return
            self._asked.add(job)
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
            self._wake.wait(1.0 if self._whole_due else None)
            self._wake.clear()
            while not self._stop and (job := self._job()) is not None:
                self._began = began = time.monotonic()
                try:
                    self._fit(job)
                except Exception as error:
                    if not self._stop:
                        log.exception("the estimate of %s failed", job.case)
                        self._failed[" ".join(filter(None, (job.case, job.until, *job.believed)))] = str(error)
                        self._whole_due.pop(job.case, None)
                        self.generation += 1
                self._began = 0.0
                with self._lock:
                    self._asked.discard(job)
                if not self._stop and job.is_main and self._is_behind(job.case):
                    time.sleep(min(5.0, time.monotonic() - began))
                    self.ask(job.case)

    def _is_behind(self, case: str) -> bool:
        result = self._current.get(case)
        return not self._failed.get(case) and result is not None and result.snapshot.revision != self.ledger.revision

    def _job(self) -> Job | None:
        while not self._stop and (left := self._changed_at + QUIET_SECONDS - time.monotonic()) > 0:
            time.sleep(left)
        now = time.monotonic()
        with self._lock:
            if self._asked:
                return min(self._asked, key=lambda job: (not job.is_main, job.case, job.until, job.believed))
            for case, latest in self._whole_due.items():
                if now >= min(self._changed_at + WHOLE_QUIET_SECONDS, latest):
                    return Job(case, whole=True)
        return None

    def _fit(self, job: Job) -> None:
        current = self._current.get(job.case)
        if job.believed:
            digest = current.snapshot.digest if current is not None else ""
            content = self._submit(compute_believed, job, list(job.believed)).result()
            if len(self._believed) >= KEPT_BELIEVED:
                self._believed.clear()
            self._believed[job.case, digest, job.believed] = msgspec.msgpack.decode(content, type=Believed)
            self.generation += 1
            return
        here = current.snapshot if current is not None and not job.until else None
        if here is not None and here.revision == self.ledger.revision and not job.whole:
            return
        digest = here.digest if here is not None and not job.whole else ""
        quick = not job.whole and not job.until
        content = self._submit(compute, job, job.until, digest, quick).result()
        result = msgspec.msgpack.decode(content, type=Result)
        if job.whole and here is not None and not here.first_look and result.snapshot.digest == here.digest:
            self._whole_due.pop(job.case, None)
            return
        unchanged = here is not None and result.snapshot.digest == digest
        if unchanged and current is not None:
            renewed = msgspec.structs.replace(current.snapshot, revision=result.snapshot.revision)
            result = msgspec.structs.replace(current, snapshot=renewed)
        if not result.snapshot.first_look:
            self._keeping.keep(result, same=unchanged)
        if job.until:
            self._then[job.case, job.until] = result
        else:
            self._show(result, here, unchanged)
        self.generation += 1

    def _show(self, result: Result, before: Snapshot | None, unchanged: bool) -> None:
        """Make `result` the one that pages show."""
        case, now = result.snapshot.case, time.monotonic()
        if result.snapshot.first_look:
            self._whole_due.setdefault(case, now + WHOLE_LATEST_SECONDS)
        elif not unchanged:
            self._whole_due.pop(case, None)
            self._usual[case] = result.snapshot.seconds
        # The whole fit after a first look says what that said, but for the noise between two fits.
        if before is not None and (result.snapshot.first_look or not before.first_look):
            self._moved = compared(before, result.snapshot) or self._moved
        self._then = {key: value for key, value in self._then.items() if key[0] != case}
        self._current[case] = result

    def _submit(self, function: Callable[..., bytes], job: Job, *given: object) -> Future[bytes]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=begin_worker)
        try:
            return self._pool.submit(function, self.settings.ledger, self.places[job.case], *given)
        except Exception:
            self._pool = None
            raise
