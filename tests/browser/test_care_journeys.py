"""Care in a real browser, in both languages: a returnee from the declaration to the release; a wrong person, undone."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from linli.care.choices import EpisodeState
from linli.care.models import CareTest, Episode
from linli.care.notes_episodes import CORRECTION
from linli.core.outbox import drain
from linli.flows.table import REACTIONS
from linli.incidents.models import Incident
from linli.people.models import Note, User
from linli.portal import limits
from linli.portal.actions import make_link
from linli.registers.choices import Relation
from linli.registers.models import Household, Resident, Restriction
from linli.rounds.actions.returnees import match_arrival
from linli.rounds.models import Arrival
from tests.care.conftest import MakeEpisode, carer, epidemic, episode, make_episode, medical_officer
from tests.conftest import NOW, TODAY

__all__ = ["carer", "epidemic", "episode", "make_episode", "medical_officer"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
WORDS = {
    "zh-CN": {"waits": "第二人同意之前不生效", "home": "在家", "sorry": "对不起"},
    "en-US": {"waits": "not in force until a second person agrees", "home": "at home", "sorry": "sorry"},
}
Desk = Callable[[User, str], Page]


@pytest.fixture
def desk(chromium: Browser, live_server: Any) -> Iterator[Desk]:
    """`desk(clerk, "zh-CN")`: a window in which this person is signed in."""
    windows: list[BrowserContext] = []

    def opened(user: User, locale: str) -> Page:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(locale=locale, base_url=live_server.url)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        windows.append(context)
        return context.new_page()

    yield opened
    for one in windows:
        one.close()


def go_on() -> None:
    """What the worker does between two steps."""
    while drain(REACTIONS):
        pass


def send(page: Page, form: str = "form.ll-form") -> None:
    with page.expect_navigation():
        page.locator(f"{form} button[type=submit]").first.click()


def declare(chromium: Browser, live_server: Any, household: Household, clerk: User) -> Arrival:
    """The daughter comes home, by the household's own link, without script."""
    limits.by_link.forget()
    limits.by_address.forget()
    token = make_link(household, actor=clerk, now=NOW).token
    context = chromium.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/h/{token}/coming/")
    page.get_by_label("来的人姓名").fill("冯雨桐")
    page.get_by_label("从哪里来").fill("哈尔滨市道里区")
    page.get_by_label("哪天到").fill("2026-11-20")
    page.get_by_role("button", name="报上去").click()
    context.close()
    return Arrival.everywhere.get()


def come(desk: Desk, arrival: Arrival, child: Resident, clerk: User, locale: str) -> None:
    match_arrival(arrival.pk, version=None, resident=child, actor=clerk)
    page = desk(clerk, locale)
    page.goto(f"/round/arrivals/{arrival.pk}/")
    send(page, f"form[action*='{arrival.pk}/settle/']")


@both
def test_a_returnee_from_the_declaration_to_the_release(
    chromium: Browser, live_server: Any, desk: Desk, household: Household, epidemic: Incident, clerk: User,
    township_officer: User, locale: str,
) -> None:  # fmt: skip
    child = household.members.get(relation=Relation.DAUGHTER)
    come(desk, declare(chromium, live_server, household, clerk), child, clerk, locale)
    go_on()

    page = desk(clerk, locale)
    page.goto("/care/?view=proposed")
    page.locator("td a.ll-name").click()
    page.locator("a[href*='/sign/']").first.click()
    page.locator("input[name=category][value=spill_high]").check()
    page.locator("input[name=anchor_on]").fill("2026-11-13")
    page.locator("input[name=began_on]").fill("2026-11-14")
    page.locator("textarea[name=evidence]").fill("车票，11月13日离开")
    page.locator("input[name=objection]").fill("0453-3120001，24 小时内答复")
    page.locator("input[name=home][value=suitable]").check()
    send(page, "form.ll-form:has(button[value=look])")
    # The plan is shown with its reasons before anybody can sign it.
    assert page.locator("table >> text=24:00").count()
    assert Episode.everywhere.get().state == EpisodeState.PROPOSED
    with page.expect_navigation():
        page.locator("button[name=step][value=sign]").click()
    assert WORDS[locale]["waits"] in page.content()
    assert not Restriction.everywhere.exists()
    go_on()

    made = Episode.everywhere.get()
    second = desk(township_officer, locale)
    second.goto(f"/care/{made.pk}/agree/")
    assert second.locator("ol.ll-days li").count() == 7
    send(second)
    made.refresh_from_db()
    assert made.state == EpisodeState.NOTIFIED
    assert Restriction.everywhere.get().agreed_by == township_officer
    go_on()

    page.goto(f"/register/households/{household.pk}/")
    assert page.locator("dl.ll-grounds").count() == 1
    page.goto(f"/care/{made.pk}/begin/")
    send(page)
    CareTest.everywhere.filter(episode=made).update(result="negative", taken_at=NOW, result_at=NOW)
    page.goto(f"/care/release/{made.pk}/")
    page.locator("input[name=why][value=days_over]").check()
    send(page)
    go_on()
    made.refresh_from_db()
    assert made.released_at is not None
    assert not Restriction.everywhere.filter(lifted_at=None).exists()
    page.goto(f"/register/households/{household.pk}/")
    assert page.locator("dl.ll-grounds").count() == 0
    assert made.until_at is not None
    assert made.until_at.date() == date(2026, 11, 20)  # 24:00 in Shanghai


@both
def test_the_wrong_person_is_let_go_with_an_apology(
    chromium: Browser, live_server: Any, desk: Desk, make_episode: MakeEpisode, resident: Resident, clerk: User,
    grid_worker: User, locale: str,
) -> None:  # fmt: skip
    made = make_episode(resident, from_on=TODAY)
    made.told.create(kind="team", user=grid_worker)
    page = desk(clerk, locale)
    page.goto(f"/care/{made.pk}/")
    page.locator(f"a[href*='/care/{made.pk}/cancel/']").click()
    assert WORDS[locale]["sorry"] in page.content()
    page.locator("input[name=why][value=wrong_person]").check()
    page.locator("textarea[name=note]").fill("同名同姓")
    send(page)
    go_on()
    made.refresh_from_db()
    assert made.state == EpisodeState.CANCELLED
    assert made.apology_at is not None
    assert not Restriction.everywhere.filter(lifted_at=None).exists()
    assert Note.objects.filter(kind=CORRECTION, user=grid_worker).count() == 1
    assert all(one.corrected_at for one in made.told.all())

    limits.by_link.forget()
    limits.by_address.forget()
    token = make_link(resident.household, actor=clerk, now=NOW).token
    phone = chromium.new_context(locale=locale, java_script_enabled=False).new_page()
    phone.goto(f"{live_server.url}/h/{token}/")
    assert phone.locator("body").inner_text()
    assert "spill" not in phone.content()
