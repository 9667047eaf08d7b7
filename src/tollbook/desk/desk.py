"""The desk itself: what every handler needs, made once when the server starts."""

from __future__ import annotations

import getpass
import time
from collections import defaultdict, deque
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from tollbook.desk.accounts import Accounts
from tollbook.desk.agreement import Opinions
from tollbook.desk.assets import Assets
from tollbook.desk.charts.through_time import Drawing, Paper, through_time
from tollbook.desk.settings import Settings
from tollbook.desk.snapshot import Snapshot
from tollbook.desk.waiting import Waiting
from tollbook.ledger.database import Database
from tollbook.ledger.ledger import Ledger

if TYPE_CHECKING:
    from tollbook.desk.estimates import Estimates

ATTEMPTS_BY_NAME, ATTEMPTS_BY_ADDRESS = 5, 30
ATTEMPT_SECONDS = 60
PANELS = ("casualties", "killed")
DRAWINGS = 40
"""Drawings kept in memory, about a hundred kilobytes each."""


class Attempts:
    """Failed sign-ins: `most` a minute for each key, kept in memory only."""

    def __init__(self, most: int, seconds: int = ATTEMPT_SECONDS) -> None:
        self.most = most
        self.seconds = seconds
        self._lock = Lock()
        self._failed: dict[str, deque[float]] = defaultdict(deque)

    def wait(self, key: str) -> int:
        """Seconds to wait before `key` may try again; 0 when it may try now."""
        now = time.monotonic()
        with self._lock:
            failed = self._failed.get(key)
            while failed and failed[0] < now - self.seconds:
                failed.popleft()
            if failed is not None and not failed:
                del self._failed[key]
            return int(failed[0] + self.seconds - now + 0.999) if failed and len(failed) >= self.most else 0

    def failed(self, key: str) -> None:
        """Count a failed attempt against `key`."""
        with self._lock:
            self._failed[key].append(time.monotonic())

    def succeeded(self, key: str) -> None:
        """Forget the failures of `key`."""
        with self._lock:
            self._failed.pop(key, None)


class Desk:
    """One desk over one ledger. Handlers run in threads; everything here may be shared among them."""

    def __init__(self, settings: Settings, hosts: frozenset[str] = frozenset()) -> None:
        self.settings = settings
        self.hosts = hosts
        """Names under which browsers may reach the desk; empty = any (a proxy before it checks)."""
        self.ledger = Ledger(settings.ledger)
        self.database = Database(settings.ledger)
        """For questions and tables of the desk's own."""
        self.assets = Assets()
        self.opinions = Opinions()
        self._waiting = Waiting()
        self._drawings: dict[tuple[str, ...], Drawing] = {}
        self.by_name, self.by_address = Attempts(ATTEMPTS_BY_NAME), Attempts(ATTEMPTS_BY_ADDRESS)

    @cached_property
    def accounts(self) -> Accounts:
        """Users, sessions and tokens; the public face never asks for them."""
        return Accounts(self.database)

    @cached_property
    def estimates(self) -> Estimates:
        """The estimates of the cases, kept and recomputed in the background."""
        from tollbook.desk.estimates import Estimates

        return Estimates(self.settings, self.ledger, self.database)

    @property
    def open_to_read(self) -> bool:
        """Whether reading takes no signing in: the public face, or an own desk without accounts."""
        return self.settings.public or not self.accounts.any()

    def local_user(self) -> str:
        """The person who started the desk, added as an admin without a password when first asked for."""
        name = getpass.getuser()[:64]
        if self.accounts.role(name) is None:
            self.accounts.add(name, "admin")
        return name

    def drawn(self, snapshot: Snapshot, paper: Paper) -> Drawing:
        """The drawing of a case through time, made once for each fit."""
        key = (snapshot.case, snapshot.digest, snapshot.until, snapshot.made, paper.name)
        found = self._drawings.get(key)
        if found is None:
            if len(self._drawings) >= DRAWINGS:
                self._drawings.clear()
            found = self._drawings[key] = through_time(snapshot, list(PANELS), paper)
        return found

    def revision(self) -> int:
        """Length of the journal: it grows with every change of the record."""
        return self.ledger.revision

    def waiting(self) -> int:
        """How many claims wait for review; the public face does not say."""
        if self.settings.public:
            return 0
        with self.database.reading() as connection:
            return self._waiting.number(connection)

    def state_of_the_record(self) -> str:
        """What every public page depends on: the journal's length, the estimates shown and the code."""
        return f"{self.revision()}:{self.estimates.state()}:{self.assets.digest}"

    def close(self) -> None:
        """Stop background work and let go of the ledger."""
        if "estimates" in self.__dict__:
            self.estimates.close()
        self.database.close()
        self.ledger.close()
