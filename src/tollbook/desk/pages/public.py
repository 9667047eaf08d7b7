"""What the public comes for: corrections and their feed, downloads, citations, the method."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Any
from xml.sax.saxutils import escape, quoteattr

from litestar import MediaType, Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter
from litestar.response import Stream

from tollbook.desk import citing, queries
from tollbook.desk.addresses import slug, unslug
from tollbook.desk.desk import Desk
from tollbook.desk.histories import Line, lines
from tollbook.desk.pages.case import AsOf, as_date, check_name
from tollbook.desk.pages.claims import found_claim
from tollbook.desk.rendering import page
from tollbook.desk.snapshot import Snapshot
from tollbook.desk.strings import say
from tollbook.desk.words import figure, long_day, measure
from tollbook.ledger.exporting import FORMATS, write
from tollbook.messages import Refusal

SUFFIX = {"csv": "csv", "hxl": "csv", "ucdp": "csv", "jsonl": "jsonl", "parquet": "parquet", "prov": "json",
          "webannotation": "jsonld"}  # fmt: skip
PIECE = 1 << 16


def _corrections(desk: Desk, before: int | None, limit: int = 50) -> list[Line]:
    with desk.database.reading() as connection:
        return lines(queries.corrections(connection, limit, before), public=desk.settings.public)


@get("/corrections", include_in_schema=False, sync_to_thread=True)
def corrections(
    request: Request[Any, Any, Any], before: Annotated[int | None, Parameter(ge=1)] = None
) -> Response[str]:
    """What people changed in the record."""
    found = _corrections(request.app.state.desk, before)
    return page(request, "corrections.html", here="corrections", title=say("corrections.title"), history=found)


@get("/corrections.atom", include_in_schema=False, sync_to_thread=True)
def feed(request: Request[Any, Any, Any]) -> Response[str]:
    """The same as an Atom feed."""
    desk: Desk = request.app.state.desk
    found = _corrections(desk, None)
    home = desk.settings.base or str(request.base_url).rstrip("/")
    updated = found[0].time if found else datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z")
    entries = []
    for line in found:
        where = f"{home}/claims/{slug(line.claim)}" if line.claim else f"{home}/corrections"
        body = "; ".join([line.what, *line.details])
        entries.append(
            f"<entry><id>{escape(home)}/corrections#{line.seq}</id><title>{_xml(line.what)}</title>"
            f"<updated>{escape(line.time)}</updated><link href={quoteattr(where)}/>"
            f'<content type="text">{_xml(body)}</content></entry>'
        )
    whole = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{escape(home)}/corrections</id><title>{_xml(say('corrections.feed-title'))}</title>"
        f"<updated>{escape(updated)}</updated><author><name>Tollbook</name></author>"
        f'<link rel="self" href={quoteattr(home + "/corrections.atom")}/>{"".join(entries)}</feed>'
    )
    return Response(whole, media_type="application/atom+xml; charset=utf-8")


def _xml(text: str) -> str:
    """Text without the control characters that XML cannot hold, escaped."""
    return escape("".join(c if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff") else " " for c in text))


@get("/downloads", include_in_schema=False, sync_to_thread=True)
def downloads(request: Request[Any, Any, Any]) -> Response[str]:
    """Every export."""
    desk: Desk = request.app.state.desk
    return page(
        request,
        "downloads.html",
        here="",
        title=say("downloads.title"),
        formats=list(FORMATS),
        cases=desk.estimates.names,
    )


@get("/downloads/{form:str}", include_in_schema=False, sync_to_thread=True)
def download(request: Request[Any, Any, Any], form: str) -> Response[Any] | Stream:
    """One export of all claims, in a ZIP with the method and the version beside it."""
    desk: Desk = request.app.state.desk
    if form not in FORMATS:
        raise NotFoundException()
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the stream ends)
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", about(desk, form))
            with archive.open(f"tollbook-{form}.{SUFFIX[form]}", "w", force_zip64=True) as output:
                write(desk.ledger, form, desk.ledger.statements(), output)
    except Refusal:
        file.close()
        raise
    file.seek(0)

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(PIECE):
                yield piece

    name = f"tollbook-{form}-r{desk.revision()}.zip"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Stream(pieces(), media_type="application/zip", headers=headers)


def about(desk: Desk, form: str) -> str:
    """What every export carries with it: version, revision, method, limits, licence of use."""
    rows = [say("downloads.about", version=version("tollbook"), revision=desk.revision(), form=form,
                made=datetime.now(UTC).strftime("%Y-%m-%d")), "", say("downloads.limits"), ""]  # fmt: skip
    for name in desk.estimates.names:
        result = desk.estimates.now(name).result
        if result is not None:
            snapshot = result.snapshot
            rows += [snapshot.title, snapshot.question, snapshot.sentence, snapshot.method,
                     f"{say('downloads.claims')} {snapshot.digest}", ""]  # fmt: skip
    return "\n".join(rows)


@get("/cases/{case:str}/data.csv", include_in_schema=False, sync_to_thread=True)
def case_csv(request: Request[Any, Any, Any], case: str) -> Response[str]:
    """The estimate by date as CSV; the method and the version are its last columns."""
    snapshot = _snapshot(request.app.state.desk, case)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["date", "measure", "median", "low50", "high50", "low90", "high90", "revision", "claims", "method"])
    for name, bands in snapshot.series.items():
        for band in bands:
            values = [round(v) for v in (band.median, band.low50, band.high50, band.low90, band.high90)]
            writer.writerow([band.date, name, *values, snapshot.revision, snapshot.digest, snapshot.method])
    headers = {"content-disposition": f'attachment; filename="{case}-estimate-r{snapshot.revision}.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@get("/cases/{case:str}/dataset.jsonld", include_in_schema=False, sync_to_thread=True)
def case_dataset(request: Request[Any, Any, Any], case: str) -> Response[str]:
    """The case as a schema.org Dataset."""
    desk: Desk = request.app.state.desk
    content = json.dumps(citing.dataset(desk, _snapshot(desk, case)), ensure_ascii=False)
    return Response(content, media_type="application/ld+json")


def _snapshot(desk: Desk, case: str) -> Snapshot:
    check_name(desk, case)
    result = desk.estimates.now(case).result
    if result is None:
        raise NotFoundException()
    return result.snapshot


@get("/cases/{case:str}/cite", include_in_schema=False, sync_to_thread=True)
def cite_case(request: Request[Any, Any, Any], case: str, as_of: AsOf = None) -> Response[str]:
    """How to cite an estimate."""
    desk: Desk = request.app.state.desk
    snapshot = _snapshot(desk, case)
    day = as_date(as_of)
    path = f"/estimates/{case}/{snapshot.revision}" + (f"?as_of={day}" if day else "")
    title = snapshot.title + (f", {long_day(day)}" if day else "")
    return _cite(request, f"tollbook-{case}-r{snapshot.revision}", title, path, snapshot.made, snapshot.method)


@get("/claims/{claim:str}/cite", include_in_schema=False, sync_to_thread=True)
def cite_claim(request: Request[Any, Any, Any], claim: str) -> Response[str]:
    """How to cite a claim."""
    record = found_claim(request.app.state.desk, unslug(claim))
    stated = record.statement.claim
    title = f"{figure(stated)} {measure(stated)}: {(record.report.title or record.report.id)[:200]}"
    made = record.history[-1].time if record.history else ""
    return _cite(request, f"tollbook-{claim}", title, f"/claims/{claim}", made, f"Tollbook {version('tollbook')}")


def _cite(request: Request[Any, Any, Any], key: str, title: str, path: str, made: str, method: str) -> Response[str]:
    desk: Desk = request.app.state.desk
    where = (desk.settings.base or str(request.base_url).rstrip("/")) + path
    item = citing.csl(key, title, where, made, method)
    return page(
        request,
        "cite.html",
        here="",
        title=say("cite.title"),
        cited=title,
        where=where,
        path=path,
        made=made,
        bibtex=citing.bibtex(key, title, where, made, method),
        csl=json.dumps([item], ensure_ascii=False, indent=2),
        method=method,
    )


@get("/method", include_in_schema=False, sync_to_thread=True)
def method(request: Request[Any, Any, Any]) -> Response[str]:
    """The method in short."""
    return page(request, "method.html", here="", title=say("method.title"))


@get("/robots.txt", include_in_schema=False, media_type=MediaType.TEXT, sync_to_thread=False)
def robots(request: Request[Any, Any, Any]) -> str:
    """The public face may be indexed, a team's desk may not."""
    desk: Desk = request.app.state.desk
    return "User-agent: *\n" + ("Disallow: /api\n" if desk.settings.public else "Disallow: /\n")
