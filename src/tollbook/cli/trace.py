"""`tollbook trace`: which claims repeat which, what changed on the way, how many sources really know."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tollbook.cli.ledgers import note, plain_table
from tollbook.cli.wording import shown

if TYPE_CHECKING:
    from tollbook.claims import Report, Statement
    from tollbook.estimating.case import Case
    from tollbook.ledger.deciding import LinkDecision
    from tollbook.tracing.directory import Directory
    from tollbook.tracing.journey import Journey, Step
    from tollbook.tracing.records import Origin, Trace

FORMS = ("tree", "table", "json", "dot", "svg")
DEFAULT_LEDGER = "tollbook.db"
MOST_ALIKE = 8

EPILOG = """\b
Examples:
  tollbook trace kursk
  tollbook trace kursk --format table
  tollbook trace c1f3a9e20b77 --format svg > journey.svg
  tollbook trace --claims coded.csv indep_20251024_killed
"""


@click.command("trace", epilog=EPILOG)
@click.argument("name", metavar="[CASE|CLAIM]", required=False)
@click.option("--format", "form", type=click.Choice(FORMS), default="tree", help="How to print.")
@click.option("--all", "everything", is_flag=True, help="In a tree of a case also the origins with one claim.")
@click.option("--names", is_flag=True, help="Only list names of sources that may be another spelling of a known one.")
@click.option("--as-of", metavar="DATE", help="Use only what was claimed by this date.")
@click.option("--claims", "table", metavar="FILE.csv", help="Take the claims of this table and no ledger.")
@click.option(
    "--ledger",
    "location",
    envvar="TOLLBOOK_LEDGER",
    metavar="FILE|ADDRESS",
    help=f"The ledger; also TOLLBOOK_LEDGER; {DEFAULT_LEDGER} unless told. A shipped case needs none.",
)
def command(
    name: str | None,
    form: str,
    everything: bool,
    names: bool,
    as_of: str | None,
    table: str | None,
    location: str | None,
) -> None:
    """Show which claims repeat which, which change a figure on the way, and how many are independent.

    CASE is a folder with case.toml, the file itself, or the name of a shipped case (kursk); CLAIM is the id of a
    claim. tree: the claims of each origin and every change; table: the changes alone; svg: a drawing of the journey
    through time (of the claim's origin, or of the case's origin with most changes); dot: a graph for Graphviz.
    """
    from tollbook.tracing.tracer import Tracer

    if name is None and table is None:
        raise click.UsageError("name a case or a claim, or a table with --claims")
    case = found_case(name)
    statements, reports, directory, decisions = material(case, table, location)
    if as_of is not None:
        statements = [s for s in statements if s.date is not None and s.date[: len(as_of)] <= as_of]
        reports = [r for r in reports if r.published is not None and r.published[: len(as_of)] <= as_of]
    tracer = Tracer(directory, decisions)
    tracer.fill(statements, reports)
    if names:
        for written, known_as, likeness in tracer.uncertain_names():
            click.echo(shown(f"{written}: perhaps {known_as} ({likeness:.0f} of 100)"))
        return
    whole = tracer.trace()
    known = {s.claim.id: s for s in statements}
    chosen = whole if case is not None or name is None else of_claim(whole, name, table or location or DEFAULT_LEDGER)
    sides = {member: side.name for side in case.sides for member in side.members} if case is not None else {}
    click.echo(printed(chosen, known, form, everything or chosen is not whole, sides), nl=False)
    if form == "tree" and name is not None and chosen is not whole:
        click.echo(same_number(whole, known, name), nl=False)
    if form in ("tree", "table"):
        note(summary(chosen))


def found_case(name: str | None) -> Case | None:
    """The case of that name or path, or None where it is the id of a claim."""
    from tollbook.estimating.case import load_case, shipped_case

    if name is not None and (Path(name).exists() or shipped_case(name) is not None):
        return load_case(name)
    return None


def material(
    case: Case | None, table: str | None, location: str | None
) -> tuple[list[Statement], list[Report], Directory, Sequence[LinkDecision]]:
    """The statements, their reports, who is who, and what people decided about links."""
    from tollbook.cli.cases import directory_of, gather
    from tollbook.tracing.directory import load_directory, with_decisions

    if case is not None:
        statements, reports = gather(case, location, table)
        people = {group.affiliation for group in case.populations}
        statements = [s for s in statements if (s.claim.population.affiliation or "") in people or _mixed(s, people)]
        directory = directory_of(case)
    elif table is not None:
        from tollbook.ledger.importing import read_table

        return read_table(table), [], load_directory(), []
    else:
        directory, statements, reports = load_directory(), [], []
    if table is not None or (location is None and not Path(DEFAULT_LEDGER).exists()):
        if case is None:
            from tollbook.messages import refuse

            raise refuse("missing-file", name=DEFAULT_LEDGER)
        return statements, reports, directory, []
    from tollbook.ledger import Ledger

    with Ledger(location or DEFAULT_LEDGER, create=False) as ledger:
        if case is None:
            statements = ledger.statements()
            reports = [ledger.report(r.id) for r in ledger.reports() if r.media_type != "text/csv"]
        return statements, reports, with_decisions(directory, ledger.sources()), ledger.links()


def _mixed(statement: Statement, people: set[str]) -> bool:
    """Whether the claim counts one of the case's peoples together with others."""
    affiliation = statement.claim.population.affiliation or ""
    return any(name in affiliation for name in people)


