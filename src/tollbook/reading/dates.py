"""The time that a figure covers, resolved against dateline and publication date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import cast, get_args

from tollbook.claims import Period, PeriodKind, Report
from tollbook.reading.document import Document, Sentence
from tollbook.reading.hedges import WINDOW, figure_token
from tollbook.reading.language import Language
from tollbook.reading.linear import model
from tollbook.reading.moments import Moment, day_of, moments
from tollbook.reading.signals import Signals

TABLE = "dates"
_KINDS = get_args(PeriodKind)
_GROUPS = {
    "strength": "stock",
    "deployed": "stock",
    "withdrawn": "stock",
    "other_people": "stock",
    "displaced": "moved",
    "captured": "captured",
    "missing": "captured",
}
_TITLES = frozenset(
    {"day", "since", "span", "year", "cumulative", "war", "events", "anniversary", "toll", "dayname", "perfect"}
)
_KEPT = frozenset(
    {"war", "events", "place", "perfect", "anniversary", "toll", "stock", "update", "dayname", "cumulative", "day"}
)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases of a language that tell a kind of period: a pattern by kind, and where one of any kind begins."""

    begin: re.Pattern[str] | None
    kinds: dict[str, re.Pattern[str]]

    def find(self, text: str, start: int, end: int) -> dict[str, list[tuple[int, int]]]:
        """By kind the spans of the phrases in the stretch start..end of a text; those of two kinds may overlap."""
        found: dict[str, list[tuple[int, int]]] = {kind: [] for kind in self.kinds}
        done = dict.fromkeys(self.kinds, start)
        for place in self.begin.finditer(text, start, end) if self.begin else ():
            first = place.start()
            for kind, pattern in self.kinds.items():
                if done[kind] <= first and (match := pattern.match(text, first, end)):
                    done[kind] = match.end()
                    found[kind].append((first, match.end()))
        return found


@lru_cache
def phrases(language: Language) -> _Phrases:
    """The phrases of the language that tell a kind of period."""
    table = language.table(TABLE)
    classes = table.get("classes", {})
    kinds = {
        "number": r"(?:\d[\d,.]*|" + _any(table.get("numbers", ())) + ")",
        "month": _any(table.get("months", ())) + r"\.?",
        "weekday": _any(table.get("weekdays", ())),
        "unit": _any(table.get("units", ())),
        "year": r"(?:19|20)\d\d",
        "war": _any(classes.get("war", ())),
        "event": _any(classes.get("one_event", ())),
    }
    out, sources = {}, []
    for kind, patterns in table.get("phrases", {}).items():
        whole = "|".join(patterns)
        for name, words in kinds.items():
            whole = whole.replace("{" + name + "}", words)
        out[kind] = re.compile(f"(?:{whole})")
        sources.append(whole)
    return _Phrases(re.compile(rf"(?<!\w)(?={'|'.join(sources)})") if sources else None, out)


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: -len(word))) + ")"


