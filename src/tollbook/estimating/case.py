"""The question asked of the claims: a case file, read and checked.

A case is a folder with `case.toml`; docs/case.md describes every key. What is wrong in a file is said in one line that
names the file and the key.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import msgspec

from tollbook.claims import Measure, Role
from tollbook.estimating.checking import check
from tollbook.messages import refuse

Alignment = Literal["own", "ally", "enemy", "enemy_ally", "third"]
"""How a source stands to the people counted: their own side, its ally, their enemy, its ally, or neither."""

COUNTED: tuple[Measure, ...] = ("killed", "wounded", "casualties", "captured", "missing", "strength", "deployed")


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One group of people that the case counts."""

    name: str
    title: str
    affiliation: str
    role: Role = "unknown"
    within: str | None = None
    """Name of the larger group that holds this one."""
    words: list[str] = []
    """Words that name the group in a claim without an affiliation."""


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party, or states that speak as one."""

    name: str
    members: list[str]
    allies: list[str] = []
    against: list[str] = []
    colour: str | None = None


class Prior(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is believed of reports before they are read: bias on the log scale as [centre, standard deviation].

    A centre of 0.1 says that such sources put losses 1.1 times too high on the whole.
    """

    about: str
    own: tuple[float, float] = (-0.3, 0.4)
    ally: tuple[float, float] = (-0.2, 0.35)
    enemy: tuple[float, float] = (0.1, 0.2)
    enemy_ally: tuple[float, float] = (0.05, 0.15)
    third: tuple[float, float] = (0.0, 0.15)
    source: float = 0.2
    """Standard deviation of one source's bias around that of its alignment."""

    def of(self, alignment: str) -> tuple[float, float]:
        """Centre and standard deviation for one alignment."""
        value: tuple[float, float] = getattr(self, alignment)
        return value


class Conditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a claim must be for a rule to apply: every condition given must hold; lists hold alternatives."""

    claims: list[str] = []
    measures: list[str] = []
    modalities: list[str] = []
    words: list[str] = []
    """Regular expressions looked for in the words for the group counted."""
    places: list[str] = []
    """Regular expressions looked for in the place."""
    sources: list[str] = []
    """Regular expressions looked for in the source's words and name."""
    before: str | None = None
    after: str | None = None
    """Dates that the claim's own date lies before, or after."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule of inclusion: what is done with the claims that meet its conditions, and why."""

    reason: str
    then: Literal["set aside", "part"]
    """"part": the figure covers a part of the group, so that the total is at least as high."""
    when: Conditions = msgspec.field(default_factory=Conditions)


class Definitions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the words of the case take in."""

    casualties: list[Measure] = msgspec.field(default_factory=lambda: ["killed", "wounded"])
    force: Literal["deployed", "strength"] | None = None
    """What a share of a force is a share of; by default `deployed` where it is claimed, else `strength`."""


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bound that the case holds for certain, such as a list of named dead: no draw lies outside it."""

    measure: Measure
    reason: str
    low: float | None = None
    high: float | None = None

    def words(self) -> str:
        """killed at least 5,000; deployed at most 3,000."""
        ends = [f"at least {self.low:,.0f}" if self.low is not None else ""]
        ends.append(f"at most {self.high:,.0f}" if self.high is not None else "")
        return f"{self.measure} {' and '.join(filter(None, ends))}"


