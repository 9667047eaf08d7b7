"""No page keeps anyone out: axe-core finds no serious violation, light or dark, wide or narrow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk.browsing import visitor
from tests.desk.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = (
    "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations']}"
)
PAGES = [
    "/cases", "/cases/case", "/reports", "/reports/oskil-04", "/reports/oskil-04?mode=add", "/claims", "/traces",
    "/sources", "/corrections", "/downloads", "/method", "/api", "/cases/case/cite", "/review", "/add", "/nothing",
]  # fmt: skip


def serious(page: object) -> list[str]:
    """Serious and critical violations of the page, each with the first element it is about."""
    page.evaluate(AXE)  # type: ignore[attr-defined]
    found = page.evaluate(f"axe.run(document, {RULES})")["violations"]  # type: ignore[attr-defined]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0]['failureSummary'][:300]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_no_page_has_a_serious_violation(desk: Served, chromium: Browser, scheme: str, width: int) -> None:
    """Contrast, labels, names, focus and structure hold on every page, and nothing runs out of a narrow screen."""
    desk.wait_for_estimate()
    found: dict[str, list[str]] = {}
    wide: list[str] = []
    with visitor(chromium, desk, "anna", color_scheme=scheme, viewport={"width": width, "height": 900}) as page:
        pages = list(PAGES)
        page.goto("/reports/oskil-04")
        claim = page.locator(".card.on").get_attribute("data-claim")
        pages += [f"/claims/{claim}", f"/traces/{claim}", f"/reports/oskil-04?claim={claim}&mode=correct",
                  f"/reports/oskil-04?claim={claim}&mode=aside"]  # fmt: skip
        for address in pages:
            page.goto(address)
            if problems := serious(page):
                found[address] = problems
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(address)
    assert not found, "\n".join(f"{page}: {problem}" for page, problems in found.items() for problem in problems)
    assert wide == []
