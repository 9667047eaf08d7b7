"""`tollbook trace` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tollbook.cli import tollbook
from tollbook.ledger import Ledger
from tollbook.messages import Refusal

COLUMNS = (
    "claim_id,claim_date,measure,unit,low,high,bound,modality,population,affiliation,role,source,source_kind,"
    "source_affiliation,via"
)
NORTH = "North Korean soldiers,North Korea,military"
UK = "UK Ministry of Defence,military,United Kingdom"
SHOIGU = "Sergei Shoigu,official,Russia"
ROWS = [
    f"uk,2025-06-15,casualties,people,6000,,more_than,estimated,{NORTH},{UK},",
    f"paper,2025-10-24,killed,people,6000,6000,approx,asserted,{NORTH},{UK},The Bulletin",
    f"kyiv,2025-01-09,casualties,people,4000,4000,approx,asserted,{NORTH},Volodymyr Zelensky,official,Ukraine,",
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "claims.csv"
    path.write_text("\n".join([COLUMNS, *ROWS]), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(tollbook, ["trace", *map(str, arguments)], catch_exceptions=True)


def test_a_tree_shows_the_chain_and_the_change(table: Path) -> None:
    """The origin stands first, what rests on it below it, with the fields that changed."""
    done = run("--claims", table, "paper")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].startswith("UK Ministry of Defence · 2 claims, 1 changed")
    assert "15 Jun 2025 more than 6,000 killed or wounded UK Ministry of Defence (original)" in lines[1]
    assert "24 Oct 2025 about 6,000 killed The Bulletin (changed: measure, bound)" in lines[2]
    assert "Kyiv" not in done.stdout
    assert "2 claims from 1 origin" in done.stderr


def test_a_claim_s_look_alikes_are_named(table: Path) -> None:
    """Below a claim's tree stand the same numbers of other origins."""
    other = f"sappers,2025-06-17,deployed,people,6000,6000,exact,projected,sappers,North Korea,military,{SHOIGU},"
    table.write_text("\n".join([COLUMNS, *ROWS, other]), encoding="utf-8")
    done = run("--claims", table, "paper")
    assert done.stdout.split("Same number, other origin")[1].splitlines()[1:] == [
        "17 Jun 2025 6,000 sent Sergei Shoigu (sappers)"
    ]
    assert "Same number" not in run("--claims", table, "kyiv").stdout


def test_the_table_holds_the_changes_alone(table: Path) -> None:
    """--format table prints one line for each figure that changed."""
    done = run("--claims", table, "--format", "table")
    assert done.exit_code == 0
    assert "more than 6,000 killed or wounded → about 6,000 dead" in done.stdout
    assert len(done.stdout.splitlines()) == 2


def test_json_holds_links_standings_and_origins(table: Path) -> None:
    """--format json prints the whole trace as one object."""
    whole = json.loads(run("--claims", table, "--format", "json").stdout)
    assert [(link["claim"], link["target"], link["kind"]) for link in whole["links"]] == [("paper", "uk", "distortion")]
    assert {"claim": "paper", "target": "uk"}.items() <= whole["links"][0].items()
    assert len(whole["origins"]) == 2
    assert whole["effective"] == 2.0


def test_a_drawing_and_a_graph(table: Path) -> None:
    """--format svg prints a file that stands alone, --format dot a graph."""
    assert run("--claims", table, "--format", "svg").stdout.startswith('<svg class="trace"')
    assert run("--claims", table, "--format", "dot").stdout.startswith("digraph trace {")


def test_names_lists_what_a_person_should_look_at(table: Path) -> None:
    """--names gives the names of sources near a known one, and nothing of the trace."""
    odd = ROWS[0].replace("uk,", "odd,", 1).replace("UK Ministry of Defence", "U.K. Ministry for Defense")
    table.write_text("\n".join([COLUMNS, *ROWS, odd]), encoding="utf-8")
    (line,) = run("--claims", table, "--names").stdout.splitlines()
    assert line.startswith("uk ministry for defense: perhaps ")


def test_as_of_leaves_out_what_came_later(table: Path) -> None:
    """With --as-of only what was claimed by then is traced."""
    done = run("--claims", table, "--as-of", "2025-07", "--format", "json")
    assert json.loads(done.stdout)["links"] == []


def test_claims_of_a_ledger_are_found_by_id(table: Path, tmp_path: Path) -> None:
    """A claim kept in a ledger is traced by its id; a link that a person cut is gone."""
    place = tmp_path / "t.db"
    with Ledger(place) as ledger:
        ledger.import_table(table)
        ids = {s.claim.source.text: s.claim.id for s in ledger.statements(measure="killed") if s.claim.source}
        (paper,) = ids.values()
        whole = json.loads(run(paper, "--ledger", place, "--format", "json").stdout)
        (link,) = whole["links"]
        ledger.decide_link(paper, link["target"], "cut", actor="anna", reason="another count")
    assert json.loads(run(paper, "--ledger", place, "--format", "json").stdout)["links"] == []


def test_an_unknown_name_is_refused_with_what_to_do(table: Path) -> None:
    """A name that is neither a case nor a claim is one line that says where to look."""
    done = run("--claims", table, "nobody")
    assert isinstance(done.exception, Refusal)
    assert "nobody: no claim with this id" in str(done.exception)
    assert run().exit_code == 2
