"""A case file to start from, with what the claims of a ledger suggest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from tollbook.claims import Statement
from tollbook.estimating.case import COUNTED
from tollbook.messages import refuse

SIDES = 6


def draft(statements: Sequence[Statement], name: str, affiliation: str | None = None) -> str:
    """The text of a commented case.toml that is valid as it stands. Raises Refusal where nobody is counted."""
    people = [s for s in statements if s.claim.unit != "items" and s.claim.population.affiliation]
    if affiliation is None:
        counts = Counter(s.claim.population.affiliation for s in people)
        if not counts:
            raise refuse("estimate-no-claims", case=name, reason="that say whose people are counted")
        affiliation = counts.most_common(1)[0][0] or ""
    about = [s for s in people if (s.claim.population.affiliation or "").casefold() == affiliation.casefold()]
    if not about:
        others = sorted({s.claim.population.affiliation or "" for s in people})[:5]
        raise refuse(
            "estimate-population", case=name, number=len(statements), population=affiliation, others=", ".join(others)
        )
    roles = Counter(s.claim.population.role for s in about)
    dates = sorted(s.date[:10] for s in about if s.date)
    found = {s.claim.measure for s in about}
    measures = [m for m in COUNTED if m in found] or list(COUNTED)
    speakers = Counter(
        s.claim.source.affiliation for s in about if s.claim.source is not None and s.claim.source.affiliation
    )
    return "\n".join(
        [
            "# What is asked of the claims. docs/case.md describes every key.",
            "",
            f"title = {_text(f'{affiliation}: reported losses')}",
            f"question = {_text(f'How many people of {affiliation} were killed or wounded?')}",
            *(["# Claims about earlier or later times are set aside."] if dates else []),
            *([f"start = {_text(dates[0])}", f"end = {_text(dates[-1])}"] if dates else []),
            f"measures = {json.dumps(measures)}",
            "# Which belief about bias the main figures use: moderate, even, wary, or one of your own.",
            'prior = "moderate"',
            "",
            "# Who is counted. A second population `within` this one can be added below it.",
            "[[population]]",
            f"name = {_text('counted')}",
            f"title = {_text(f'people of {affiliation}')}",
            f"affiliation = {_text(affiliation)}",
            f"role = {_text(roles.most_common(1)[0][0])}",
            "",
            "# Who speaks, by the affiliations in the claims. Say who is allied with and against whom: the bias",
            "# expected of a source depends on it.",
            *_sides(affiliation, [who for who, _ in speakers.most_common(SIDES) if who]),
            "[definitions]",
            'casualties = ["killed", "wounded"]',
            '# force = "deployed"   # what "a third of the force" is a third of: deployed (sent) or strength (present)',
            "",
            "# Rules of inclusion, the first that applies decides. An example:",
            "# [[rule]]",
            '# then = "set aside"',
            '# reason = "A plan, not people sent."',
            '# when = { measures = ["deployed"], words = ["planned"] }',
            "",
        ]
    )


def _sides(affiliation: str, speakers: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys([affiliation, *speakers]))
    lines = []
    for name in names:
        others = json.dumps([other for other in names if other not in (name, affiliation)], ensure_ascii=False)
        lines += ["[[side]]", f"name = {_text(name)}", f"members = [{_text(name)}]"]
        lines += [f"# allies = {others}", "# against = []", ""]
    return lines


def _text(value: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for the control character 127."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
