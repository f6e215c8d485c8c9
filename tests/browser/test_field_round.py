"""The daily round in a real browser: in flight mode, closed and opened again, with two tabs, without room, revoked."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from linli.intake.reading import body_decoder
from linli.lib.ids import id_time
from tests.browser.conftest import CHROMIUM
from tests.browser.field_machine import Phone, PhoneOf, Town, ids_sent
from tests.faults.conftest import wait_until

# The mark of the database has the tests' tables made, which the machine copies; the tests themselves do not touch it.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PHONE = {"width": 390, "height": 800}


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    yield made
    made.close()


@pytest.fixture
def phone_of(machine: Town, context: BrowserContext) -> PhoneOf:
    """`phone_of(1)`: worker 1's phone, enrolled."""
    return lambda worker: Phone(machine, context.new_page(), worker).enrol()


# ---- a whole round ---------------------------------------------------------------------------------
def test_a_whole_round_in_flight_mode_reaches_the_server(
    machine: Town, chromium: Browser, tmp_path: Path
) -> None:
    open_browser = _browsers(chromium, tmp_path)
    with_line = open_browser()
    phone = Phone(machine, with_line.new_page(), 0).enrol()
    phone.keep_shell()
    with_line.close()  # the whole browser: what is left is on the disk

    flying = open_browser()
    flying.set_offline(True)
    phone = Phone(machine, flying.new_page(), 0).open()
    _answer_all(phone)
    phone.until_waiting(7)
    assert "没有网，照常记。" in phone.tab.inner_text("#bars")
    flying.close()

    still_flying = open_browser()
    still_flying.set_offline(True)
    phone = Phone(machine, still_flying.new_page(), 0).open()
    phone.until_waiting(7)
    phone.tab.click("[data-slot=done] summary")
    assert phone.tab.inner_text(f"{phone.row('101')} [data-slot=state]") == "没变化"
    assert "3 / 6" in phone.tab.inner_text("[data-slot=count]")

    still_flying.set_offline(False)
    phone.until_waiting(0)
    _until_used(machine, 0, 7)
    assert phone.errors == []
    still_flying.close()


def _browsers(chromium: Browser, folder: Path) -> Callable[[], BrowserContext]:
    """Each call starts a browser of its own on the same profile."""

    def opened() -> BrowserContext:
        return chromium.browser_type.launch_persistent_context(
            folder / "profile",
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            viewport=PHONE,
            locale="zh-CN",
        )  # type: ignore[call-overload, no-any-return]

    return opened


def _answer_all(phone: Phone) -> None:
    """One of each kind; and one that is taken back."""
    tab = phone.tab
    phone.answer("101")
    phone.tap("102", "nobody")
    tab.wait_for_selector(f"{phone.row('102')} [data-slot=note]:not([hidden])")
    phone.answer("302")
    phone.tap("302", "undo")
    tab.wait_for_selector(f"{phone.row('302')} [data-act=same]")
    _tell_changes(phone)
    _fill(phone, f"h/{phone.home('202')}/visit", {"note": "送去降压药"}, check="need")
    _fill(
        phone,
        f"h/{phone.home('301')}/arrival",
        {"name": "冯雨欣", "from_place": "黑龙江省哈尔滨市", "companions": "1"},
    )
    _fill(phone, f"h/{phone.home('302')}/not-mine", {"believed_at": "沿河小区"}, check="moved_out")
    _fill(
        phone, "new", {"building": "1", "stairwell": "1", "room": "701", "residents": "2", "head": "新住户"}
    )
    phone.open()


def _tell_changes(phone: Phone) -> None:
    tab = phone.open(f"h/{phone.home('201')}/changed").tab
    for part in ("temperatures", "symptoms", "travel", "needs", "vaccinations", "schooling"):
        tab.click(f"[data-part={part}] summary")
    tab.fill("[name=celsius]", "38.2")
    tab.check("[value=fever]")
    tab.check("[value=dry_cough]")
    tab.fill("[name=place]", "哈尔滨市")
    tab.fill("[name=dose]", "3")
    tab.select_option("[data-part=temperatures] [data-who]", index=1)
    _submit(phone)


def _fill(phone: Phone, route: str, values: dict[str, str], check: str = "") -> None:
    tab = phone.open(route).tab
    for name, value in values.items():
        tab.fill(f"main [name={name}]", value)
    if check:
        tab.check(f"main [value={check}]")
    _submit(phone)


def _submit(phone: Phone) -> None:
    phone.tab.click("main button[type=submit]")
    phone.tab.wait_for_selector('main[data-ready="/"]')


def _until_used(machine: Town, worker: int, number: int) -> None:
    wait_until(lambda: sum(used for _kind, used, _why in machine.facts_of(worker)) == number)
    assert all(not why for _kind, _used, why in machine.facts_of(worker))


