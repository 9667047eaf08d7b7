"""The desk with 20,000 reports and 120,000 claims, 20 readers and 3 reviewers at work: server time by kind of page.

    python -m benchmarks.bench_desk [--reports 20000] [--seconds 40] [--ledger FILE]

Real HTTP on loopback against `tollbook serve` in a process of its own. Readers ask for a page and look at it for a
second, reviewers decide every two seconds; estimates are re-fitted behind them all the while. The bars: median under
100 ms and 95th percentile under 300 ms for every kind of page. With --ledger the generated ledger is kept and used
again.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from tollbook.capture import Captured
from tollbook.claims import Claim, Evidence, Population, Reading, Report, Source, claim_id, report_id

MEDIAN_BAR, TAIL_BAR = 0.100, 0.300
THINK, DECIDE = 1.0, 2.0
PLACES = ["Kursk", "Sudzha", "Belgorod", "the border", "the north", "the river line"]
SOURCES = [
    ("the General Staff", "military", "Ukraine"),
    ("the defence ministry", "official", "Russia"),
    ("the National Intelligence Service", "intelligence", "South Korea"),
    ("a western official", "official", "United Kingdom"),
    ("a monitoring group", "ngo", None),
]
GROUPS = [("Russian soldiers", "Russia"), ("Ukrainian soldiers", "Ukraine"), ("villagers", "civilian Kursk")]
MEASURES = ["killed", "wounded", "casualties", "captured", "missing", "displaced"]


def reading(number: int, draw: random.Random) -> tuple[Captured, Reading]:
    """One generated report with six claims; one report in two hundred is about the North Korean troops of the case."""
    asked = number % 200 == 0
    day = f"20{24 + number % 2}-{1 + draw.randrange(12):02}-{1 + draw.randrange(28):02}"
    parts, claims, length = [f"Report {number} from {draw.choice(PLACES)}\n\n"], [], 0
    length = len(parts[0])
    identity = report_id(f"bench {number}")
    for measure in MEASURES:
        words, affiliation = ("North Korean troops", "North Korea") if asked else draw.choice(GROUPS)
        name, kind, side = draw.choice(SOURCES)
        figure = draw.randrange(1000, 6000) if asked else draw.randrange(1, 400)
        before = f"On {day} {name} said that "
        said = f"{figure} {words} were {measure}"
        start = length + len(before)
        text = f"{before}{said}. The road stayed shut and the mills stood still for the day.\n"
        claims.append(
            Claim(
                id=claim_id(identity, measure, start, start + len(said)),
                report=identity,
                measure=measure,  # type: ignore[arg-type]
                evidence=[Evidence(start, start + len(said), said)],
                low=figure,
                high=figure,
                population=Population(words, affiliation, "military"),
                source=Source(name, None, kind, side),  # type: ignore[arg-type]
                place="Kursk",
                confidence=round(draw.uniform(0.3, 0.99), 3),
            )
        )
        parts.append(text)
        length += len(text)
    whole = "".join(parts)
    report = Report(
        id=identity,
        text=whole,
        title=parts[0].strip(),
        url=f"https://news.example.org/{number}",
        publisher=f"Paper {number % 300}",
        published=day,
        lang="en",
    )
    return Captured(report, whole.encode(), f"report {number}", report.url), Reading(report, claims)


def generate(ledger: Path, reports: int) -> None:
    """A ledger of generated reports."""
    from tollbook.ledger.ledger import Ledger

    draw = random.Random(7)
    with Ledger(ledger) as kept:
        for number in range(reports):
            captured, read = reading(number, draw)
            kept.add(captured, read, actor="bench", reader="bench")


def accounts(ledger: Path) -> list[str]:
    """Tokens of three reviewers."""
    from tollbook.desk.accounts import Accounts
    from tollbook.ledger.database import Database

    database = Database(ledger)
    made = Accounts(database)
    tokens = []
    for number in range(3):
        made.add(f"reviewer {number}", "reviewer")
        tokens.append(made.make_token(f"reviewer {number}"))
    database.close()
    return tokens


class Crowd:
    """Readers and reviewers of one desk, and how long each kind of page took them."""

    def __init__(self, address: str, tokens: list[str], ids: list[tuple[str, str]], seconds: float) -> None:
        self.address, self.tokens, self.ids = address, tokens, ids
        self.end = time.monotonic() + seconds
        self.times: dict[str, list[float]] = defaultdict(list)
        self.wrong: list[str] = []

    def pages(self, draw: random.Random) -> tuple[str, str]:
        """A kind of page and an address of that kind."""
        report, claim = draw.choice(self.ids)
        day = f"2025-{1 + draw.randrange(12):02}-{1 + draw.randrange(28):02}"
        kinds = {
            "case": f"/cases/kursk?as_of={day}",
            "reports": draw.choice(
                ["/reports", "/reports?sort=-title", "/reports?publisher=paper+7", "/reports?page=300"]
            ),
            "reports, words": f"/reports?text={draw.choice(['Sudzha', 'Belgorod', 'river'])}",
            "report": f"/reports/{report}",
            "claims": draw.choice(
                ["/claims", "/claims?measure=killed&sort=-date", "/claims?page=2000", "/claims?affiliation=russia"]
            ),
            "claims, words": "/claims?text=monitoring+group",
            "claim": f"/claims/{claim}",
            "traces": "/traces",
            "sources": "/sources",
            "corrections": "/corrections",
            "review": "/review",
            "api claims": "/api/claims?status=unreviewed",
        }
        kind = draw.choice(list(kinds))
        return kind, kinds[kind]

    def read(self, number: int) -> None:
        """One reader until the end."""
        import httpx

        draw = random.Random(number)
        headers = {"authorization": f"Bearer {self.tokens[number % 3]}"}
        with httpx.Client(base_url=self.address, headers=headers, timeout=60, trust_env=False) as client:
            time.sleep(draw.random() * THINK)
            while time.monotonic() < self.end:
                kind, path = self.pages(draw)
                began = time.perf_counter()
                answer = client.get(path)
                self.note(kind, path, time.perf_counter() - began, answer.status_code == 200)
                time.sleep(THINK * draw.uniform(0.5, 1.5))

    def review(self, number: int) -> None:
        """One reviewer until the end: takes from the queue, decides."""
        import httpx

        draw = random.Random(number)
        headers = {"authorization": f"Bearer {self.tokens[number]}"}
        with httpx.Client(base_url=self.address, headers=headers, timeout=60, trust_env=False) as client:
            while time.monotonic() < self.end:
                began = time.perf_counter()
                items = client.get("/api/queue?most=50").json()["items"]
                self.note("api queue", "/api/queue", time.perf_counter() - began, True)
                claim = draw.choice(items)["claim"]
                began = time.perf_counter()
                answer = client.post(f"/api/claims/{claim}/decisions", json={"decision": "accepted"})
                self.note("decide", claim, time.perf_counter() - began, answer.status_code == 201)
                time.sleep(DECIDE * draw.uniform(0.5, 1.5))

    def note(self, kind: str, path: str, seconds: float, fine: bool) -> None:
        """Keep one measurement."""
        self.times[kind].append(seconds)
        if not fine:
            self.wrong.append(path)


def main() -> int:
    """Print the table; status 1 when a bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--ledger", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger = options.ledger or Path(folder) / "bench.db"
        if not ledger.exists():
            began = time.perf_counter()
            generate(ledger, options.reports)
            print(f"{options.reports:,} reports generated in {time.perf_counter() - began:.0f} s", flush=True)
        return measure(ledger, options.seconds)