DEFAULT_PRIORS = {
    "moderate": Prior("An enemy's figures run 1.1 times too high, give or take a fifth; one's own run low."),
    "even": Prior(
        "No side leans either way.",
        own=(0.0, 0.2), ally=(0.0, 0.2), enemy=(0.0, 0.2), enemy_ally=(0.0, 0.15), third=(0.0, 0.15),
    ),
    "wary": Prior(
        "An enemy's figures run 1.35 times too high, give or take a quarter; one's own hide half.",
        own=(-0.7, 0.5), ally=(-0.4, 0.4), enemy=(0.3, 0.25), enemy_ally=(0.2, 0.25), third=(0.1, 0.25),
    ),
}  # fmt: skip


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question with everything that must be settled before the claims can answer it."""

    title: str
    question: str
    populations: list[Group]
    name: str = ""
    counted: str = ""
    """Name of the group asked about; the first one when not given."""
    start: str | None = None
    end: str | None = None
    dates: list[str] = []
    """Dates on which the case wants figures."""
    sides: list[Side] = []
    measures: list[Measure] = msgspec.field(default_factory=lambda: list(COUNTED))
    definitions: Definitions = msgspec.field(default_factory=Definitions)
    priors: dict[str, Prior] = msgspec.field(default_factory=lambda: dict(DEFAULT_PRIORS))
    prior: str = "moderate"
    rules: list[Rule] = []
    limits: list[Limit] = []
    sources: str = "sources.toml"
    """File of the case's folder that says who is who among sources."""
    folder: str = ""
    """Where the case was loaded from; not a key of the file."""

    @property
    def group(self) -> Group:
        """The group asked about."""
        return next(group for group in self.populations if group.name == (self.counted or self.populations[0].name))

    def family(self) -> list[Group]:
        """The group asked about with every group that holds it or lies within it."""
        parents = {group.name: group.within for group in self.populations}

        def root(name: str) -> str:
            while parents[name] is not None:
                name = parents[name] or name
            return name

        return [group for group in self.populations if root(group.name) == root(self.group.name)]

    def side_of(self, affiliation: str | None) -> Side | None:
        """The side that speaks for `affiliation`."""
        wanted = (affiliation or "").casefold()
        return next((s for s in self.sides if wanted in {m.casefold() for m in s.members}), None)

    def alignment(self, affiliation: str | None) -> Alignment:
        """How a source of `affiliation` stands to the people counted."""
        counted = self.group.affiliation
        if affiliation and affiliation.casefold() == counted.casefold():
            return "own"
        speaker, victims = self.side_of(affiliation), self.side_of(counted)
        if speaker is None or victims is None:
            return "third"
        if speaker is victims or speaker.name in victims.allies or victims.name in speaker.allies:
            return "ally"
        if victims.name in speaker.against or speaker.name in victims.against:
            return "enemy"
        friends = [s for s in self.sides if s.name in speaker.allies or speaker.name in s.allies]
        hostile = any(victims.name in s.against or s.name in victims.against for s in friends)
        return "enemy_ally" if hostile else "third"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The keys of case.toml as they are written."""

    title: str
    question: str
    population: list[Group] = []
    counted: str = ""
    start: str | None = None
    end: str | None = None
    dates: list[str] = []
    side: list[Side] = []
    measures: list[Measure] = msgspec.field(default_factory=lambda: list(COUNTED))
    definitions: Definitions = msgspec.field(default_factory=Definitions)
    priors: dict[str, Prior] = {}
    prior: str = "moderate"
    rule: list[Rule] = []
    limit: list[Limit] = []
    sources: str = "sources.toml"


def load_case(name_or_path: str | Path) -> Case:
    """The case of a folder, of a file, or of a name that ships with the package; raises Refusal."""
    path = Path(name_or_path)
    if path.is_dir() and (path / "case.toml").exists():
        return parse_case(_text(path / "case.toml"), str(path / "case.toml"), path.resolve().name, str(path.resolve()))
    if path.is_file():
        parent = path.resolve().parent
        return parse_case(_text(path), str(path), parent.name if path.name == "case.toml" else path.stem, str(parent))
    shipped = shipped_case(str(name_or_path))
    if shipped is None:
        names = ", ".join(shipped_cases()) or "none"
        raise refuse("case-unknown", name=name_or_path, shipped=names)
    text = shipped.joinpath("case.toml").read_text(encoding="utf-8")
    return parse_case(text, f"{name_or_path}/case.toml", str(name_or_path), str(shipped))


def shipped_case(name: str) -> Traversable | None:
    """The package folder of the shipped case `name`, if there is one."""
    if not re.fullmatch(r"[a-z0-9_]+", name):
        return None
    folder = files("tollbook.cases").joinpath(name)
    return folder if folder.joinpath("case.toml").is_file() else None


def shipped_cases() -> list[str]:
    """Names of the cases inside the package."""
    folders = files("tollbook.cases").iterdir()
    return sorted(folder.name for folder in folders if folder.is_dir() and folder.joinpath("case.toml").is_file())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise refuse("not-text", name=path) from None
    except OSError as error:
        raise refuse("unreadable-file", name=path, reason=error.strerror) from None


def parse_case(text: str, shown: str, name: str, folder: str = "") -> Case:
    """The case written in `text`; messages name it `shown`. Raises Refusal."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refuse("case-invalid", name=shown, reason=f"not TOML: {error}") from None
    try:
        read = msgspec.convert(_plain(data), _File)
    except msgspec.ValidationError as error:
        raise refuse("case-invalid", name=shown, reason=str(error)) from None
    case = Case(
        title=read.title,
        question=read.question,
        populations=read.population,
        name=name,
        counted=read.counted,
        start=read.start,
        end=read.end,
        dates=read.dates,
        sides=read.side,
        measures=read.measures,
        definitions=read.definitions,
        priors={**DEFAULT_PRIORS, **read.priors},
        prior=read.prior,
        rules=read.rule,
        limits=read.limit,
        sources=read.sources,
        folder=folder,
    )
    check(case, shown)
    return case


def _plain(value: Any) -> Any:
    """TOML data with its dates as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat()[:10] if isinstance(value, datetime.date) else value
