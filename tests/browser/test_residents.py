"""A resident on an old phone: 390 pixels wide, no script, no account. The whole way from the card to the answer."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from linli.people.models import User
from linli.portal import limits
from linli.portal.actions import make_link
from linli.registers.models import Household
from linli.rounds.choices import Outcome
from linli.rounds.models import Arrival, ContactEntry
from tests.conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def address(household: Household, clerk: User, live_server: Any) -> str:
    limits.by_link.forget()
    limits.by_address.forget()
    return f"{live_server.url}/h/{make_link(household, actor=clerk, now=NOW).token}/"


def phone(chromium: Browser, *, script: bool) -> Page:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", java_script_enabled=script
    )
    return context.new_page()


def test_one_tap_answers_for_the_day_without_script(chromium: Browser, address: str) -> None:
    page = phone(chromium, script=False)
    page.goto(address)
    page.get_by_role("button", name="和昨天一样").click()
    assert page.get_by_role("heading", name="今天答过了").is_visible()
    assert page.get_by_role("button", name="和昨天一样").count() == 0
    assert ContactEntry.everywhere.get().outcome == Outcome.SAME


def test_going_back_and_tapping_again_counts_once(chromium: Browser, address: str) -> None:
    page = phone(chromium, script=False)
    page.goto(address)
    form = page.locator("form[action$='/same/']")
    record = form.locator("input[name=record]").get_attribute("value")
    form.get_by_role("button").click()
    page.request.post(f"{address}same/", form={"record": record or ""})
    assert ContactEntry.everywhere.count() == 1


def test_it_tells_what_changed_without_script(chromium: Browser, address: str) -> None:
    page = phone(chromium, script=False)
    page.goto(address)
    page.get_by_role("link", name="有变化").click()
    page.get_by_label("柴*娟").check()
    page.get_by_text("身体").click()
    page.get_by_label("发烧").check()
    page.get_by_label("体温").fill("37.8")
    page.get_by_role("button", name="发出").click()
    assert page.get_by_role("heading", name="今天答过了").is_visible()
    entry = ContactEntry.everywhere.get()
    assert (entry.outcome, entry.abnormal) == (Outcome.CHANGED, True)


def test_it_declares_who_comes_without_script_and_is_asked_which_place(
    chromium: Browser, address: str
) -> None:
    page = phone(chromium, script=False)
    page.goto(address)
    page.get_by_role("link", name="报返乡或来访").click()
    page.get_by_label("来的人姓名").fill("冯雨欣")
    page.get_by_label("从哪里来").fill("朝阳区")
    page.get_by_label("哪天到").fill("2026-11-22")
    page.get_by_role("button", name="报上去").click()
    page.get_by_label("吉林省长春市朝阳区").check()
    page.get_by_role("button", name="报上去").click()
    assert page.get_by_role("heading", name="报好了").is_visible()
    assert Arrival.everywhere.get().from_code == "220104"
    page.get_by_text("不来了").click()
    page.get_by_role("button", name="撤回这 1 份报备").click()
    assert Arrival.everywhere.get().state == "withdrawn"


def test_script_says_that_it_is_being_written_and_writes_once(chromium: Browser, address: str) -> None:
    page = phone(chromium, script=True)
    page.goto(address)
    page.get_by_role("button", name="和昨天一样").dblclick()
    page.get_by_role("heading", name="今天答过了").wait_for()
    assert ContactEntry.everywhere.count() == 1


@pytest.mark.parametrize("path", ["", "changes/", "coming/", "kept/", "looks/", "ask/"])
def test_nothing_is_in_the_way_of_anybody_and_targets_are_large(
    chromium: Browser, address: str, path: str
) -> None:
    page = phone(chromium, script=True)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main a.ll-b, main summary')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 59).map(e => e.textContent)"
    )
    assert small == []
    assert refused == []
