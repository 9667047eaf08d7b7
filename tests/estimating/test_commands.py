"""The commands of this room: what is printed, written and refused."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tollbook.cli import tollbook
from tollbook.estimating.case import load_case
from tollbook.messages import Refusal

CASE = """
title = "Northern troops"
question = "How many were hit?"
start = 2025-01-01
[[population]]
name = "sent"
title = "northern troops sent south"
affiliation = "Northland"
role = "military"
[[side]]
name = "North"
members = ["Northland"]
[[side]]
name = "South"
members = ["Southland"]
against = ["North"]
"""
CLAIMS = """claim_id,claim_date,measure,low,high,bound,population,affiliation,role,source,source_kind,source_affiliation
f,2025-03-01,deployed,8000,9000,range,northern troops,Northland,military,Southland army,military,Southland
c,2025-03-10,casualties,1500,1500,approx,northern troops,Northland,military,Southland army,military,Southland
k,2025-03-20,killed,,600,up_to,northern troops,Northland,military,A think tank,expert,
w,2025-04-01,wounded,1400,1400,approx,northern troops,Northland,military,A think tank,expert,
d,2025-04-10,casualties,2200,,at_least,northern troops,Northland,military,Southland army,military,Southland
"""


@pytest.fixture
def north(tmp_path: Path) -> Path:
    """A folder with a case and its claims."""
    (tmp_path / "case.toml").write_text(CASE, encoding="utf-8")
    (tmp_path / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    return tmp_path


def run(*arguments: str | Path) -> Result:
    """What the command line does with these arguments."""
    return CliRunner().invoke(tollbook, [str(a) for a in arguments])


def test_estimate_prints_the_sentence_and_why(north: Path) -> None:
    """The first line answers, and --why lists every claim."""
    result = run("estimate", north, "--claims", north / "claims.csv", "--why")
    assert result.exit_code == 0
    assert result.stdout.startswith("As of 10 April 2025 the reports support about ")
    assert "No figure here is a verified count." in " ".join(result.stdout.split())
    assert all(f"  {claim}" in result.stdout for claim in "fckwd")


def test_estimate_writes_json_csv_and_both_plots(north: Path) -> None:
    """JSON and CSV agree; the drawing holds every drawn claim's words."""
    base = ("estimate", north, "--claims", north / "claims.csv")
    data = json.loads(run(*base, "--format", "json").stdout)
    lines = run(*base, "--format", "csv", "--plot", north / "p.svg").stdout.splitlines()
    last = [line.split(",") for line in lines if line.split(",")[1] == "2025-04-10"]
    best = {row[2]: float(row[4]) for row in last}
    assert best["casualties"] == pytest.approx(data["figures"][0]["interval"]["median"], abs=1)
    svg = (north / "p.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "Southland army, 10 March 2025: about 1,500 killed or wounded; counted" in svg
    run(*base, "--plot", north / "p.png")
    assert (north / "p.png").read_bytes().startswith(b"\x89PNG")


def test_whatif_shows_both_estimates_and_refuses_what_changes_nothing(north: Path) -> None:
    """A dropped source and an added claim stand beside the estimate as it is."""
    base = ("whatif", north, "--claims", north / "claims.csv")
    result = run(*base, "--drop", "think tank", "--add", "killed at_least 900 2025-04-05 Southland")
    assert result.exit_code == 0
    assert "what if" in result.stdout
    assert "2 claims left out, 1 added" in result.stderr
    assert isinstance(run(*base, "--drop", "nobody").exception, Refusal)
    assert "not a claim" in str(run(*base, "--add", "many dead").exception)
    assert run(*base).exit_code == 2


def test_case_new_writes_a_case_that_loads_and_estimates(north: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case drafted from a ledger is valid as it stands, and is not written over."""
    monkeypatch.chdir(north)
    assert run("import", "claims.csv", "--ledger", "l.db").exit_code == 0
    made = run("case", "new", "drafted", "--ledger", "l.db")
    assert made.exit_code == 0
    assert load_case("drafted").group.affiliation == "Northland"
    assert run("estimate", "drafted", "--ledger", "l.db").exit_code == 0
    assert "already there" in str(run("case", "new", "drafted", "--ledger", "l.db").exception)
