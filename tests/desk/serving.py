"""How the desk's tests start a real desk: `tollbook serve` as a process of its own over a real ledger."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import msgspec

CASE = Path(__file__).parent / "case"
CHROMIUM = Path("/usr/bin/chromium")
PROGRAM = "from tollbook.cli import main; main()"
QUIET = [
    "--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync", "--disable-gpu",
]  # fmt: skip
PASSWORDS = {"anna": "a long password", "boris": "another long one", "rita": "only for reading"}


class Served:
    """A desk that runs: its address, its ledger, and tokens of its users."""

    def __init__(self, address: str, ledger: Path, tokens: dict[str, str]) -> None:
        self.address, self.ledger, self.tokens = address, ledger, tokens

    def client(self, name: str | None = None) -> httpx.Client:
        """An HTTP client, with the token of a user if one is named."""
        headers = {"authorization": f"Bearer {self.tokens[name]}"} if name else {}
        return httpx.Client(base_url=self.address, headers=headers, timeout=60, trust_env=False)

    def wait_for_estimate(self, seconds: float = 60) -> dict:
        """The case as JSON, once its estimate is of the present revision."""
        end = time.monotonic() + seconds
        with self.client("anna" if self.tokens else None) as client:
            while time.monotonic() < end:
                found = client.get("/api/cases/case")
                head = client.get("/api/head").json()["revision"]
                if found.status_code == 200 and found.json()["revision"] == head:
                    return found.json()
                time.sleep(0.1)
        raise AssertionError("the estimate did not come in time")


def run(ledger: Path, *command: str, given: str | None = None) -> str:
    """A `tollbook` command over the ledger; its standard output."""
    whole = [sys.executable, "-c", PROGRAM, *command, "--ledger", str(ledger)]
    done = subprocess.run(whole, input=given, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def serve(ledger: Path, *options: str) -> tuple[subprocess.Popen[bytes], str]:
    """A desk over the ledger on a free port: the process and its address. What it says goes into a file beside it."""
    command = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", "--case", str(CASE), *options]
    log = ledger.with_suffix(".log")
    with log.open("wb") as said:
        process = subprocess.Popen([*command, "--ledger", str(ledger)], stderr=said)
    for _ in range(600):
        if found := re.search(r"http://\S+", log.read_text(encoding="utf-8")):
            return process, found.group()
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.05)
    raise AssertionError("the desk did not start: " + log.read_text(encoding="utf-8"))


def fill(ledger: Path, reports: list[dict[str, str]], folder: Path) -> None:
    """Add reports to the ledger as JSON Lines."""
    file = folder / "reports.jsonl"
    file.write_bytes(b"".join(msgspec.json.encode(report) + b"\n" for report in reports))
    run(ledger, "add", "--strict", str(file))


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a desk and wait until it is gone."""
    process.terminate()
    process.wait(timeout=20)
