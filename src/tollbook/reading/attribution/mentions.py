"""The phrases of a sentence that can name a speaker, and which of them name the same one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tollbook.reading.attribution.bodies import Body, find_body
from tollbook.reading.attribution.words import Words
from tollbook.reading.document import Document

_CORE = (
    r"[CPBR](?:-l-?(?=[CPBR])|-?S?-?(?:l-?l?(?=[PBR])|l-(?=l?[CPBR]))?[CPBR]){0,10}"
    r"(?:-l(?![-CPBRl]))?(?:S(?:l-?){1,3}(?=[WE]{0,2}[VM])|(?:l-?){1,2}(?=[WE]?V))?"
)
_LEAD = r"(?:[DH]0?(?:l-?){0,3}?|(?:l-?){0,2}(?=[PBR]))"
_ABBREVIATION = r"(?:\([CPB](?:[-]?[CPB])*\))?"
_OF_THE = r"FDl(?=F)|FDl-?l?(?=[,.]|[WE]{0,2}V)"
_LINK = (
    rf"(?:(?:[FI]D?H?(?:l-?){{0,2}}?|oD?H?){_CORE}{_ABBREVIATION}|{_OF_THE}"
    r"|[FI][DH]?(?:C-l|l-?|C-?){0,3}l(?=W?[VM]))"
)
_SERIES = rf"(?:(?:(?:,C(?:-?C)*){{1,3}},?J|J)[DH]?(?:C(?:-?S?C)*|{_CORE})(?=[WE]?[VM]|E|[.:]?$))"
_MENTION = re.compile(
    rf"{_LEAD}?{_CORE}{_ABBREVIATION}(?:{_SERIES}|{_LINK}{{0,4}})"
    r"|[DH](?:[lC]-?){0,3}l(?=[WE]{0,2}V|QE?[VlA])|(?<=V)D(?:[lC]-?){0,3}l(?=[TWIQ,.\"]|$)|[UY]"
)
_LINKED = re.compile(r"[FI(]")
_NAME_AFTER = re.compile(r",(C(?:-?C)+)")
_TITLED_AFTER = re.compile(r",(?:[PB]-?){1,3}C(?:-?C)*(?=[,VWE)])")


@dataclass(slots=True)
class Mention:
    """A phrase that can name a speaker: tokens first..last (exclusive), without the determiner in `text`."""

    first: int
    last: int
    kind: str  # "name", "person", "body", "document", "pronoun"
    text: str
    span: tuple[int, int]
    definite: bool = False
    head: str = ""
    """Its main noun, in lower case; the last word of a bare name."""
    plural: bool = False
    governed: bool = False
    """Whether a preposition stands before it."""
    body: Body | None = None
    parts: frozenset[str] = field(default_factory=frozenset)
    """Its words in lower case, short ones left out."""


def mentions(document: Document, words: Words, signs: str, first: int, last: int) -> list[Mention]:
    """All phrases in the tokens first..last that can name a speaker, in order, none inside another."""
    found = []
    match = _MENTION.search(signs, first, last)
    while match:
        found.append(_mention(document, words, signs, match.start(), match.end(), last))
        match = _MENTION.search(signs, found[-1].last, last)
    return found


def mention_at(document: Document, words: Words, signs: str, first: int, last: int) -> Mention:
    """The mention that is exactly the tokens first..last."""
    return _mention(document, words, signs, first, last, last)


def owner_of(document: Document, words: Words, signs: str, mention: Mention) -> Mention:
    """Whose account it is: "the ministry" of "the ministry's own count"; the mention itself if it has no owner."""
    place = signs.rfind("S", mention.first, mention.last)
    if mention.kind != "document" or place <= mention.first or "R" in signs[mention.first : place]:
        return mention
    return mention_at(document, words, signs, mention.first, place)


def _mention(document: Document, words: Words, signs: str, first: int, end: int, last: int) -> Mention:
    if signs[first] in "UY":
        span = document.starts[first], document.ends[first]
        return Mention(first, end, "pronoun", document.text[slice(*span)], span, True, document.words[first])
    linked = _LINKED.search(signs, first, end)
    core_end = linked.start() if linked else end
    named = _NAME_AFTER.match(signs, end, last)
    if named is None and signs[first] in "DC":
        named = _TITLED_AFTER.match(signs, end, last)
    head_signs = signs[first:core_end]
    titled = _PERSON.search(head_signs)
    if named and titled and not titled.group(1):
        end = named.end()
    start = first
    definite = signs[first] == "H" or (signs[first] == "D" and document.words[first] in words.sets["determiners"])
    if signs[first] in "DH" and end > first + 1:
        start += 1
    core_end = max(core_end, first + 1)
    noun = max(signs.rfind(sign, start, core_end) for sign in "PBR")
    kind = "name" if "C" in signs[core_end - 1] or "C" in head_signs else "person"
    head = document.words[core_end - 1]
    if noun >= 0:
        head = document.words[noun]
        kind = _KINDS[signs[noun]]
    span = document.starts[start], document.ends[end - 1]
    parts = frozenset(w for w in document.words[start:end] if len(w) > 2 and w[0].isalpha())
    closing = frozenset((end, core_end, end - 1) if kind != "person" else range(start, end + 1))
    body = find_body(document.language, document.words, start, end, closing)
    if kind == "person" and body and find_body(document.language, document.words, start, start + 1, frozenset({end})):
        kind = "body"
    definite = definite or (
        first > 0 and signs[first - 1] == "t" and document.ends[first - 1] + 1 == document.starts[first]
    )
    governed = first > 0 and signs[first - 1] in "IFbo"
    plural = "J" in signs[start:end] or (kind != "name" and _plural(document, head))
    return Mention(first, end, kind, document.text[slice(*span)], span, definite, head, plural, governed, body, parts)


_KINDS = {"P": "person", "B": "body", "R": "document"}
_PERSON = re.compile(r"P-?(C[C-]*)?$")


def _plural(document: Document, head: str) -> bool:
    endings = document.language.plural_endings
    return bool(endings) and head.endswith(endings)
