"""Ledgers that cannot be opened or written: each in one clear line, with nothing half-stored."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.ledger.made import add
from tollbook.ledger import Ledger
from tollbook.ledger.schema import SEARCHES, metadata
from tollbook.messages import Refusal


def refusal(location: Path | str, **options: object) -> str:
    """The one line with which a ledger is refused."""
    with pytest.raises(Refusal) as caught:
        Ledger(location, **options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert str(location) in str(caught.value)
    return str(caught.value)


def test_what_is_no_ledger_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    """Neither another program's file, nor its database, nor a folder is taken for a ledger or changed."""
    text = tmp_path / "notes.txt"
    text.write_text("These are notes, and no ledger at all.")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE entries (x)")
    half = tmp_path / "half.db"
    half.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    before = {path: path.read_bytes() for path in (text, other, half)}
    for path in (text, other, half, tmp_path):
        assert "not a tollbook ledger" in refusal(path)
    assert {path: path.read_bytes() for path in before} == before


def test_a_missing_ledger_is_not_made_where_one_is_looked_for(tmp_path: Path) -> None:
    """Looking into a ledger that is not there names it, and makes no file; nor does a missing folder."""
    assert "no ledger here" in refusal(tmp_path / "none.db", create=False)
    assert "no folder" in refusal(tmp_path / "none" / "none.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", ["UPDATE alembic_version SET version_num = '0099'", "PRAGMA user_version = 99"])