def measure(ledger: Path, seconds: float) -> int:
    """Serve the ledger, let the crowd in, print what it met."""
    from tollbook.ledger.ledger import Ledger

    tokens = accounts(ledger)
    with Ledger(ledger) as kept:
        ids = [(s.claim.report, s.claim.id) for s in kept.statements(limit=500, offset=1000)]
        print(f"{kept.count_reports():,} reports, {kept.count():,} claims", flush=True)
    program = "from tollbook.cli import main; main()"
    log = ledger.with_suffix(".log")
    with log.open("wb") as said:
        command = [sys.executable, "-c", program, "serve", "--port", "0", "--ledger", str(ledger)]
        served = subprocess.Popen(command, stderr=said)
    try:
        while not (found := re.search(r"http://\S+", log.read_text(encoding="utf-8"))):
            if served.poll() is not None:
                raise SystemExit(log.read_text(encoding="utf-8"))
            time.sleep(0.1)
        crowd = Crowd(found.group(), tokens, ids, seconds)
        people = [threading.Thread(target=crowd.read, args=(n,)) for n in range(20)]
        people += [threading.Thread(target=crowd.review, args=(n,)) for n in range(3)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        spent, queued = processor_seconds(served.pid), queued_seconds(served.pid)
    finally:
        served.terminate()
        served.wait()
    asked = sum(len(times) for times in crowd.times.values())
    load = os.getloadavg()[0]
    print(f"server: {1000 * spent / asked:.0f} ms of processor time a request, starting included; load {load:.1f}")
    print(f"        {1000 * queued / asked:.0f} ms a request ready to run but waiting for a processor")
    return table(crowd)


def processor_seconds(process: int) -> float:
    """Processor time that a process has used, without its children."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def queued_seconds(process: int) -> float:
    """Seconds that threads of a process were ready to run while others had the processors: much on a busy machine."""
    waited = 0
    for task in Path(f"/proc/{process}/task").iterdir():
        waited += int((task / "schedstat").read_text().split()[1])
    return waited / 1e9


def table(crowd: Crowd) -> int:
    """Median and 95th percentile of each kind of page; 1 when one is above its bar or an answer was wrong."""
    late = bool(crowd.wrong)
    every = [seconds for times in crowd.times.values() for seconds in times]
    for kind, times in [*sorted(crowd.times.items()), ("all", every)]:
        times = sorted(times)
        middle, tail = median(times), times[min(len(times) - 1, int(len(times) * 0.95))]
        over = middle > MEDIAN_BAR or tail > TAIL_BAR
        late |= over
        figures = f"median {middle * 1000:5.0f} ms   95 % {tail * 1000:5.0f} ms"
        print(f"{kind:16} {len(times):5} times   {figures}{'   OVER' if over else ''}")
    if crowd.wrong:
        print(f"{len(crowd.wrong)} answers were wrong, the first for {crowd.wrong[0]}")
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
