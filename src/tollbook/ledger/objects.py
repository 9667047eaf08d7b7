"""Kept objects: original bytes, report texts and readings, compressed, each under the SHA-256 of its content."""

from __future__ import annotations

import hashlib
import zlib

import sqlalchemy as sa

from tollbook.ledger.schema import objects

_UNDER = objects.c.sha256 == sa.bindparam("asked")
_PRESENT = sa.select(objects.c.sha256).where(_UNDER)
_FETCH = sa.select(objects.c.size, objects.c.data).where(_UNDER)
_INSERT = objects.insert()


class BrokenObject(Exception):
    """An object that is missing, or whose content is not what its SHA-256 says."""


def sha256_of(content: bytes) -> str:
    """The SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep(connection: sa.Connection, content: bytes) -> str:
    """Store `content` unless it is there already; returns its SHA-256 in hexadecimal."""
    sha256 = sha256_of(content)
    if connection.execute(_PRESENT, {"asked": sha256}).first() is None:
        row = {"sha256": sha256, "size": len(content), "data": zlib.compress(content, 6)}
        connection.execute(_INSERT, row)
    return sha256


def fetch(connection: sa.Connection, sha256: str) -> bytes:
    """The content under `sha256`; raises BrokenObject when it is missing or altered."""
    row = connection.execute(_FETCH, {"asked": sha256}).first()
    if row is None:
        raise BrokenObject(f"object {sha256} is missing")
    return unpack(sha256, row.size, row.data)


def unpack(sha256: str, size: int, data: bytes) -> bytes:
    """The content of a stored row, held against its size and SHA-256; raises BrokenObject."""
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(data, size + 1)
    except zlib.error:
        raise BrokenObject(f"object {sha256} cannot be decompressed") from None
    whole = unpacker.eof and not unpacker.unused_data and len(content) == size
    if not whole or sha256_of(content) != sha256:
        raise BrokenObject(f"object {sha256} was altered")
    return content
