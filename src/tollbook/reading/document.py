"""A report's text made easy to read by rule, with every place in it traceable to the report as it came.

    document = Document(report.text, language)
    document.text          the normalised text: straight quotes, plain spaces, no invisible characters, mended words
    document.folded        the same in lower case; offsets agree with `document.text`
    document.evidence(s, e)  the Evidence (original offsets and words) for the normalised span s..e

All offsets that the steps of the reader pass to each other are offsets into `document.text` ("document offsets").
Only `evidence` and `original_span` speak of the report's own text. A character that stands for one character keeps its
place, so for most reports both texts have the same length.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tollbook.claims import Evidence

if TYPE_CHECKING:
    from tollbook.reading.language import Language

_ONE_TO_ONE = {
    **dict.fromkeys(map(ord, "‘’‚‛ʼ＇′´`"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
    **dict.fromkeys(
        map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"), " "
    ),
    **dict.fromkeys(map(ord, "\u3000\t\v\f\r"), " "),
    **dict.fromkeys(map(ord, "‐‑‒–−﹣－"), "-"),
    **dict.fromkeys(map(ord, "\u2028\u2029\u0085"), "\n"),
}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_SPLIT_WORD = re.compile(r"\n(?<=[\w-]\n)([^\W\d_]++)")
_SPLIT_NUMBER = re.compile(r"\n(?<=\d,\n)(?=\d{3}\b)")
_LINE_BREAK = re.compile(r"\n\s*+")
_SENTENCE_END = re.compile(r"""([.!?…。]++)["')\]]{0,3}(\s++)(?=["'(\[*•-]{0,3}\s?[^\W_])""")
_WORD_BEFORE = re.compile(r"[\w.'-]*$")
LONGEST = 400
"""What has more tokens without an end is no sentence."""
_BULLET = re.compile(r"[-*•·–—]\s|\(?\d{1,2}[.)]\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, headline or list item: document offsets, its tokens `first`..`last` (exclusive), its paragraph."""

    start: int
    end: int
    first: int
    last: int
    paragraph: int
    index: int


class Document:
    """One report's text, normalised, with its tokens, sentences and paragraphs."""

    def __init__(self, original: str, language: Language) -> None:
        self.original = original
        self.language = language
        self.text, self._cuts, self._gone = _normalised(original, language)
        self.folded = self.text.replace("İ", "i").lower()
        """`text` in lower case, of the same length."""
        self.words: list[str] = language.token.findall(self.folded)
        """Each token in lower case: a word, a clitic such as 's, a number with its separators, or one sign."""
        self.starts: list[int] = []
        """Document offset of each token's first character."""
        self.ends: list[int] = []
        """Document offset just after each token."""
        end, folded = 0, self.folded
        for word in self.words:
            start = folded.find(word, end)
            end = start + len(word)
            self.starts.append(start)
            self.ends.append(end)
        text = self.text
        self.capitals = list(map(str.isupper, map(text.__getitem__, self.starts)))
        """Whether each token begins with a capital letter."""
        self.paragraphs = list(_paragraphs(text))
        """Spans of the paragraphs, headline included, in order, without the white space around them."""
        self.sentences = self._parts()
        """All sentences in order; one of more than LONGEST tokens is cut into several."""
        self._sentence_starts = [sentence.start for sentence in self.sentences]
        self.headline = self._headline()
        """Span of the headline: a first paragraph without a full stop before longer ones; None without one."""

    # places

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the report's text of the document span start..end."""
        if not self._cuts:
            return start, end
        return start + self._shift(start), max(end - 1 + self._shift(max(end - 1, 0)) + 1, start + self._shift(start))

    def _shift(self, place: int) -> int:
        return self._gone[bisect_right(self._cuts, place)]

    def evidence(self, start: int, end: int) -> Evidence:
        """The report's own words at the document span start..end."""
        first, last = self.original_span(start, end)
        return Evidence(first, last, self.original[first:last])

    # text

    def token(self, index: int) -> str:
        """Token `index` as the text has it."""
        return self.text[self.starts[index] : self.ends[index]]

    def capital(self, index: int) -> bool:
        """Whether token `index` begins with a capital letter."""
        return self.capitals[index]

    def token_at(self, place: int) -> int:
        """Index of the token that covers document offset `place`, else of the next one."""
        return bisect_right(self.ends, place)

    def tokens_in(self, start: int, end: int) -> range:
        """Indexes of the tokens that lie wholly in the span start..end."""
        first = bisect_left(self.starts, start)
        return range(first, max(first, bisect_right(self.ends, end)))

    # parts

    def _parts(self) -> list[Sentence]:
        found: list[Sentence] = []
        starts = self.starts
        for number, (start, end) in enumerate(self.paragraphs):
            for first, last in _sentences(self.text, start, end, self.language.abbreviations):
                token, stop = bisect_left(starts, first), bisect_left(starts, last)
                while stop - token > LONGEST:
                    cut = token + LONGEST
                    found.append(Sentence(first, self.ends[cut - 1], token, cut, number, len(found)))
                    first, token = starts[cut], cut
                found.append(Sentence(first, last, token, stop, number, len(found)))
        return found

    def _headline(self) -> tuple[int, int] | None:
        if len(self.paragraphs) < 2:
            return None
        start, end = self.paragraphs[0]
        short = end - start <= 220 and not re.search(r"[.:;,]$", self.text[start:end])
        return (start, end) if short and _sentence_count(self.text, start, end, self.language) == 1 else None

    def sentence_at(self, place: int) -> Sentence | None:
        """The sentence that covers document offset `place`, else the last one before it."""
        index = bisect_right(self._sentence_starts, place) - 1
        return self.sentences[index] if index >= 0 else None

    def sentences_of(self, paragraph: int) -> list[Sentence]:
        """The sentences of paragraph number `paragraph`."""
        return [sentence for sentence in self.sentences if sentence.paragraph == paragraph]

    def in_headline(self, place: int) -> bool:
        """Whether document offset `place` lies in the headline."""
        return self.headline is not None and self.headline[0] <= place < self.headline[1]


def _sentence_count(text: str, start: int, end: int, language: Language) -> int:
    return sum(1 for _ in _sentences(text, start, end, language.abbreviations))


def _normalised(original: str, language: Language) -> tuple[str, list[int], list[int]]:
    """The normalised text; where something was cut out of it, and how much in all before each such place."""
    text = original if original.isascii() else original.translate(_ONE_TO_ONE)
    if "\t" in text or "\r" in text:
        text = text.translate({9: " ", 13: " "})
    holes: list[tuple[int, int]] = []
    if not text.isascii():
        holes += [match.span() for match in _INVISIBLE.finditer(text)]
    if "\n" in text:
        holes += _breaks_in_words(text, language)
    if not holes:
        return text, [], [0]
    pieces, cuts, gone = [], [], [0]
    done = length = 0
    for start, end in sorted(holes):
        if start < done:
            continue
        pieces.append(text[done:start])
        length += start - done
        cuts.append(length)
        gone.append(gone[-1] + end - start)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), cuts, gone


def _breaks_in_words(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Spans of line breaks, and hyphens before them, that fall inside a word or number."""
    yield from (match.span() for match in _SPLIT_NUMBER.finditer(text))
    for match in _SPLIT_WORD.finditer(text):
        right = match.group(1)
        hyphen = text[match.start() - 1] == "-"
        first = end = match.start() - hyphen
        while first and text[first - 1].isalpha():
            first -= 1
        left = text[first:end]
        if not left or not right[0].islower():
            continue
        whole = (left + right).lower()
        stray = len(left) == 1 and left.islower() and left not in language.one_letter_words
        known = whole in language.vocabulary and not (left.lower() in language.vocabulary and len(left) > 3)
        if stray or known or (hyphen and left.islower() and whole in language.vocabulary):
            yield end, match.start(1)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans between line breaks that end a paragraph; a break within a wrapped line does not."""
    wrapped = _hard_wrapped(text)
    start = len(text) - len(text.lstrip())
    line_start = start
    for match in _LINE_BREAK.finditer(text, start):
        if match.end() == len(text):
            break
        blank = match.group().count("\n") > 1
        before, after = text[line_start : match.start()].rstrip(), text[match.end()]
        line_end = line_start + len(before)
        line_start = match.end()
        if not blank and not _BULLET.match(text, match.end()):
            goes_on = after.islower() and len(before) >= 3 and before.rstrip("\"')]")[-1:] not in tuple(".!?…:;")
            if goes_on or (wrapped and len(before) >= 50):
                continue
        if line_end > start:
            yield start, line_end
        start = match.end()
    end = len(text.rstrip())
    if end > start:
        yield start, end


def _hard_wrapped(text: str) -> bool:
    """Whether most lines were broken at about the same width."""
    lines = [len(line) for line in text.split("\n", 400)[:400] if line.strip()]
    return len(lines) >= 4 and max(lines) <= 100 and sum(line >= 50 for line in lines) >= 0.6 * len(lines)


def _sentences(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Spans of the sentences in the paragraph start..end."""
    first = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.group(1) == ".":
            before = _WORD_BEFORE.search(text, max(first, match.start() - 24), match.start())
            word = before.group().rpartition("-")[2].lower() if before else ""
            if word in abbreviations or (len(word) == 1 and word.isalpha()):
                continue
        if text[match.end()].islower() and match.group(1) != "…":
            continue
        yield first, match.start(2)
        first = match.end(2)
    if end > first:
        yield first, end
