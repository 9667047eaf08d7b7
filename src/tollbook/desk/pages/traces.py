"""Traces: which figures were repeated and changed, and the journey of one."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException

from tollbook.desk.addresses import unslug
from tollbook.desk.charts import journey as drawing
from tollbook.desk.charts.bars import NARROW, WIDE, Bar, bars
from tollbook.desk.desk import Desk
from tollbook.desk.journey import Journey, journey
from tollbook.desk.pages.claims import found_claim
from tollbook.desk.rendering import page
from tollbook.desk.strings import say
from tollbook.desk.words import figure, measure
from tollbook.ledger.columns import guard

SHOWN = 60
DISTORTED = ("measure changed", "derived from others")


@get("/traces", include_in_schema=False, sync_to_thread=True)
def trace_list(request: Request[Any, Any, Any]) -> Response[str]:
    """Origins that were repeated, those with most changes first."""
    desk: Desk = request.app.state.desk
    rows = []
    for name in desk.estimates.names:
        view = desk.estimates.view(name)
        for origin in view.result.trace.origins:
            first = view.marks.get(origin.representative)
            members = [claim for claim in origin.claims if claim in view.marks]
            if first is None or len(members) < 2 or not (first.low or first.high or first.share):
                continue
            publishers = {view.marks[claim].publisher for claim in members if view.marks[claim].publisher}
            rows.append((first, len(members) - 1, len(origin.distorted), len(publishers)))
    rows.sort(key=lambda row: (-row[2], -row[1], row[0].said or ""))
    return page(request, "traces.html", here="traces", title=say("trace.list-title"), rows=rows[:SHOWN])


def found_journey(desk: Desk, claim: str) -> Journey | None:
    """The journey of a claim; None where no case holds it; 404 where there is no such claim."""
    view = desk.estimates.around([claim])
    found = journey(view, claim)
    if found is None:
        found_claim(desk, claim)
    return found


@get("/traces/{claim:str}", include_in_schema=False, sync_to_thread=True)
def trace_page(request: Request[Any, Any, Any], claim: str) -> Response[str]:
    """The journey of one claim's figure."""
    desk: Desk = request.app.state.desk
    claim = unslug(claim)
    found = found_journey(desk, claim)
    record = found_claim(desk, claim)
    stated = record.statement.claim
    return page(
        request,
        "trace.html",
        here="traces",
        title=say("trace.title", figure=figure(stated), measure=measure(stated)),
        claim=stated,
        journey=found,
        drawings=[drawing.wide(found), drawing.narrow(found)] if found else [],
        effect=effect(desk, found) if found else None,
        decided={(d.claim, d.target): d.decision for d in desk.ledger.links()},
    )


class Effect(msgspec.Struct):
    """What believing the distorted claims of a journey would do to the estimate of `measure`, as far as known yet."""

    count: int
    measure: str = ""
    day: str = ""
    bars: str = ""
    running: bool = False
    note: str = ""


def effect(desk: Desk, found: Journey) -> Effect:
    """The estimate as used and as it would be with the claims believed that tracing set aside."""
    aside = [mark for mark in found.members if mark.use == "aside" and mark.reason in DISTORTED]
    if not aside:
        return Effect(0)
    view = desk.estimates.around([found.asked.claim])
    snapshot = view.snapshot
    counts = Counter(mark.measure for mark in aside if mark.measure in snapshot.series)
    if not counts:
        return Effect(len(aside), note=snapshot.note)
    measure = counts.most_common(1)[0][0]
    believed, running = desk.estimates.believed(snapshot.case, [mark.claim for mark in aside])
    made = Effect(len(aside), measure, snapshot.series[measure][-1].date, running=running)
    if believed is not None:
        made.note = believed.note
        if measure in believed.bands:
            rows = [Bar(say("trace.as-used"), snapshot.series[measure][-1])]
            rows.append(Bar(say("trace.face-value"), believed.bands[measure], hollow=True))
            made.bars = bars(rows, WIDE) + bars(rows, NARROW)
    return made


@get("/traces/{claim:str}/steps.csv", include_in_schema=False, sync_to_thread=True)
def steps(request: Request[Any, Any, Any], claim: str) -> Response[str]:
    """The steps of a journey as a table."""
    found = found_journey(request.app.state.desk, unslug(claim))
    if found is None:
        raise NotFoundException()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["date", "claim", "who", "publisher", "figure", "measure", "rests_on", "kind", "score", "changed", "evidence"]
    )
    for step in found.steps:
        mark, link = step.target, step.link
        cells = [mark.said or "", mark.claim, mark.who, mark.publisher or "", mark.figure, mark.measure]
        signs = "; ".join(sign.text for sign in link.evidence)
        cells += [step.source.claim, link.kind, f"{link.score:.2f}", ", ".join(step.fields), signs]
        writer.writerow([guard(cell) for cell in cells])
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8")


@get("/traces/{claim:str}/journey.svg", include_in_schema=False, sync_to_thread=True)
def drawn(request: Request[Any, Any, Any], claim: str) -> Response[str]:
    """The drawing on its own."""
    desk: Desk = request.app.state.desk
    found = found_journey(desk, unslug(claim))
    if found is None:
        raise NotFoundException()
    return desk.assets.alone(str(drawing.wide(found)))
