"""Make the pictures of the desk in docs/pictures from the Kursk case that ships with the package.

    python docs/make_screenshots.py [--out docs/pictures]

Needs Debian's Chromium and the extra `desk`. A ledger of its own is made, served, looked at and thrown away.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
PROGRAM = "from tollbook.cli import main; main()"
LARGEST = 300_000
PATIENCE = 900
SIZES = {"1280": (1280, 1400), "390": (390, 1500)}
PICTURES = {
    ("1280", "light"): (
        "case", "report", "trace", "effect", "review", "sources", "reports", "claims", "add", "corrections",
    ),
    ("1280", "dark"): ("case", "report"),
    ("390", "light"): ("case", "report", "trace"),
}  # fmt: skip
PARTS = {"effect": ".two.below"}
"""Pictures of a part of a page."""


def served(ledger: Path, log: Path) -> tuple[subprocess.Popen[bytes], str, str]:
    """A desk over the ledger: the process, its address, and the address that signs in."""
    with log.open("wb") as said:
        command = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", "--ledger", str(ledger)]
        process = subprocess.Popen(command, stderr=said)
    while len(found := re.findall(r"http://\S+", log.read_text(encoding="utf-8"))) < 2:
        if process.poll() is not None:
            raise SystemExit(log.read_text(encoding="utf-8"))
        time.sleep(0.1)
    return process, found[0], found[1]


def wait_for_estimate(page: Page) -> None:
    """Until the case page shows an answer that nothing is recomputed for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page.goto("/cases/kursk")
        if page.locator(".trio").count() and not page.locator("[data-pending]").count():
            return
        time.sleep(1)
    raise SystemExit("the estimate did not come in time")


def addresses(page: Page) -> dict[str, str]:
    """The pages worth a picture; the report and the trace are those of the most changed figure."""
    page.goto("/traces")
    trace = page.locator("tbody th a").first.get_attribute("href") or ""
    page.goto(trace.replace("/traces/", "/claims/"))
    report = page.locator(".panel a[href^='/reports/']").first.get_attribute("href") or ""
    found = {"case": "/cases/kursk", "report": report, "trace": trace, "effect": trace}
    return found | {name: f"/{name}" for name in ("review", "sources", "reports", "claims", "add", "corrections")}


def shoot(chromium: Browser, address: str, key: str, out: Path) -> None:
    """Every page, wide and narrow, light and dark where the design differs."""
    for (size, scheme), names in PICTURES.items():
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=address, viewport={"width": width, "height": height}, color_scheme=scheme
        )
        page = context.new_page()
        page.goto(key)
        wait_for_estimate(page)
        known = addresses(page)
        for name in names:
            page.goto(known[name])
            page.wait_for_timeout(200)
            file = out / f"desk-{name}-{size}{'-dark' if scheme == 'dark' else ''}.png"
            page.locator("main [aria-busy=true]").wait_for(state="detached", timeout=PATIENCE * 1000)
            (page.locator(PARTS[name]) if name in PARTS else page).screenshot(path=str(file))
            if file.stat().st_size > LARGEST:
                raise SystemExit(f"{file}: {file.stat().st_size:,} bytes are more than {LARGEST:,}")
            print(f"{file}  {file.stat().st_size // 1000} kB")
        context.close()


def main() -> None:
    """Add the case's reports, serve them, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "pictures")
    parser.add_argument("--ledger", type=Path, help="a ledger that is there already")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        ledger = options.ledger or Path(folder) / "kursk.db"
        if options.ledger is None:
            reports = files("tollbook.cases") / "kursk" / "reports"
            command = [sys.executable, "-c", PROGRAM, "add", str(reports), "--ledger", str(ledger)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        process, address, key = served(ledger, Path(folder) / "log")
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
                )
                shoot(chromium, address, key, options.out)
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
