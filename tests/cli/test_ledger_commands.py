"""The commands that keep, show, export and prove, as a user types them."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tollbook.cli import tollbook
from tollbook.ledger import Ledger
from tollbook.messages import Refusal

STORY = """Two thousand dead, analyst says

SEOUL, Jan. 14 - Some 2,000 North Korean soldiers were killed in Kursk, the defence ministry said on Tuesday.
Up to 500 more were wounded, an analyst told reporters.
"""
TABLE = """claim_id,claim_date,measure,low,high,bound,population,affiliation,role,source,via,based_on,note
k1,2025-01-02,killed,,1000,up_to,soldiers,North Korea,military,Jones,CSIS | Yonhap,,=danger
k2,2025-01-03,wounded,20,20,approx,soldiers,North Korea,military,NIS,,k1,
k3,2025-02-04,killed,300,,at_least,soldiers,Russia,military,NIS,,,
"""


class Shell:
    """A folder in which commands are typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: object, ok: bool = True) -> Result:
        """Run a command in this folder; its refusal, if any, is the last line of `stderr`, as on a real terminal."""
        environment = {"TOLLBOOK_LEDGER": str(self.folder / "tollbook.db"), "TOLLBOOK_NAME": "anna"}
        before = os.getcwd()
        os.chdir(self.folder)
        try:
            done = CliRunner(env=environment).invoke(tollbook, [str(part) for part in arguments])
        finally:
            os.chdir(before)
        if ok:
            assert done.exit_code == 0, done.output
        return done

    def refused(self, *arguments: object) -> str:
        """Run a command that is refused; returns the line."""
        done = self.run(*arguments, ok=False)
        assert isinstance(done.exception, Refusal)
        assert done.stdout == ""
        return str(done.exception)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """An empty folder with a story and a table in it."""
    (tmp_path / "story.txt").write_text(STORY)
    (tmp_path / "claims.csv").write_text(TABLE)
    return Shell(tmp_path)


@pytest.fixture
def filled(shell: Shell) -> Shell:
    """The same with the table imported."""
    shell.run("import", "claims.csv")
    return shell


def test_a_story_is_added_once_and_shown_with_its_words(shell: Shell) -> None:
    """Adding names the report and its claims; a second time it says that nothing changed; show quotes the text."""
    first = shell.run("add", "story.txt")
    assert "1 report added" in first.stdout
    assert "0 reports added, 0 new versions, 1 unchanged" in shell.run("add", "story.txt").stdout
    (report,) = json.loads(shell.run("reports", "--format", "json").stdout)
    claims = [json.loads(line) for line in shell.run("claims", "--format", "jsonl").stdout.splitlines()]
    killed = next(claim for claim in claims if "2,000" in claim["evidence"][0]["quote"])
    assert (killed["measure"], killed["high"], killed["report"]) == ("killed", 2000, report["id"])
    shown = shell.run("show", killed["id"]).stdout
    assert "2,000 North Korean soldiers were killed in Kursk" in shown
    assert "read" in shown
    whole = shell.run("show", report["id"]).stdout
    assert STORY.splitlines()[2] in whole
    assert killed["id"] in whole
    assert shell.run("show", report["id"], "--original").stdout_bytes == STORY.encode()


def test_bad_reports_are_named_and_the_good_ones_kept(shell: Shell) -> None:
    """One bad input does not keep the others out; the status is 1, and --strict stops at the first."""
    (shell.folder / "empty.txt").write_text("")
    done = shell.run("add", "empty.txt", "story.txt", "absent.txt", ok=False)
    assert done.exit_code == 1
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["empty.txt", "absent.txt"]
    assert "1 report added" in done.stdout
    strict = Shell(shell.folder / "strict")
    strict.folder.mkdir()
    strict.refused("add", "--strict", shell.folder / "empty.txt", shell.folder / "story.txt")
    assert json.loads(strict.run("reports", "--format", "json").stdout) == []


