"""The directory of known bodies: reading/bodies.toml, looked up by name or alias at a place in a text."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tollbook.claims import SourceKind
from tollbook.reading.language import Language

FILE = Path(__file__).parent.parent / "bodies.toml"
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Body:
    """A known body: its name in the directory, what it is and whose it is."""

    name: str
    kind: SourceKind
    affiliation: str | None
    armed: bool = False
    """Whether it is an armed group rather than a state's."""


@lru_cache
def directory() -> tuple[tuple[Body, tuple[str, ...]], ...]:
    """All bodies with their aliases, the name included."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["body"]
    return tuple(
        (
            Body(entry["name"], entry["kind"], entry.get("affiliation"), entry.get("armed", False)),
            (entry["name"], *entry.get("aliases", ())),
        )
        for entry in entries
    )


@lru_cache
def _aliases(language: Language) -> tuple[dict[tuple[str, ...], Body], dict[str, list[int]]]:
    """The bodies by the words of their aliases; by first word the lengths of aliases, the longest first."""
    bodies: dict[tuple[str, ...], Body] = {}
    lengths: dict[str, set[int]] = {}
    for body, aliases in directory():
        for alias in aliases:
            words = tuple(language.token.findall(alias.lower()))
            bodies.setdefault(words, body)
            lengths.setdefault(words[0], set()).add(len(words))
    return bodies, {word: sorted(sizes, reverse=True) for word, sizes in lengths.items()}


def find_body(language: Language, words: list[str], first: int, last: int, ends: frozenset[int]) -> Body | None:
    """The body with the longest alias in `words` first..last that ends at one of the places `ends`."""
    bodies, lengths = _aliases(language)
    longest = 0
    best: Body | None = None
    for start in range(first, last):
        for size in lengths.get(words[start], ()):
            if size <= longest:
                break
            if start + size in ends and (body := bodies.get(tuple(words[start : start + size]))):
                longest, best = size, body
                break
    return best
