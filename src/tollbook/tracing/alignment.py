"""How much of one text stands in another, word by word."""

from __future__ import annotations

import re
import zlib

import msgspec
import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

RUN = 4
"""Words in a row that count as shared text."""
BRIDGE = 3
"""Changed words between two shared runs that are taken as a rewriting of the same sentence."""

_WORD = re.compile(r"\w+")
_LARGEST_VOCABULARY = 2_000_000


class _Numbers(dict[str, int]):
    """Words by a number that is the same on every machine and every run."""

    def __missing__(self, word: str) -> int:
        if len(self) > _LARGEST_VOCABULARY:
            self.clear()
        number = self[word] = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        return number


_NUMBERS = _Numbers()


class Overlap(msgspec.Struct, frozen=True):
    """What two texts share: parts of the words of each, 0..1, and the longest shared run in words."""

    first: float
    second: float
    longest: int


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(text.replace("İ", "i").lower())


def numbered(words: list[str]) -> Words:
    """The words as numbers that are the same on every machine and every run."""
    return np.fromiter(map(_NUMBERS.__getitem__, words), dtype=np.uint32, count=len(words))


def overlap(first: Words, second: Words) -> Overlap:
    """What two texts share in runs of at least RUN words, gaps of up to BRIDGE words within them included."""
    if len(first) < RUN or len(second) < RUN:
        same = len(first) == len(second) and bool(np.array_equal(first, second)) and len(first) > 0
        return Overlap(float(same), float(same), len(first) if same else 0)
    a, b = _runs(first), _runs(second)
    covered_first, longest = _covered(np.isin(a, b), len(first))
    covered_second, _ = _covered(np.isin(b, a), len(second))
    return Overlap(covered_first / len(first), covered_second / len(second), longest)


def _runs(words: Words) -> NDArray[np.uint64]:
    """One number for every RUN words in a row."""
    wide = words.astype(np.uint64)
    length = len(words) - RUN + 1
    out = np.zeros(length, dtype=np.uint64)
    for offset in range(RUN):
        out = out * np.uint64(0x9E3779B97F4A7C15) + wide[offset : offset + length]
        out ^= out >> np.uint64(29)
    return out


def _covered(hits: NDArray[np.bool_], length: int) -> tuple[int, int]:
    """Words covered by the runs that hit, and the longest stretch of them without a gap."""
    at = np.flatnonzero(hits)
    if not len(at):
        return 0, 0
    breaks = np.flatnonzero(np.diff(at) > RUN + BRIDGE)
    starts = at[np.concatenate(([0], breaks + 1))]
    ends = at[np.concatenate((breaks, [len(at) - 1]))] + RUN
    straight = np.flatnonzero(np.diff(at) > 1)
    edges = np.concatenate(([-1], straight, [len(at) - 1]))
    return int((np.minimum(ends, length) - starts).sum()), int(np.diff(edges).max()) + RUN - 1
