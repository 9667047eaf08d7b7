"""Tampering: whatever is altered, dropped, moved or cut in a ledger is found."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.made import add
from tollbook.ledger import Ledger, Verification
from tollbook.ledger.journal import digest_of
from tollbook.messages import Refusal

TABLES = ("entries", "objects", "subjects", "reports", "claims", "records", "sources", "links")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file with reports, a table's claims and decisions, with nothing left in its write-ahead log."""
    path = tmp_path_factory.mktemp("sound") / "tollbook.db"
    with Ledger(path) as ledger:
        add(ledger, 6)
        table = path.with_name("claims.csv")
        table.write_text("claim_id,measure,low,high\nk1,killed,3,3\nk2,wounded,4,4\n")
        ledger.import_table(table)
        ledger.decide("k1", "accepted", actor="anna")
        ledger.decide("k2", "merged", actor="anna", into="k1")
        ledger.grade_source("An official", "C", actor="anna", reason="fairly reliable")
        ledger.decide_link("k2", "k1", "confirmed", actor="anna")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def tampered(sound: Path, folder: Path, *statements: tuple) -> Verification:
    """What verifying finds after SQL was run behind the ledger's back."""
    path = Path(shutil.copy(sound, folder / "tampered.db"))
    connection = sqlite3.connect(path)
    for sql, *values in statements:
        connection.execute(sql, values)
    connection.commit()
    connection.close()
    with Ledger(path) as ledger:
        return ledger.verify()


def rows(path: Path, table: str) -> list[tuple]:
    """All rows of a table, with their row numbers first."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()
    finally:
        connection.close()


def test_a_sound_ledger_has_no_problem(sound: Path, tmp_path: Path) -> None:
    """An untouched copy is clean, and its length and head are those of its journal."""
    found = tampered(sound, tmp_path)
    last = rows(sound, "entries")[-1]
    assert (found.problems, found.length, found.head) == ([], last[1], last[-1])


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_changed_value_in_any_table_is_found(sound: Path, data: st.DataObject) -> None:
    """One value of one row, anywhere in journal, objects or tables, cannot change unseen."""
    table = data.draw(st.sampled_from(TABLES))
    row = data.draw(st.sampled_from(rows(sound, table)))
    connection = sqlite3.connect(sound)
    columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    connection.close()
    place = data.draw(st.integers(0, len(columns) - 1))
    old = row[place + 1]
    if isinstance(old, bytes):
        at = data.draw(st.integers(0, len(old) - 1))
        new: object = old[:at] + bytes([old[at] ^ (1 << data.draw(st.integers(0, 7)))]) + old[at + 1 :]
    elif isinstance(old, int):
        new = old + data.draw(st.sampled_from([-1, 1, 1000]))
    elif old is None:
        new = "something"
    else:
        at = data.draw(st.integers(0, len(old)))
        new = old[:at] + data.draw(st.sampled_from(["x", " ", "0"])) + old[at + data.draw(st.integers(0, 1)) :]
    if new == old:
        return
    path = sound.parent / "changed.db"
    shutil.copy(sound, path)
    connection = sqlite3.connect(path)
    try:
        connection.execute(f'UPDATE {table} SET "{columns[place]}" = ? WHERE rowid = ?', (new, row[0]))
    except sqlite3.IntegrityError:  # the new value is already another row's key
        return
    finally:
        connection.commit()
        connection.close()
    with Ledger(path) as ledger:
        assert ledger.verify().problems


@pytest.mark.parametrize("table", TABLES)
def test_a_dropped_row_is_found(sound: Path, tmp_path: Path, table: str) -> None:
    """A row missing from any table is noticed, wherever it stood, except at the journal's very end."""
    for row in rows(sound, table)[: -1 if table == "entries" else None : 12]:
        assert tampered(sound, tmp_path, (f"DELETE FROM {table} WHERE rowid = ?", row[0])).problems