def of_claim(whole: Trace, claim: str, place: str) -> Trace:
    """The part of a trace that one claim belongs to: its origin, the links in it and from it; refuses an unknown id."""
    import msgspec

    from tollbook.messages import refuse
    from tollbook.tracing.independence import effective_number

    origin = next((origin for origin in whole.origins if claim in origin.claims), None)
    if origin is None:
        raise refuse("trace-unknown", name=claim, place=place)
    members = set(origin.claims)
    return msgspec.structs.replace(
        whole,
        links=[link for link in whole.links if link.claim in members or link.target in members],
        standings=[standing for standing in whole.standings if standing.claim in members],
        origins=[origin],
        effective=effective_number([origin]),
        copies=[],
        quotations=[],
    )


def printed(trace: Trace, known: Mapping[str, Statement], form: str, everything: bool, sides: Mapping[str, str]) -> str:
    """The result in the form asked for."""
    if form == "json":
        import msgspec

        return msgspec.json.format(msgspec.json.encode(trace), indent=2).decode() + "\n"
    if form == "dot":
        from tollbook.tracing.graphviz import dot

        return dot(trace, known)
    if form == "svg":
        from tollbook.tracing.svg import drawing

        if not trace.origins:
            from tollbook.messages import refuse

            raise refuse("trace-nothing")
        origin = max(trace.origins, key=lambda o: (len(o.distorted), len(o.claims)))
        return drawing(trace, known, origin, sides=sides, standalone=True)
    return tree(trace, known, everything) if form == "tree" else changes_table(trace, known)


def tree(trace: Trace, known: Mapping[str, Statement], everything: bool) -> str:
    """Every origin with what rests on it, earliest first."""
    from tollbook.tracing.journey import journey

    shown_origins = [origin for origin in trace.origins if everything or len(origin.claims) > 1]
    blocks = [origin_tree(origin, journey(trace, known, origin)) for origin in shown_origins]
    changes = changes_table(trace, known)
    return "\n".join([*blocks, "Where figures changed\n" + changes] if changes else blocks) + "\n"


def origin_tree(origin: Origin, way: Journey) -> str:
    """One origin as lines: the first statement, then each step under the one it rests on."""
    children: dict[int | None, list[int]] = {}
    for number, step in enumerate(way.steps):
        children.setdefault(step.target, []).append(number)
    count = f"{len(origin.claims)} claim" + ("s" if len(origin.claims) != 1 else "")
    changed = f", {len(origin.distorted)} changed" if origin.distorted else ""
    grade = f" · grade {origin.grade}" if origin.grade else ""
    stands = "nobody says what it stands on" if origin.grounds == ["unstated"] else "on " + ", ".join(origin.grounds)
    head = f"{shown(origin.source or 'no source named')} · {count}{changed} · {stands}{grade}"
    if origin.continues:
        head += " · goes on from an earlier count"
    if origin.rests_on:
        head += " · worked out from others"
    lines = [head]

    def walk(number: int, indent: str, last: bool) -> None:
        lines.append(f"{indent}{'└─' if last else '├─'} {step_line(way.steps[number])}")
        under = children.get(number, [])
        for place, child in enumerate(under):
            walk(child, indent + ("   " if last else "│  "), place == len(under) - 1)

    roots = children.get(None, [])
    for place, number in enumerate(roots):
        walk(number, "", place == len(roots) - 1)
    return "\n".join(lines) + "\n"


def same_number(trace: Trace, known: Mapping[str, Statement], claim: str) -> str:
    """Claims of other origins with the same number, so that nobody takes them for the same thing."""
    from tollbook.tracing.changes import figure
    from tollbook.tracing.journey import lane_of, short_date, speaker
    from tollbook.tracing.lookalikes import lookalikes

    found = [known[other] for other in lookalikes(trace, known, claim)]
    if not found:
        return ""
    lines = [
        f"{short_date(s.date)}  {figure(s.claim)} {lane_of(s.claim).lower()}  {speaker(s)}"
        + (f"  ({s.claim.population.text})" if s.claim.population.text else "")
        for s in found[:MOST_ALIKE]
    ]
    more = [f"and {len(found) - MOST_ALIKE} more"] if len(found) > MOST_ALIKE else []
    return "\n".join(["", "Same number, other origin", *map(shown, [*lines, *more])]) + "\n"


def step_line(step: Step) -> str:
    """One step in words: date, who, figure, and how it stands to what it rests on."""
    from tollbook.tracing.journey import short_date

    names = ", ".join(step.names[:3]) + (f" and {len(step.names) - 3} more" if len(step.names) > 3 else "")
    told = f"changed: {', '.join(step.changed)}" if step.changed else step.kind
    sure = ", link inferred" if step.inferred and step.target is not None else ""
    return shown(f"{short_date(step.date)}  {step.figure} {step.lane.lower()}  {names}  ({told}{sure})")


def changes_table(trace: Trace, known: Mapping[str, Statement]) -> str:
    """The distortions as an aligned table; empty where there are none."""
    import io

    from rich.console import Console

    from tollbook.tracing.journey import short_date
    from tollbook.tracing.retelling import retellings

    found = retellings(trace, known)
    if not found:
        return ""
    rows = [
        [short_date(r.date), r.printed_by, f"{r.before} → {r.after}", ", ".join(r.changed), r.link, r.claim]
        for r in found
    ]
    out = io.StringIO()
    wide = Console().width if sys.stdout.isatty() else 400
    console = Console(file=out, width=wide, no_color=True, highlight=False)
    console.print(
        plain_table(["date", "printed by", "before → after", "changed", "link", "id"], rows, ("before → after",))
    )
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def summary(trace: Trace) -> str:
    """What it comes to, in one line."""
    claims = sum(len(origin.claims) for origin in trace.origins)
    changed = len({link.claim for link in trace.links if link.kind == "distortion"})
    return (
        f"{claims} claims from {len(trace.origins)} origins, worth {trace.effective:.1f} independent sources. "
        f"{changed} figures changed on the way."
    )
