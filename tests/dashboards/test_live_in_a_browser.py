"""The live round and the daily report in a browser: numbers come without reloading, pausing holds them, nobody is shut out."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from linli.areas.models import Area
from linli.areas.tallies import recount
from linli.core.facts import FieldFact
from linli.dashboards import live_views
from linli.dashboards.live import forget_trends
from linli.lib.ids import new_id
from linli.people.models import User
from linli.people.viewer import viewer_of
from linli.registers.models import Household, Resident
from linli.reports.daily.actions import freeze_due, submit_report
from linli.rounds.actions.contacts import take_contacts
from linli.rounds.bodies import DailyAnswer
from tests.chromium import chromium
from tests.conftest import NOW, TODAY, settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
Open = Callable[..., Page]
__all__ = ["chromium"]


@pytest.fixture(autouse=True)
def _fresh_trends() -> Iterator[None]:
    forget_trends()
    yield
    forget_trends()


@pytest.fixture
def opened(chromium: Browser, live_server: Any, settings: Any) -> Open:
    """`opened(clerk, "/figures/live/")`: the page as this person sees it."""
    settings.USERSESSIONS_TRACK_ACTIVITY = False

    def open_page(user: User, path: str, *, width: int = 1280) -> Page:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(viewport={"width": width, "height": 900})
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "zh-hans"}
        context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
        page = context.new_page()
        page.goto(f"{live_server.url}{path}")
        return page

    return open_page


def count(community: Area) -> None:
    with transaction.atomic():
        recount([community.code], day=TODAY)


def answer(home: Household, by: User, at: datetime = NOW - timedelta(hours=1)) -> None:
    told = at.astimezone(UTC)
    body = DailyAnswer(household=home.pk, same=True)
    assert not take_contacts([FieldFact(new_id(), "DailyAnswer", body, told, told, by.pk, uuid4())])


def test_numbers_come_without_reloading_and_stand_still_while_paused(
    opened: Open, household: Household, building: Area, community: Area, grid_worker: User, clerk: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(live_views, "SECONDS", 1)
    other = settle(building, "3-1-102")
    count(community)
    page = opened(clerk, "/figures/live/")
    page.evaluate("window.stayed = true")
    total = page.locator("tfoot td").first
    link = page.get_by_role("link", name="第一网格")
    link.focus()

    answer(household, grid_worker)
    expect(total).to_have_text("1")
    assert page.evaluate("window.stayed") is True
    assert page.evaluate("document.activeElement.textContent") == "第一网格"

    pause = page.get_by_role("button", name="暂停")
    pause.press("Enter")
    expect(pause).to_have_attribute("aria-pressed", "true")
    answer(other, grid_worker)
    page.wait_for_timeout(2_500)
    expect(total).to_have_text("1")
    pause.press("Enter")
    expect(total).to_have_text("2")


def test_it_says_so_when_the_line_is_gone(
    opened: Open, household: Household, community: Area, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_views, "SECONDS", 1)
    count(community)
    page = opened(clerk, "/figures/live/")
    page.context.set_offline(True)
    expect(page.locator("[data-live-say]")).to_contain_text("连不上")
    page.context.set_offline(False)
    expect(page.locator("[data-live-say]")).to_contain_text("每 1 秒更新")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/reports/daily/", "/figures/live/"])
def test_nobody_is_shut_out(
    opened: Open, elder: Resident, household: Household, community: Area, other_community: Area, town: Area,
    grid_worker: User, clerk: User, township_officer: User, path: str, width: int,
) -> None:  # fmt: skip
    count(community)
    answer(household, grid_worker)
    submit_report(community, on=TODAY, actor=viewer_of(clerk, day=TODAY), filled={"by_hand.disinfected": 0})
    freeze_due(NOW)
    page = opened(township_officer, path, width=width)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
