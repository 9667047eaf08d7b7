"""Reviewing in a real browser: with the mouse, with keys alone, by two people, and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.browsing import visitor
from tests.desk.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]


def median(served: Served) -> float:
    """The estimate of dead and wounded at its last date."""
    series = served.wait_for_estimate()["series"]["casualties"]
    return float(series[-1]["median"])


def test_add_read_review_and_undo_move_the_estimate(desk: Served, chromium: Browser) -> None:
    """A pasted report is read, its claim moves the estimate, setting it aside moves it back, undo moves it again."""
    before = median(desk)
    with visitor(chromium, desk, "anna") as page:
        page.goto("/add")
        page.get_by_label("Text", exact=True).fill(
            "A British defence official estimated on 22 April 2025 that about 9,000 Russian soldiers had been killed "
            "or wounded at the crossing so far."
        )
        page.get_by_label("Title").fill("News from the crossing")
        page.get_by_label("Published").fill("2025-04-22")
        page.get_by_label("Publisher").fill("London Ledger")
        page.get_by_role("button", name="Read and keep", exact=True).click()
        outcome = page.locator("#outcomes")
        assert "1 claims" in outcome.inner_text()
        with_claim = median(desk)
        assert with_claim > before * 1.02

        outcome.get_by_role("link").first.click()
        assert "9,000" in page.locator("mark.on").inner_text()
        page.get_by_role("link", name="Set aside…").click()
        page.get_by_role("button", name="misread").click()
        page.locator(".card.on .tag", has_text="set aside").wait_for()
        assert median(desk) == pytest.approx(before, rel=0.02)
        page.reload()
        assert "After the last decisions" in page.locator("#notices").inner_text()

        page.get_by_role("button", name="undo").first.click()
        page.locator(".card.on .tag", has_text="to review").wait_for()
        assert median(desk) == pytest.approx(with_claim, rel=0.02)
        history = page.locator(".history").inner_text()
        assert "last decision undone" in history
        assert "misread" in history


def test_a_reviewer_needs_no_mouse(desk: Served, chromium: Browser) -> None:
    """From signing in to a correction and its undo with keys alone, focus always on what is open."""
    from tests.desk.serving import PASSWORDS

    with visitor(chromium, desk) as page:
        page.goto("/sign-in")
        keys = page.keyboard
        while page.evaluate("document.activeElement.name") != "name":
            keys.press("Tab")
        keys.type("boris")
        keys.press("Tab")
        keys.type(PASSWORDS["boris"])
        keys.press("Enter")
        page.wait_for_url("**/cases/**")
        page.goto("/reports/oskil-05")
        keys.press("a")
        page.locator(".card.on .tag", has_text="text supports this").wait_for()
        page.wait_for_function("document.activeElement.matches('.card.on')")
        page.wait_for_function("document.getElementById('announce').textContent !== ''")
        assert "620" in page.locator("#announce").inner_text()
        keys.press("e")
        form = page.locator("#correct")
        form.wait_for()
        while page.evaluate("document.activeElement.name") != "place":
            keys.press("Tab")
        keys.type("the crossing")
        keys.press("Enter")
        page.locator(".card.on .tag", has_text="corrected").wait_for()
        assert "the crossing" in page.locator(".card.on .facts").inner_text()
        keys.press("u")
        page.locator(".card.on .tag", has_text="text supports this").wait_for()
        keys.press("?")
        assert page.locator("#keys-help").is_visible()
        keys.press("Escape")
        assert not page.locator("#keys-help").is_visible()


def test_keys_can_be_turned_off(desk: Served, chromium: Browser) -> None:
    """With single keys off a letter does nothing."""
    with visitor(chromium, desk, "anna") as page:
        page.goto("/reports/oskil-08")
        page.keyboard.press("?")
        page.get_by_label("Use single keys").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        page.wait_for_timeout(300)
        assert "to review" in page.locator(".card.on").inner_text()


def test_evidence_is_anchored_by_selecting_words(desk: Served, chromium: Browser) -> None:
    """Words selected in the text become a claim's evidence, at their very place."""
    with visitor(chromium, desk, "anna") as page:
        page.goto("/reports/oskil-10?mode=add#add")
        page.evaluate(
            """() => {
                const walk = document.createTreeWalker(document.querySelector('[data-text]'), NodeFilter.SHOW_TEXT);
                for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                    const at = node.data.indexOf('neither side');
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(node, at);
                    range.setEnd(node, at + 'neither side'.length);
                    getSelection().removeAllRanges();
                    getSelection().addRange(range);
                }
                document.dispatchEvent(new MouseEvent('mouseup', {bubbles: true}));
            }"""
        )
        page.wait_for_function("document.querySelector('[data-anchor-quote]').value === 'neither side'")
        page.get_by_label("Bound").select_option("none")
        page.get_by_role("button", name="Add claim").click()
        page.wait_for_url("**claim=*")
        assert page.locator("mark.on").inner_text().endswith("neither side")
        with desk.client("anna") as client:
            whole = client.get("/api/reports/oskil-10").json()
        added = next(s["claim"] for s in whole["claims"] if s["claim"]["trace"] == ["added by hand"])
        piece = added["evidence"][0]
        assert whole["report"]["text"][piece["start"] : piece["end"]] == "neither side"


