"""Ids in addresses. An id may be any text; one that an address cannot hold as it is goes in as base64url after "~"."""

from __future__ import annotations

import base64
import binascii
import re

_PLAIN = re.compile(r"[A-Za-z0-9_@:-][A-Za-z0-9_.@:-]*")


def slug(identity: str) -> str:
    """The id as one segment of a path."""
    if _PLAIN.fullmatch(identity):
        return identity
    return "~" + base64.urlsafe_b64encode(identity.encode("utf-8", "surrogatepass")).decode("ascii").rstrip("=")


def unslug(segment: str) -> str:
    """The id behind a segment; a segment that is no slug stands for itself."""
    if not segment.startswith("~"):
        return segment
    padded = segment[1:] + "=" * (-len(segment[1:]) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return segment
