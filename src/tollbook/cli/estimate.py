"""`tollbook estimate`: what a case's claims support, with how sure that is and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tollbook.cli.cases import claims_options, directory_of, gather, one_thread, traced, working
from tollbook.cli.ledgers import note, plain_table

if TYPE_CHECKING:
    from tollbook.estimating.results import Estimate, Figure, Scenario

SHOWN = 6
"""How many scenarios and conflicts the table shows; JSON has all."""

EPILOG = """\b
Examples:
  tollbook estimate kursk --as-of 2025-02-04
  tollbook estimate kursk --why
  tollbook estimate my-case --ledger claims.db --plot figures.svg
"""


@click.command("estimate", epilog=EPILOG)
@click.argument("name", metavar="CASE")
@claims_options
@click.option("--why", is_flag=True, help="Also every claim with its weight, and why a claim is set aside.")
@click.option("--prior", metavar="NAME", help="Use this prior of the case for the main figures.")
@click.option("--with-draws", is_flag=True, help="With --format json: also the draws, to sum or compare.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", help="How to print.")
@click.option("--plot", metavar="FILE.svg|.png", help="Also draw bands and claims through time into this file.")
def command(
    name: str,
    location: str | None,
    table: str | None,
    as_of: str | None,
    draws: int | None,
    seed: int | None,
    why: bool,
    prior: str | None,
    with_draws: bool,
    form: str,
    plot: str | None,
) -> None:
    """Reconcile the claims of a case into estimates by date, with intervals.

    CASE is a folder with case.toml, the file itself, or the name of a shipped case (kursk). Standard output has the
    result; every figure is what the reports support under a stated method (docs/method.md), none is a verified count.
    """
    if plot is not None and Path(plot).suffix.lower() not in (".svg", ".png"):
        raise click.BadParameter("write a file that ends in .svg or .png", param_hint="--plot")
    one_thread()
    estimate = estimated(name, location, table, as_of, draws, seed, prior, with_draws)
    if plot is not None:
        from tollbook.estimating import load_case
        from tollbook.estimating.chart import draw

        draw(estimate, Path(plot), load_case(name).sides)
        note(f"drawn: {plot}")
    if form == "json":
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(estimate), indent=2) + b"\n")
    elif form == "csv":
        print_csv(estimate)
    else:
        print_estimate(estimate, why, name)


def estimated(
    name: str,
    location: str | None,
    table: str | None,
    as_of: str | None,
    draws: int | None,
    seed: int | None,
    prior: str | None = None,
    with_draws: bool = False,
) -> Estimate:
    """The estimate of the case `name` over its claims; raises Refusal."""
    import msgspec

    from tollbook.estimating import load_case, reconcile
    from tollbook.estimating.checking import check

    case = load_case(name)
    if prior is not None:
        case = msgspec.structs.replace(case, prior=prior)
        check(case, name)
    statements, reports = gather(case, location, table)
    working(f"{len(statements):,} claims; tracing and fitting ...")
    directory = directory_of(case)
    options: dict[str, Any] = {"keep_draws": with_draws, "directory": directory}
    options |= {key: value for key, value in (("draws", draws), ("seed", seed)) if value is not None}
    found: Estimate = reconcile(statements, case, traced(statements, reports, directory), as_of, **options)
    return found


def print_csv(estimate: Estimate) -> None:
    """One row a date and measure; low, best, high are UCDP's words for the 90 % ends and the median."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    ends = ("q05", "q25", "median", "q75", "q95")
    writer.writerow(["case", "date", "measure", "low", "best", "high", *ends, "as_of", "prior", "seed", "version"])
    rows = [*(f for f in estimate.series if f.date < estimate.as_of), *estimate.figures]
    for f in rows:
        i = f.interval
        inner = [i.low90, i.low50, i.median, i.high50, i.high90]
        tail = [estimate.as_of, estimate.prior, estimate.seed, estimate.version]
        writer.writerow([estimate.case, f.date, f.measure, *map(_plain, [f.low, f.best, f.high, *inner]), *tail])


