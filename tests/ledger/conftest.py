"""Ledgers to test with, in a SQLite file and in a PostgreSQL server that the run starts for itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.made import add
from tollbook.ledger import Ledger

UNPRIVILEGED = "postgres"


def programs() -> Path:
    """The folder of Debian's PostgreSQL programs; skips where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs PostgreSQL's server programs (apt install postgresql), which are absent here")
    return found[-1].parent


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of this run, without a database's name; it stops with the run."""
    pytest.importorskip("psycopg", reason="needs the extra 'team' (psycopg)")
    folder = Path(tempfile.mkdtemp(prefix="tollbook-postgres-"))
    as_user = {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []} if os.getuid() == 0 else {}
    if as_user:
        shutil.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tools = programs()
    data = folder / "data"
    setup = [tools / "initdb", "-D", data, "-U", "tollbook", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(setup, check=True, cwd=folder, capture_output=True, **as_user)
    settings = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=50"]
    run = [tools / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
    run += [part for setting in settings for part in ("-c", setting)]
    process = subprocess.Popen(run, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)
    address = f"postgresql://tollbook@127.0.0.1:{port}"
    wait_for(address + "/postgres", process)
    yield address
    process.terminate()
    process.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


def wait_for(address: str, process: subprocess.Popen) -> None:
    """Wait until the server answers."""
    import psycopg

    for _ in range(200):
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, "the PostgreSQL server ended by itself"
            time.sleep(0.1)
    raise AssertionError("the PostgreSQL server did not answer within 20 s")


def new_database(server: str) -> str:
    """The address of an empty database."""
    import psycopg

    name = f"ledger_{os.urandom(6).hex()}"
    with psycopg.connect(server + "/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made: a file, then a database."""
    if request.param == "sqlite":
        return str(tmp_path / "tollbook.db")
    return new_database(request.getfixturevalue("server"))


@pytest.fixture
def ledger(location: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(location) as made:
        yield made


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """A ledger of five reports with two claims each."""
    add(ledger, 5)
    return ledger
