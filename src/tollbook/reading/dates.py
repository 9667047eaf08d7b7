"""The time that a figure covers, resolved against dateline and publication date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import cast, get_args

from tollbook.claims import Period, PeriodKind, Report
from tollbook.reading.document import Document, Sentence
from tollbook.reading.hedges import figure_token
from tollbook.reading.linear import model
from tollbook.reading.signals import Signals, distance

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
_TITLES = frozenset({"day", "since", "span", "year", "cumulative", "war", "event", "anniversary", "toll"})
_DATED = frozenset({"since", "until", "between", "monthname"})


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
        self.signals = Signals(document, TABLE)
        counts = Counter(signal.name for signal in self.signals.all)
        total = max(1, sum(counts[name] for name in ("war", "event")))
        self._about = [f"about:war:{round(4 * counts['war'] / total)}", f"about:day:{min(counts['day'], 2)}"]
        self._about += [f"about:{name}" for name in ("anniversary",) if counts[name]]
        self._about.append(f"about:events:{min(counts['event'] // 2, 4)}")
        headline = document.sentences[0] if document.sentences else None
        self._last: tuple[int, str | None, str] | None = None
        self._title = sorted({s.name for s in self.signals.within(headline.first, headline.last)}) if headline else []

    def features(self, start: int, end: int, measure: str | None) -> list[str]:
        """What speaks for each kind of period, in words that hold in any language."""
        document = self.document
        sentence = document.sentence_at(start)
        group = _GROUPS.get(measure or "", "loss")
        out = ["bias", f"measure:{measure}", f"group:{group}", *self._about]
        out += [f"{about}:{group}" for about in self._about]
        out += [f"title:{name}" for name in self._title if name in _TITLES]
        if sentence is None:
            return out
        place = figure_token(document, start, end)
        words = document.words
        here: dict[str, bool] = {}
        for signal in self.signals.within(sentence.first, sentence.last):
            first, last = (signal.last, place) if signal.last <= place else (place, signal.first)
            near = not any(word in ",;:" for word in words[first:last]) and last - first < 12
            here[signal.name] = here.get(signal.name, False) or near
            if signal.name in _DATED and signal.last < sentence.last and words[signal.last][0].isdigit():
                out.append(f"{signal.name}:then:{'year' if _is_year(words[signal.last]) else 'number'}")
        for name, near in here.items():
            out.append(f"has:{name}")
            out.append(f"has:{name}:{group}")
            if near:
                out.append(f"near:{name}")
        if any(_is_year(words[i]) for i in range(sentence.first, sentence.last)):
            out.append("has:a-year")
        for a in ("since", "between", "until", "last"):
            for b in ("monthname", "dayname", "war", "event", "span"):
                if a in here and b in here:
                    out.append(f"has:{a}+{b}")
        out += self._around(sentence)
        if document.in_headline(sentence.start):
            out.append("headline")
        return out

    def after(self, start: int, measure: str | None, earlier: tuple[int, str | None, str] | None) -> list[str]:
        """What the period of the figure before, (its place, its measure, its period), says of this one's."""
        if earlier is None:
            return ["first"]
        place, other, kind = earlier
        here, there = self.document.sentence_at(start), self.document.sentence_at(place)
        if here is None or there is None:
            return []
        near = "sentence" if here is there else "paragraph" if here.paragraph == there.paragraph else "apart"
        out = [f"previous:{kind}", f"previous:{near}:{kind}"]
        if _GROUPS.get(other or "", "loss") == _GROUPS.get(measure or "", "loss"):
            out.append(f"previous:{near}:alike:{kind}")
        return out

    def _around(self, sentence: Sentence) -> list[str]:
        """The signals of the sentence before in the paragraph."""
        if not sentence.index:
            return []
        other = self.document.sentences[sentence.index - 1]
        if other.paragraph != sentence.paragraph:
            return ["opens-paragraph"]
        names = {signal.name for signal in self.signals.within(other.first, other.last)}
        return sorted(f"earlier:{name}" for name in names if name in _TITLES)

    def at(self, start: int, end: int, measure: str | None = None, rate: str | None = None) -> Dated:
        """The period of the figure at document offsets start..end; figures are to be asked about in text order."""
        features = self.features(start, end, measure) + self.after(start, measure, self._last)
        chances = model("period").choose(features, {})
        best = cast(PeriodKind, max(chances, key=lambda name: chances[name]))
        if rate == "day":
            best = "day"
        elif rate is not None:
            best = "interval"
        self._last = (start, measure, best)
        return Dated(Period(best), [], [f"period-{best}"])


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and 1800 <= int(word) <= 2100


def periods(document: Document, report: Report) -> Periods:
    """The dates of `report`."""
    return Periods(document, report)