def test_import_names_every_bad_line_and_keeps_nothing(shell: Shell) -> None:
    """A table with bad lines leaves no ledger behind, and each line is named even when there are many."""
    lines = TABLE.splitlines()
    path = shell.folder / "bad.csv"
    path.write_text("\n".join([*lines, *(f"b{n},soon,killed,1,1,,,,,,,," for n in range(30))]))
    done = shell.run("import", "bad.csv", ok=False)
    assert "and 10 more" in str(done.exception)
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [f"line {n}" for n in range(5, 35)]
    assert not (shell.folder / "tollbook.db").exists()
    assert "3 claims imported" in shell.run("import", "claims.csv").stdout
    assert "already there" in shell.run("import", "claims.csv").stdout


def test_claims_are_listed_by_date_and_filtered(filled: Shell) -> None:
    """The table shows figure, bound, measure, people, source chain and id; filters narrow it."""
    lines = filled.run("claims").stdout.splitlines()
    assert lines[0].split() == ["date", "figure", "measure", "of", "whom", "said", "by", "as", "id"]
    assert "up to 1,000" in lines[1]
    assert "Jones ← CSIS ← Yonhap" in lines[1]
    for options, expected in [
        (["--measure", "killed"], ["k1", "k3"]),
        (["--source", "nis", "--since", "2025-02"], ["k3"]),
        (["--population", "north"], ["k1", "k2"]),
        (["--text", "yon"], ["k1"]),
        (["--newest-first", "--limit", "1"], ["k3"]),
        (["--status", "rejected"], []),
        (["--case", "kursk"], ["k1", "k2"]),
    ]:
        done = filled.run("claims", "--format", "jsonl", *options)
        assert (options, [json.loads(line)["id"] for line in done.stdout.splitlines()]) == (options, expected)
    assert filled.run("claims", "--since", "soon", ok=False).exit_code == 2


