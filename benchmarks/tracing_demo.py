"""How well tracing finds the origins and the distortions written into the demonstration reports.

    python -m benchmarks.tracing_demo            scores on the claims of the key
    python -m benchmarks.tracing_demo --rows     every distortion missed or invented, every origin torn or mixed

The claims of src/tollbook/cases/kursk/expected.toml are traced with their reports and sources.toml, without the key's
origins and distortions. A found distortion is right when the key has one at the same claim. Origins are compared pair
by pair (B-cubed F1); the three that the case is about must each be one: Seoul's December figures, Kyiv's running
total, and the Western 4,000 and 1,000.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from tollbook.capture import Captured, capture
from tollbook.claims import Claim, Evidence, Period, Population, Report, ShareOf, Source, Statement
from tollbook.tracing import Trace, load_directory, trace

CASE = files("tollbook.cases").joinpath("kursk")
SINGLE = ("nis-jcs-2024-12", "kyiv-running-total", "western-officials-2025-01")

Key = dict[str, Any]


def key() -> Key:
    """The key of the case."""
    return tomllib.loads(CASE.joinpath("expected.toml").read_text(encoding="utf-8"))


def captured_reports(folder: Path) -> dict[str, Report]:
    """The reports by file name."""
    found = {}
    for path in sorted(folder.iterdir()):
        for item in capture(str(path)):
            if isinstance(item, Captured):
                found[path.name] = item.report
    return found


def statements_of(keyed: Key, reports: Mapping[str, Report]) -> list[Statement]:
    """The claims of the key as the record has them."""
    return [
        Statement(
            claim=claim_of(claim, reports[report["file"]]),
            date=report["published"],
            url=report["url"],
            title=report["title"],
            publisher=report["publisher"],
        )
        for report in keyed["report"]
        for claim in report["claims"]
    ]


def claim_of(keyed: Key, report: Report) -> Claim:
    """One claim of the key."""
    start = report.text.find(keyed["quote"])
    share = keyed.get("share_of")
    source = Source(text=keyed["source"], name=keyed.get("source_name")) if "source" in keyed else None
    return Claim(
        id=keyed["id"],
        report=report.id,
        measure=keyed["measure"],
        evidence=[Evidence(start, start + len(keyed["quote"]), keyed["quote"])],
        unit=keyed["unit"],
        share_of=ShareOf(**share) if isinstance(share, dict) else ShareOf(measure=share) if share else None,
        low=keyed.get("low"),
        high=keyed.get("high"),
        bound=keyed["bound"],
        includes=keyed.get("includes", []),
        rate=keyed.get("rate"),
        modality=keyed["modality"],
        population=Population(
            affiliation=keyed.get("affiliation"), role=keyed.get("role", "unknown"), part_of=keyed.get("part_of")
        ),
        source=source,
        via=[Source(text=name) for name in keyed.get("via", [])],
        place=keyed.get("place"),
        period=Period(kind=keyed.get("period", "unknown"), as_of=keyed.get("as_of"), start=keyed.get("start")),
        repeats=keyed.get("repeats"),
    )


def traced() -> tuple[Key, Trace, list[Statement]]:
    """The key, the trace of its claims, and the claims."""
    keyed = key()
    with as_file(CASE) as folder:
        reports = captured_reports(folder / "reports")
        statements = statements_of(keyed, reports)
        return keyed, trace(statements, list(reports.values()), load_directory(folder / "sources.toml")), statements


def read_and_traced() -> tuple[Key, Trace, list[Statement], dict[str, str]]:
    """The key, the trace of the claims that the reader finds, these claims, and the keyed claim at each one's place."""
    from tollbook.reading import read_report

    keyed = key()
    with as_file(CASE) as folder:
        reports = captured_reports(folder / "reports")
        directory = load_directory(folder / "sources.toml")
    statements: list[Statement] = []
    at: dict[str, str] = {}
    for report in keyed["report"]:
        text = reports[report["file"]]
        spots = {c["id"]: (text.text.find(c["quote"]), len(c["quote"])) for c in report["claims"]}
        for claim in read_report(text).claims:
            title, place = text.title, text.publisher or report["publisher"]
            date, url = text.published or report["published"], text.url or report["url"]
            statements.append(Statement(claim=claim, date=date, url=url, title=title, publisher=place))
            figure = claim.evidence[0]
            here = [c for c, (start, length) in spots.items() if start < figure.end and figure.start < start + length]
            if here:
                at[claim.id] = here[0]
    return keyed, trace(statements, list(reports.values()), directory), statements, at


