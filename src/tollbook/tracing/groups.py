"""Which part of a force the words of a claim count: the whole, a part, those on top, those still to come."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files

import msgspec

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BASE = re.compile(r"^of (?:about |some |nearly |more than |the )*[\d,.\s-]+(?:losses|casualties)?", re.IGNORECASE)
_DATES = re.compile(
    r"\b(?:\d{1,2}(?:\s*[-–]\s*\d{1,2})?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:\s+\d{4})?\b"
    r"|\b(?:19|20)\d{2}\b|\bpast (?:day|week|month)\b",
    re.IGNORECASE,
)


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_WINDOW = re.compile(
    rf"\b(?:in|during|after|until|between|wave,|home|early|late)\s+(?:early |late |mid-)?((?:{_MONTH}|\d{{4}})"
    rf"(?:(?:\s*[-–]\s*|\s+and\s+|\s+to\s+)(?:{_MONTH}|\d{{4}}))?)|(\b\d{{1,2}}(?:\s*[-–]\s*\d{{1,2}})?\s+{_MONTH})\b",
)


class Group(msgspec.Struct, frozen=True):
    """The people counted, as far as their description goes."""

    people: frozenset[str]
    """The affiliations counted, lower case; several for a mixed force."""
    named: bool
    """Whether the words themselves name the people, so that nobody had to guess."""
    part: bool
    """A unit, an event or a place within the whole."""
    further: bool
    """People on top of those counted before."""
    planned: bool
    """People who are not there yet."""
    mixed: bool
    """Whether several nationalities are counted together."""
    window: frozenset[str]
    """Months or days that the words confine it to ("sent in January and February")."""
    marks: frozenset[str]
    """The words that a description of the whole force would not use."""
    numbers: frozenset[str]

    @property
    def whole(self) -> bool:
        """Whether nothing narrows the group."""
        return not (self.part or self.further or self.planned or self.mixed or self.window)


@functools.lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(files("tollbook.tracing").joinpath("groups.toml").read_text(encoding="utf-8"))
    return {name: tuple(table["words"]) for name, table in data.items()}


@functools.lru_cache(maxsize=65536)
def group_of(text: str, affiliation: str, figure: str = "") -> Group:
    """The group that `text` describes among the people of `affiliation`; `figure` = the words around its number."""
    lists = _words()
    plain = _DATES.sub(" ", _BASE.sub("", text).lower())
    lower = f"{_BASE.sub('', text)} {figure}".strip().lower()
    cumulative = _any(lists["cumulative"], lower)
    marks = {word for word in _WORD.findall(plain) if not word.startswith(lists["generic"])}
    named = affiliation.lower().replace("civilian ", "")
    people = frozenset(part.strip() for part in re.split(r",|/| and | with ", named) if part.strip())
    own = [word[:5] for name in people for word in name.split()]
    adjectives = re.findall(r"\b([A-Z][a-z]+(?:ian|ean|ish|ese|an))s?\b", text)
    foreign = bool(people) and any(not word.lower().startswith(tuple(own)) for word in adjectives)
    return Group(
        people=people,
        named=not figure or any(re.search(rf"\b{re.escape(stem)}", lower) for stem in own),
        part=_any(lists["part"], lower) and not cumulative,
        further=_any(lists["further"], lower) and not cumulative,
        planned=_any(lists["planned"], lower),
        mixed=len(people) > 1 or foreign or bool(re.search(r"\b(?:mixed|together with)\b", lower)),
        window=window_of(lower),
        marks=frozenset(marks),
        numbers=frozenset(re.findall(r"\d[\d,.]*\d|\d", lower)),
    )


def _any(stems: tuple[str, ...], text: str) -> bool:
    return any(re.search(r"\b" + re.escape(stem), text) for stem in stems)


def window_of(lower: str) -> frozenset[str]:
    """The months (three letters), years or days to which the words confine a group; "since" confines nothing."""
    found: set[str] = set()
    for match in _WINDOW.finditer(lower):
        text = match[1] or match[2]
        found.update(word[:3] if word[0].isalpha() else word for word in re.findall(r"[a-z]{3,}|\d+", text))
    return frozenset(found - {"and"})
