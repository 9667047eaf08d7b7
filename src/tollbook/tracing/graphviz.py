"""A trace as Graphviz text, for `dot -Tsvg`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tollbook.claims import Statement
from tollbook.tracing.changes import figure
from tollbook.tracing.journey import changed_fields, is_inferred, lane_of, outlet, short_date, speaker
from tollbook.tracing.records import DEPENDENT, Origin, Trace


def dot(trace: Trace, statements: Mapping[str, Statement], origins: Sequence[Origin] | None = None) -> str:
    """The claims of `origins` (all, unless told) as a directed graph in which arrows run with time."""
    chosen = list(trace.origins if origins is None else origins)
    shown = {claim for origin in chosen for claim in origin.claims}
    lines = [
        "digraph trace {",
        "  rankdir=LR;",
        '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=10];',
    ]
    lines.append('  edge [fontname="sans-serif", fontsize=9, color="#5f6975"];')
    for number, origin in enumerate(chosen):
        lines.append(f"  subgraph cluster_{number} {{")
        lines.append(f'    label={_quoted(origin.source or "no source named")}; color="#dbe0e5";')
        for claim in origin.claims:
            lines.append(
                f"    {_quoted(claim)} [label={_quoted(_label(statements[claim], claim == origin.representative))}];"
            )
        lines.append("  }")
    for link in trace.links:
        if link.claim in shown and link.target in shown:
            looks = [f"label={_quoted(', '.join(changed_fields(link)) or link.kind)}"]
            if link.kind == "distortion":
                looks.append('color="#9c3b00", fontcolor="#9c3b00"')
            if link.kind not in DEPENDENT or is_inferred(link):
                looks.append("style=dashed")
            if link.kind not in DEPENDENT:
                looks.append("constraint=false")
            lines.append(f"  {_quoted(link.target)} -> {_quoted(link.claim)} [{', '.join(looks)}];")
    return "\n".join([*lines, "}"]) + "\n"


def _label(statement: Statement, first: bool) -> str:
    who = speaker(statement) if first else outlet(statement)
    claim = statement.claim
    return f"{short_date(statement.date)}\n{who}\n{figure(claim)}, {lane_of(claim).lower()}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", "\\n").replace("\0", " ")
    return f'"{escaped}"'
