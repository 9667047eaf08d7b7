"""The reader against a user's own annotations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tollbook.cli.score import command
from tollbook.messages import Refusal
from tollbook.reading.scoring import score

TEXT = "Twelve soldiers were killed and 30 wounded at the bridge, the ministry said."
CLAIM = {"measure": "killed", "unit": "people", "low": 12, "high": 12, "bound": "exact", "role": "military"}


def folder(path: Path, claims: list[dict[str, object]]) -> Path:
    """A folder with one annotated report."""
    (path / "one.txt").write_text(TEXT, encoding="utf-8")
    gold = {"id": "one", "lang": "en", "date": None, "claims": claims}
    (path / "one.json").write_text(json.dumps(gold), encoding="utf-8")
    return path


def test_found_and_missed_claims_are_counted(tmp_path: Path) -> None:
    """A marked claim that is read is matched; one that was not marked lowers precision."""
    found = score(folder(tmp_path, [{**CLAIM, "start": 0, "end": 15}]))
    assert (found.marked, found.read, found.matched) == (1, 2, 1)
    assert (found.precision, found.recall) == (0.5, 1.0)
    assert (found.right["number"], found.right["role"]) == (1, 1)


def test_the_command_prints_the_scores(tmp_path: Path) -> None:
    """`tollbook score` prints counts, precision, recall and the fields."""
    result = CliRunner().invoke(
        command, [str(folder(tmp_path, [{**CLAIM, "start": 0, "end": 15}])), "--format", "json"]
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["recall"] == 1.0


@pytest.mark.parametrize("content", ["{", "[]", '{"claims": [{}]}', '{"claims": 3}'])
def test_a_bad_annotation_is_named(tmp_path: Path, content: str) -> None:
    """A file that is no annotation refuses with its name."""
    folder(tmp_path, [])
    (tmp_path / "one.json").write_text(content, encoding="utf-8")
    with pytest.raises(Refusal, match=r"one\.json"):
        score(tmp_path)


def test_a_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    """An empty folder is refused with what to give."""
    with pytest.raises(Refusal, match="no annotated reports"):
        score(tmp_path)
