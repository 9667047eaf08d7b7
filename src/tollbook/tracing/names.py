"""Names of sources brought to one form for comparing: case, accents, punctuation, titles and asides fall away."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib.resources import files

_ASIDE = re.compile(r"\(([^()]*)\)")
_NOT_WORD = re.compile(r"[^\w]+")
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_OCCASION = re.compile(
    r"\s+(?:at|in an?|during|on|speaking|told|to the|statement|website|briefing|bulletin|headline|background|"
    r"(?:(?:image|satellite|visual|open source) )?(?:analysis|count|assessment|estimates?))\b.*$"
)
_RELAYED = re.compile(r"\s+(?:via|through|relayed by|briefed by|quoted by|cited by)\s+.*$", re.IGNORECASE)
_TITLES = re.compile(
    r"\b(?:president|presidents|minister|spokesman|spokeswoman|spokesperson|press secretary|lawmaker|general|gen|lt|"
    r"colonel|col|maj|major|chief|director|head|secretary|deputy|ambassador|envoy|representative|mr|mrs|ms|dr|sir|the|"
    r"unnamed|anonymous)\b"
)
_COMMON = frozenset(
    tomllib.loads(files("tollbook.tracing").joinpath("names.toml").read_text(encoding="utf-8"))["common"]
)
_SECOND_HAND = re.compile(
    r"\bas (credited|rendered|quoted|summari[sz]ed|computed|cited)\b|\b(background)\b", re.IGNORECASE
)
_NAMELESS = re.compile(
    r"\b(?:officials?|sources?|experts?|observers?|analysts?|witness(?:es)?|insiders?|unnamed|anonymous)\b",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """`name` folded: no accents, no case, no punctuation, dotted initials joined, single blanks."""
    joined = _DOTTED.sub(lambda match: match[0].replace(".", ""), name)
    folded = unicodedata.normalize("NFKD", joined.replace("İ", "i")).casefold()
    kept = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(_NOT_WORD.sub(" ", kept.replace("'s ", " ").replace("’s ", " ")).split())


@functools.lru_cache(maxsize=65536)
def asides(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without its parentheses, and what stood in them."""
    return " ".join(_ASIDE.sub(" ", text).split()), tuple(_ASIDE.findall(text))


@functools.lru_cache(maxsize=65536)
def heads(text: str) -> tuple[str, ...]:
    """The names in front: persons and bodies that speak, in plain form, without titles, occasions and relays.

    "John Kirby, White House" gives john kirby and white house; "NIS (relayed by lawmaker Park)" gives nis; "he",
    "the agency" and whatever else is no name give nothing.
    """
    outer, _ = asides(text)
    outer = _RELAYED.sub("", outer)
    found = []
    for part in re.split(r"[,;/]| and ", outer):
        name = _OCCASION.sub("", " " + plain(part)).strip()
        name = " ".join(_TITLES.sub(" ", name).split())
        if name and _is_name(name, part):
            found.append(name)
    return tuple(found)


def _is_name(name: str, written: str) -> bool:
    """Whether words name somebody: a capital letter (where the script has any), and more than common nouns."""
    if all(word in _COMMON for word in name.split()):
        return False
    return any(c.isupper() for c in written) or not any(c.islower() for c in written)


@functools.lru_cache(maxsize=65536)
def second_hand(text: str) -> str | None:
    """The word by which a coder marks that the credit is the page's own ("as credited"), or None."""
    match = _SECOND_HAND.search(text)
    return (match[1] or match[2]).lower() if match else None


@functools.lru_cache(maxsize=65536)
def nameless(text: str) -> bool:
    """Whether the words describe a source without naming one ("US officials")."""
    outer, _ = asides(text)
    return bool(_NAMELESS.search(outer))


def several(text: str) -> bool:
    """Whether the words put several sources together: "South Korean, Ukrainian and Western sources"."""
    return bool(re.search(r",| and |/|;", text))
