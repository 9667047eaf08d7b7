"""Who is who among sources: persons, bodies and outlets under all their spellings, and for whom a person speaks.

A directory is made from TOML files of `[[source]]` tables: name, aliases, kind, affiliation, speaks_for, grade, reason.
Matching is exact on the plain form first, then by rapidfuzz; a match between `LIKELY` and `SURE` is never used by
itself but listed for review.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tollbook.claims import Source
from tollbook.tracing.names import asides, heads, nameless, plain, second_hand, several

if TYPE_CHECKING:
    from tollbook.ledger.queries import SourceSummary

SURE = 92.0
LIKELY = 80.0
LONGEST_ALIAS = 8
BEGINNING = 4
SHORTEST_FUZZY = 5
"""Characters; shorter names are matched exactly."""
AUTHORITIES = frozenset({"official", "military", "intelligence"})


class Entry(msgspec.Struct):
    """One person, body or outlet."""

    name: str
    aliases: list[str] = []
    kind: str | None = None
    affiliation: str | None = None
    speaks_for: str | None = None
    grade: str | None = None
    reason: str | None = None


class Voice(msgspec.Struct, frozen=True):
    """Who stands behind a claim, as far as its source can be placed."""

    label: str
    keys: frozenset[str]
    """Every name that identifies the source: two voices that share one are the same source."""
    country: str | None
    kind: str | None
    nameless: bool
    whole_state: bool
    """Whether a state as such is named ("Seoul", "Ukraine") and none of its organs."""
    second_hand: str | None
    """How a coder marked that the page, and not the source, is quoted ("credited", "computed")."""

    @property
    def authority(self) -> bool:
        """Whether a named organ of a state speaks."""
        return self.kind in AUTHORITIES and self.country is not None and not self.nameless

    @property
    def has_access(self) -> bool:
        """Whether the source can have counted by itself rather than from what others said."""
        return self.kind not in ("expert", "media", "unnamed", None)


_ENVOY = re.compile(r"\b(?:ambassador|envoy|representative|delegate|mission)\b", re.IGNORECASE)
_RELAYED = re.compile(r"\b(?:relayed|briefed|quoted|cited|as reported|via)\b", re.IGNORECASE)


def _is_state(entry: Entry) -> bool:
    """Whether the entry stands for a government as a whole."""
    return entry.name.endswith(" government")


NOBODY = Voice("", frozenset(), None, None, True, False, None)


class Directory:
    """Entries by every spelling."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: dict[str, Entry] = {}
        self._spellings: dict[str, str] = {}
        self._voices: dict[tuple[Any, ...], Voice] = {}
        self._fuzzy: dict[tuple[str, float], tuple[Entry, float] | None] = {}
        self._beginnings: dict[str, list[str]] = {}
        for entry in entries:
            self._put(entry)

    def _put(self, entry: Entry) -> None:
        """Add an entry; one that shares a spelling with a known one of its state is that one, under its new name."""
        for known in self._same_as(entry):
            merged = list(dict.fromkeys([*known.aliases, known.name, *entry.aliases]))
            given = {f: v for f in entry.__struct_fields__ if (v := getattr(entry, f)) is not None}
            entry = msgspec.structs.replace(known, **{**given, "aliases": [a for a in merged if a != entry.name]})
            del self.entries[known.name]
        self.entries[entry.name] = entry
        for spelling in (entry.name, *entry.aliases):
            if folded := plain(spelling):
                self._spellings[folded] = entry.name
        self._forget()

    def _forget(self) -> None:
        """Drop what was worked out from the entries as they were."""
        self._voices.clear()
        self._fuzzy.clear()
        self._beginnings.clear()

    def _same_as(self, entry: Entry) -> list[Entry]:
        """Known entries that `entry` speaks of: the same name, or a shared spelling and the same state."""
        names = {self._spellings.get(plain(spelling)) for spelling in (entry.name, *entry.aliases)}
        known = [self.entries[name] for name in sorted(n for n in names if n in self.entries)]
        return [
            other
            for other in known
            if other.name == entry.name
            or (other.affiliation == entry.affiliation and (other.kind == "media") == (entry.kind == "media"))
        ]

    def merge(self, name: str, into: str) -> None:
        """Let every spelling of `name` mean `into`, as a person decided."""
        target = self.find(into)
        if target is None:
            target = self.entries[into] = Entry(into)
        own = self._spellings.get(plain(name))
        for spelling, known in list(self._spellings.items()):
            if own is not None and known == own:
                self._spellings[spelling] = target.name
        self._spellings[plain(into)] = self._spellings[plain(name)] = target.name
        self._forget()

    def grade(self, name: str, grade: str | None, reason: str | None) -> None:
        """Set the Admiralty grade of a source, with its reason."""
        entry = self.find(name)
        if entry is None:
            self._put(entry := Entry(name))
        self.entries[entry.name] = msgspec.structs.replace(entry, grade=grade, reason=reason)

    def find(self, name: str) -> Entry | None:
        """The entry spelled exactly so, apart from case, accents and punctuation."""
        found = self._spellings.get(plain(name))
        return self.entries[found] if found else None

    def match(self, name: str, least: float = LIKELY) -> tuple[Entry, float] | None:
        """The nearest entry with its likeness 0..100, or None below `least`. Exact spellings score 100."""
        if exact := self.find(name):
            return exact, 100.0
        folded = plain(name)
        if len(folded) < SHORTEST_FUZZY:
            return None
        if (folded, least) not in self._fuzzy:
            from rapidfuzz import fuzz, process

            best = process.extractOne(folded, self._alike(folded), scorer=fuzz.token_sort_ratio, score_cutoff=least)
            found = (self.entries[self._spellings[best[0]]], best[1]) if best else None
            self._fuzzy[folded, least] = found
        return self._fuzzy[folded, least]

    def _alike(self, folded: str) -> list[str]:
        """Spellings with a word that begins as one of the words of `folded` does."""
        if not self._beginnings:
            for spelling in sorted(self._spellings):
                for beginning in {word[:BEGINNING] for word in spelling.split()}:
                    self._beginnings.setdefault(beginning, []).append(spelling)
        found = {s for word in folded.split() for s in self._beginnings.get(word[:BEGINNING], ())}
        return sorted(found)

    def mentioned(self, text: str) -> list[Entry]:
        """Entries named anywhere in `text`, longest spelling first at each place, in text order."""
        words = plain(text).split()
        found, at = [], 0
        while at < len(words):
            for length in range(min(LONGEST_ALIAS, len(words) - at), 0, -1):
                name = self._spellings.get(" ".join(words[at : at + length]))
                if name is not None:
                    found.append(self.entries[name])
                    at += length
                    break
            else:
                at += 1
        return found

    def voice(self, source: Source | None, publisher: str | None = None) -> Voice:
        """Who speaks in a claim by `source`; in a report's own voice its publisher does."""
        if source is None:
            return Voice(publisher or "", frozenset(), None, "media", True, False, None)
        key = (source.text, source.name, source.kind, source.affiliation)
        if key not in self._voices:
            self._voices[key] = self._make(source)
        return self._voices[key]

    def _make(self, source: Source) -> Voice:
        text = source.text or source.name or ""
        if not text:
            return NOBODY
        outer, inner = asides(text)
        exact = self.find(outer)
        if exact is not None and not _is_state(exact) and self._agrees(exact, source.name):
            names, found = heads(text), [exact]
        elif source.name is not None:
            names, found = heads(source.name), self._speakers(source.name, (), heads(source.name))
        else:
            names = heads(text)
            found = self._speakers(outer, inner, names)
        keys = set(names)
        for entry in found:
            keys.add(plain(entry.name))
            if entry.speaks_for:
                keys.add(plain(entry.speaks_for))
        first = found[0] if found else None
        known = found or [entry for entry in self.mentioned(outer) if _is_state(entry)]
        states = list(dict.fromkeys(e.affiliation for e in known if e.kind in AUTHORITIES and e.affiliation))
        anonymous = "unnamed" in (source.kind, first.kind if first else None) or nameless(text)
        return Voice(
            label=source.name or (first.name if first else None) or outer or text,
            keys=frozenset(keys),
            country=source.affiliation or (states[0] if states and not (anonymous and several(outer)) else None),
            kind=source.kind or next((e.kind for e in known), None),
            nameless=anonymous,
            whole_state=bool(found) and all(_is_state(entry) for entry in found),
            second_hand=second_hand(text),
        )

    def _agrees(self, entry: Entry, name: str | None) -> bool:
        """Whether the entry that the words mean is of the same state as the one that a reader named for them."""
        named = self.find(name) if name else None
        return name is None or (named is not None and named.affiliation == entry.affiliation is not None)

    def _speakers(self, outer: str, inner: tuple[str, ...], names: tuple[str, ...]) -> list[Entry]:
        """The entries that a source's words name; a whole state ("US officials") only where nothing else is named."""
        envoy = bool(_ENVOY.search(outer))
        found = [entry for entry in self.mentioned(outer) if not (envoy and entry.kind == "un")]
        named = [entry for entry in found if not _is_state(entry)]
        if not named and inner:
            named = [entry for entry in self.mentioned(_RELAYED.split(inner[0])[0]) if not _is_state(entry)][:1]
        if named:
            return named
        whole = [entry for entry in found if any(self.find(name) is entry for name in names)]
        near = [match[0] for name in names if (match := self.match(name, SURE))]
        return whole or near

    def for_review(self, names: Iterable[str]) -> list[tuple[str, str, float]]:
        """(name, likely entry, likeness) of names too near to an entry to pass and too far to be sure."""
        out = []
        for name in sorted(set(names)):
            match = self.match(name)
            if match and LIKELY <= match[1] < SURE:
                out.append((name, match[0].name, round(match[1], 1)))
        return out