def test_swapped_and_doubled_entries_are_found(sound: Path, tmp_path: Path) -> None:
    """Entries cannot change places, nor appear twice."""
    swap = [
        ("UPDATE entries SET seq = -4 WHERE seq = 4",),
        ("UPDATE entries SET seq = 4 WHERE seq = 5",),
        ("UPDATE entries SET seq = 5 WHERE seq = -4",),
    ]
    assert tampered(sound, tmp_path, *swap).problems
    twice = "INSERT INTO entries SELECT seq + 100, prev, time, actor, kind, payload, digest FROM entries WHERE seq = 3"
    assert tampered(sound, tmp_path, (twice,)).problems


def test_an_altered_original_is_found_by_name(sound: Path, tmp_path: Path) -> None:
    """An original whose bytes were replaced, even by well-formed ones, is named by its SHA-256."""
    one, other = (row[1] for row in rows(sound, "objects")[:2])
    replaced = "UPDATE objects SET data = (SELECT data FROM objects WHERE sha256 = ?), size = (SELECT size FROM objects WHERE sha256 = ?) WHERE sha256 = ?"  # noqa: E501
    found = tampered(sound, tmp_path, (replaced, other, other, one))
    assert any(one in problem and "altered" in problem for problem in found.problems)
    missing = tampered(sound, tmp_path, ("DELETE FROM objects WHERE sha256 = ?", one))
    assert f"object {one} is missing" in missing.problems


def test_a_cut_tail_is_found_by_the_expected_head(sound: Path, tmp_path: Path) -> None:
    """Without its last entries, with tables to match, a journal looks whole; a head kept elsewhere gives it away."""
    path = Path(shutil.copy(sound, tmp_path / "cut.db"))
    with Ledger(path) as ledger:
        length, head = ledger.head()
        before = ledger.journal(limit=2)[1].digest
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM entries WHERE seq = ?", (length,))
    connection.commit()
    connection.close()
    with Ledger(path) as ledger:
        ledger.rebuild()
        assert ledger.verify().problems == []
        assert ledger.verify(expect=before).problems == []
        assert any("the journal was cut" in problem for problem in ledger.verify(expect=head).problems)


def test_a_forged_entry_breaks_the_chain(sound: Path, tmp_path: Path) -> None:
    """An entry with a digest that fits its new content no longer fits the entry after it."""
    row = rows(sound, "entries")[4]
    _, seq, prev, time, _actor, kind, payload, _ = row
    forged = digest_of(seq, prev, time, "mallory", kind, payload)
    found = tampered(sound, tmp_path, ("UPDATE entries SET actor = 'mallory', digest = ? WHERE seq = ?", forged, seq))
    assert any("does not follow" in problem for problem in found.problems)


def test_rebuilding_repairs_tables_from_the_journal(sound: Path, tmp_path: Path) -> None:
    """Tables that were tampered with are made anew, as they were."""
    path = Path(shutil.copy(sound, tmp_path / "repaired.db"))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE claims SET status = 'accepted'")
    connection.execute("DELETE FROM sources")
    connection.commit()
    connection.close()
    with Ledger(path) as ledger, Ledger(sound) as original:
        assert ledger.verify().problems
        ledger.rebuild()
        assert ledger.verify().problems == []
        assert ledger.statements() == original.statements()
        assert ledger.sources() == original.sources()
        assert ledger.count(text="official") == original.count(text="official") > 0


def content(path: Path) -> dict[str, list[tuple]]:
    """Every row of every table."""
    return {table: rows(path, table) for table in TABLES}


def test_a_flipped_bit_anywhere_in_the_file_is_found_or_touches_nothing(sound: Path, tmp_path: Path) -> None:
    """Damage to the file itself is reported, unless every entry, original and row is still what it was."""
    chance = random.Random(7)
    whole = sound.read_bytes()
    before = content(sound)
    path = tmp_path / "damaged.db"
    for _ in range(25):
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        try:
            with Ledger(path) as ledger:
                clean = ledger.verify().clean
        except Refusal:
            continue
        if clean:
            assert content(path) == before, f"byte {at}"
