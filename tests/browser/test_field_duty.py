"""On duty at a place, with the phone in flight mode."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from linli.intake.reading import body_decoder
from tests.browser.field_machine import Phone, Town
from tests.faults.conftest import wait_until
from tests.field.cast import GATE, VOLUNTEER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORKER = 11
STATE = (
    "SELECT state, checked_in_at IS NOT NULL, checked_out_at IS NOT NULL FROM duty_claim WHERE user_id = ?"
)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 390, "height": 800}, locale="zh-CN")
    yield made
    made.close()


def claim_of(machine: Town, worker: int) -> tuple[Any, ...]:
    return machine.ask(STATE, machine.workers[worker]["user"].replace("-", ""))[0]


def test_a_worker_checks_in_and_hands_over_in_flight_mode(machine: Town, context: BrowserContext) -> None:
    phone = Phone(machine, context.new_page(), WORKER).enrol()
    phone.keep_shell()
    assert "今明两天 1 班" in phone.tab.inner_text("main [data-slot=shifts]")
    context.set_offline(True)
    phone.open("duty")
    shift = phone.tab.locator("[data-shift]")
    expect(shift).to_contain_text("和平家园东门")
    shift.locator("[data-act=in]").click()
    expect(shift.locator("[data-slot=told]")).to_contain_text("已存手机")
    expect(shift.locator("[data-act=in]")).to_be_hidden()
    _hand_over(phone)
    phone.until_waiting(2)
    assert claim_of(machine, WORKER) == ("claimed", 0, 0)

    context.set_offline(False)
    phone.until_waiting(0)
    wait_until(lambda: claim_of(machine, WORKER) == ("present", 1, 0))
    expect(shift.locator("[data-slot=told]")).to_contain_text("已送到")
    assert machine.facts_of(WORKER) == [("duty.check_in", True, ""), ("duty.handover", True, "")]
    ((points, goods),) = machine.ask("SELECT points, goods FROM duty_handover")
    assert [one["text"] for one in json.loads(points)] == ["3-2-501 等药，下午再问", "东门道闸不灵"]
    assert json.loads(goods) == {"体温枪": 2, "钥匙": 1}
    assert phone.errors == []


def _hand_over(phone: Phone) -> None:
    tab = phone.tab
    tab.click("[data-shift] [data-slot=handover]")
    tab.click("main button[type=submit]")
    expect(tab.locator("[data-slot=wrong]")).to_contain_text("至少写一件事")
    tab.fill("[name=points]", "3-2-501 等药，下午再问\n东门道闸不灵")
    tab.fill("[name=goods]", "体温枪 2，钥匙 1")
    tab.click("main button[type=submit]")
    tab.wait_for_selector('main[data-ready="/duty"]')


def test_a_volunteer_has_shifts_and_no_doors_and_may_type_a_code(
    machine: Town, context: BrowserContext
) -> None:
    phone = Phone(machine, context.new_page(), VOLUNTEER).enrol()
    tab = phone.tab
    expect(tab.locator("[data-shift]")).to_have_count(1)
    expect(tab.locator("[data-nav=find]")).to_be_hidden()
    context.set_offline(True)
    tab.fill("#place", "短")
    tab.click("form [data-act=in]")
    expect(tab.locator("[data-slot=wrong]")).to_be_visible()
    phone.until_waiting(0)
    for act in ("in", "out"):  # as it is typed, and as a camera reads it from the poster
        tab.fill("#place", GATE if act == "in" else f"{machine.url}/duty/posts/at/{GATE}/")
        tab.click(f"form [data-act={act}]")
        expect(tab.locator("#place")).to_have_value("")
    phone.until_waiting(2)
    context.set_offline(False)
    phone.until_waiting(0)
    wait_until(lambda: claim_of(machine, VOLUNTEER) == ("done", 1, 1))
    assert phone.errors == []


SAMPLES = """() => import('/static/field/js/bodies.js').then((b) => [
  b.checkIn('EastGate00000001'), b.checkOut('EastGate00000001'),
  b.handover('EastGate00000001', {points: 'a\\n\\n b ', goods: '体温枪×2、keys: 1;对讲机3', note: ''}),
  b.handover('EastGate00000001', {points: '', goods: '', note: 'n'}),
])"""


def test_its_facts_are_such_as_the_server_reads(machine: Town, context: BrowserContext) -> None:
    tab = context.new_page()
    tab.goto(f"{machine.url}/field/")
    made: list[dict[str, Any]] = tab.evaluate(SAMPLES)
    assert made[2]["body"]["points"] == ["a", "b"]
    assert made[2]["body"]["goods"] == {"体温枪": 2, "keys": 1, "对讲机": 3}
    for one in made:
        decoder = body_decoder(one["kind"])
        assert decoder is not None
        read = msgspec.json.decode(msgspec.json.encode(decoder.decode(msgspec.json.encode(one["body"]))))
        assert read == one["body"]
