"""A real desk and Debian's Chromium to look at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk.reports import HOSTILE, REPORTS
from tests.desk.serving import CHROMIUM, PASSWORDS, QUIET, Served, fill, serve, stop
from tollbook.desk.accounts import Accounts
from tollbook.ledger.database import Database

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, quiet; tests that need it are skipped where it is absent."""
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's Chromium at /usr/bin/chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of ten reports about one crossing; tests copy it."""
    folder = tmp_path_factory.mktemp("filled")
    fill(folder / "filled.db", REPORTS, folder)
    return folder / "filled.db"


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Iterator[Served]:
    """A desk with two reviewers and a reader, over a ledger of ten reports."""
    ledger = Path(shutil.copy(filled, tmp_path_factory.mktemp("desk") / "desk.db"))
    database = Database(ledger)
    accounts = Accounts(database)
    for name, password in PASSWORDS.items():
        accounts.add(name, "reader" if name == "rita" else "reviewer", password)
    tokens = {name: accounts.make_token(name) for name in PASSWORDS}
    database.close()
    process, address = serve(ledger)
    yield Served(address, ledger, tokens)
    stop(process)
    assert "Traceback" not in ledger.with_suffix(".log").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A public face over a ledger that holds hostile reports among others."""
    folder = tmp_path_factory.mktemp("public")
    ledger = folder / "public.db"
    fill(ledger, [*REPORTS[:8], *HOSTILE], folder)
    process, address = serve(ledger, "--public", "--base", "https://desk.example.org")
    yield Served(address, ledger, {})
    stop(process)
    assert "Traceback" not in ledger.with_suffix(".log").read_text(encoding="utf-8")
