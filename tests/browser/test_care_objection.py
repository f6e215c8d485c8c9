"""An objection from the household's link to its answer, in both languages: an old phone without script, and a desk."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from linli.care.choices import AppealState
from linli.care.models import Appeal, Episode
from linli.people.models import User
from linli.portal import limits
from linli.portal.actions import make_link
from linli.registers.models import Restriction
from tests.browser.test_care_journeys import Desk, desk, go_on, send
from tests.care.conftest import epidemic, episode, make_episode, medical_officer
from tests.conftest import NOW

__all__ = ["desk", "epidemic", "episode", "make_episode", "medical_officer"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "zh": {"lang": "zh-hans", "until": "11月23日 24:00", "object": "我不同意", "send": "提交", "waits": "等答复", "free": "现在没有管控", "sorry": "我们向您道歉"},
    "en": {"lang": "en", "until": "23 Nov 24:00", "object": "I do not agree", "send": "Send it", "waits": "waits for an answer", "free": "Nothing holds for you", "sorry": "We apologise"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_objection_by_the_link_until_the_answer(
    chromium: Browser, live_server: Any, desk: Desk, episode: Episode, clerk: User, medical_officer: User,
    language: str,
) -> None:  # fmt: skip
    words = WORDS[language]
    limits.by_link.forget()
    limits.by_address.forget()
    token = make_link(episode.household, actor=clerk, now=NOW).token
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    phone = context.new_page()
    phone.goto(f"{live_server.url}/h/{token}/care/?lang={words['lang']}")
    assert words["until"] in phone.content()
    phone.get_by_role("link", name=words["object"]).click()
    phone.get_by_role("textbox").fill("那天我在上班，单位可以证明。")
    phone.get_by_role("button", name=words["send"]).click()
    assert words["waits"] in phone.content()
    assert episode.resident.name not in phone.content()
    go_on()

    page = desk(medical_officer, "zh-CN" if language == "zh" else "en-US")
    page.goto("/care/release/appeals/")
    page.locator("td a.ll-name").click()
    page.locator("input[name=answer][value=cancels]").check()
    page.locator("textarea[name=reasons]").fill("单位的记录属实，是登记错了。")
    send(page)
    go_on()
    episode.refresh_from_db()
    assert episode.state == "cancelled"
    assert Appeal.everywhere.get().state == AppealState.UPHELD
    assert not Restriction.everywhere.filter(lifted_at=None).exists()

    phone.reload()
    assert "单位的记录属实" in phone.content()
    phone.goto(f"{live_server.url}/h/{token}/care/")
    assert words["free"] in phone.content()
    assert words["sorry"] in phone.content()
    context.close()