def test_a_ledger_of_a_newer_release_is_refused(tmp_path: Path, how: str) -> None:
    """A ledger that a newer release made is not opened, and the line says to upgrade."""
    path = tmp_path / "tollbook.db"
    Ledger(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(how)
    assert "newer release" in refusal(path)


def test_a_ledger_of_a_newer_release_on_a_server_is_refused(server: str, request: pytest.FixtureRequest) -> None:
    """The same on PostgreSQL; and a database of another program is left alone."""
    import psycopg

    from tests.ledger.conftest import new_database

    newer, other = new_database(server), new_database(server)
    Ledger(newer).close()
    with psycopg.connect(newer, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
    with psycopg.connect(other, autocommit=True) as connection:
        connection.execute("CREATE TABLE entries (x INT)")
    assert "newer release" in refusal(newer)
    assert "not a tollbook ledger" in refusal(other)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    """An address nobody listens on gives one line, which does not show the password."""
    with pytest.raises(Refusal) as caught:
        Ledger("postgresql://anna:secret@127.0.0.1:1/war")
    assert "does not answer" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_ledger_that_another_program_writes_to_is_refused_after_waiting(tmp_path: Path) -> None:
    """Writing waits for its turn only so long; reading goes on."""
    path = tmp_path / "tollbook.db"
    with Ledger(path, patience=0.2) as ledger:
        add(ledger, 1)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refusal, match="another program is writing"):
            add(ledger, 1, first=1)
        assert ledger.count_reports() == 1
        other.execute("ROLLBACK")
        other.close()
        add(ledger, 1, first=1)
        assert ledger.count_reports() == 2


def run(
    *arguments: object, folder: Path, before: str = "", without_rights: bool = False
) -> subprocess.CompletedProcess:
    """Run the command line in a process of its own; `without_rights` also binds root to permissions."""
    command = [sys.executable, "-c", f"{textwrap.dedent(before)}\nfrom tollbook.cli import main; main()"]
    if without_rights and os.getuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("needs setpriv (util-linux) when run as root")
        caps = "-dac_override,-dac_read_search"
        command = ["setpriv", "--bounding-set", caps, "--inh-caps", caps, *command]
    return subprocess.run([*command, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=100)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of three thousand claims."""
    path = tmp_path / "claims.csv"
    rows = (f"k{n},2025-01-01,killed,{n},{n},note number {n * 7919 % 10007} of the coder\n" for n in range(3000))
    path.write_text("claim_id,claim_date,measure,low,high,note\n" + "".join(rows))
    return path


def one_line(done: subprocess.CompletedProcess, word: str) -> None:
    """Status 1, and one line on standard error that says why."""
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert word in line


def test_a_read_only_folder_is_refused(tmp_path: Path, table: Path) -> None:
    """A ledger cannot be made, nor written, where the user may not write; it can still be looked at elsewhere."""
    folder = tmp_path / "locked"
    folder.mkdir()
    assert run("import", table, "--ledger", "made.db", folder=folder).returncode == 0
    assert os.listdir(folder) == ["made.db"]
    (folder / "made.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        one_line(run("import", table, "--ledger", "new.db", folder=folder, without_rights=True), "cannot be written")
        one_line(
            run("sources", "--grade", "x", "A", "--ledger", "made.db", folder=folder, without_rights=True), "written"
        )
        looked = run("claims", "--limit", "2", "--ledger", "made.db", folder=folder, without_rights=True)
        assert (looked.returncode, len(looked.stdout.splitlines())) == (0, 3), looked.stderr
        assert os.listdir(folder) == ["made.db"]
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("room", [20_000, 100_000, 900_000])
def test_a_full_disk_leaves_all_or_nothing(tmp_path: Path, table: Path, room: int) -> None:
    """Where the disk runs out of room the import is refused in one line, and the ledger is as it was before."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))"
    one_line(run("import", table, folder=tmp_path, before=limit), "no room left")
    again = run("import", table, folder=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "3,000 claims imported" in again.stdout
    assert run("verify", folder=tmp_path).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["claims", "export --format csv", "log"])
def test_output_that_finds_no_room_is_said_in_one_line(tmp_path: Path, table: Path, command: str) -> None:
    """Where standard output is a full disk the command says so and ends with status 1."""
    assert run("import", table, folder=tmp_path).returncode == 0
    with open("/dev/full", "w") as full:
        line = [sys.executable, "-c", "from tollbook.cli import main; main()", *command.split()]
        done = subprocess.run(line, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, timeout=100)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_the_migrations_make_the_tables_that_the_code_works_with(location: str) -> None:
    """A ledger made by the migrations has exactly the tables, columns and indexes of the schema."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    Ledger(location).close()
    server = location.startswith("postgresql")
    engine = sa.create_engine(
        location.replace("postgresql:", "postgresql+psycopg:") if server else f"sqlite:///{location}"
    )
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, parents: not (kind == "table" and name.startswith(SEARCHES))}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    assert [change for change in found if change[0] != "remove_fk"] == []


def test_a_ledger_of_an_older_release_is_brought_up_to_this_one(tmp_path: Path) -> None:
    """A ledger from before the newest indexes opens, keeps what it holds, and has the indexes then."""
    path = tmp_path / "older.db"
    newer = ("entries_by_kind", "reports_by_title", "reports_by_publisher")
    with Ledger(path) as ledger:
        add(ledger, 2)
        head = ledger.head()
    with sqlite3.connect(path) as connection:
        for name in newer:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.execute("PRAGMA user_version = 1")
    with Ledger(path) as ledger:
        assert ledger.head() == head
        assert ledger.verify().clean
    with sqlite3.connect(path) as connection:
        held = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert held >= set(newer)


def test_a_ledger_opened_twice_by_one_process_outlives_other_processes(tmp_path: Path) -> None:
    """Another process that opens and closes the ledger takes nothing away from one that has it open twice."""
    place = tmp_path / "twice.db"
    with Ledger(place) as first, Ledger(place) as second:
        for _ in range(3):
            program = f"from tollbook.ledger import Ledger; Ledger({str(place)!r}).grade_source('A', 'B', actor='x')"
            subprocess.run([sys.executable, "-c", program], check=True)
        assert first.revision == second.revision == 4
        first.grade_source("A", None, actor="y")
        assert second.revision == 5
