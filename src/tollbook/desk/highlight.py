"""The held text cut into stretches, each with the claims that stand on it. Nothing of it is ever markup."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from tollbook.claims import Claim, Report, Statement

LONGEST_TITLE = 300
WINDOW = 40_000
"""Characters of a report shown at once; a longer text is shown in parts."""


class Stretch(msgspec.Struct):
    """A piece of the text between two boundaries."""

    text: str
    claims: list[int] = []
    """Numbers (from 1) of the claims whose figure covers it."""
    begins: list[int] = []
    """Numbers of the claims whose figure starts here."""
    kind: str | None = None
    """What it is to the open claim: group, source, when-where or words."""


class Shown(msgspec.Struct):
    """The part of a text that is on the page: characters start..end of `length`."""

    title: list[Stretch]
    """The stretches of the title, where the text begins with it."""
    body: list[Stretch]
    start: int
    end: int
    length: int


def kinds(claim: Claim) -> list[tuple[int, int, str]]:
    """Where the further evidence of a claim lies and what each piece is to it."""
    group, place = _plain(claim.population.text), _plain(claim.place)
    sources = [_plain(s.text) for s in (claim.source, *claim.via, *claim.corroborates) if s and s.text]
    sources += [_plain(s.name) for s in (claim.source, *claim.via, *claim.corroborates) if s and s.name]
    found = []
    for piece in claim.evidence[1:]:
        words = _plain(piece.quote)
        if group and (words in group or group in words):
            kind = "group"
        elif any(words in source or source in words for source in sources):
            kind = "source"
        elif (place and words in place) or any(c.isdigit() for c in words):
            kind = "when-where"
        else:
            kind = "words"
        found.append((piece.start, piece.end, kind))
    return found


def _plain(text: str | None) -> str:
    """For comparing: without case, runs of white space and the curl of quotation marks."""
    return " ".join((text or "").casefold().replace("\u2019", "'").replace("\u2018", "'").split())


def window(length: int, around: int) -> tuple[int, int]:
    """The part of a text of `length` characters that is shown when character `around` is to be in it."""
    if length <= WINDOW:
        return 0, length
    start = max(0, min(around - WINDOW // 4, length - WINDOW))
    return start, min(length, start + WINDOW)


def shown(held: Report, claims: list[Statement], open_claim: int | None, start: int, end: int) -> Shown:
    """Characters start..end of a report, its title apart from the rest."""
    title = held.title or ""
    edge = len(title) if start == 0 and title and len(title) <= LONGEST_TITLE and held.text.startswith(title) else start
    head = cut(held.text, claims, open_claim, start, min(edge, end))
    return Shown(head, cut(held.text, claims, open_claim, min(edge, end), end), start, end, len(held.text))


def cut(text: str, claims: list[Statement], open_claim: int | None, start: int, end: int) -> list[Stretch]:
    """Characters start..end of `text` in stretches; `open_claim` is the number of the claim whose pieces are shown."""
    figures = {
        number: (first.start, first.end)
        for number, statement in enumerate(claims, 1)
        if (first := statement.claim.evidence[0]).start < end and first.end > start
    }
    pieces = kinds(claims[open_claim - 1].claim) if open_claim else []
    bounds = {start, end}
    for a, b in [*figures.values(), *((a, b) for a, b, _ in pieces)]:
        bounds.update(min(max(edge, start), end) for edge in (a, b))
    edges = sorted(bounds)
    stretches = []
    for a, b in pairwise(edges):
        covering = [n for n, (x, y) in figures.items() if x < b and y > a]
        begins = [n for n in covering if figures[n][0] == a]
        kind = next((k for x, y, k in pieces if x < b and y > a), None)
        stretches.append(Stretch(text[a:b], covering, begins, kind))
    return stretches
