"""robots.txt (RFC 9309): whether a site lets us fetch a path."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

AGENT = "tollbook"
"""Our product token."""

MAX_SIZE = 500 * 1024
"""Bytes of robots.txt that are read, the least that RFC 9309 asks for."""


class Rules:
    """The rules of one robots.txt that hold for `agent`: those of its own groups, else those for everyone."""

    def __init__(self, text: str, agent: str = AGENT) -> None:
        groups = parse(text)
        own = groups.get(agent.lower())
        self.rules = groups.get("*", []) if own is None else own

    def allow(self, target: str) -> bool:
        """Whether `target` (path and query) may be fetched: the longest rule that fits decides, allow in a tie."""
        if target == "/robots.txt":
            return True
        path = normal(target or "/")
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if fits(pattern, path)]
        return max(fitting, default=(0, True))[1]


def parse(text: str) -> dict[str, list[tuple[str, bool]]]:
    """Rules by user agent (lower case): (path pattern, allowed), in order; groups of the same agent are joined."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    agents: list[str] = []
    in_rules = False
    for line in re.split(r"\r\n?|\n", text.removeprefix("\ufeff")):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if in_rules:
                agents, in_rules = [], False
            token = re.match(r"\*|[A-Za-z_-]*", value)
            agents.append(token[0].lower() if token else "")
            groups.setdefault(agents[-1], [])
        elif key in ("allow", "disallow"):
            in_rules = True
            if value:
                for agent in agents:
                    groups[agent].append((normal(value), key == "allow"))
    return groups


def normal(path: str) -> str:
    """`path` with escapes in one form, so that two spellings of an address compare equal."""
    return quote(unquote(path, errors="surrogateescape"), safe="/*$?=&;:@!,+~'()-._", errors="surrogateescape")


def fits(pattern: str, path: str) -> bool:
    """Whether `pattern` (with * for anything, $ for the end) fits the beginning of `path`, in linear time a piece."""
    ends = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1] if ends else pieces[1:]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if not ends:
        return True
    if len(pieces) == 1:
        return at == len(path)
    return len(path) - at >= len(pieces[-1]) and path.endswith(pieces[-1])
