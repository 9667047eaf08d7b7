"""One fit of a case, from the ledger to a Result. Runs in a process of its own, so that no page waits for it."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import parent_process
from urllib.parse import urlsplit

import msgspec

from tollbook.claims import Report, Statement
from tollbook.desk import words
from tollbook.desk.figures import fill_estimate
from tollbook.desk.floors import is_named
from tollbook.desk.snapshot import Mark, Origin, QueueItem, Result, Snapshot
from tollbook.estimating.case import Case, load_case
from tollbook.estimating.inclusion import Verdict, sort_claims
from tollbook.ledger.deciding import LinkDecision
from tollbook.ledger.ledger import Ledger
from tollbook.messages import Refusal
from tollbook.tracing.directory import Directory, load_directory
from tollbook.tracing.records import DEPENDENT, Trace
from tollbook.tracing.tracer import trace as traced

QUEUE = 500
MOST_TEXTS = 3000
OTHERS = 5
USES = {"counted": "counted", "part": "counted", "repeat": "repeat", "set aside": "aside", "no figure": "context"}
REASONS = {
    "measure changed": "measure changed",
    "derived": "derived from others",
    "other population": "other population",
    "review": "review",
}
WITHOUT = frozenset({"other population", "other measure"})
"""Verdicts on claims that are no claims of the case at all; they are not shown on its page."""


def begin_worker() -> None:
    """Let pages go before fits, let no library take both cores, and end when the server ends, however it does."""
    threading.Thread(target=_end_with_server, daemon=True).start()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with suppress(OSError):
        os.nice(10)


def _end_with_server() -> None:
    server = parent_process()
    if server is not None:
        server.join()
        os._exit(0)


def compute(location: str, place: str, until: str, digest: str, quick: bool = False) -> bytes:
    """The Result of the case at `place` over the ledger at `location`, as MessagePack.

    With `until`, only claims made by that date are used. Where the claims have the fingerprint `digest`, nothing is
    fitted and the snapshot holds the revision and the fingerprint alone. `quick` allows a first look made from the
    draws of the last fit.
    """
    began = time.perf_counter()
    case = load_case(place)
    with Ledger(location) as ledger:
        revision = ledger.revision
        statements = of_case(ledger, case)
        decided = ledger.links()
        grades = {source.key: source.grade for source in ledger.sources() if source.grade}
        if until:
            statements = [s for s in statements if (s.date or "")[:10] <= until]
        found = fingerprint(case, statements, decided, grades)
        reports = texts_of(ledger, statements) if found != digest else []
    snapshot = Snapshot(case.name, case.title, case.question, revision, until=until, digest=found)
    result = Result(snapshot)
    if found != digest:
        result = _fill(result, case, statements, reports, decided, quick)
    snapshot.made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    snapshot.seconds = round(time.perf_counter() - began, 2)
    return msgspec.msgpack.encode(result)


def of_case(ledger: Ledger, case: Case) -> list[Statement]:
    """The statements that a case may be about, by the affiliations and words of its groups."""
    affiliations = {group.affiliation for group in case.family()}
    found = ledger.statements(affiliation=sorted(affiliations))
    seen = {s.claim.id for s in found}
    for word in dict.fromkeys(word for group in case.family() for word in [group.affiliation, *group.words]):
        for statement in ledger.statements(population=word):
            if statement.claim.population.affiliation is None and statement.claim.id not in seen:
                seen.add(statement.claim.id)
                found.append(statement)
    return found


def texts_of(ledger: Ledger, statements: list[Statement]) -> list[Report]:
    """The reports that the statements stand in, tables left out; the newest ones where there are very many."""
    ids = list(dict.fromkeys(s.claim.report for s in sorted(statements, key=lambda s: s.date or "", reverse=True)))
    found = (ledger.report(report) for report in ids[:MOST_TEXTS])
    return [report for report in found if report.media_type != "text/csv"]


def fingerprint(case: Case, statements: list[Statement], decided: list[LinkDecision], grades: object) -> str:
    """A digest of all that a fit depends on."""
    whole = msgspec.json.encode([case, statements, [(d.claim, d.target, d.decision) for d in decided], grades])
    return hashlib.sha256(whole).hexdigest()[:16]


def _fill(
    result: Result,
    case: Case,
    statements: list[Statement],
    reports: list[Report],
    decided: list[LinkDecision],
    quick: bool,
) -> Result:
    snapshot = result.snapshot
    directory = directory_of(case)
    trace = traced(statements, reports, directory, decided)
    result.trace = trace
    snapshot.sides = named_colours(case)
    snapshot.population = case.group.title
    snapshot.claims = len(statements)
    snapshot.publishers = len({where for s in statements if (where := publisher_of(s))})
    snapshot.effective = trace.effective
    try:
        verdicts = sort_claims(statements, case, trace, None, directory)
    except Refusal as refusal:
        snapshot.note = str(refusal) if statements else ""
        return result
    verdicts = [v for v in verdicts if v.kind not in WITHOUT]
    inferred = {link.claim for link in trace.links if link.kind in DEPENDENT and not _is_stated(link)}
    origin_of = {claim: origin.id for origin in trace.origins for claim in origin.claims}
    snapshot.marks = [mark_of(v, case, directory, origin_of, inferred) for v in verdicts]
    texts = {report.id: report.text for report in reports}
    claims = {s.claim.id: s.claim for s in statements}
    for mark in snapshot.marks:
        mark.named = mark.report in texts and is_named(claims[mark.claim], texts[mark.report])
    snapshot.origins = origins_of(snapshot.marks, trace)
    fill_estimate(snapshot, case, statements, trace, directory, colours(case), quick)
    snapshot.queue = queue_of(snapshot.marks)
    return result


def publisher_of(statement: Statement) -> str | None:
    """Who printed it: the publisher's name, else the host of the address."""
    if statement.publisher or not statement.url:
        return statement.publisher
    try:
        return (urlsplit(statement.url).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def directory_of(case: Case) -> Directory:
    """Who is who among the sources of the case."""
    from pathlib import Path

    path = Path(case.folder) / case.sources
    return load_directory(path) if case.folder and path.is_file() else load_directory()


def _is_stated(link: object) -> bool:
    signs = {sign.kind for sign in getattr(link, "evidence", [])}
    return bool(signs & {"credit", "coded", "chain", "copy"})


def colours(case: Case) -> dict[str, int]:
    """Side → its colour: 4 for the counted people's own side and its allies, 1 to 3 for the others in the file's order.

    Sides beyond those, analysts and media share colour 5.
    """
    own = {side.name for side in case.sides if case.alignment(side.members[0]) in ("own", "ally")}
    others = [side.name for side in case.sides if side.name not in own]
    return dict.fromkeys(own, 4) | {name: n for n, name in enumerate(others, 1) if n < 4}


def named_colours(case: Case) -> list[str]:
    """Who each colour from 1 to 4 stands for; "" for one that is not used."""
    found = colours(case)
    return [", ".join(side.name for side in case.sides if found.get(side.name) == n) for n in range(1, 5)]


def side_of(case: Case, affiliation: str | None) -> int:
    """The colour of a source by its affiliation."""
    side = case.side_of(affiliation) if affiliation else None
    return colours(case).get(side.name, OTHERS) if side else OTHERS


def mark_of(verdict: Verdict, case: Case, directory: Directory, origin_of: dict[str, str], inferred: set[str]) -> Mark:
    """One claim as it is drawn and listed."""
    statement, claim = verdict.statement, verdict.statement.claim
    voice = directory.voice(claim.source, statement.publisher)
    affiliation = claim.source.affiliation if claim.source and claim.source.affiliation else voice.country
    share = claim.unit == "share"
    return Mark(
        claim=claim.id,
        report=claim.report,
        measure=claim.measure,
        date=words.when(claim, statement.date),
        said=statement.date,
        low=None if share else claim.low,
        high=None if share else claim.high,
        shape=words.shape(claim),
        side=side_of(case, affiliation),
        who=words.person(claim.source) or statement.publisher or words.said_by(claim),
        figure=words.figure(claim),
        use=USES[verdict.role],  # type: ignore[arg-type]
        origin=origin_of.get(claim.id),
        inferred=claim.id in inferred,
        rate=claim.rate is not None,
        share=share,
        base=claim.share_of.measure if share and claim.share_of else None,
        reason=REASONS.get(verdict.kind, verdict.kind) if verdict.role == "set aside" else None,
        why=verdict.reason or None,
        publisher=publisher_of(statement),
        title=(statement.title or "")[:200] or None,
        status=statement.status,
        confidence=claim.confidence,
    )


def origins_of(marks: list[Mark], trace: Trace) -> list[Origin]:
    """Independent origins with what was folded into them, those that count first, by date."""
    by_id = {mark.claim: mark for mark in marks}
    found = []
    for origin in trace.origins:
        members = [by_id[claim] for claim in origin.claims if claim in by_id]
        figures = [m for m in members if m.use in ("counted", "repeat", "aside") and not m.rate]
        if not figures:
            continue
        first = by_id.get(origin.representative) or figures[0]
        counted = [m for m in figures if m.use == "counted"] or figures[:1]
        best: dict[str, str] = {}
        for mark in counted:
            best[mark.measure] = mark.figure
        found.append(
            Origin(
                claim=first.claim,
                who=first.who,
                side=first.side,
                first=first.said,
                figures=best,
                repeats=sum(m.use == "repeat" for m in members),
                aside=sum(m.use == "aside" for m in members),
                publishers=len({m.publisher for m in members if m.publisher}),
            )
        )
    return sorted(found, key=lambda o: (o.first or "", o.claim))


def queue_of(marks: list[Mark]) -> list[QueueItem]:
    """Unreviewed claims by how unsure they are times how much they pull on the estimate."""
    pulls = [abs(m.pull) for m in marks if m.pull is not None]
    usual = sorted(pulls)[len(pulls) // 2] if pulls else 1.0
    items = []
    for mark in marks:
        if mark.status != "unreviewed":
            continue
        unsure = 1.0 - (mark.confidence if mark.confidence is not None else 0.5)
        pull = abs(mark.pull) if mark.pull is not None else usual * (0.5 if mark.use == "aside" else 0.1)
        items.append(QueueItem(mark.claim, mark.report, round((0.05 + unsure) * pull, 6)))
    items.sort(key=lambda item: (-item.score, item.claim))
    return items[:QUEUE]
