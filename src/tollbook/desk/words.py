"""Figures, dates and claims in the words of the desk. A bound, hedge, rate or unit is never dropped on the way."""

from __future__ import annotations

import math
from datetime import date

from markupsafe import Markup

from tollbook.claims import Claim, Period, Source
from tollbook.desk.charts.shapes import key
from tollbook.desk.dates import MONTHS, whole_date
from tollbook.desk.snapshot import Mark
from tollbook.desk.strings import say, say_or


def number(value: float) -> str:
    """A count with thousands separated; fractions keep what matters."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def rounded(value: float) -> str:
    """A modelled count to two figures: 5,973 → 6,000; counts below ten to the unit."""
    if value < 10:
        return number(round(value))
    digits = math.floor(math.log10(value)) - 1
    return number(round(value / 10**digits) * 10**digits)


def percent(value: float) -> str:
    """A fraction as per cent, to the precision that reads well."""
    hundred = value * 100
    return f"{hundred:.1f}".rstrip("0").rstrip(".") if hundred < 10 else f"{hundred:.0f}"


def amount(claim: Claim) -> str:
    """The bare number or numbers of a claim, in its unit."""
    shown = percent if claim.unit == "share" else number
    low, high = claim.low, claim.high
    if low is None and high is None:
        return ""
    if low is None or high is None or low == high:
        only = high if low is None else low
        return shown(only) + (" %" if claim.unit == "share" else "") if only is not None else ""
    return f"{shown(low)}–{shown(high)}" + (" %" if claim.unit == "share" else "")


def figure(claim: Claim) -> str:
    """The figure with its bound and rate: "up to 1,000", "about 12,000", "92 a day", "no figure"."""
    bare = amount(claim)
    if not bare:
        return say("bound.none")
    words = say(f"bound.{claim.bound}", figure=bare)
    return f"{words} {say(f'rate.{claim.rate}')}" if claim.rate else words


def measure(claim: Claim) -> str:
    """What is counted, with equipment's item and what else the words take in."""
    named = claim.item or say(f"measure.{claim.measure}")
    if claim.includes:
        named += " (" + say("measure.includes", more=", ".join(say(f"measure.{m}") for m in claim.includes)) + ")"
    return named


def share_of(claim: Claim) -> str | None:
    """Of what a share is a share."""
    if claim.unit != "share":
        return None
    of = claim.share_of
    if of is None:
        return say("claim.share-unknown")
    return of.text or (say(f"measure.{of.measure}") if of.measure else say("claim.share-unknown"))


def person(source: Source | None) -> str | None:
    """A source by its name in the directory, else by the report's words."""
    return (source.name or source.text) if source else None


def said_by(claim: Claim) -> str:
    """Who said it, or that the report speaks for itself."""
    return person(claim.source) or say("claim.own-voice")


def heard_through(claim: Claim) -> str:
    """The relays from the inner to the outer."""
    return " › ".join(name for source in claim.via if (name := person(source)))


def counted(claim: Claim) -> str:
    """The people counted, in the report's words with their side."""
    people = claim.population
    text = people.text or people.affiliation or say("claim.population-unknown")
    if people.affiliation and people.affiliation.casefold() not in text.casefold():
        text += f" ({people.affiliation})"
    return text


def day(iso: str | None) -> str:
    """An ISO date to the precision it has: 15 Jun 2025, Jun 2025, 2025; "no date" for none."""
    if not iso:
        return say("date.none")
    parts = iso[:10].split("-")
    try:
        if len(parts) == 3:
            return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0]}"
        if len(parts) == 2:
            return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"
    except (ValueError, IndexError):
        pass
    return iso[:10]


def long_day(iso: str) -> str:
    """A full ISO date with the month written out: 12 February 2026."""
    try:
        return f"{date.fromisoformat(iso[:10]):%-d %B %Y}"
    except ValueError:
        return day(iso)


def moment(iso: str | None) -> str:
    """An ISO time as date and minute, UTC."""
    if not iso:
        return ""
    return day(iso) + (f", {iso[11:16]} UTC" if len(iso) >= 16 else "")


def period(value: Period) -> str:
    """The time a figure covers."""
    kind = say(f"period.{value.kind}")
    if value.start and value.end and value.start != value.end:
        return say("period.from-to", kind=kind, start=day(value.start), end=day(value.end))
    if value.as_of or value.end:
        return say("period.to", kind=kind, end=day(value.as_of or value.end))
    if value.start:
        return say("period.from", kind=kind, start=day(value.start))
    return kind


def when(claim: Claim, said: str | None) -> str | None:
    """The date a claim speaks about: as of, else the end of its period, else when it was made."""
    return claim.period.as_of or claim.period.end or said


def shape(claim: Claim) -> str:
    """The mark that the bound is drawn with: point, range, floor or ceiling."""
    if claim.bound in ("at_least", "more_than"):
        return "floor"
    if claim.bound in ("up_to", "fewer_than"):
        return "ceiling"
    if claim.low is not None and claim.high is not None and claim.low != claim.high:
        return "range"
    return "point"


def named(section: str, value: str) -> str:
    """A value of the record in the desk's words, or itself where the desk has none."""
    return say_or(f"{section}.{value}", value.replace("_", " "))


def key_mark(claim: Claim) -> Markup:
    """The mark that a claim is drawn with, for beside its figure."""
    return key(shape(claim))


def value(text: str | None) -> str:
    """A value that changed on the way, in words: a measure, a date, or itself."""
    if not text:
        return say("history.nothing")
    return day(text) if whole_date(text) else named("measure", text)


def pull(mark: Mark) -> str | None:
    """What the estimate would be without a claim, in words; None where the claim weighs nothing in it."""
    if mark.pull is None:
        return None
    change = math.expm1(mark.pull) * 100
    if abs(change) < 1:
        return say("trace.pull-none")
    return say("trace.pull-down" if change > 0 else "trace.pull-up", percent=f"{abs(change):.0f}")
