"""How claims look in the terminal: shared by every command that shows them.

    out = console()                          # colours only on a terminal, NO_COLOR respected, nothing cut in a pipe
    out.print(claims_table(claims))          # figure / measure / of whom / said by / place / as
    out.print(claims_table(claims, ids=True))  # the same with the claims' ids first
    out.print(evidence(claim, report.text))  # the sentence with figure, group, source and other words marked
    print_claim(out, claim, report.text)     # one claim whole: figure, sentence, words, rules, confidence

The words alone are in `tollbook.cli.wording`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING

from tollbook.claims import Claim, Reading, Report
from tollbook.cli import wording

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

STYLES = {
    "figure": "bold underline",
    "group": "green underline",
    "source": "cyan underline",
    "date or place": "magenta underline",
    "words": "yellow underline",
}
"""How each kind of evidence is marked in its sentence. `words` are measures and hedges."""

UNBOUNDED = 100_000
"""The width of output that is no terminal: lines are never folded there."""

SENTENCE_END = re.compile(
    r"(?:(?<=\w{4})|(?<=[\d)\]%\"”’»]))[.!?][\"”’»)]*\s+(?=[^\Wa-zа-яіїєґ_]|[\"“‘«])|[。！？]|\n\s*\n"
)


def console(file: IO[str] | None = None, stderr: bool = False) -> Console:
    """A console whose output is as wide as the terminal, or unbounded where it is none."""
    from rich.console import Console

    out = Console(file=file, stderr=stderr, highlight=False, soft_wrap=False)
    if not out.is_terminal:
        out.width = UNBOUNDED
    return out


def claims_table(claims: Iterable[Claim], ids: bool = False) -> Table:
    """Claims one a row, aligned; long words fold, nothing is cut."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    if ids:
        table.add_column("id", no_wrap=True, style="dim")
    table.add_column("figure", style="bold", overflow="fold")
    for heading in ("measure", "of whom", "said by", "", "as"):
        table.add_column(heading, overflow="fold")
    for claim in claims:
        cells = [
            wording.figure_text(claim),
            wording.measure_text(claim),
            wording.population_text(claim),
            wording.source_text(claim),
            wording.place_text(claim),
            wording.stance_text(claim),
        ]
        table.add_row(*([Text(claim.id)] if ids else []), *map(Text, cells))
    return table


def print_reading(out: Console, reading: Reading, seconds: float | None = None, explain: bool = False) -> None:
    """One report: its title, a line about it, and its claims in a table or, with `explain`, each with its sentence."""
    from rich.padding import Padding
    from rich.text import Text

    out.print(Text(heading(reading.report), style="bold"))
    out.print(Text(reading_line(reading, seconds), style="dim"))
    if explain:
        for claim in reading.claims:
            out.print()
            print_claim(out, claim, reading.report.text)
    elif reading.claims:
        out.print()
        out.print(Padding(claims_table(reading.claims), (0, 0, 0, 2), expand=False))


def heading(report: Report, length: int = 80) -> str:
    """What to call a report: its title, else its first words."""
    if report.title:
        return wording.shown(report.title)
    words = wording.shown(report.text[: 2 * length])
    return words if len(words) <= length else words[:length].rpartition(" ")[0] + " …"


def reading_line(reading: Reading, seconds: float | None = None) -> str:
    """ "English · 2.1 kB · 5 figures, 10 statements without figure · 9 ms"."""
    from tollbook.capture.files import size_text

    figures = sum(claim.low is not None or claim.high is not None for claim in reading.claims)
    parts = [
        wording.language_text(reading.report.lang),
        size_text(len(reading.report.text.encode("utf-8", "replace"))),
        counts(figures, len(reading.claims) - figures),
        "" if seconds is None else duration(seconds),
    ]
    return " · ".join(part for part in parts if part)


def duration(seconds: float) -> str:
    """0.3 ms, 9 ms, 1.1 s."""
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.001 else f"{seconds * 1000:.1f} ms"


def counts(figures: int, others: int) -> str:
    """How many claims there are, with and without figures."""
    if not figures + others:
        return "no claims"
    return ", ".join(
        [plural(figures, "figure")] + ([plural(others, "statement") + " without figure"] if others else [])
    )


