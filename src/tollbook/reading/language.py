"""The data of one language, loaded once: languages/CODE/lexicon.toml, patterns.toml and further tables beside them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "languages"


class Language:
    """A language's tables. `table("lexicon")` is the content of its lexicon.toml, and so on."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._tables: dict[str, dict[str, Any]] = {}
        self.writing: dict[str, Any] = self.table("lexicon")["writing"]
        """How the language is written: the table [writing] of its lexicon."""
        self.abbreviations = frozenset(self.writing["abbreviations"])
        """Words in lower case after which a full stop does not end a sentence."""
        self.one_letter_words = frozenset(self.writing["one_letter_words"])
        """Single letters that are words."""
        self.token = _token(self.writing["clitics"])
        """Matches one token of folded text; see Document.words."""
        self.plural_endings = tuple(self.writing.get("plural_endings", ()))
        """Endings of nouns that tell of more than one."""
        self._vocabulary: frozenset[str] | None = None

    def table(self, name: str) -> dict[str, Any]:
        """The content of NAME.toml of this language; empty where there is no such file."""
        if name not in self._tables:
            path = FOLDER / self.code / f"{name}.toml"
            self._tables[name] = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return self._tables[name]

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word, in lower case, that the lexicon lists."""
        if self._vocabulary is None:
            words = re.compile(r"[^\W\d_]+")
            texts = _strings(self.table("lexicon"))
            self._vocabulary = frozenset(word for text in texts for word in words.findall(text.lower()))
        return self._vocabulary


def _token(clitics: list[str]) -> re.Pattern[str]:
    """Matches one token of folded text; a clitic such as 's is one of its own."""
    either = "|".join(clitics)
    inner = rf"'(?!(?:{either})\b)" if either else "'"
    tail = rf"|'(?:{either})\b" if either else ""
    return re.compile(rf"\d++(?:[.,']\d++)*+|(?:[^\W\d_]\.){{2,9}}|[^\W\d_]++(?:{inner}[^\W\d_]++)*+{tail}|[^\w\s]|_")


def _strings(value: object) -> Iterator[str]:
    """All strings in a table, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)


@lru_cache
def language(code: str) -> Language:
    """The language `code` (ISO 639-1), the same object every time."""
    return Language(code)


@lru_cache
def available() -> tuple[str, ...]:
    """Codes of the languages that can be read."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/lexicon.toml")))
