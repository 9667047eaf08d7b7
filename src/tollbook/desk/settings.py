"""What the desk is told when it starts."""

from __future__ import annotations

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one desk: one ledger, one or more cases, and whether it is the public face."""

    ledger: str
    """A SQLite file or a postgresql:// address."""
    cases: tuple[str, ...] = ("kursk",)
    """Names of shipped cases, case folders or case files; the first is the one the start page shows."""
    public: bool = False
    """Read-only, without people, review or cookies, and cacheable."""
    local_key: str | None = None
    """One-time key with which the person who started the desk signs in while it has no users."""
    secure_cookies: bool = False
    """Whether browsers reach the desk over HTTPS, so that cookies must not travel otherwise."""
    allow_private: bool = False
    """Whether "add an address" may fetch from private networks."""
    max_upload: int = 20_000_000
    """Largest report or form that is taken, in bytes."""
    base: str | None = None
    """Address under which the public reaches the desk, for permanent addresses in exports and feeds."""
