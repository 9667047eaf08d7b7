"""Where every claim comes from, as W3C PROV-JSON: originals, reports, readings, claims, decisions, and who made them.

Entities: originals, reports, claims (and each corrected state of a claim). Activities: the journal's entries. Agents:
people, the reader, and the sources that claims are attributed to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import IO, Any
from urllib.parse import quote

import msgspec

from tollbook.claims import Claim, Statement
from tollbook.ledger.journal import Entry
from tollbook.ledger.ledger import Ledger
from tollbook.ledger.projection import source_key, source_label

PREFIX = {"tollbook": "urn:tollbook:", "xsd": "http://www.w3.org/2001/XMLSchema#", "prov": "http://www.w3.org/ns/prov#"}


def write(ledger: Ledger, statements: Sequence[Statement], output: IO[bytes]) -> None:
    """One PROV-JSON document about the claims and all that they rest on."""
    document = Document(ledger)
    for report_id in dict.fromkeys(statement.claim.report for statement in statements):
        document.report(report_id)
    for statement in statements:
        document.claim(statement)
    output.write(msgspec.json.encode({"prefix": PREFIX, **document.records}) + b"\n")


def name(kind: str, identity: object) -> str:
    """A qualified name of the prefix `tollbook`."""
    return f"tollbook:{kind}-{quote(str(identity), safe='')}"


class Document:
    """Records of a PROV-JSON document by their kind; relations are numbered."""

    def __init__(self, ledger: Ledger) -> None:
        self.records: dict[str, dict[str, Any]] = defaultdict(dict)
        self.ledger = ledger
        self.decisions: dict[str, list[Entry]] = defaultdict(list)
        for entry in ledger.journal(kind="claim-decided", newest_first=False, limit=None):
            self.decisions[entry.payload["claim"]].append(entry)
        by_hand = ledger.journal(kind="claim-added", limit=None)
        self.origins: dict[str, Entry] = {entry.payload["claim"]["id"]: entry for entry in by_hand}
        self.readings: dict[str, Entry] = {}

    def relate(self, kind: str, **ends: str) -> None:
        """Enter a relation, its ends given by their PROV names."""
        relation = {f"prov:{end}": value for end, value in ends.items()}
        self.records[kind][f"_:{kind}{len(self.records[kind]) + 1}"] = relation

    def report(self, report_id: str) -> None:
        """A report, its original, its former version, and the entries that brought it and its claims."""
        this = next(version for version in self.ledger.versions(report_id) if version.id == report_id)
        entity, original = name("report", this.id), name("original", this.sha256)
        details = {"prov:type": "report", "prov:label": this.title or this.name, "tollbook:mediaType": this.media_type}
        details |= {"tollbook:url": this.url} if this.url else {}
        details |= {"tollbook:published": this.published} if this.published else {}
        self.records["entity"][entity] = details
        self.records["entity"][original] = {"prov:type": "original", "tollbook:sha256": this.sha256}
        self.relate("wasDerivedFrom", generatedEntity=entity, usedEntity=original)
        if this.version_of is not None:
            self.records["entity"].setdefault(name("report", this.version_of), {"prov:type": "report"})
            self.relate("wasDerivedFrom", generatedEntity=entity, usedEntity=name("report", this.version_of))
        for entry in self.ledger.journal(subject=report_id, newest_first=False, limit=None):
            if entry.kind == "report-added" and entry.payload["report"]["id"] == report_id:
                self.activity(entry)
                self.relate("wasGeneratedBy", entity=entity, activity=name("entry", entry.seq))
            elif entry.kind in ("claims-read", "claims-imported", "claims-reread"):
                self.activity(entry)
                self.relate("used", activity=name("entry", entry.seq), entity=entity)
                self.readings.setdefault(report_id, entry)
                self.origins |= dict.fromkeys(entry.payload.get("new", []), entry)

    def activity(self, entry: Entry) -> None:
        """A journal entry as an activity, with who was responsible."""
        activity = name("entry", entry.seq)
        if activity in self.records["activity"]:
            return
        details: dict[str, Any] = {"prov:startTime": entry.time, "prov:endTime": entry.time, "prov:type": entry.kind}
        if reason := entry.payload.get("reason"):
            details["tollbook:reason"] = reason
        self.records["activity"][activity] = details
        person = name("person", entry.actor)
        self.records["agent"][person] = {"prov:label": entry.actor}
        self.relate("wasAssociatedWith", activity=activity, agent=person)
        if reader := entry.payload.get("reader"):
            software = name("reader", reader)
            self.records["agent"][software] = {"prov:type": "prov:SoftwareAgent", "prov:label": f"reader {reader}"}
            self.relate("wasAssociatedWith", activity=activity, agent=software)

    def claim(self, statement: Statement) -> None:
        """A claim as it was read, derived from its report, generated by its reading, attributed to its source; and its
        corrected states, each derived from the state before."""
        claim = statement.claim
        decisions = self.decisions.get(claim.id, [])
        as_read = self.ledger.claim(claim.id).as_read if decisions else claim
        entity = name("claim", claim.id)
        self.records["entity"][entity] = described(as_read) | {"tollbook:review": statement.status}
        self.relate("wasDerivedFrom", generatedEntity=entity, usedEntity=name("report", claim.report))
        origin = self.origins.get(claim.id) or self.readings[claim.report]
        self.activity(origin)
        self.relate("wasGeneratedBy", entity=entity, activity=name("entry", origin.seq))
        if as_read.source is not None:
            source = name("source", source_key(as_read.source))
            self.records["agent"][source] = {"prov:label": source_label(as_read.source)}
            self.relate("wasAttributedTo", entity=entity, agent=source)
        self.decided(statement, entity, decisions)

    def decided(self, statement: Statement, entity: str, decisions: list[Entry]) -> None:
        """What people decided about a claim; the newest correction that stands has the claim as it is now."""
        undone = {entry.payload["undoes"] for entry in decisions if entry.payload["decision"] == "undone"}
        for entry in decisions:
            activity = name("entry", entry.seq)
            self.activity(entry)
            self.relate("used", activity=activity, entity=entity)
            if entry.payload["decision"] == "corrected" and entry.seq not in undone:
                state = name("claim", f"{statement.claim.id}.{entry.seq}")
                self.records["entity"][state] = {"prov:type": "corrected claim"}
                self.relate("wasGeneratedBy", entity=state, activity=activity)
                self.relate("wasDerivedFrom", generatedEntity=state, usedEntity=entity)
                entity = state
        if entity != name("claim", statement.claim.id):
            self.records["entity"][entity] |= described(statement.claim) | {"prov:type": "corrected claim"}


def described(claim: Claim) -> dict[str, Any]:
    """What a claim says, as attributes of its entity."""
    details: dict[str, Any] = {"prov:type": "claim", "tollbook:measure": claim.measure, "tollbook:unit": claim.unit}
    details |= {"tollbook:bound": claim.bound, "tollbook:modality": claim.modality}
    details |= {"tollbook:rate": claim.rate} if claim.rate else {}
    for key, value in (("low", claim.low), ("high", claim.high)):
        if value is not None:
            details[f"tollbook:{key}"] = {"$": repr(value), "type": "xsd:double"}
    if "imported" not in claim.trace:
        details["tollbook:quote"] = claim.evidence[0].quote
    return details