def _plain(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def print_estimate(estimate: Estimate, why: bool, name: str) -> None:
    """The sentence, the table of figures, what they stand on, and with `why` every claim."""
    from tollbook.cli.rendering import console, plural

    out = console()
    _say(estimate.sentence)
    from tollbook.estimating.sentences import face_value_words

    face = face_value_words(estimate.face_value)
    lead = f"From the claims at face value alone: {face}. " if face else ""
    _say(f"{lead}No figure here is a verified count.", "  ")
    roles = [claim.role for claim in estimate.claims]
    used = sum(role in ("counted", "part", "repeat") for role in roles)
    aside = roles.count("set aside")
    more = "" if why else f" (tollbook estimate {name} --why)"
    _say(
        f"{plural(used, 'claim')} from {plural(estimate.origins, 'origin')}, worth {estimate.effective:g} independent "
        f"sources. {aside} set aside{more}.",
        "  ",
    )
    for warning in estimate.warnings:
        _say(warning, "  ")
    click.echo()
    out.print(plain_table(["", "median", "50 %", "90 %"], [_row(f) for f in estimate.figures]))
    _print_scenarios(estimate, out)
    if why:
        _print_why(estimate, out)
    stamp = f"{name} as of {estimate.as_of}, prior {estimate.prior}, seed {estimate.seed}, version {estimate.version}"
    note(f"{stamp}, {estimate.checks.seconds:.1f} s")


def _say(text: str, indent: str = "") -> None:
    """A sentence, folded at the width of the terminal."""
    import shutil
    import textwrap

    width = min(shutil.get_terminal_size((120, 24)).columns, 120)
    click.echo(textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False))


def _row(figure: Figure) -> list[str]:
    from tollbook.estimating.wording import MEASURE_WORDS, about

    i = figure.interval
    inner = f"{about(i.low50)}-{about(i.high50)}"
    return [MEASURE_WORDS[figure.measure], about(i.median), inner, f"{about(i.low90)}-{about(i.high90)}"]


def _print_scenarios(estimate: Estimate, out: Any) -> None:
    """The main quantity under each prior and without each source."""
    from tollbook.cli.rendering import plural
    from tollbook.estimating.wording import MEASURE_WORDS

    for heading, found in (("if", estimate.priors), ("without", estimate.without)):
        rows = [[s.name, *_ends(s)] for s in found[:SHOWN]]
        if rows:
            measures = [MEASURE_WORDS[f.measure] for f in found[0].figures[:2]]
            click.echo()
            out.print(plain_table([heading, *measures], rows))
    if estimate.conflicts:
        click.echo()
        click.echo(f"{plural(len(estimate.conflicts), 'conflict')} between claims at face value; the newest:")
        for conflict in estimate.conflicts[: SHOWN // 2]:
            _say(f"- {conflict.words}", "  ")


def _ends(scenario: Scenario) -> list[str]:
    from tollbook.estimating.wording import about

    return [f"{about(f.best)} ({about(f.low)}-{about(f.high)})" for f in scenario.figures[:2]]


def _print_why(estimate: Estimate, out: Any) -> None:
    """The arithmetic of the bounds, the leans of sources, and every claim."""
    click.echo()
    click.echo("At face value:")
    for bound in estimate.face_value:
        for chain in bound.chain:
            _say(f"- {chain}", "  ")
    rows = [
        [lean.source, lean.measure, f"{lean.factor.median:.2f} ({lean.factor.low90:.2f}-{lean.factor.high90:.2f})"]
        + [str(lean.claims), lean.words]
        for lean in estimate.leans
    ]
    click.echo()
    out.print(plain_table(["source", "of", "factor (90 %)", "claims", "in words"], rows, ("source", "in words")))
    for heading, roles in (
        ("counted", ("counted", "part")),
        ("repeats, counted once", ("repeat",)),
        ("set aside", ("set aside",)),
    ):
        chosen = [claim for claim in estimate.claims if claim.role in roles]
        if not chosen:
            continue
        click.echo()
        shown = [
            [
                claim.date or "-",
                claim.figure,
                claim.source or "(the report itself)",
                "" if claim.weight is None else f"{claim.weight:.2f}",
                "" if claim.residual is None else f"{claim.residual:+.1f}",
                "" if claim.pull is None else f"x{claim.pull:.2f}",
                claim.reason,
                claim.claim,
            ]
            for claim in chosen
        ]
        heads = [heading, "figure", "said by", "weight", "off by", "without", "why", "id"]
        out.print(plain_table(heads, shown, ("said by", "why", "figure")))
        for claim in chosen:
            if claim.kind == "measure changed" and claim.words:
                _say(f"{claim.claim} in the report's words: “{claim.words}”", "  ")