def read_entries(path: Path) -> list[Entry]:
    """The `[[source]]` (or `[[body]]`, `[[person]]`, `[[outlet]]`) tables of one TOML file."""
    return entries_of(tomllib.loads(path.read_text(encoding="utf-8")))


def entries_of(data: dict[str, Any]) -> list[Entry]:
    """The entries of parsed TOML: every table of an array that has a name."""
    known = set(Entry.__struct_fields__)
    return [
        msgspec.convert({k: v for k, v in table.items() if k in known}, Entry)
        for array in data.values()
        if isinstance(array, list)
        for table in array
        if isinstance(table, dict) and isinstance(table.get("name"), str)
    ]


@functools.lru_cache(maxsize=1)
def known_bodies() -> tuple[Entry, ...]:
    """The bodies that the reader knows, for a directory without a case."""
    path = files("tollbook.reading").joinpath("bodies.toml")
    return tuple(entries_of(tomllib.loads(path.read_text(encoding="utf-8")))) if path.is_file() else ()


def with_decisions(directory: Directory, sources: Iterable[SourceSummary]) -> Directory:
    """`directory` with the merges and grades of a ledger's sources (`Ledger.sources()`) laid over it.

    An undone merge is absent from the summaries, so it is absent here. The history stands in the ledger's journal.
    """
    for source in sources:
        for alias in source.aliases:
            directory.merge(alias, source.label)
        if source.grade is not None:
            directory.grade(source.label, source.grade, source.reason)
    return directory


def load_directory(*paths: Path | str) -> Directory:
    """The directory of the known bodies and of the given sources.toml files, later ones adding to earlier ones."""
    entries = list(known_bodies())
    for path in paths:
        entries += read_entries(Path(path))
    return Directory(entries)
