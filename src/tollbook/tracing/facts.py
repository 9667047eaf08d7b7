"""A claim prepared for comparing: who speaks, which figure, which people, which day."""

from __future__ import annotations

import datetime
import functools

import msgspec

from tollbook.claims import Claim, Statement
from tollbook.tracing.directory import Directory, Voice
from tollbook.tracing.groups import Group, group_of

LOSSES = frozenset({"killed", "wounded", "casualties", "captured", "missing"})
CONFUSED = frozenset({"casualties", "killed", "wounded"})
"""Measures that relays take for one another."""
SMALL = 10
"""Counts below it are shared by chance and link only within a few days or with shared words."""


READ_SURELY = 0.65
"""Confidence from which a difference between two claims is put down to a relay and not to the reader."""
UNDATED = 10**7
"""Undated claims come after all dated ones: nothing shows that they were first."""
_DISTANCE = {"summarised": 1, "summarized": 1, "computed": 1}
Place = tuple[int, int, int, int, int, str]


class Facts(msgspec.Struct, frozen=True, eq=False):
    """What the rules look at; made once for each claim."""

    id: str
    claim: Claim
    statement: Statement
    voice: Voice
    group: Group
    day: int
    """The day the claim was made as a proleptic ordinal; 0 when unknown."""
    as_of: int
    """The day that the figure is for; 0 when unknown."""
    page: str
    """Address of the page or id of the report that holds the claim."""
    headline: bool
    """Whether the figure stands in the title of its report."""

    @property
    def surely_read(self) -> bool:
        """Whether the claim says what its text says, as far as is known: reviewed, coded by hand, or read surely."""
        confidence = self.claim.confidence
        reviewed = self.statement.status in ("accepted", "corrected")
        return reviewed or confidence is None or confidence >= READ_SURELY

    @property
    def low(self) -> float | None:
        return self.claim.low

    @property
    def high(self) -> float | None:
        return self.claim.high

    @property
    def numeric(self) -> bool:
        """Whether the claim has a figure that is not a denial's zero."""
        return (self.low is not None or self.high is not None) and self.claim.modality != "denied"

    @property
    def main(self) -> float:
        """The figure as one number: the lower end where there is one."""
        low, high = self.claim.low, self.claim.high
        return low if low is not None else high if high is not None else 0.0

    @property
    def upper(self) -> float:
        """The figure's upper end, or its only number."""
        low, high = self.claim.low, self.claim.high
        return high if high is not None else low if low is not None else 0.0

    @property
    def is_range(self) -> bool:
        return self.low is not None and self.high is not None and self.low != self.high

    @property
    def meant(self) -> int:
        """The day the figure is for, as far as known: never after the day it was given."""
        return min(self.as_of, self.day) if self.as_of and self.day else self.as_of or self.day

    @property
    def key(self) -> Place:
        """Place in time: the day made, first-hand before second-hand, sources before a report's own voice, that before
        headlines, the fuller before the plainer, then as in the text."""
        start = self.claim.evidence[0].start if self.claim.evidence else 0
        distance = _DISTANCE.get(self.voice.second_hand or "", 2) if self.voice.second_hand else 0
        voice = 2 if self.headline else int(self.claim.source is None)
        return (self.day or UNDATED, distance, voice, self.plainness, start, self.id)

    @property
    def plainness(self) -> int:
        """How much the claim leaves out; of two claims of one day the one that says more is the likelier origin.

        Relays lose the wounded from the killed or wounded, one people of a mixed force, one end of a range, a bound,
        a hedge, and a nameless or unofficial source; they seldom add them.
        """
        claim = self.claim
        narrowed = claim.measure != "casualties" and claim.measure in LOSSES
        lost = 8 * (not self.group.mixed) + 4 * narrowed
        lost += 2 * {"range": 0, "up_to": 1, "fewer_than": 1, "vague": 1}.get(claim.bound, 2)
        return lost + self.voice.authority


@functools.lru_cache(maxsize=65536)
def ordinal(text: str | None) -> int:
    """The day of an ISO date as a proleptic ordinal, a month or year as its first day; 0 when unknown."""
    if not text:
        return 0
    parts = text[:10].split("-")
    try:
        year, month, day = int(parts[0]), *(int(part) for part in (parts[1:] + ["1", "1"])[:2])
        return datetime.date(year, month, day).toordinal()
    except (ValueError, IndexError):
        return 0


def facts_of(statement: Statement, directory: Directory) -> Facts:
    """The facts of one statement."""
    claim = statement.claim
    return Facts(
        id=claim.id,
        claim=claim,
        statement=statement,
        voice=directory.voice(claim.source, statement.publisher),
        group=group_of(claim.population.text or "", claim.population.affiliation or "", _figure_words(claim)),
        day=ordinal(statement.date) or ordinal(claim.period.as_of or claim.period.end),
        as_of=ordinal(claim.period.as_of or claim.period.end),
        page=statement.url or claim.report,
        headline=_in_title(statement),
    )


def _figure_words(claim: Claim) -> str:
    """The words of the figure, where it was read in a text."""
    return claim.evidence[0].quote if claim.evidence and "imported" not in claim.trace else ""


def days_between(later: Facts, earlier: Facts) -> int:
    """Days from `earlier` to `later`; 0 where one of them is undated, since nothing then speaks against any span."""
    return later.day - earlier.day if later.day and earlier.day else 0


def _in_title(statement: Statement) -> bool:
    """Whether the claim's figure stands in the title, which a report's text begins with."""
    claim, title = statement.claim, statement.title
    return bool(title and claim.evidence and "imported" not in claim.trace) and claim.evidence[0].end <= len(
        title or ""
    )


def same_figure(a: Facts, b: Facts) -> bool:
    """Whether two figures are the same number or the same range, whatever their bounds say."""
    if not (a.numeric and b.numeric) or a.claim.unit != b.claim.unit:
        return False
    slack = 0.012 if a.claim.unit == "share" else 1e-9
    if a.is_range or b.is_range:
        return a.is_range and b.is_range and abs(a.main - b.main) <= slack and abs(a.upper - b.upper) <= slack
    return abs(a.main - b.main) <= slack


def digits(number: float) -> int:
    """Significant digits of a number as written: 4,000 has 1, 4,700 has 2, 10,900 has 3."""
    text = f"{number:.10g}".replace(".", "").lstrip("0")
    return len(text.rstrip("0")) if "e" not in text else 2


def unusual(a: Facts) -> float:
    """How unlikely two sources are to hit on the figure by themselves, 0 (round) to 1 (unusual or a pair)."""
    if not a.numeric or a.claim.bound == "vague":
        return 0.0
    if a.claim.unit == "share":
        return 0.4 if a.is_range else 0.0
    count = digits(a.main) + (digits(a.upper) if a.is_range else 0)
    if a.main < 10 and not a.is_range:
        return 0.0
    least = 0.8 if a.is_range or (a.claim.rate and count > 1) else 0.0
    return max(least, {0: 0.0, 1: 0.0, 2: 0.5, 3: 0.8}.get(count, 1.0))
