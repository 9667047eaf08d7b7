"""The desk itself: what every handler needs, made once when the server starts."""

from __future__ import annotations

import getpass
import time
from collections import defaultdict, deque
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from tollbook.desk.accounts import Accounts
from tollbook.desk.assets import Assets
from tollbook.desk.settings import Settings
from tollbook.ledger.database import Database
from tollbook.ledger.ledger import Ledger

if TYPE_CHECKING:
    from tollbook.desk.estimates import Estimates

ATTEMPTS = 5
ATTEMPT_SECONDS = 60


class Attempts:
    """Sign-in attempts by name and by address: five a minute each, kept in memory only."""

    def __init__(self, most: int = ATTEMPTS, seconds: int = ATTEMPT_SECONDS) -> None:
        self.most = most
        self.seconds = seconds
        self._lock = Lock()
        self._failed: dict[str, deque[float]] = defaultdict(deque)

    def wait(self, *keys: str) -> int:
        """Seconds to wait before any of `keys` may try again; 0 when they may try now."""
        now = time.monotonic()
        with self._lock:
            waits = [0.0]
            for key in keys:
                failed = self._failed.get(key)
                while failed and failed[0] < now - self.seconds:
                    failed.popleft()
                if failed and len(failed) >= self.most:
                    waits.append(failed[0] + self.seconds - now)
                elif failed is not None and not failed:
                    del self._failed[key]
        return int(max(waits) + 0.999)

    def failed(self, *keys: str) -> None:
        """Count a failed attempt against `keys`."""
        with self._lock:
            for key in keys:
                self._failed[key].append(time.monotonic())

    def succeeded(self, *keys: str) -> None:
        """Forget the failures of `keys`."""
        with self._lock:
            for key in keys:
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
        self.attempts = Attempts()

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

    def revision(self) -> int:
        """Length of the journal: it grows with every change of the record."""
        return self.ledger.revision

    def state_of_the_record(self) -> str:
        """What every public page depends on: the journal's length, the estimates shown and the code."""
        return f"{self.revision()}:{self.estimates.generation}:{self.assets.digest}"

    def close(self) -> None:
        """Stop background work and let go of the ledger."""
        if "estimates" in self.__dict__:
            self.estimates.close()
        self.database.close()
        self.ledger.close()
