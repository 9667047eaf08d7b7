"""How many claims wait for a reviewer, as every page says: counted from the few reviewed, not the many that wait."""

from __future__ import annotations

from threading import Lock
from typing import get_args

import sqlalchemy as sa

from tollbook.claims import ReviewStatus
from tollbook.ledger import journal
from tollbook.ledger.schema import claims, entries

REVIEWED = [status for status in get_args(ReviewStatus) if status != "unreviewed"]
CHANGE_NO_NUMBER = ("claim-decided", "source-graded", "source-merged", "link-decided")


class Waiting:
    """The number of claims that wait, right at every revision; several threads may ask at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._revision = -1
        self._claims = 0
        self._waiting = 0

    def number(self, connection: sa.Connection) -> int:
        """How many current claims are unreviewed."""
        with self._lock:
            revision, _ = journal.head(connection)
            if revision > self._revision:
                self._count(connection)
                self._revision = revision
            return self._waiting

    def _count(self, connection: sa.Connection) -> None:
        current = sa.select(sa.func.count()).select_from(claims).where(claims.c.current == 1)
        came = sa.select(entries.c.seq).where(entries.c.seq > self._revision, entries.c.kind.not_in(CHANGE_NO_NUMBER))
        if connection.execute(came.limit(1)).first() is not None:
            self._claims = connection.execute(current).scalar_one()
        reviewed = connection.execute(current.where(claims.c.status.in_(REVIEWED))).scalar_one()
        self._waiting = self._claims - reviewed