@dataclass(slots=True)
class Dated:
    """The period of one figure; `spans` are the document offsets of the words it comes from."""

    period: Period = field(default_factory=Period)
    spans: list[tuple[int, int]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


class Periods:
    """The dates of one report, ready to be asked about any figure in it."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report
        self.day = day_of(document, report)
        self._moments: dict[int, list[Moment]] = {}
        self.signals = Signals(document, TABLE)
        table = document.language.table(TABLE)
        self._one = frozenset(table.get("words", {}).get("one", ()))
        self._since = frozenset(table.get("words", {}).get("since", ()))
        self._sayings = frozenset(table.get("words", {}).get("said", ()))
        self._scales: dict[str, int] = table.get("scales", {})
        self._told = [self._phrases(sentence) for sentence in document.sentences]
        self._counts = Counter(kind for found in self._told for kind in found)
        self._about = [*self._whole(), *self._opening()]
        self._last: tuple[int, dict[str, float]] | None = None

    def _phrases(self, sentence: Sentence) -> dict[str, list[tuple[int, int]]]:
        """The phrases of `sentence` that tell the kind of a period, by kind; those on when it was said left out."""
        told: dict[str, list[tuple[int, int]]] = {}
        found = phrases(self.document.language).find(self.document.folded, sentence.start, sentence.end)
        for kind, spans in found.items():
            kept = [span for span in spans if not self._when_said(span[0])]
            if kept:
                told[kind] = kept
        return told

    def _when_said(self, place: int) -> bool:
        """Whether a time at document offset `place` is that of a statement: "said on Monday"."""
        token = self.document.token_at(place)
        return any(word in self._sayings for word in self.document.words[max(0, token - 2) : token])

    def _whole(self) -> list[str]:
        """What the report is about: one event or a whole war."""
        document = self.document
        counts = Counter(signal.name for signal in self.signals.all)
        ones = sum(self._is_one(signal.first) for signal in self.signals.all if signal.name == "one_event")
        events = ones + counts["dayname"]
        out = [
            f"about:war:{round(4 * counts['war'] / max(1, counts['war'] + events))}",
            f"about:day:{min(counts['day'], 2)}",
        ]
        out.append(f"about:events:{min(ones // 2, 3)}")
        out += [f"about:{name}" for name in ("anniversary", "since", "cumulative") if counts[name]]
        sizes = sorted(
            self._size(i) for i, word in enumerate(document.words) if word[0].isdigit() and not _is_year(word)
        )
        if sizes:
            out += [f"about:largest:{min(sizes[-1], 6)}", f"about:middle:{min(sizes[len(sizes) // 2], 5)}"]
        names: set[str] = set()
        for sentence in document.sentences[:2]:
            names |= {f"told:{kind}" for kind in self._told[sentence.index]}
            for signal in self.signals.within(sentence.first, sentence.last):
                if signal.name in _TITLES:
                    names.add(signal.name)
                if signal.name == "one_event" and self._is_one(signal.first):
                    names.add("single")
        return out + [f"lead:{name}" for name in sorted(names)]

    def _opening(self) -> list[str]:
        """The words of the headline and of the first sentences."""
        document = self.document
        sentences = document.sentences[:3]
        last = min(sentences[-1].last, LEAD) if sentences else 0
        title = sentences[0].last if document.headline and sentences else 0
        return [f"lead:word:{_plain(word)}" for word in document.words[:last]] + [
            f"title:{_plain(word)}" for word in document.words[: min(title, LEAD)]
        ]

    def _is_one(self, place: int) -> bool:
        """Whether the noun at token `place` is one known event: "the strike", "a bus", "Saturday's raid"."""
        return any(word in self._one for word in self.document.words[max(0, place - 3) : place])

    def _size(self, place: int) -> int:
        """The number of digits of the number at token `place`, its scale word counted in."""
        words = self.document.words
        digits = sum(c.isdigit() for c in words[place].partition(".")[0])
        if place + 1 < len(words):
            digits += self._scales.get(words[place + 1], 0)
            if len(words[place]) <= 3 and len(words[place + 1]) == 3 and words[place + 1].isdigit():
                digits += 3
        return digits

    def features(self, start: int, end: int, measure: str | None) -> list[str]:
        """What speaks for each kind of period: what holds in any language, and the words around the figure."""
        document = self.document
        sentence = document.sentence_at(start)
        group = _GROUPS.get(measure or "", "loss")
        out = ["bias", f"measure:{measure}", f"group:{group}", *self._about]
        if sentence is None:
            return out
        words = document.words
        out += self._magnitude(start, end, group)
        if not self._told[sentence.index]:
            out.append(f"untold:{group}")
        place = figure_token(document, start, end)
        within = self.signals.within(max(sentence.first, place - WINDOW), min(sentence.last, place + WINDOW))
        here = {signal.name for signal in within}
        out += [f"has:{name}" for name in here & _KEPT]
        if any(map(_is_year, words[max(sentence.first, place - WINDOW) : min(sentence.last, place + WINDOW)])):
            out.append("has:a-year")
        if document.in_headline(sentence.start):
            out.append("headline")
        out += [f"before:{_plain(word)}" for word in words[max(sentence.first, place - 6) : place]]
        out += [f"after:{_plain(word)}" for word in words[place + 1 : min(sentence.last, place + 8)]]
        around = words[max(sentence.first, place - WINDOW) : min(sentence.last, place + WINDOW)]
        out += [f"with:{_plain(word)}" for word in around]
        return out

    def _magnitude(self, start: int, end: int, group: str) -> list[str]:
        """How large the figure is, in digits."""
        document = self.document
        tokens = document.tokens_in(start, end)
        sizes = [self._size(i) for i in tokens if document.words[i][0].isdigit()]
        sizes += [self._scales[document.words[i]] + 1 for i in tokens if document.words[i] in self._scales]
        size = max(sizes, default=1)
        return [
            f"digits:{min(size, 6)}",
            f"digits:{min(size, 6)}:{group}",
            *(["share"] if "%" in document.text[start : end + 2] else []),
        ]

    def nearness(self, start: int) -> str:
        """How near the figure asked about before is: in the same sentence, the same paragraph, or apart."""
        if self._last is None:
            return "first"
        here, there = self.document.sentence_at(start), self.document.sentence_at(self._last[0])
        if here is None or there is None:
            return "apart"
        return "sentence" if here is there else "paragraph" if here.paragraph == there.paragraph else "apart"

    def linked(self, start: int, end: int) -> dict[str, list[str]]:
        """For each kind of period the phrases that tell of it: how near the figure, and where else they stand."""
        document = self.document
        out: dict[str, list[str]] = {kind: [] for kind in _KINDS}
        sentence = document.sentence_at(start)
        if sentence is None:
            return out
        place = figure_token(document, start, end)
        told = self._near(sentence, start)
        away = {kind: min(self._away(span, place) for span in spans) for kind, spans in told.items()}
        ranked = sorted(away, key=lambda kind: away[kind])
        for rank, kind in enumerate(ranked):
            out[kind] += ["told", f"told:rank:{rank}", f"told:away:{_coarse(away[kind])}", f"told:of:{len(ranked)}"]
            if any(last <= document.starts[place] for _, last in told[kind]):
                out[kind].append("told:before")
        for index in range(max(0, sentence.index - 2), sentence.index):
            other = document.sentences[index]
            where = "earlier" if other.paragraph == sentence.paragraph else "above"
            for kind in self._told[index]:
                out[kind] += [where, f"{where}:{'told' if told else 'untold'}", f"{where}:{sentence.index - index}"]
        for number in range(min(3, len(self._told))):
            for kind in self._told[number]:
                out[kind] += ["lead", f"lead:{number}", f"lead:{'told' if told else 'untold'}"]
        for kind, count in self._counts.items():
            out[kind].append(f"all:{min(4, 5 * count // max(1, self._counts.total()))}")
        return out

    def _near(self, sentence: Sentence, start: int) -> dict[str, list[tuple[int, int]]]:
        """The phrases of `sentence` that are not all too far from document offset `start`."""
        near = {
            kind: [span for span in spans if abs(span[0] - start) < REACH]
            for kind, spans in self._told[sentence.index].items()
        }
        return {kind: spans[-MOST:] for kind, spans in near.items() if spans}

    def _away(self, span: tuple[int, int], place: int) -> int:
        """How far a phrase is from the figure, in tokens, a comma counting as five and a semicolon as twelve."""
        first, last = self.document.token_at(span[0]), self.document.token_at(max(span[0], span[1] - 1)) + 1
        if first <= place < last:
            return 0
        a, b = (last, place) if last <= place else (place + 1, first)
        words = self.document.words[a:b]
        return len(words) + 4 * sum(word in ",:-" for word in words) + 11 * words.count(";")

    def at(self, start: int, end: int, measure: str | None = None, rate: str | None = None) -> Dated:
        """The period of the figure at document offsets start..end; figures are to be asked about in text order."""
        chances = model("period").choose(self.features(start, end, measure), self.linked(start, end))
        chances = carried(chances, self._last[1] if self._last else {}, self.nearness(start))
        best = cast(PeriodKind, max(chances, key=lambda name: chances[name]))
        if measure in ALWAYS_UNKNOWN:
            best = "unknown"
        elif rate == "day":
            best = "day"
        elif rate is not None:
            best = "interval"
        self._last = (start, chances)
        return self._resolved(best, start, end)

    def _resolved(self, kind: PeriodKind, start: int, end: int) -> Dated:
        """The period of that kind, with the dates that the figure's sentence or the day of the report gives."""
        period = Period(kind, as_of=self.day.isoformat() if self.day else None)
        rules = [f"period-{kind}"]
        moment = self._moment(start, end)
        if moment is None:
            if kind == "day" and self.day:
                period.start, period.end = (self.day - timedelta(days=1)).isoformat(), self.day.isoformat()
            return Dated(period, [], rules)
        since = moment.first > 0 and self.document.words[moment.first - 1] in self._since
        if kind in ("interval", "cumulative") and since:
            period.start, period.end = moment.start, period.as_of
        elif kind in ("event", "interval", "day"):
            period.start, period.end = moment.start, moment.end
        if not since:
            period.as_of = moment.end
        span = self.document.starts[moment.first], self.document.ends[moment.last - 1]
        return Dated(period, [span], [*rules, "dated-since" if since else "dated"])

    def _moment(self, start: int, end: int) -> Moment | None:
        """The date nearest to the figure in its sentence; not the day on which it was said, nor one far away."""
        sentence = self.document.sentence_at(start)
        if sentence is None:
            return None
        place = figure_token(self.document, start, end)
        starts, ends = self.document.starts, self.document.ends
        near: list[tuple[int, Moment]] = []
        if sentence.index not in self._moments:
            self._moments[sentence.index] = moments(self.document, self.day, sentence.first, sentence.last)
        for moment in self._moments[sentence.index]:
            if abs(moment.first - place) > 3 * FAR:
                continue
            if not moment.first <= place < moment.last and not self._when_said(starts[moment.first]):
                away = self._away((starts[moment.first], ends[moment.last - 1]), place)
                if away <= FAR:
                    near.append((away, moment))
        return min(near, key=lambda pair: pair[0])[1] if near else None


REACH, MOST = 500, 12
"""Within how many characters phrases count for a figure, and how many of them at most."""
FAR = 18
"""A date further from the figure than this, in tokens with commas counted as five, is not the figure's."""
ALWAYS_UNKNOWN = frozenset({"strength"})
"""Measures of what is there, not of what happened in a time."""
STICKINESS = {"sentence": 0.3, "paragraph": 0.2, "apart": 0.1, "first": 0.0}
"""How far a figure's kind of period is that of the figure before."""


def carried(chances: dict[str, float], before: dict[str, float], near: str) -> dict[str, float]:
    """The chances of one figure's kinds, given those of the figure before it."""
    stick = STICKINESS[near]
    mixed = {
        name: chance * (stick * before.get(name, 0.0) + (1 - stick) / len(chances)) for name, chance in chances.items()
    }
    total = sum(mixed.values())
    return {name: chance / total for name, chance in mixed.items()} if total else chances


def _coarse(away: int) -> str:
    return next((str(limit) for limit in (2, 5, 9, 15, 25) if away <= limit), "far")


LEAD = 120
"""How many words of a report's beginning count for all its figures."""


def _plain(word: str) -> str:
    """A word as it counts for a period: all years alike, all other numbers too."""
    return ("year" if _is_year(word) else "0") if word[0].isdigit() else word


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and 1800 <= int(word) <= 2100


def periods(document: Document, report: Report) -> Periods:
    """The dates of `report`."""
    return Periods(document, report)
