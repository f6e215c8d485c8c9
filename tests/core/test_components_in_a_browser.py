"""The components in a real browser: no barrier that axe can find, nothing too wide, the policy kept."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.chromium import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
SEEN = "addEventListener('securitypolicyviolation', (e) => (window.refused ??= []).push(e.violatedDirective))"


def opened(
    chromium: Browser, live_server: Any, *, width: int, language: str = "zh-hans", large: bool = False
) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    cookies = {"django_language": language, "large_type": "1" if large else "0"}
    context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
    page = context.new_page()
    page.add_init_script(SEEN)
    page.goto(f"{live_server.url}/components/")
    page.locator(".ll-chart-canvas svg").nth(2).wait_for()
    return page


@pytest.mark.parametrize(
    ("width", "language", "large"),
    [(1280, "zh-hans", False), (1280, "en", True), (390, "zh-hans", True), (390, "en", False)],
)
def test_it_has_no_barrier(
    chromium: Browser, live_server: Any, width: int, language: str, large: bool
) -> None:
    page = opened(chromium, live_server, width=width, language=language, large=large)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.documentElement.classList.contains('ll-large')") is large


def test_it_keeps_the_content_policy_while_charts_are_drawn(chromium: Browser, live_server: Any) -> None:
    page = opened(chromium, live_server, width=1280)
    page.set_viewport_size({"width": 900, "height": 900})
    page.locator("[data-chart-switch]").first.click()
    assert page.locator(".ll-chart").first.get_attribute("data-shown") == "table"
    assert page.evaluate("window.refused ?? []") == []


def test_it_works_from_the_keyboard(chromium: Browser, live_server: Any) -> None:
    page = opened(chromium, live_server, width=1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ll-skip"
    page.locator("a.ll-tile").nth(2).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.innerText").startswith("西岗")


def test_it_shows_the_bar_with_the_count_of_a_selection(chromium: Browser, live_server: Any) -> None:
    page = opened(chromium, live_server, width=1280)
    bar = page.locator("[data-bulk-bar]")
    assert not bar.is_visible()
    page.locator("input[data-bulk]").nth(1).check()
    assert bar.is_visible()
    assert page.locator("[data-bulk-count]").inner_text() == "已选 1 户"
    page.locator("input[data-bulk-all]").check()
    assert page.locator("[data-bulk-count]").inner_text() == "已选 5 户"
    page.locator("[data-bulk-none]").click()
    assert not bar.is_visible()