# ---- what it makes is what the server takes ----------------------------------------------------------
SAMPLES = """() => import('/static/field/js/bodies.js').then((b) => {
  const h = '0192f6b0-7c00-7000-8000-000000000501', p = '0192f6b0-7c00-7000-8000-000000000a01';
  const parts = {
    travel: [{direction: 'out', resident: p, place: '哈尔滨市', on: '2026-11-20', back_on: ''}],
    symptoms: [{signs: ['fever', 'other'], resident: ''}], temperatures: [{celsius: '37,8', resident: p}],
    vaccinations: [{dose: '3', resident: '', on: ''}], schooling: [{mode: 'at_home', resident: p, school: ''}],
    needs: [{what: 'medicine', resident: '', note: '只够两天'}],
  };
  const filled = {name: '冯雨欣', arrives_on: '2026-11-20', state: 'expected', comes: 'visit', resident: p, phone: '1', document: '2',
    from_place: '哈尔滨', reason: '过年', transport: 'train', transport_number: 'K7063', companions: '2', note: 'x'};
  const door = {area: '231085100006', compound: 'a', building: '3', stairwell: '2', floor: '5', room: '501', part: 'B',
    occupancy: 'rented', residents: '0', head: 'b', phone: '1', note: ''};
  return [
    b.same(h, 'phone'), b.nobody(h, 'door', ''), b.nobody(h, 'phone', '没接'), b.changed(h, 'online', parts, '备注'), b.changed(h, 'door', {}, '只有备注'),
    b.visit(h, 'door', {outcome: 'refused', purpose: 'check', resident: p, note: 'n'}), b.visit(h, 'door', {outcome: 'met', purpose: 'daily', resident: '', note: ''}),
    b.arrival(h, filled, p), b.arrival(h, {name: 'x', arrives_on: '2026-11-20', state: 'arrived', companions: ''}),
    b.notMine(h, {reason: 'no_such_door', resident: '', believed_at: '', note: ''}), b.newHousehold(door), b.newHousehold({area: '231085100006', room: '1'}),
    b.checkResult(p, {outcome: 'not_found', note: ''}),
  ];
})"""


def test_its_facts_are_such_as_the_server_reads(phone_of: PhoneOf) -> None:
    tab = phone_of(9).tab
    made: list[dict[str, Any]] = tab.evaluate(SAMPLES)
    assert {one["kind"] for one in made} == {
        "daily_answer", "visit", "nobody_home", "arrival", "not_my_resident", "new_household", "check_result",
    }  # fmt: skip
    for one in made:
        decoder = body_decoder(one["kind"])
        assert decoder is not None
        read = msgspec.to_builtins(decoder.decode(msgspec.json.encode(one["body"])))
        # No field that the server does not know; those that it leaves out again are at their default.
        defaults = {"channel", "state", "kind", "purpose"}
        assert one["body"].keys() <= read.keys() | defaults, one["kind"]
    ids = [UUID(one) for one in tab.evaluate(IDS)]
    assert {one.version for one in ids} == {7}
    assert ids == sorted(set(ids))
    assert id_time(ids[0]).timestamp() == 1_790_000_000


IDS = "() => import('/static/field/js/ids.js').then((m) => Array.from({length: 5000}, () => m.newId(1790000000000)))"


# ---- two tabs ----------------------------------------------------------------------------------------
def test_two_tabs_send_each_fact_once(phone_of: PhoneOf, machine: Town, context: BrowserContext) -> None:
    sent = ids_sent(context)
    first = phone_of(2)
    second = Phone(machine, context.new_page(), 2).open()
    context.set_offline(True)
    for room in ("101", "102", "201"):
        first.answer(room)
    second.answer("202")
    # What one tab records, the other one shows.
    second.tab.wait_for_selector(f"{second.row('101')}.ll-door-asked")
    second.until_waiting(4)
    context.set_offline(False)
    first.until_waiting(0)
    second.until_waiting(0)
    assert len(sent) == len(set(sent)) == 4
    assert len(machine.facts_of(2)) == 4


# ---- no room -----------------------------------------------------------------------------------------
FILL = """() => {
  const put = IDBObjectStore.prototype.put;
  window.isFull = true;
  IDBObjectStore.prototype.put = function (...given) {
    if (window.isFull && this.name === 'outbox') throw new DOMException('No room', 'QuotaExceededError');
    return put.apply(this, given);
  };
}"""


def test_a_phone_without_room_says_so_and_loses_nothing(
    phone_of: PhoneOf, machine: Town, context: BrowserContext
) -> None:
    phone = phone_of(3)
    context.set_offline(True)
    phone.tab.evaluate(FILL)
    phone.answer("101")
    assert "手机存满了" in phone.tab.inner_text("#bars")
    assert "还没存住" in phone.tab.inner_text(phone.row("101"))
    phone.until_waiting(1)
    assert phone.stored()["outbox"] == []
    phone.answer("102")
    phone.tab.evaluate("window.isFull = false")
    phone.open("outbox")
    phone.tab.click("[data-act=send]")  # looks for room again, with or without a line
    phone.tab.wait_for_selector(".ll-bar-stop", state="detached")
    assert len(phone.stored()["outbox"]) == 2
    context.set_offline(False)
    phone.send_now()
    assert len(machine.facts_of(3)) == 2


