"""Kill the adding of reports at random moments: after each kill the ledger is whole, and in the end it is the same as
that of an undisturbed run.

    python -m benchmarks.bench_kill                       1,000 reports, 20 kills
    python -m benchmarks.bench_kill --reports 60 --kills 3
    python -m benchmarks.bench_kill --ledger postgresql://user@host/   (two empty databases are made there)

Compared are the reports, the claims, and the journal's entries in their order, all but times and digests.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

COMMAND = [sys.executable, "-c", "from tollbook.cli import main; main()", "add"]
PLACES = ["Sudzha", "Kursk", "Korenevo", "Plekhovo", "Malaya Loknya", "Pogrebki"]
SPEAKERS = ["the defence ministry", "a military spokesman", "the intelligence service", "an analyst", "a lawmaker"]


def report(number: int, chance: random.Random) -> str:
    """A short report with one to three figures."""
    place, speaker = chance.choice(PLACES), chance.choice(SPEAKERS)
    killed, wounded = chance.randrange(2, 4000), chance.randrange(2, 9000)
    lines = [
        f"Fighting near {place}, dispatch {number}",
        "",
        f"About {killed} North Korean soldiers were killed near {place}, {speaker} said on Tuesday.",
    ]
    if number % 3:
        lines.append(f"Up to {wounded} more were wounded, according to the same source.")
    if number % 5 == 0:
        lines.append(f"The force there is {killed + wounded + 100}-strong.")
    return "\n".join(lines) + "\n"


def write_reports(folder: Path, count: int) -> None:
    """A folder of `count` reports, the same every time."""
    chance = random.Random(11)
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(report(number, chance), encoding="utf-8")


def contents(location: str) -> dict[str, Any]:
    """Reports, claims and entries of a ledger, without times and digests of entries."""
    from tollbook.ledger import Ledger

    with Ledger(location, create=False) as ledger:
        entries = ledger.journal(newest_first=False, limit=None)
        return {
            "reports": [ledger.report(summary.id) for summary in ledger.reports(order="recorded", current=False)],
            "claims": ledger.statements(order="recorded", current=False),
            "entries": [(entry.seq, entry.actor, entry.kind, entry.payload) for entry in entries],
        }


def start(location: str, folder: Path) -> subprocess.Popen[bytes]:
    """Begin adding the folder to the ledger."""
    command = [*COMMAND, str(folder), "--ledger", location, "--by", "bench", "--format", "jsonl"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(location: str, folder: Path) -> float:
    """Add the folder undisturbed; returns the seconds it took."""
    began = time.perf_counter()
    process = start(location, folder)
    _, err = process.communicate()
    if process.returncode:
        raise SystemExit(f"adding failed: {err.decode()}")
    return time.perf_counter() - began


def length(location: str) -> int:
    """The journal's length; 0 where there is no ledger yet. Refuses nothing: a kill may come before the first write."""
    from tollbook.ledger import Ledger
    from tollbook.messages import Refusal

    try:
        with Ledger(location, create=False) as ledger:
            return ledger.revision
    except Refusal as refusal:
        if refusal.code != "ledger-missing":
            raise
        return 0


def disturbed(location: str, folder: Path, kills: int, entries: int) -> list[dict[str, Any]]:
    """Add the folder while killing the process at random moments; returns what each kill left behind.

    Every fifth kill comes at a random time after the start; the others a random few milliseconds after the journal
    has grown by a random share of the `entries` that are left, so that most of them fall into the writing.
    """
    from tollbook.ledger import Ledger

    chance = random.Random()
    told = []
    for kill in range(kills):
        before = length(location)
        process = start(location, folder)
        if kill % 5 == 4:
            time.sleep(chance.uniform(0, 3))
        else:
            wanted = before + chance.randint(1, max(1, 2 * (entries - before) // (kills - kill + 1)))
            while process.poll() is None and length(location) < wanted:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        reached = length(location)
        problems: list[str] = []
        if reached:
            with Ledger(location, create=False) as ledger:
                problems = ledger.verify().problems
        told.append({"entries": reached, "problems": problems, "killed": process.returncode == -signal.SIGKILL})
    finish(location, folder)
    return told


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What differs between two ledgers' contents."""
    out = []
    for name, first in one.items():
        second = other[name]
        if len(first) != len(second):
            out.append(f"{name}: {len(first)} and {len(second)}")
        out += [f"{name}[{at}] differs" for at, (a, b) in enumerate(zip(first, second)) if a != b][:3]
    return out


def run(reports: int, kills: int, server: str | None = None) -> dict[str, Any]:
    """The whole comparison; `differences` and every kill's `problems` are empty when the bar is met."""
    with tempfile.TemporaryDirectory(prefix="tollbook-kill-") as name:
        base = Path(name)
        folder = base / "reports"
        folder.mkdir()
        write_reports(folder, reports)
        calm, killed = (str(base / "calm.db"), str(base / "killed.db")) if server is None else databases(server)
        seconds = finish(calm, folder)
        told = disturbed(killed, folder, kills, length(calm))
        from tollbook.ledger import Ledger

        with Ledger(killed, create=False) as ledger:
            last = ledger.verify().problems
        left = contents(calm)
        return {
            "reports": len(left["reports"]),
            "claims": len(left["claims"]),
            "entries": len(left["entries"]),
            "seconds": round(seconds, 2),
            "kills": told,
            "problems": [problem for kill in told for problem in kill["problems"]] + last,
            "differences": differences(left, contents(killed)),
        }


def databases(server: str) -> tuple[str, str]:
    """Two empty databases on a PostgreSQL server."""
    import psycopg

    names = [f"kill_{os.urandom(4).hex()}" for _ in range(2)]
    with psycopg.connect(server.rstrip("/") + "/postgres", autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return f"{server.rstrip('/')}/{names[0]}", f"{server.rstrip('/')}/{names[1]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--ledger", metavar="SERVER")
    options = parser.parse_args()
    found = run(options.reports, options.kills, options.ledger)
    print(json.dumps(msgspec.to_builtins(found), indent=1))
    good = not found["problems"] and not found["differences"] and found["reports"] == options.reports
    print("same as undisturbed, every check clean" if good else "NOT THE SAME")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
