"""Every screen of the phone app: no barrier that axe finds, nothing wider than a small phone, nothing refused."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from tests.browser.field_machine import Phone, Town
from tests.field.cast import GATE, POINTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
WATCH = "addEventListener('securitypolicyviolation', (e) => { window.refused = (window.refused || []).concat(e.violatedDirective); })"
NARROW = 360


@pytest.fixture(params=[("zh-CN", 8, False), ("en-US", 10, True)], ids=["zh", "en-large"])
def phone(request: pytest.FixtureRequest, machine: Town, chromium: Browser) -> Iterator[Phone]:
    language, worker, large = request.param
    context = chromium.new_context(viewport={"width": NARROW, "height": 740}, locale=language)
    context.add_init_script(WATCH)
    if large:
        context.add_init_script("localStorage.setItem('field-large', '1')")
    yield Phone(machine, context.new_page(), worker)
    context.close()


def complaints(phone: Phone, name: str) -> list[str]:
    found = Axe().run(phone.tab, options=RULES).response["violations"]
    said = [f"{name}: {one['id']}: {[node['html'][:160] for node in one['nodes'][:2]]}" for one in found]
    width = phone.tab.evaluate("document.documentElement.scrollWidth")
    if width > NARROW:
        said.append(f"{name}: {width} px wide")
    said += [
        f"{name}: the content policy refused {what}" for what in phone.tab.evaluate("window.refused || []")
    ]
    return said


def test_every_screen_can_be_used_by_everybody(phone: Phone) -> None:
    tab = phone.tab
    tab.goto(f"{phone.machine.url}/field/")
    tab.wait_for_selector("#code")
    said = complaints(phone, "enrol")
    phone.enrol()
    said += complaints(phone, "day")
    context: BrowserContext = tab.context
    context.set_offline(True)
    phone.answer("101")
    phone.tap("102", "nobody")
    said += complaints(phone, "day, offline")
    home, asked = phone.home("302"), phone.home("101")
    for route in ("duty", f"duty/at/{GATE}/handover", "units", "find", "outbox", "phone", "leave", "new", "checks", f"h/{asked}", f"h/{home}", f"h/{home}/visit",
                  f"h/{home}/arrival", f"h/{home}/not-mine"):  # fmt: skip
        phone.open(route)
        said += complaints(phone, route.rpartition("/")[2])
    phone.open("patrols")
    said += complaints(phone, "patrols")
    tab.click("[data-patrol] a")
    tab.fill("#point-code", POINTS[0])
    tab.press("#point-code", "Enter")
    tab.wait_for_selector("[data-slot=found]:not([hidden])")
    said += complaints(phone, "at a point of a patrol")
    phone.open(f"h/{home}/changed")
    for summary in tab.query_selector_all("[data-part] summary"):
        summary.click()
    tab.click("main button[type=submit]")
    tab.wait_for_selector("[aria-invalid]")
    said += complaints(phone, "changed, with what is wrong")
    phone.open("find")
    tab.fill("#find", "302")
    tab.wait_for_selector("[data-slot=found] a")
    said += complaints(phone, "found")
    assert not said, "\n" + "\n".join(said)
    assert phone.errors == []