# ---- revoked -----------------------------------------------------------------------------------------
def test_a_revoked_phone_empties_itself_and_says_so(phone_of: PhoneOf, machine: Town) -> None:
    phone = phone_of(4)
    assert phone.stored()["keys"] == ["key"]
    machine.revoke_phones_of(4)
    phone.open("phone").tab.click("[data-act=refresh]")
    phone.tab.wait_for_selector("[data-slot=refused-title]")
    assert "停用" in phone.tab.inner_text("[data-slot=refused-title]")
    assert phone.stored() == {"keys": [], "kept": ["refused"], "outbox": []}
    assert not phone.tab.is_visible("#nav")
    assert "柴丽娟" not in phone.tab.content()


def test_what_a_revoked_phone_had_not_sent_goes_out_once_it_is_enrolled_again(
    phone_of: PhoneOf, machine: Town, context: BrowserContext
) -> None:
    phone = phone_of(5)
    context.set_offline(True)
    phone.answer("101")
    machine.revoke_phones_of(5)
    context.set_offline(False)
    phone.tab.wait_for_selector("[data-slot=refused-facts]")
    assert "郎玉珍5记的 1 条没送出去" in phone.tab.inner_text("[data-slot=refused-facts]")
    assert "bundle" not in phone.stored()["kept"]
    phone.enrol(1)
    phone.send_now()
    assert [kind for kind, _used, _why in machine.facts_of(5)] == ["daily_answer"]


def test_a_phone_that_is_enrolled_anew_gives_its_old_token_back(phone_of: PhoneOf, machine: Town) -> None:
    phone = phone_of(1).enrol(2)
    query = "SELECT count(*) FROM intake_device WHERE revoked_at IS NULL AND user_id = ?"
    user = machine.workers[1]["user"].replace("-", "")
    wait_until(lambda: machine.ask(query, user) == [(1,)])
    assert machine.ask(query, user) == [(1,)]
    phone.open("phone").tab.wait_for_selector("[data-act=refresh]")


def test_signing_out_warns_of_what_is_unsent_and_then_empties_the_phone(
    phone_of: PhoneOf, context: BrowserContext
) -> None:
    phone = phone_of(6)
    context.set_offline(True)
    phone.answer("101")
    phone.open("leave")
    assert "有 1 条没送出去" in phone.tab.inner_text("[data-slot=warn]")
    phone.tab.click("[data-act=erase]")
    phone.tab.wait_for_selector("#code")
    assert phone.stored() == {"keys": [], "kept": [], "outbox": []}


# ---- what the server says ------------------------------------------------------------------------------
def test_what_the_server_says_is_obeyed_and_shown(machine: Town, context: BrowserContext) -> None:
    """A stranger's page instead of an answer, then a busy server, then a fact that it cannot use."""
    said = {"state": "quarantined", "why": "这一户的户档已关闭。", "next": "看看底册。"}

    def unusable(route: Route) -> None:
        facts = [{**said, "id": fact["id"]} for fact in json.loads(route.request.post_data or "")]
        route.fulfill(json={"facts": facts, "kept": 0, "seen": 0, "quarantined": len(facts)})

    answers = [
        lambda route: route.fulfill(body="<html>Sign in to the hotel</html>", content_type="text/html"),
        lambda route: route.fulfill(status=429, headers={"Retry-After": "3"}, json={"title": "busy"}),
        unusable,
    ]
    context.route("**/intake/v1/facts", lambda route: answers.pop(0)(route))
    phone = Phone(machine, context.new_page(), 6).enrol(1)
    phone.answer("201")
    phone.open("outbox").tab.click("[data-act=send]")
    expect(phone.tab.locator("main [data-slot=say]").first).to_contain_text("没送出去")
    phone.tab.click("[data-act=send]")
    expect(phone.tab.locator("#bars")).to_contain_text("服务器忙")
    phone.until_waiting(0)
    assert answers == []
    expect(phone.tab.locator("#bars")).to_contain_text("这一户的户档已关闭。")
    expect(phone.tab.locator("[data-slot=look]")).to_contain_text("看看底册。")
    phone.tab.click("[data-act=dismiss]")
    expect(phone.tab.locator("#bars")).to_be_empty()


# ---- one contact a person a day ------------------------------------------------------------------------
def test_it_shows_who_has_asked_before_anybody_asks_again(
    phone_of: PhoneOf, machine: Town, context: BrowserContext, chromium: Browser
) -> None:
    phone = phone_of(7)
    phone.answer("101")
    phone.send_now()
    _until_used(machine, 7, 1)
    other = chromium.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    colleague = Phone(machine, other.new_page(), 7).enrol(1)
    colleague.open(f"h/{colleague.home('101')}")
    text = colleague.tab.inner_text("[data-slot=ledger]")
    assert "郎玉珍7已问过（上门）：没变化。今天不用再问。" in text
    assert not colleague.tab.is_visible("[data-slot=answer]")
    other.close()