def plural(number: int, noun: str) -> str:
    """1 figure, 2 figures."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_claim(out: Console, claim: Claim, text: str) -> None:
    """One claim whole: what it says, its sentence, the words it stands on, and the rules that read it."""
    from rich.padding import Padding
    from rich.text import Text

    head = Text(wording.figure_text(claim), style="bold")
    head.append(f"  {wording.measure_text(claim)}  of {wording.population_text(claim)}", style="not bold")
    place = wording.place_text(claim)
    head.append(f" {place}" if place else "", style="not bold")
    out.print(head)
    lines = [evidence(claim, text), Text(f"said by {wording.source_text(claim)}; {wording.stance_text(claim)}")]
    if claim.share_of is not None:
        of = claim.share_of.text or claim.share_of.measure or "-"
        lines.append(Text(f"a share of {wording.shown(of)}"))
    lines.append(legend(claim))
    sure = "" if claim.confidence is None else f" · confidence {claim.confidence:.2f}"
    repeats = f" · repeats {claim.repeats}" if claim.repeats else ""
    lines.append(Text(f"rules {', '.join(claim.trace) or '-'}{sure}{repeats} · {claim.id}", style="dim"))
    for line in lines:
        out.print(Padding(line, (0, 0, 0, 2), expand=False))


def roles(claim: Claim) -> list[str]:
    """What each piece of the claim's evidence is, a key of STYLES; the first is the figure (or the words instead)."""
    group = {claim.population.text}
    sources = {
        text
        for source in [claim.source, *claim.via, *claim.corroborates]
        if source
        for text in (source.text, source.name)
    }
    out = []
    for number, piece in enumerate(claim.evidence):
        if number == 0:
            out.append("figure")
        elif alike(piece.quote, group):
            out.append("group")
        elif alike(piece.quote, sources):
            out.append("source")
        elif alike(piece.quote, {claim.place}) or re.search(r"\d", piece.quote):
            out.append("date or place")
        else:
            out.append("words")
    return out


def alike(quote: str, texts: Iterable[str | None]) -> bool:
    """Whether `quote` is part of one of `texts` or the other way round, capitals and white space aside."""
    quote = " ".join(quote.lower().split())
    return any(quote in text or text in quote for text in (" ".join((t or "").lower().split()) for t in texts) if text)


def legend(claim: Claim) -> Text:
    """The claim's evidence piece by piece, each with what it is, so that the marks mean something in a pipe too."""
    from rich.text import Text

    line = Text()
    for role, piece in zip(roles(claim), claim.evidence):
        line.append(" · " if line else "")
        line.append(f"{role}: ", style="dim")
        line.append(wording.shown(piece.quote), style=STYLES[role])
    return line


def evidence(claim: Claim, text: str) -> Text:
    """The sentences that hold the claim's evidence, in quotes, with each piece marked in the style of what it is."""
    from rich.text import Text

    marks = sorted((piece.start, piece.end, STYLES[role]) for role, piece in zip(roles(claim), claim.evidence))
    line = Text("“")
    for place, (start, end) in enumerate(stretches([(begin, stop) for begin, stop, _ in marks], text)):
        line.append(" … " if place else "")
        at = start
        for begin, stop, style in marks:
            if begin < at or stop > end:
                continue
            line.append(spaced(text[at:begin]))
            line.append(spaced(text[begin:stop]), style=style)
            at = stop
        line.append(spaced(text[at:end]))
    line.append("”")
    return line


def spaced(text: str) -> str:
    """`text` as shown, with the white space at its ends kept as one space."""
    inner = wording.shown(text)
    if not inner:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if text[-1].isspace() else ''}"


def stretches(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The sentences of `text` around `spans`, in order, touching ones joined."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(sentence_around(start, end, text) for start, end in spans):
        if out and start <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def sentence_around(start: int, end: int, text: str, reach: int = 600) -> tuple[int, int]:
    """The sentence or paragraph that holds `start`..`end`, at most `reach` characters to either side."""
    before = max(0, start - reach)
    for stop in SENTENCE_END.finditer(text, before, start + 1):
        before = min(stop.end(), start)
    after = SENTENCE_END.search(text, end, min(len(text), end + reach))
    until = min(len(text), end + reach) if after is None else after.end()
    while before < start and text[before].isspace():
        before += 1
    while until > end and text[until - 1].isspace():
        until -= 1
    return before, until
