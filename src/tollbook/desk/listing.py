"""Pages of long lists: what is shown, how it is sorted, and the addresses that turn or sort it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

PER_PAGE = 50


class Found(msgspec.Struct):
    """One page of a list; pages count from 1."""

    rows: list[Any]
    total: int
    page: int
    sort: str
    down: bool

    @property
    def first(self) -> int:
        """Number of the first row shown, 0 where there is none."""
        return (self.page - 1) * PER_PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return (self.page - 1) * PER_PAGE + len(self.rows)

    def turned(self, address: str, page: int) -> str:
        """The address of another page of the same list."""
        return changed(address, page=str(page))

    def sorted(self, address: str, name: str) -> str:
        """The address of the list sorted by `name`, the other way round when it is sorted by it already."""
        order = "-" + name if self.sort == name and not self.down else name
        return changed(address, sort=order, page=None)


def changed(address: str, **values: str | None) -> str:
    """`address` with query parameters set or, where None, taken out."""
    parts = urlsplit(address)
    query = {key: value for key, value in parse_qsl(parts.query) if key not in values}
    query |= {key: value for key, value in values.items() if value is not None}
    return parts.path + ("?" + urlencode(query) if query else "")