def test_two_reviewers_of_one_claim_are_compared(desk: Served, chromium: Browser) -> None:
    """Two reviewers who differ on one claim and agree on another see how far they agree, and where they differ."""
    for name, mode in (("anna", "Text supports this"), ("boris", "Set aside…")):
        with visitor(chromium, desk, name) as page:
            page.goto("/reports/oskil-01")
            page.locator(".card.on").get_by_role("link" if "…" in mode else "button", name=mode).click()
            if "…" in mode:
                page.get_by_role("button", name="duplicate").click()
            page.goto("/reports/oskil-02")
            page.locator(".card.on").get_by_role("button", name="Text supports this").click()
            page.locator(".card.on .tag", has_text="text supports this").wait_for()
            page.goto("/review")
            said = page.locator("main").inner_text()
    assert "Krippendorff's alpha" in said
    assert "They differ on" in said
    with desk.client("anna") as client:
        agreed = client.get("/api/agreement").json()
    assert {"anna", "boris"} <= set(agreed["reviewers"])
    assert len(agreed["differ"]) >= 1
    assert agreed["alpha"] < 1


def test_everything_works_without_scripts(desk: Served, chromium: Browser) -> None:
    """Without JavaScript a claim is corrected, its evidence anchored by typing words, the date set by a form."""
    desk.wait_for_estimate()
    with visitor(chromium, desk, "anna", java_script_enabled=False) as page:
        page.goto("/reports/oskil-07")
        page.locator(".card.on").get_by_role("link", name="Correct").click()
        page.locator("#correct [name=quote]").fill("about 1,100 Russian soldiers")
        page.get_by_role("button", name="Save correction").click()
        assert "corrected" in page.locator(".card.on").inner_text()
        assert "about 1,100 Russian soldiers" in page.locator("mark.on").first.inner_text()
        page.get_by_role("button", name="undo").first.click()
        page.goto("/cases/case")
        page.locator("#as-of").fill("2025-03-18")
        page.get_by_role("button", name="Known now").click()
        assert "18 March 2025" in page.locator(".answer").inner_text()


def test_the_slider_asks_the_server_and_nothing_jumps(desk: Served, chromium: Browser) -> None:
    """Moving the date swaps the answer in place, keeps focus on the slider, and shifts no layout while loading."""
    desk.wait_for_estimate()
    with visitor(chromium, desk, "anna", viewport={"width": 1280, "height": 900}) as page:
        page.add_init_script(
            "window.shift = 0; const add = (list) => list.getEntries().forEach((e) => { window.shift += e.value; });"
            "new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true});"
        )
        page.goto("/cases/case")
        page.wait_for_timeout(300)
        assert page.evaluate("window.shift") < 0.01
        before = page.locator(".answer").inner_text()
        page.locator("[data-slider]").focus()
        page.keyboard.press("Home")
        page.wait_for_function("(old) => document.querySelector('.answer').innerText !== old", arg=before)
        assert "3 March 2025" in page.locator(".answer").inner_text()
        page.wait_for_function("document.activeElement.matches('[data-slider]')")
        assert "as_of=2025-03-03" in page.url


def test_a_mark_of_the_chart_leads_to_its_sentence(desk: Served, chromium: Browser) -> None:
    """Marks are reached by keys, say what they are, and lead to the claim."""
    desk.wait_for_estimate()
    with visitor(chromium, desk, "anna", viewport={"width": 1280, "height": 900}) as page:
        page.goto("/cases/case")
        page.locator('svg.wide a[tabindex="0"]').focus()
        page.keyboard.press("ArrowRight")
        assert page.locator(".tip").is_visible()
        assert "killed" in page.locator(".tip").inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url("**/claims/**")
        assert page.locator("blockquote mark").is_visible()