def as_read() -> dict[str, float]:
    """The same scores end to end: reports read by the reader, then traced."""
    keyed, result, _, at = read_and_traced()
    expected = {d["claim"] for d in keyed["distortion"]}
    found = {at.get(link.claim, link.claim) for link in result.links if link.kind == "distortion"}
    right = expected & found
    group = {c["id"]: c["origin"] for r in keyed["report"] for c in r["claims"] if "origin" in c and is_figure(c)}
    place = {at[c]: o.id for o in result.origins for c in o.claims if c in at and at[c] in group}
    shared = {claim: origin for claim, origin in group.items() if claim in place}
    return {
        "read_distortion_precision": len(right) / len(found) if found else 0.0,
        "read_distortion_recall": len(right) / len(expected),
        "read_origins_f1": b_cubed(shared, place) if place else 0.0,
        "read_claims_keyed": len(place) / len(group),
    }


def b_cubed(expected: Mapping[str, str], found: Mapping[str, str]) -> float:
    """B-cubed F1 of two groupings of the same claims."""

    def agreement(one: Mapping[str, str], other: Mapping[str, str]) -> float:
        groups: dict[str, list[str]] = {}
        for claim, group in one.items():
            groups.setdefault(group, []).append(claim)
        total = sum(sum(other[b] == other[a] for b in groups[one[a]]) / len(groups[one[a]]) for a in one)
        return total / len(one)

    precision, recall = agreement(found, expected), agreement(expected, found)
    return 2 * precision * recall / (precision + recall)


def evaluate(keyed: Key, result: Trace) -> dict[str, float]:
    """The scores of one trace."""
    expected = {d["claim"] for d in keyed["distortion"]}
    found = {link.claim for link in result.links if link.kind == "distortion"}
    right = expected & found
    group = {c["id"]: c["origin"] for r in keyed["report"] for c in r["claims"] if "origin" in c}
    place = {claim: origin.id for origin in result.origins for claim in origin.claims if claim in group}
    figures = {c["id"]: c["origin"] for r in keyed["report"] for c in r["claims"] if "origin" in c and is_figure(c)}
    return {
        "distortion_precision": len(right) / len(found) if found else 0.0,
        "distortion_recall": len(right) / len(expected),
        "origins_f1": b_cubed(group, place),
        "single_origins": sum(is_single(name, figures, place) for name in SINGLE) / len(SINGLE),
    }


def is_figure(claim: Key) -> bool:
    """Whether a claim of the key has a number."""
    return "low" in claim or "high" in claim


def is_single(name: str, group: Mapping[str, str], place: Mapping[str, str]) -> bool:
    """Whether all claims of one origin of the key lie in one found origin."""
    return len({place[claim] for claim, origin in group.items() if origin == name}) == 1


def scores() -> dict[str, float]:
    """The gate."""
    keyed, result, _ = traced()
    return evaluate(keyed, result)


def show(keyed: Key, result: Trace, statements: Sequence[Statement]) -> None:
    """Print what differs from the key."""
    claims = {s.claim.id: s for s in statements}
    expected = {d["claim"]: d for d in keyed["distortion"]}
    found = {link.claim: link for link in result.links if link.kind == "distortion"}
    for claim in sorted(set(expected) | set(found)):
        verdict = "ok" if claim in expected and claim in found else "missed" if claim in expected else "INVENTED"
        link, coded = found.get(claim), expected.get(claim, {})
        changed = [change.field for change in link.changes] if link else []
        print(
            f"{verdict:9}{claim} of {coded.get('of')} {coded.get('changed')} / {link.target if link else ''} {changed}"
        )
        if verdict != "ok":
            links = [(one.kind, one.target, one.score) for one in result.links if one.claim == claim]
            print("         ", claims[claim].claim.evidence[0].quote, links)
    group = {c["id"]: c["origin"] for r in keyed["report"] for c in r["claims"] if "origin" in c}
    for origin in result.origins:
        names = {group[c] for c in origin.claims if c in group}
        if len(names) > 1:
            print("mixed", origin.id, sorted(names))
    place = {claim: origin.id for origin in result.origins for claim in origin.claims}
    for name in sorted(set(group.values())):
        parts = sorted({place[c] for c, origin in group.items() if origin == name})
        if len(parts) > 1:
            print("torn", name, parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--read", action="store_true", help="also end to end, from the reader's claims")
    options = parser.parse_args()
    keyed, result, statements = traced()
    if options.rows:
        show(keyed, result, statements)
    for name, value in evaluate(keyed, result).items():
        print(f"{name:26}{value:.3f}")
    if options.read:
        for name, value in as_read().items():
            print(f"{name:26}{value:.3f}")


if __name__ == "__main__":
    main()
