"""Every word the desk shows, by key, from one file a language."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@cache
def strings(language: str = "en") -> dict[str, str]:
    """All strings of a language as `section.key` → text."""
    tables = tomllib.loads((files(__package__) / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, table in tables.items() for key, text in table.items()}


def say(key: str, **values: object) -> str:
    """The string `key` with `values` filled in; a KeyError for a key that no file holds."""
    text = strings()[key]
    return text.format(**values) if values else text


def say_marked(key: str, **values: object) -> Markup:
    """The same as markup: values are escaped, then `**words**` become bold."""
    filled = escape(strings()[key]).format(**{name: escape(value) for name, value in values.items()})
    return Markup(_BOLD.sub(r"<b>\1</b>", str(filled)))


def say_or(key: str, otherwise: str) -> str:
    """The string `key`, or `otherwise` where the files hold none (names that come from data)."""
    return strings().get(key, otherwise)
