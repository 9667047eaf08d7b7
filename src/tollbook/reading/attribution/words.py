"""What each token is to attribution, as one character a token, so that regular expressions can run over a sentence.

C name   P noun for a person   B noun for a body   R noun for a document   l other word in lower case
D determiner   H possessive   U he, she   Y it, they   S the clitic of possession   F of   I other linking preposition
V verb of saying   G its participle   M verb that sets a figure   N not   A be   E have and other auxiliaries   W adverb
Q relative   t that   b by   o to   J and   T day, month or time of day   0 number   x other function word
( ) , ; : " - .   signs; - also joins the parts of a name; . every other sign
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from tollbook.reading.document import Document, Sentence
from tollbook.reading.language import Language

_ORDER = (  # later lists win over earlier ones
    ("function", "x"),
    ("adverbs", "W"),
    ("determiners", "D"),
    ("possessives", "H"),
    ("person_pronouns", "U"),
    ("body_pronouns", "Y"),
    ("links", "I"),
    ("of", "F"),
    ("and", "J"),
    ("by", "b"),
    ("to", "o"),
    ("that", "t"),
    ("relatives", "Q"),
    ("not", "N"),
    ("be", "A"),
    ("have", "E"),
    ("document_nouns", "R"),
    ("media_nouns", "B"),
    ("body_nouns", "B"),
    ("person_nouns", "P"),
    ("measuring", "M"),
    ("speech", "V"),
    ("gerunds", "G"),
)
_SIGNS = {",": ",", ";": ";", ":": ":", '"': '"', "(": "(", ")": ")", "[": "(", "]": ")", "-": "-", "/": "-", "'": '"'}
_SETS = (
    *("citing", "denying", "rejected", "corroborating", "telling", "measuring", "measured", "finding", "weak", "not"),
    *("speech", "person_nouns", "body_nouns", "document_nouns", "media_nouns", "determiners", "name_particles", "same"),
    *("by_verbs", "counting"),
)
_ALWAYS_SMALL = frozenset("xWDHUYIFJbotQNAE")
_NOUNS = frozenset("PBR")


class Words:
    """The attribution table of one language, ready for look-up."""

    def __init__(self, language: Language) -> None:
        self.table: dict[str, Any] = language.table("attribution")
        words = self.table.get("words", {})
        self.classes: dict[str, str] = {}
        self.stems: dict[str, str] = {}
        for name, sign in _ORDER:
            for entry in words.get(name, ()):
                if entry.endswith("*"):
                    self.stems[entry[:-1]] = sign
                else:
                    self.classes[entry] = sign
        self.time = frozenset(words.get("time", ()))
        self.abbreviations = language.abbreviations
        self.nouns_too = {
            word: next((s for n, s in (("person_nouns", "P"), ("body_nouns", "B")) if word in words.get(n, ())), "R")
            for word in words.get("nouns_too", ())
        }
        self.needs: dict[str, list[str]] = words.get("speech_needs", {})
        self.sets = {name: frozenset(words.get(name, ())) for name in _SETS}
        self.during = frozenset(words.get("during", ()))
        self.going_on, self.background, self.hearsay = (
            frozenset(words.get(name, ())) for name in ("going_on", "background", "hearsay")
        )
        self.contrast = frozenset(words.get("contrast", ()))
        around = self.table.get("cues", {}).get("around_source", {})
        self.around_before, self.around_after = frozenset(around.get("before", ())), frozenset(around.get("after", ()))
        self.descriptions: dict[str, list[str]] = self.table.get("descriptions", {})
        self._longest = max(map(len, self.stems), default=0)
        self.small_signs: dict[str, str] = {}
        """Signs of the words met in lower case, particles of names apart."""

    def kind(self, word: str) -> str:
        """The sign of a word in lower case; "l" for a word that no list has."""
        sign = self.classes.get(word)
        if sign is None:
            sign = "l"
            for size in range(min(len(word), self._longest), 2, -1):
                if word[:size] in self.stems:
                    sign = self.stems[word[:size]]
                    break
            if len(self.classes) < 100_000:
                self.classes[word] = sign
        return sign

    def small(self, word: str) -> str:
        """The sign of a word that the text has in lower case."""
        sign = self.classes.get(word) or self.kind(word)
        return "T" if word in self.time and sign != "E" else sign


@lru_cache
def words_of(language: Language) -> Words:
    """The attribution words of `language`, made once."""
    return Words(language)


def signs(document: Document, words: Words) -> str:
    """One sign for each token of `document`."""
    tokens = document.words
    out = ["."] * len(tokens)
    capitals, particles = document.capitals, words.sets["name_particles"]
    clitics = {"'" + clitic for clitic in document.language.writing["clitics"]}
    common = {word for word, capital in zip(tokens, capitals, strict=True) if not capital and word.isalpha()}
    lower = words.small_signs
    for sentence in document.sentences:
        titled = _title_case(document, sentence)
        shouted = document.text[sentence.start : sentence.end].isupper()
        opening = True
        skip = _dateline(document, sentence)
        for i in range(sentence.first, sentence.last):
            word = tokens[i]
            sign = lower.get(word)
            if sign is not None and not capitals[i]:
                out[i] = sign if i >= skip else "."
                opening = i < skip
                continue
            first = word[0]
            if first.isdigit():
                out[i] = "0"
            elif word in clitics:
                out[i] = "S"
            elif word == "'" and i and document.ends[i - 1] == document.starts[i] and out[i - 1] in "CPBRl":
                out[i] = "S"
                continue
            elif not first.isalpha():
                dotted = word == "." and i > sentence.first and tokens[i - 1] in words.abbreviations
                out[i] = "-" if dotted and i + 1 < sentence.last else _SIGNS.get(word, ".")
                continue
            elif capitals[i] or word in particles:
                out[i] = _sign(document, words, i, opening or titled, shouted, common)
            else:
                out[i] = words.small(word)
                if len(lower) < 100_000:
                    lower[word] = out[i]
            if i < skip:
                out[i] = "."
            opening = i < skip
    return _settle("".join(out), document, words)


_DATELINE = re.compile(
    r"(?:[^\W\d_][\w.'/-]+(?: [^\W\d_][\w.'/-]+){0,3})(?:, [^\W\d_][\w. ]{1,30})?"
    r"(?:, \w{3,9}\.? \d{1,2}(?:, \d{4})?)?(?: ?\([^)]{2,40}\))?\.? ?(?:(?<= )-{1,2} ?|--|: )(?=[^\W_]|\")"
)


def dateline(document: Document, sentence: Sentence) -> re.Match[str] | None:
    """The dateline with which `sentence` begins: place, date, agency and dash."""
    if document.in_headline(sentence.start):
        return None
    if sentence.index and document.sentences[sentence.index - 1].paragraph == sentence.paragraph:
        return None
    match = _DATELINE.match(document.text, sentence.start, min(sentence.end, sentence.start + 120))
    if match and (match.group().rstrip().endswith("-") or match.group().count(" ") <= 2):
        place = match.group().split(",")[0].split(" (")[0].strip(" -:")
        loud = place.isupper() or "(" in match.group() or match.group().rstrip().endswith(":")
        return match if loud and place[:1].isupper() else None
    return None


def _dateline(document: Document, sentence: Sentence) -> int:
    """The token after the dateline of `sentence`."""
    match = dateline(document, sentence)
    return document.token_at(match.end()) if match else sentence.first


def _sign(document: Document, words: Words, i: int, may_be_small: bool, shouted: bool, common: set[str]) -> str:
    word = document.words[i]
    sign = words.kind(word)
    if word in words.sets["name_particles"] and i + 2 < len(document.words):
        following = i + 1 + (document.words[i + 1] == "-")
        if document.capital(following) and (following > i + 1 or (i and document.capital(i - 1))):
            return "C"
    if not document.capital(i):
        return words.small(word)
    if word in words.time:
        return "T"
    if sign in _NOUNS:
        return sign
    if sign in _ALWAYS_SMALL:
        return "C" if len(word) > 1 and document.token(i).isupper() and not shouted else sign
    if may_be_small and (sign != "l" or word in common):
        return sign
    return "C"


def _title_case(document: Document, sentence: Sentence) -> bool:
    """Whether the headline `sentence` has capitals on its common words too."""
    if not document.in_headline(sentence.start):
        return False
    long = [
        i for i in range(sentence.first, sentence.last) if len(document.words[i]) > 3 and document.words[i].isalpha()
    ]
    return len(long) >= 4 and sum(document.capital(i) for i in long) >= 0.8 * len(long)


_VERBS = re.compile("[VM]")
_AFTER_SPEAKER = re.compile(r"[CPBRUY)][WTE]*$|[WP],$")

_CLOSING = re.compile(r",[DH]?(?:[lCPBSIF]-?){0,7}[CPBRUl]$")


def _settle(signs: str, document: Document, words: Words) -> str:
    """Decide the words that are verb or noun, and the verbs that need a certain word after them."""
    out = list(signs)
    tokens = document.words
    for match in _VERBS.finditer(signs):
        i = match.start()
        word = tokens[i]
        if word in words.nouns_too:
            before = "".join(out[max(0, i - 9) : i])
            after = signs[i + 1 : i + 2]
            said = _AFTER_SPEAKER.search(before) and after not in ("V", "M", "A", "E", "F", ".", "")
            closing = after in ("", ".", ",") and _CLOSING.search(before)
            if not said and not closing and not (before[-1:] == "," and after in tuple("D0HtxC")):
                out[i] = words.nouns_too[word]
                continue
        needed = words.needs.get(word)
        numbered = needed and "#" in needed and "0" in signs[i + 1 : i + 5]
        if needed and not numbered and not any(following in needed for following in tokens[i + 1 : i + 4]):
            out[i] = "l"
    return "".join(out)
