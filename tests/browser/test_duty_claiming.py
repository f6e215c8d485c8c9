"""A volunteer with a phone: 390 pixels wide. Finds a post, claims it, drops it; somebody else was faster."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from linli.areas.models import Area
from linli.duty.actions.claims import claim_post
from linli.duty.models import Claim, DutyPlace, Post
from linli.people.models import User
from tests.conftest import NOW, appoint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
HOUR = timedelta(hours=1)


@pytest.fixture
def volunteer(community: Area) -> User:
    return appoint("mo", "莫连城", "volunteer", community)


@pytest.fixture
def post(community: Area) -> Post:
    """Tomorrow morning at the east gate, for one."""
    here = {"area": community, "area_code": community.code}
    gate = DutyPlace.objects.create(name="和平家园东门", kind="gate", **here)
    return Post.objects.create(
        place=gate, kind="gatekeeper", starts_at=NOW + 22 * HOUR, ends_at=NOW + 26 * HOUR, headcount=1,
        published_at=NOW, **here,
    )  # fmt: skip


@pytest.fixture
def phone(
    chromium: Browser, live_server: Any, volunteer: User, sign_in: Callable[[User], Client]
) -> Iterator[Page]:
    """The volunteer's, signed in, at their posts."""
    session = sign_in(volunteer).cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/duty/posts/mine/")
    yield page
    context.close()


def nothing_is_in_the_way(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_volunteer_claims_a_post_and_drops_it(post: Post, phone: Page, volunteer: User) -> None:
    nothing_is_in_the_way(phone)
    phone.get_by_role("button", name="认领").click()
    expect(phone.get_by_text("这个岗位是您的")).to_be_visible()
    assert Post.everywhere.get().taken == 1
    nothing_is_in_the_way(phone)
    phone.get_by_role("link", name="退掉").click()
    nothing_is_in_the_way(phone)
    phone.get_by_role("button", name="退掉").click()
    expect(phone.get_by_role("button", name="认领")).to_be_visible()
    assert (Claim.everywhere.get().state, Post.everywhere.get().taken) == ("dropped", 0)


def test_claiming_twice_with_a_quick_thumb_counts_once(post: Post, phone: Page) -> None:
    phone.get_by_role("button", name="认领").dblclick()
    expect(phone.get_by_text("这个岗位是您的")).to_be_visible()
    assert Claim.everywhere.count() == 1


def test_whoever_was_slower_is_told_why_and_what_to_do(post: Post, phone: Page, community: Area) -> None:
    faster = appoint("gong", "巩新月", "volunteer", community)
    claim_post(post, user=faster, actor=faster, now=NOW)
    phone.get_by_role("button", name="认领").click()
    expect(phone.get_by_text("这个岗位满了")).to_be_visible()
    expect(phone.get_by_text("请另选一个")).to_be_visible()
    assert Claim.everywhere.get().user == faster


def test_the_lead_of_a_post_mends_hours_at_the_place(
    post: Post, phone: Page, volunteer: User, community: Area
) -> None:
    helper = appoint("gong", "巩新月", "volunteer", community)
    claim_post(post, user=helper, actor=helper, now=NOW)
    Post.everywhere.update(lead=volunteer, starts_at=NOW - 3 * HOUR, ends_at=NOW + HOUR)
    phone.goto(phone.url.replace("mine/", f"open/{post.pk}/"))
    expect(phone.get_by_text("这个岗位由您带班")).to_be_visible()
    expect(phone.get_by_text("巩新月")).to_be_visible()
    nothing_is_in_the_way(phone)
    phone.get_by_role("link", name="补时长").click()
    phone.get_by_label("离岗时间").fill("2026-11-20T09:30")
    phone.locator("[name=why]").fill("手机没电")
    phone.get_by_role("button", name="补时长").click()
    expect(phone.get_by_text("手机没电")).to_be_visible()
    assert Claim.everywhere.get().mended_by == volunteer
