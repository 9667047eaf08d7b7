"""The answer of a case at a date: sentence, readings, rows of its tables."""

from __future__ import annotations

from typing import Literal, cast

import msgspec
from markupsafe import Markup

from tollbook.desk.floors import floor
from tollbook.desk.snapshot import Band, Lean, Mark, Origin, Snapshot
from tollbook.desk.strings import say, say_marked
from tollbook.desk.words import long_day, named, number, rounded

ORIGINS = 16
READINGS = ("casualties", "killed")
LOSSES = ("casualties", "killed", "wounded", "captured", "missing")
FORCE = ("deployed", "strength")
TABLES = ("casualties", "killed", "wounded", "captured", "missing", "deployed", "strength", "withdrawn")


class Reading(msgspec.Struct):
    """One measure at the date: its band, and how many claims it stands on."""

    measure: str
    band: Band
    claims: int


class Answer(msgspec.Struct):
    """What a case page says for one date."""

    as_of: str
    sentence: Markup
    readings: list[Reading]
    tables: dict[str, list[Mark]]
    """Measure → its claims by date."""
    aside: list[Mark]
    origins: list[Origin]
    """Those with a figure of dead or of dead and wounded that were repeated or weigh most, by date."""
    before: str | None
    """The dates of the previous and the next change."""
    after: str | None
    first: str
    last: str
    place: int
    """Where the date lies among the changes, for the slider."""
    changes: list[str]
    leans: list[Lean]
    face: list[str]
    floor: Mark | None
    """The most dead that were named or shown by then."""
    known: Literal["then", "now"]


def answer(snapshot: Snapshot, as_of: str | None, known: str) -> Answer:
    """The answer of `snapshot` at `as_of`, by default at the last date that it has."""
    changes = snapshot.changes()
    last = changes[-1] if changes else snapshot.made[:10]
    ends = [bands[-1].date for bands in snapshot.series.values() if bands]
    day = as_of or (max(ends) if ends else last)
    readings = []
    force = next((measure for measure in FORCE if snapshot.series.get(measure)), None)
    for measure in [*READINGS, *([force] if force else [])]:
        band = snapshot.at(measure, day)
        if band is not None:
            used = [m for m in snapshot.marks if m.measure == measure and m.use == "counted" and (m.said or "") <= day]
            readings.append(Reading(measure, band, len(used)))
    aside = [m for m in snapshot.marks if m.use == "aside" and m.figure]
    changed = ("measure changed", "derived from others", "review")
    aside.sort(key=lambda m: (m.measure not in LOSSES, m.reason not in changed, -(m.high or m.low or 0), m.said or ""))
    losses = [o for o in snapshot.origins if set(o.figures) & set(READINGS)] or snapshot.origins
    worth = sorted(losses, key=lambda o: (-(o.repeats + o.aside + o.publishers), o.first or ""))[:ORIGINS]
    tables = {
        measure: sorted((m for m in snapshot.marks if m.measure == measure), key=lambda m: (m.said or "", m.claim))
        for measure in TABLES
    }
    return Answer(
        as_of=day,
        sentence=sentence(snapshot, day, readings),
        readings=readings,
        tables={measure: rows for measure, rows in tables.items() if rows},
        aside=aside,
        origins=sorted(worth, key=lambda o: (o.first or "", o.claim)),
        before=max((change for change in changes if change < day), default=None),
        after=min((change for change in changes if change > day), default=None),
        first=changes[0] if changes else day,
        last=last,
        place=sum(change <= day for change in changes),
        changes=changes,
        leans=snapshot.leans,
        face=snapshot.face_value,
        floor=floor(snapshot.marks, day),
        known=cast(Literal["then", "now"], known),
    )


def sentence(snapshot: Snapshot, day: str, readings: list[Reading]) -> Markup:
    """The answer in one sentence, or why there is none."""
    by = {reading.measure: reading.band for reading in readings}
    if "casualties" in by and "killed" in by:
        return say_marked(
            "case.answer",
            day=long_day(day),
            casualties=rounded(by["casualties"].median),
            people=snapshot.population,
            killed=rounded(by["killed"].median),
        )
    if by:
        measure, band = next(iter(by.items()))
        return say_marked(
            "case.answer-one",
            day=long_day(day),
            figure=rounded(band.median),
            people=snapshot.population,
            measure=named("measure", measure),
        )
    counted = [m for m in snapshot.marks if m.use == "counted" and m.measure in READINGS]
    if counted:
        newest = max(counted, key=lambda m: m.said or "")
        return say_marked(
            "case.answer-claims",
            figure=newest.figure,
            measure=named("measure", newest.measure),
            who=newest.who,
            day=long_day(newest.said or ""),
            origins=number(len(snapshot.origins)),
        )
    return Markup(say("case.empty"))
