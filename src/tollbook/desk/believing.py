"""What an estimate would be if claims that tracing sets aside were taken at face value. Runs where fits run."""

from __future__ import annotations

import msgspec

from tollbook.desk.figures import series_of
from tollbook.desk.reckoning import directory_of, of_case, texts_of
from tollbook.desk.snapshot import Band
from tollbook.estimating.case import load_case
from tollbook.ledger.ledger import Ledger
from tollbook.messages import Refusal
from tollbook.tracing.tracer import trace as traced

DRAWS = 400
"""Enough for a drawing; the estimate itself has three times as many."""


class Believed(msgspec.Struct):
    """The last date's bands by measure; none, and a note, where the claims then carry no estimate."""

    bands: dict[str, Band] = {}
    note: str = ""


def compute_believed(location: str, place: str, claims: list[str]) -> bytes:
    """A Believed, as MessagePack: `claims` rest on nothing and changed nothing, all else stays as it is."""
    from tollbook.estimating.reconciling import concluded, fit_of, weigh

    case = load_case(place)
    with Ledger(location) as ledger:
        statements, decided = of_case(ledger, case), ledger.links()
        reports = texts_of(ledger, statements)
    directory = directory_of(case)
    trace = traced(statements, reports, directory, decided)
    trace = msgspec.structs.replace(trace, links=[link for link in trace.links if link.claim not in claims])
    try:
        weighing = weigh(statements, case, trace, None, directory)
        fitted = fit_of(weighing, case, draws=DRAWS)
        estimate = concluded(weighing, fitted, case, trace, scenarios=False, face=([], [], {}))
    except Refusal as refusal:
        return msgspec.msgpack.encode(Believed(note=str(refusal)))
    return msgspec.msgpack.encode(Believed({measure: bands[-1] for measure, bands in series_of(estimate).items()}))
