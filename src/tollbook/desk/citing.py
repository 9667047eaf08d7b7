"""Citations and linked data: BibTeX, CSL-JSON, schema.org Dataset and ClaimReview."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from tollbook.desk.addresses import slug
from tollbook.desk.desk import Desk
from tollbook.desk.snapshot import Snapshot
from tollbook.desk.strings import say
from tollbook.desk.words import figure, measure, said_by
from tollbook.ledger.ledger import ClaimRecord


def address(desk: Desk, path: str) -> str:
    """The permanent address of something, under the desk's public name where it has one."""
    return (desk.settings.base or "").rstrip("/") + path


def bibtex(key: str, title: str, where: str, made: str, version: str) -> str:
    """One @misc entry; braces and backslashes in the title are taken out."""
    clean = "".join(c for c in title if c not in "{}\\")
    year = made[:4] or "n.d."
    rows = [f"  title = {{{clean}}}", "  author = {{Tollbook}}", f"  year = {{{year}}}", f"  url = {{{where}}}",
            f"  version = {{{version}}}", f"  note = {{{say('cite.note')}}}"]  # fmt: skip
    return f"@misc{{{key},\n" + ",\n".join(rows) + "\n}\n"


def csl(key: str, title: str, where: str, made: str, version: str, kind: str = "dataset") -> dict[str, Any]:
    """One item of CSL-JSON."""
    parts = [int(part) for part in made[:10].split("-") if part.isdigit()]
    return {
        "id": key,
        "type": kind,
        "title": title,
        "author": [{"literal": "Tollbook"}],
        "issued": {"date-parts": [parts]} if parts else {},
        "URL": where,
        "version": version,
        "note": say("cite.note"),
    }


def dataset(desk: Desk, snapshot: Snapshot) -> dict[str, Any]:
    """A case as a schema.org Dataset."""
    where = address(desk, f"/estimates/{snapshot.case}/{snapshot.revision}")
    formats = {"csv": "text/csv", "jsonl": "application/x-ndjson", "prov": "application/json"}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": where,
        "name": snapshot.title,
        "description": f"{snapshot.question} {snapshot.sentence}".strip(),
        "url": where,
        "version": str(snapshot.revision),
        "dateModified": snapshot.made,
        "isAccessibleForFree": True,
        "measurementTechnique": snapshot.method,
        "variableMeasured": list(snapshot.series),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address(desk, f"/downloads/{name}")}
            for name, kind in formats.items()
        ],
    }


def claim_review(desk: Desk, record: ClaimRecord) -> Markup:
    """A claim as a schema.org Claim, as text for a data block of a page."""
    claim = record.statement.claim
    data = {
        "@context": "https://schema.org",
        "@type": "Claim",
        "@id": address(desk, f"/claims/{slug(claim.id)}"),
        "name": f"{figure(claim)} {measure(claim)}",
        "text": claim.evidence[0].quote[:1000],
        "claimInterpreter": {"@type": "SoftwareApplication", "name": "Tollbook"},
        "author": {"@type": "Organization", "name": said_by(claim)[:200]},
        "datePublished": record.statement.date,
        "appearance": {
            "@type": "CreativeWork",
            "name": (record.report.title or record.report.id)[:300],
            "url": record.report.url,
            "publisher": {"@type": "Organization", "name": record.report.publisher}
            if record.report.publisher
            else None,
            "datePublished": record.report.published,
        },
    }
    return data_block(data)


def data_block(data: dict[str, Any]) -> Markup:
    """JSON that no text in it can break out of."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