def test_tables_fit_the_terminal(filled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal of 80 columns no line is longer, and nothing of a figure or a name is lost."""
    from rich.console import Console

    from tollbook.cli.ledgers import statements_table

    with Ledger(filled.folder / "tollbook.db") as ledger:
        statements = ledger.statements()
    with open(os.devnull, "w") as nowhere:
        out = Console(width=80, record=True, file=nowhere)
        out.print(statements_table(statements))
        text = out.export_text()
    assert max(map(len, text.splitlines())) <= 80
    for word in ("1,000", "Yonhap", "soldiers", "at least"):
        assert word in text


def test_sources_are_graded_and_merged(filled: Shell) -> None:
    """Grades and merges show in the list with their reason, and in the log with the name of who did it."""
    assert "B (usually reliable)" in filled.run("sources", "--grade", "NIS", "b", "--reason", "usually reliable").stdout
    filled.run("sources", "--merge", "Jones", "NIS")
    (source,) = json.loads(filled.run("sources", "--format", "json").stdout)
    assert (source["label"], source["claims"], source["aliases"]) == ("NIS", 3, ["Jones"])
    log = filled.run("log", "--last", "2").stdout
    assert "anna  graded source NIS B: usually reliable" in log
    assert "anna  merged source Jones into NIS" in log
    assert "no such grade" in filled.refused("sources", "--grade", "NIS", "Z")


def test_log_tells_what_happened_in_order(filled: Shell) -> None:
    """The journal reads from its first entry on, also by kind and by what it is about."""
    with Ledger(filled.folder / "tollbook.db") as ledger:
        ledger.decide("k2", "corrected", actor="ben", reason="misread", changes={"low": 22, "high": 22})
        ledger.decide("k2", "undone", actor="anna")
    lines = filled.run("log").stdout.splitlines()
    assert [int(line.split()[0]) for line in lines] == [1, 2, 3, 4, 5]
    assert "ben  corrected claim k2 (high 20 → 22, low 20 → 22): misread" in lines[3]
    assert "undid entry 4 on claim k2" in lines[4]
    assert len(filled.run("log", "--about", "k2").stdout.splitlines()) == 2
    assert len(filled.run("log", "--kind", "claim-decided", "--by", "ben").stdout.splitlines()) == 1
    assert "corrected" in filled.run("show", "k2").stdout


def test_verify_proves_and_finds(filled: Shell) -> None:
    """Verify prints length and head; an expected head, an altered row and a cut tail each tell."""
    lines = filled.run("verify").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["length", "head"]
    head = lines[1].split()[1]
    filled.run("sources", "--grade", "NIS", "A")
    assert filled.run("verify", "--expect", head).exit_code == 0
    assert filled.run("verify", "--expect", "0" * 64, ok=False).exit_code == 1
    import sqlite3

    connection = sqlite3.connect(filled.folder / "tollbook.db")
    connection.execute("UPDATE claims SET measure = 'wounded' WHERE id = 'k1'")
    connection.commit()
    connection.close()
    found = filled.run("verify", ok=False)
    assert found.exit_code == 1
    assert "table claims: a row was altered" in found.stderr
    assert filled.run("verify", "--rebuild").exit_code == 0


def test_a_safe_export_comes_back(filled: Shell) -> None:
    """An exported table is safe in a spreadsheet, and a second ledger takes it as the same claims."""
    filled.run("export", "--format", "csv", "--out", "out.csv")
    rows = list(csv.DictReader((filled.folder / "out.csv").open(newline="")))
    assert [row["note"] for row in rows] == ["'=danger", "", ""]
    other = filled.run("import", "out.csv", "--ledger", "other.db")
    assert "3 claims imported" in other.stdout
    (claim, *_) = json.loads(filled.run("claims", "--format", "json", "--ledger", "other.db").stdout)
    assert (claim["id"], claim["notes"]["note"], claim["high"]) == ("k1", "=danger", 1000)
    assert "cannot be written" in filled.refused("export", "--format", "csv", "--out", "none/out.csv")
    assert filled.run("export", "--format", "ucdp", "--measure", "killed").stdout.count("\n") == 3


def test_ids_may_be_shortened_where_they_stay_clear(filled: Shell) -> None:
    """The beginning of an id is enough where only one id begins so; else the ids are named."""
    report = json.loads(filled.run("reports", "--format", "json").stdout)[0]["id"]
    assert "claims.csv" in filled.run("show", report[:6]).stdout
    (filled.folder / "more.csv").write_text("claim_id,measure\nlong_name_1,killed\nlong_name_2,killed\n")
    filled.run("import", "more.csv")
    assert "beginning of several ids: long_name_1, long_name_2" in filled.refused("show", "long")
    assert "no claim and no report" in filled.refused("show", "nowhere")


@pytest.mark.parametrize("command", ["claims", "reports", "sources", "log", "verify", "show k1", "export --format csv"])
def test_looking_into_a_ledger_that_is_not_there_makes_none(shell: Shell, command: str) -> None:
    """A mistyped ledger is named, not made."""
    assert "no ledger here" in shell.refused(*command.split())
    assert not (shell.folder / "tollbook.db").exists()


def test_the_demo_tells_the_case_from_its_own_ledger(tmp_path: Path) -> None:
    """The demonstration adds the shipped reports, lists their claims by date with totals, and says what is next."""
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path / "data"), "NO_COLOR": "1"}
    environment.pop("TOLLBOOK_LEDGER", None)
    command = [sys.executable, "-c", "from tollbook.cli import main; main()", "demo"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    dates = [line[:10] for line in lines[1 : lines.index("")]]
    assert dates == sorted(dates)
    assert any("killed" in line and "reports" in line and "claims" in line for line in lines[lines.index("") :])
    assert "tollbook estimate kursk" in done.stdout
    with Ledger(tmp_path / "data" / "tollbook" / "demo.db", create=False) as ledger:
        assert ledger.count_reports() >= 60
        assert ledger.verify().problems == []
    assert os.listdir(tmp_path) == ["data"]
    shutil.rmtree(tmp_path / "data")
