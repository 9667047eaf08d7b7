"""`tollbook read` as people and scripts call it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

STORY = (
    "Losses near Orlyk\n\nAt least 40 Northern soldiers were killed near Orlyk on Monday, the defence ministry said.\n"
)
CALM = "Spring fair opens\n\nThe fair drew visitors from the whole region, and the organisers were glad of the sun.\n"


def tollbook(*words: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """One call of the command."""
    call = [sys.executable, "-c", "from tollbook.cli import main; main()", *map(str, words)]
    return subprocess.run(call, input=given, capture_output=True, timeout=60, check=False)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A report of one claim in a file."""
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


def test_jsonl_gives_one_object_a_report(story: Path, tmp_path: Path) -> None:
    """Reports come in input order, each with its id, record, claims, totals and incidents; evidence quotes the text."""
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"id": "b", "text": CALM}) + "\n" + json.dumps({"id": "a", "text": STORY}) + "\n")
    done = tollbook("read", "--format", "jsonl", story, lines)
    assert (done.returncode, done.stderr) == (0, b"")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["id"] for record in records][1:] == ["b", "a"]
    for record in records:
        assert list(record) == ["id", "report", "claims", "totals", "incidents"]
        assert record["report"]["id"] == record["id"]
        for claim in record["claims"]:
            for piece in claim["evidence"]:
                assert record["report"]["text"][piece["start"] : piece["end"]] == piece["quote"]
    assert records[0]["report"]["text"] == records[2]["report"]["text"] == STORY
    assert [(c["measure"], c["low"], c["high"], c["bound"]) for c in records[2]["claims"]] == [
        ("killed", 40, None, "at_least")
    ]
    assert records[1]["claims"] == []


def test_json_is_one_list(story: Path) -> None:
    """`--format json` prints a single JSON document."""
    (record,) = json.loads(tollbook("read", "--format", "json", story).stdout)
    assert record["report"]["title"] == "Losses near Orlyk"


def test_the_table_names_the_report_and_every_claim(story: Path) -> None:
    """The table has the title, a line about the report and a row a claim, without colour codes in a pipe."""
    shown = tollbook("read", story).stdout.decode()
    title, about, blank, head, row = shown.splitlines()
    assert title == "Losses near Orlyk"
    assert "1 figure" in about
    assert head.split() == ["figure", "measure", "of", "whom", "said", "by", "as"]
    assert "at least 40" in row
    assert "killed" in row
    assert "\x1b" not in shown + blank


def test_explain_shows_sentence_and_rules(story: Path) -> None:
    """`--explain` quotes the sentence of each claim and names the rules."""
    shown = tollbook("read", "--explain", story).stdout.decode()
    assert "At least 40 Northern soldiers were killed near Orlyk on Monday" in shown
    assert "figure: " in shown
    assert "rules " in shown


def test_standard_input(story: Path) -> None:
    """A dash reads a text, a page or JSON Lines from standard input."""
    text = tollbook("read", "--format", "jsonl", "-", given=STORY.encode())
    page = tollbook("read", "--format", "jsonl", "-", given=f"<html><body><p>{STORY}</p></body></html>".encode())
    lines = tollbook(
        "read", "--format", "jsonl", "-", given=(json.dumps({"id": "x", "text": STORY}) + "\n").encode() * 3
    )
    assert json.loads(text.stdout)["report"]["text"] == STORY
    assert json.loads(page.stdout)["report"]["media_type"] == "text/html"
    assert [json.loads(line)["id"] for line in lines.stdout.splitlines()] == ["x"] * 3
    empty = tollbook("read", "-")
    assert (empty.returncode, empty.stdout, empty.stderr.count(b"\n")) == (1, b"", 1)


def test_bad_inputs_are_named_and_the_good_ones_done(story: Path, tmp_path: Path) -> None:
    """Every bad input is one line on standard error, the good ones are still read, and the status is 1."""
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "page.html").write_text("<html><body><a href=/>Home</a></body></html>")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "folder").mkdir()
    bad = ["binary.txt", "broken.pdf", "page.html", "empty.txt", "folder", "missing.txt"]
    done = tollbook("read", "--format", "jsonl", *(tmp_path / name for name in bad), story)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    errors = done.stderr.decode().splitlines()
    assert [name for name, line in zip(bad, errors) if str(tmp_path / name) in line] == bad
    assert len(errors) == len(bad)


def test_strict_stops_at_the_first_bad_input(story: Path, tmp_path: Path) -> None:
    """With `--strict` what comes after the first bad input is not read."""
    done = tollbook("read", "--format", "jsonl", "--strict", tmp_path / "missing.txt", story)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)


def test_the_size_limit(story: Path) -> None:
    """`--max-size` takes sizes with units and refuses what is larger; nonsense is wrong usage."""
    assert tollbook("read", "--max-size", "1kB", story).returncode == 0
    small = tollbook("read", "--max-size", "50", story)
    assert (small.returncode, small.stderr.count(b"\n")) == (1, 1)
    assert tollbook("read", "--max-size", "big", story).returncode == 2
    assert tollbook("read").returncode == 2


def test_private_addresses_need_leave() -> None:
    """An address on this machine is refused unless it is allowed."""
    done = tollbook("read", "http://127.0.0.1:9/story")
    assert done.returncode == 1
    assert b"--allow-private" in done.stderr
    allowed = tollbook("read", "--allow-private", "http://127.0.0.1:9/story")
    assert allowed.returncode == 1
    assert b"does not answer" in allowed.stderr


def test_help_shows_an_example() -> None:
    """The help has an example to copy."""
    assert b"tollbook read article.txt" in tollbook("read", "--help").stdout


def test_a_bar_shows_on_a_terminal_alone(tmp_path: Path) -> None:
    """With standard error on a terminal a bar counts the reports, bad ones are still named, and the result is clean."""
    lines = tmp_path / "lines.jsonl"
    lines.write_text((json.dumps({"text": CALM}) + "\n") * 50 + "bad\n")
    leader, follower = os.openpty()
    call = [sys.executable, "-c", "from tollbook.cli import main; main()", "read", "--format", "jsonl", str(lines)]
    with tempfile.TemporaryFile() as result:
        process = subprocess.Popen(call, stdout=result, stderr=follower, env=os.environ | {"TERM": "xterm"})
        os.close(follower)
        shown = b""
        # on Linux the leading end of a terminal that nobody holds any more gives an error instead of an end
        with contextlib.suppress(OSError):
            while piece := os.read(leader, 65536):
                shown += piece
        os.close(leader)
        assert process.wait(60) == 1
        result.seek(0)
        assert len([json.loads(line) for line in result]) == 50
    assert b"reports" in shown
    assert b"line 51" in shown
