"""`tollbook whatif`: the estimate again, without a source or with another claim, beside the one there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from tollbook.cli.cases import claims_options, directory_of, gather, one_thread, traced
from tollbook.cli.ledgers import note, plain_table
from tollbook.messages import refuse

if TYPE_CHECKING:
    from tollbook.claims import Statement
    from tollbook.estimating.results import Figure

EPILOG = """\b
Examples:
  tollbook whatif kursk --drop NIS
  tollbook whatif kursk --add "killed 3000 2025-03-01 Ukraine"
  tollbook whatif kursk --add "casualties at_least 5000 2025-03-01 United Kingdom" --drop c1a2b3c4d5e6
"""
BOUNDS = ("exact", "approx", "at_least", "more_than", "up_to", "fewer_than")
_ADDED = re.compile(
    rf"(?P<measure>[a-z_]+)\s+(?:(?P<bound>{'|'.join(BOUNDS)})\s+)?(?P<low>\d[\d,.]*)(?:-(?P<high>\d[\d,.]*))?\s+"
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:\s+(?P<who>.+))?"
)


@click.command("whatif", epilog=EPILOG)
@click.argument("name", metavar="CASE")
@click.option("--drop", multiple=True, metavar="SOURCE|ID", help="Leave out a source's claims, or one claim by its id.")
@click.option(
    "--add",
    "added",
    multiple=True,
    metavar="CLAIM",
    help="Add a claim: MEASURE [BOUND] NUMBER[-NUMBER] DATE [WHO], WHO a state or a name.",
)
@claims_options
def command(
    name: str,
    drop: tuple[str, ...],
    added: tuple[str, ...],
    location: str | None,
    table: str | None,
    as_of: str | None,
    draws: int | None,
    seed: int | None,
) -> None:
    """Estimate a case again without a source or with another claim; nothing is stored."""
    one_thread()
    from tollbook.estimating import load_case, reconcile
    from tollbook.estimating.reconciling import SEED

    if not drop and not added:
        raise click.UsageError("say what to change: --drop SOURCE or --add CLAIM")
    case = load_case(name)
    statements, reports = gather(case, location, table)
    directory = directory_of(case)
    trace = traced(statements, reports, directory)
    kept = [s for s in statements if not any(is_meant(text, s) for text in drop)]
    for text in drop:
        if not any(is_meant(text, s) for s in statements):
            raise refuse("whatif-nothing-dropped", name=text)
    new = [parse_claim(text, place, case.group.affiliation) for place, text in enumerate(added, 1)]
    options = {"seed": seed if seed is not None else SEED, "draws": draws or 1200}
    before = reconcile(statements, case, trace, as_of, directory=directory, scenarios=False, **options)
    after = reconcile([*kept, *new], case, trace, as_of, directory=directory, scenarios=False, **options)
    from tollbook.cli.rendering import console

    rows = []
    for figure in before.figures:
        other = after.figure(figure.measure)
        rows.append([_measure(figure), _ends(figure), _ends(other) if other else "no claim left"])
    console().print(plain_table(["", "as it is", "what if"], rows))
    note(f"{len(statements) - len(kept)} claims left out, {len(new)} added; nothing is stored")


def _measure(figure: Figure) -> str:
    from tollbook.estimating.wording import MEASURE_WORDS

    return MEASURE_WORDS[figure.measure]


def _ends(figure: Figure) -> str:
    from tollbook.estimating.wording import about

    return f"{about(figure.best)} ({about(figure.low)}-{about(figure.high)})"


def is_meant(text: str, statement: Statement) -> bool:
    """Whether `text` is the claim's id or names its source, its affiliation or the publisher."""
    claim, wanted = statement.claim, text.casefold()
    source = claim.source
    names = [statement.publisher] if source is None else [source.name, source.text, source.affiliation]
    return claim.id == text or any(wanted in name.casefold() for name in names if name)


def parse_claim(text: str, place: int, affiliation: str) -> Statement:
    """The claim written as MEASURE [BOUND] NUMBER[-NUMBER] DATE [WHO]; raises Refusal."""
    import msgspec

    from tollbook.claims import Claim, Period, Population, Source, Statement

    found = _ADDED.fullmatch(text.strip())
    if found is None:
        raise refuse("whatif-claim", text=text)
    low = float(found["low"].replace(",", ""))
    high = float(found["high"].replace(",", "")) if found["high"] else low
    bound = found["bound"] or ("range" if found["high"] else "approx")
    who = found["who"]
    data: dict[str, object] = {
        "id": f"added-{place}",
        "report": "added",
        "measure": found["measure"],
        "evidence": [],
        "low": None if bound in ("up_to", "fewer_than") else low,
        "high": None if bound in ("at_least", "more_than") else high,
        "bound": bound,
    }
    try:
        claim = msgspec.convert(data, Claim)
    except msgspec.ValidationError:
        raise refuse("whatif-claim", text=text) from None
    claim.population = Population(affiliation=affiliation)
    claim.period = Period(kind="cumulative", as_of=found["date"])
    claim.source = Source(text=who, name=who, kind="official", affiliation=who) if who else None
    return Statement(claim=claim, date=found["date"])
