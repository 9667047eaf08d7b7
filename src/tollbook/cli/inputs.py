"""What `read` and `add` share: their options about input, and a walk through reports that names each bad one.

problems = Problems()
for captured in captured_reports(sources, problems, max_size, allow_private, strict):
    ...
sys.exit(problems.status)
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tollbook.capture import Captured
    from tollbook.messages import Refusal

FACTORS = {"": 1, "B": 1, "K": 10**3, "KB": 10**3, "M": 10**6, "MB": 10**6, "G": 10**9, "GB": 10**9}
BINARY_FACTORS = {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


class Size(click.ParamType[int]):
    """A number of bytes: 500000, 500kB, 20MB, 1GiB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", value)
        factor = (FACTORS | BINARY_FACTORS).get(match[2].upper()) if match else None
        if not match or factor is None or not 1 <= float(match[1]) * factor <= 2**62:
            self.fail(f"{value!r} is no size; write it like 500kB, 20MB or 1GB", param, ctx)
        return int(float(match[1]) * factor)


class Problems:
    """The bad inputs met so far; each is named on standard error at once."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, refusal: Refusal) -> None:
        """Name one bad input."""
        self.count += 1
        click.echo(str(refusal), err=True)

    @property
    def status(self) -> int:
        """The command's exit status so far."""
        return 1 if self.count else 0


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that takes reports: --max-size, --allow-private, --strict."""
    for option in (
        click.option("--strict", is_flag=True, help="Stop at the first report that cannot be read."),
        click.option("--allow-private", is_flag=True, help="Fetch from private and loopback networks too."),
        click.option(
            "--max-size", type=Size(), default="20MB", show_default=True, help="The most that one report may have."
        ),
    ):
        command = option(command)
    return command


def captured_reports(
    sources: Sequence[str],
    problems: Problems,
    max_size: int,
    allow_private: bool,
    strict: bool,
    progress: bool = True,
) -> Iterator[Captured]:
    """The reports of all `sources` in order; bad ones go to `problems`. Raises the first Refusal when `strict`.

    With `progress`, a bar on standard error counts them, where that is a terminal.
    """
    from tollbook.capture import capture
    from tollbook.messages import Refusal

    with Progress(len(sources), shown=progress) as bar:
        for source in sources:
            for item in capture(source, max_size=max_size, allow_private=allow_private, strict=strict):
                if isinstance(item, Refusal):
                    problems.add(item)
                else:
                    yield item
                bar.report()
            bar.source()


class Progress:
    """A bar on standard error: sources done of all, reports so far. Nothing where that is no terminal."""

    def __init__(self, sources: int, shown: bool = True) -> None:
        self.sources = sources
        self.shown = shown and sys.stderr.isatty()
        self.reports = 0

    def __enter__(self) -> Progress:
        if self.shown:
            from rich.console import Console
            from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bar

            columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
            self.bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task("reading", total=self.sources if self.sources > 1 else None)
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            self.bar.stop()

    def report(self) -> None:
        """One report more."""
        self.reports += 1
        if self.shown:
            self.bar.update(self.task, description=f"{self.reports:,} reports")

    def source(self) -> None:
        """One source done."""
        if self.shown:
            self.bar.advance(self.task)
