"""Keeping a gate in a real browser: in flight mode, closed and opened again, at two gates, with a camera, revoked."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.conftest import CHROMIUM
from tests.browser.field_machine import Town
from tests.browser.gate_phone import GatePhone
from tests.browser.gate_video import crumpled, low_contrast, printed, write_video
from tests.faults.conftest import wait_until
from tests.field.cast import GATE, ROAD, WEST

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SIZE = {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
NARROW = 360


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]
    yield made
    made.close()


PhoneOf = Callable[..., GatePhone]


@pytest.fixture
def phone_of(machine: Town, context: BrowserContext) -> PhoneOf:
    """`phone_of(14)`: this person's phone at the east gate."""

    def made(worker: int, number: int = 0, gate: str = GATE) -> GatePhone:
        phone = GatePhone(machine, context.new_page(), worker, gate)
        phone.enrol(number)
        return phone.stand()

    return made


# ---- a shift without a line -------------------------------------------------------------------------------
def test_two_hundred_scans_at_two_gates_in_flight_mode_lose_nothing(
    machine: Town, chromium: Browser, context: BrowserContext, tmp_path: Path
) -> None:
    """The east gate lets a hundred households out; ten of them go out once more at the west gate, ninety come in there."""
    open_browser = _browsers(chromium, tmp_path)
    with_line = open_browser()
    east = GatePhone(machine, with_line.new_page(), 12)
    east.enrol()
    east.stand()
    east.keep_shell()
    with_line.close()
    flying = open_browser()
    flying.set_offline(True)
    east = GatePhone(machine, flying.new_page(), 12).stand()
    _let_out(east, range(50))
    flying.close()

    west = GatePhone(machine, context.new_page(), 13, WEST)
    west.enrol()
    west.stand()
    west.keep_shell()
    context.set_offline(True)
    _let_out(west, range(10))
    west.turn("in")
    _let_out(west, range(10, 100))

    flying = open_browser()
    flying.set_offline(True)
    east = GatePhone(machine, flying.new_page(), 12).stand()
    _let_out(east, range(50, 100))
    # The phone knows what it has let out itself, closed or not.
    east.scan(east.passes[3]["code"])
    assert east.says() == "stop"
    assert east.count() == [100, 0, 0, 0, 0, 0]

    flying.set_offline(False)
    context.set_offline(False)
    for phone in (east, west):
        phone.send_now()
        wait_until(lambda phone=phone: len(phone.rows()) == 100)  # type: ignore[misc]
    assert {row[:4] for row in east.rows()} == {("pass", "gates.ok", "let_through", "out")}
    assert [row[3] for row in west.rows()].count("in") == 90
    assert all(used and not why for _kind, used, why in machine.facts_of(12) + machine.facts_of(13))
    twice = machine.ask("SELECT COUNT(*) FROM gates_finding WHERE kind = 'used_twice'")
    assert twice == [(10,)]
    assert east.errors == west.errors == []
    flying.close()


def _let_out(phone: GatePhone, numbers: range) -> None:
    for number in numbers:
        known = phone.passes[number]
        phone.scan(known["slip"] if number % 3 == 0 else known["code"])
        assert phone.says() == "pass", number
        phone.next()


def _browsers(chromium: Browser, folder: Path) -> Callable[[], BrowserContext]:
    """Each call starts a browser of its own on the same profile."""

    def opened() -> BrowserContext:
        return chromium.browser_type.launch_persistent_context(
            folder / "profile",
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            viewport=SIZE,  # type: ignore[arg-type]
            locale="zh-CN",
        )

    return opened


def test_the_camera_reads_printed_and_crumpled_codes_in_flight_mode(
    machine: Town, chromium: Browser, tmp_path: Path
) -> None:
    passes = machine.workers[14]["passes"][100:103]
    shapes = (printed, crumpled, low_contrast)
    frames = [shape(one["code"]) for shape, one in zip(shapes, passes, strict=True)]
    video = write_video(tmp_path / "camera.y4m", frames, per_second=2)
    fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", *fake, f"--use-file-for-fake-video-capture={video}"]
    )
    context = browser.new_context(viewport=SIZE, locale="zh-CN", permissions=["camera"])  # type: ignore[arg-type]
    phone = GatePhone(machine, context.new_page(), 14)
    phone.enrol()
    phone.keep_shell()
    phone.stand()
    _until_large_is_kept(phone)
    context.set_offline(True)
    phone.press("camera")
    seen: set[str] = set()
    while len(seen) < len(passes):
        phone.answer_is()
        door = phone.tab.inner_text(".ll-gate-who [data-slot=door]")
        # The film goes round: whoever has gone out is held up before it again.
        assert phone.says() == ("stop" if door in seen else "pass")
        phone.next("drop" if door in seen else "next")
        seen.add(door)
    assert seen == {one["door"] for one in passes}
    assert phone.errors == []
    browser.close()


def _until_large_is_kept(phone: GatePhone) -> None:
    kept = (
        "caches.keys().then((names) => Promise.all(names.filter((one) => one.includes('large')).map((one) =>"
    )
    kept += " caches.open(one).then((cache) => cache.keys()))).then((all) => all.flat().length))"
    wait_until(lambda: phone.tab.evaluate(kept) >= 3)


# ---- what a keeper does with the answer ----------------------------------------------------------------------
def test_an_urgent_errand_opens_and_whoever_is_turned_back_is_told_where_to_go(
    machine: Town, phone_of: PhoneOf, context: BrowserContext
) -> None:
    phone = phone_of(14, 1)
    tab = phone.tab
    context.set_offline(True)
    known = phone.passes[110]
    assert "出门证有效" in phone.scan(known["code"])
    expect(tab.locator(".ll-gate-why li").first).to_have_text("第 1 次，共 1 次")
    phone.next()
    assert "已用过" in phone.scan(known["slip"])
    assert phone.says() == "stop"
    assert tab.get_attribute("main [data-slot=call]", "href") == "tel:04533120001"
    phone.press("urgent")
    tab.click("[data-errand=regular_treatment]")
    expect(tab.locator(".ll-gate-pass")).to_be_visible()
    phone.next()

    phone.scan(known["slip"])
    phone.press("refuse")
    tab.click("main button[type=submit]")
    expect(tab.locator("main [data-slot=wrong]")).to_contain_text("写下依据")
    tab.click("[data-ground=turns_used]")
    expect(tab.locator("[data-slot=offer]")).to_contain_text("急事一律放行")
    phone.next()
    phone.scan("ABCD2345")
    assert phone.says() == "ask"
    phone.next("let")
    phone.scan(known["slip"])
    phone.next("drop")  # misread: nothing is written
    assert phone.count() == [3, 0, 0, 0, 1, 1]
    context.set_offline(False)
    phone.send_now()
    wait_until(lambda: len(phone.rows()) >= 4)
    assert [row[:6] for row in phone.rows()][-4:] == [
        ("pass", "gates.ok", "let_through", "out", "", ""),
        ("pass", "gates.must_pass", "let_through", "out", "regular_treatment", ""),
        ("stop", "gates.used", "refused", "out", "", "turns_used"),
        ("ask", "gates.no_pass", "let_through", "out", "", ""),
    ]
    assert phone.errors == []


def test_a_fever_is_asked_about_before_and_after_the_scan(
    machine: Town, phone_of: PhoneOf, context: BrowserContext
) -> None:
    phone = phone_of(15)
    tab = phone.tab
    context.set_offline(True)
    # Before the scan: first what to do and whom to call, then whose it is.
    phone.press("step")
    phone.measure("390")
    assert phone.says() == "ask"
    expect(tab.locator(".ll-gate-do li").first).to_be_visible()
    phone.press("again")
    phone.measure("381")
    expect(tab.locator(".ll-gate-why")).to_contain_text("38.1")
    phone.press("scan")
    assert "38.1" in phone.scan(phone.passes[111]["code"])
    assert phone.says() == "ask"
    phone.next("drop")
    phone.scan(phone.passes[111]["code"])
    phone.press("measure")
    phone.measure("365")
    expect(tab.locator(".ll-gate-why")).to_contain_text("36.5")
    assert phone.says() == "pass"
    phone.press("measure")
    phone.measure("39")
    expect(tab.locator(".ll-gate-ask")).to_be_visible()
    # As if they had not gone through: the scan was taken back.
    phone.next("drop")
    assert phone.count() == [0, 0, 0, 0, 0, 0]
    phone.stand().scan(phone.passes[111]["code"])
    assert phone.says() == "pass"
    phone.next("undo")
    assert phone.count() == [0, 0, 0, 0, 0, 0]
    assert phone.errors == []


def test_whoever_has_no_code_is_found_by_door_or_name_and_visitors_are_written_down(
    machine: Town, phone_of: PhoneOf, context: BrowserContext
) -> None:
    phone = phone_of(15, 1)
    context.set_offline(True)
    tab = phone.at("find")
    tab.fill("#gate-find", "柴丽娟101")
    expect(tab.locator("[data-slot=found] button")).to_have_count(16)  # one a building, of the same name
    door = phone.passes[113]["door"]
    tab.fill("#gate-find", door)
    tab.click("[data-slot=found] button")
    assert "出门证有效" in phone.answer_is()
    phone.next()
    phone.turn("in")
    tab = phone.at("register")
    tab.click("main button[type=submit]")
    expect(tab.locator("main > div > [data-slot=wrong]")).to_be_visible()
    tab.fill("main [name=name]", "访客甲")
    tab.fill("main [name=goes_to_words]", door)
    tab.click("main button[type=submit]")
    assert "没有出示出门证" in phone.answer_is()
    phone.next("let")
    tab = phone.at("vehicle")
    tab.fill("main [name=plate]", "黑C·12345")
    tab.fill("main [name=people]", "3")
    tab.click("main button[type=submit]")
    phone.answer_is()
    expect(tab.locator(".ll-gate-who [data-slot=door]")).to_have_text("黑C12345")
    phone.next("let")
    assert phone.count() == [1, 4, 0, 1, 0, 0]
    context.set_offline(False)
    phone.send_now()
    visitors = "SELECT COUNT(*) FROM gates_registration WHERE declared_as = ''"
    wait_until(lambda: machine.ask(visitors) == [(1,)])
    assert all(used and not why for _kind, used, why in machine.facts_of(15))
    assert phone.errors == []


def test_a_road_into_the_city_writes_down_who_comes_and_opens_for_urgent_errands(
    machine: Town, phone_of: PhoneOf, context: BrowserContext
) -> None:
    phone = phone_of(12, 1, ROAD)
    tab = phone.tab
    context.set_offline(True)
    phone.turn("in")
    assert not tab.is_visible(".ll-gate-eye")
    tab = phone.at("vehicle")
    tab.fill("main [name=plate]", "黑C·54321")
    tab.fill("main [name=people]", "3")
    tab.fill("main [name=name]", "冯远")
    tab.click("main summary")
    tab.fill("main [name=declared_as]", "D-0042")
    tab.click("main button[type=submit]")
    tab.wait_for_selector(".ll-gate-pass")
    phone.press("next")
    phone.at("register")
    phone.press("unwritten")
    assert phone.answer_is()
    assert phone.says() == "ask"
    phone.press("urgent")
    tab.click("[data-errand=emergency]")
    tab.wait_for_selector(".ll-gate-pass")
    phone.press("next")
    assert phone.count() == [0, 4, 0, 1, 0, 1]
    context.set_offline(False)
    phone.send_now()
    names = "SELECT COUNT(*) FROM gates_registration WHERE declared_as = 'D-0042'"
    wait_until(lambda: machine.ask(names) == [(1,)])
    assert phone.errors == []


def test_with_a_line_the_second_gate_knows_at_once_what_the_first_has_seen(
    machine: Town, context: BrowserContext
) -> None:
    east, west = (GatePhone(machine, context.new_page(), who, gate) for who, gate in ((15, GATE), (13, WEST)))
    known = east.passes[112]
    for phone in (east, west):
        phone.enrol(3)
        phone.stand()
    east.scan(known["code"])
    assert east.says() == "pass"
    west.scan(known["slip"])
    assert west.says() == "stop"
    west.press("urgent")
    west.tab.click("[data-errand=medicine]")
    expect(west.tab.locator(".ll-gate-pass")).to_be_visible()
    west.next()
    west.scan(known["slip"])
    west.press("refuse")
    west.tab.click("[data-ground=turns_used]")
    west.next()
    for phone in (east, west):
        phone.send_now()
    of_pass = "SELECT done, errand, ground FROM gates_gatescan WHERE exit_pass_id = ? ORDER BY id"
    told = [("let_through", "", ""), ("let_through", "medicine", ""), ("refused", "", "turns_used")]

    def stands() -> bool:
        rows = machine.ask(of_pass, known["id"].replace("-", ""))
        return [row for row in rows if row[0] != "taken_back"] == told

    wait_until(stands)
    assert machine.ask("SELECT COUNT(*) FROM intake_fact WHERE reason <> ''") == [(0,)]
    assert east.errors == west.errors == []


def test_whoever_goes_on_without_a_word_has_turned_nobody_back(
    machine: Town, context: BrowserContext
) -> None:
    """The server has written the question down. Left by the next scan, by the way back, or by closing the app."""
    phone = GatePhone(machine, context.new_page(), 12)
    phone.enrol(2)
    phone.stand()
    for known in phone.passes[120:124]:
        phone.scan(known["code"])
        phone.next()
    phone.scan(phone.passes[120]["code"])
    assert phone.says() == "stop"
    phone.tab.go_back()
    phone.tab.wait_for_selector(".ll-gate-type")
    phone.scan(phone.passes[121]["code"])
    phone.stand()
    phone.scan(phone.passes[122]["code"])
    phone.tab.reload()
    phone.stand()
    phone.scan(phone.passes[123]["code"])
    phone.press("refuse")
    phone.tab.click("[data-ground=turns_used]")
    phone.next()
    phone.send_now()
    of_pass = "SELECT done FROM gates_gatescan WHERE exit_pass_id = ? ORDER BY id"

    def done(number: int) -> list[str]:
        found = machine.ask(of_pass, phone.passes[number]["id"].replace("-", ""))
        return [str(one) for (one,) in found]

    def turned_nobody_back(number: int) -> bool:
        """A server that was too slow to be asked has written nothing down; what it has is withdrawn."""
        first, *more = done(number)
        return first == "let_through" and set(more) <= {"taken_back"}

    wait_until(lambda: "refused" in done(123))
    wait_until(lambda: all(turned_nobody_back(number) for number in (120, 121, 122)))
    assert phone.errors == []


# ---- a line that swallows the answer -----------------------------------------------------------------------------
def _swallow_answers(context: BrowserContext) -> None:
    """The question reaches the server, which writes it down; its answer never comes back."""
    context.route("**/intake/v1/gate-scans", lambda route: route.fetch() and None)


def _rows_of(machine: Town, known: dict[str, str]) -> list[str]:
    of_pass = "SELECT done FROM gates_gatescan WHERE exit_pass_id = ? ORDER BY id"
    return [str(done) for (done,) in machine.ask(of_pass, known["id"].replace("-", ""))]


def _uses_of(machine: Town, known: dict[str, str]) -> int:
    uses = "SELECT COUNT(*) FROM gates_passuse WHERE pass_id = ?"
    return int(machine.ask(uses, known["id"].replace("-", ""))[0][0])


def test_what_was_answered_too_late_is_taken_back_as_well(machine: Town, context: BrowserContext) -> None:
    phone = GatePhone(machine, context.new_page(), 12)
    phone.enrol(4)
    phone.stand()
    known = phone.passes[124]
    _swallow_answers(context)
    phone.scan(known["code"])
    assert phone.says() == "pass"
    wait_until(lambda: _uses_of(machine, known) == 1)
    phone.next("undo")
    phone.send_now()
    wait_until(lambda: set(_rows_of(machine, known)) == {"taken_back"})
    assert _uses_of(machine, known) == 0
    assert phone.errors == []


def test_whom_a_server_would_have_stopped_too_late_is_out_and_found_to_be_out_twice(
    machine: Town, chromium: Browser, context: BrowserContext
) -> None:
    east = GatePhone(machine, context.new_page(), 15)
    east.enrol(4)
    east.stand()
    known = east.passes[125]
    beside = chromium.new_context(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]
    west = GatePhone(machine, beside.new_page(), 13, WEST)
    west.enrol(4)
    west.stand()
    west.scan(known["code"])
    assert west.says() == "pass"
    _swallow_answers(context)
    east.scan(known["code"])
    assert east.says() == "pass"
    east.next()
    east.send_now()
    wait_until(lambda: sorted(_rows_of(machine, known)) == ["let_through", "let_through", "taken_back"])
    assert _uses_of(machine, known) == 2
    twice = """SELECT COUNT(*) FROM gates_finding f JOIN gates_gatescan s ON s.id = f.scan_id
      WHERE f.kind = 'used_twice' AND s.exit_pass_id = ?"""
    wait_until(lambda: machine.ask(twice, known["id"].replace("-", "")) == [(1,)])
    assert machine.ask("SELECT COUNT(*) FROM intake_fact WHERE reason <> ''") == [(0,)]
    assert east.errors == west.errors == []
    beside.close()


# ---- taken back, and tapped twice ----------------------------------------------------------------------------------
def test_who_was_taken_back_can_go_at_once(machine: Town, context: BrowserContext) -> None:
    """The server is asked about them instead of the scan that is not so, before it has heard of it otherwise."""
    phone = GatePhone(machine, context.new_page(), 12)
    phone.enrol(5)
    phone.stand()
    known = phone.passes[126]
    phone.scan(known["code"])
    assert phone.says() == "pass"
    phone.next("undo")
    phone.scan(known["code"])
    assert phone.says() == "pass"
    phone.next()
    phone.send_now()
    wait_until(lambda: _rows_of(machine, known)[-1:] == ["let_through"])
    assert set(_rows_of(machine, known)[:-1]) <= {"taken_back"}
    assert _uses_of(machine, known) == 1
    assert phone.errors == []


def test_a_pass_that_is_not_in_the_list_is_used_once_without_a_line(
    machine: Town, context: BrowserContext
) -> None:
    def without_passes(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "passes": []})

    context.route("**/field/gates/*.json", without_passes)
    phone = GatePhone(machine, context.new_page(), 13)
    phone.enrol(5)
    phone.stand()
    context.set_offline(True)
    known = phone.passes[127]
    phone.scan(known["code"])
    assert phone.says() == "pass"
    phone.next()
    phone.scan(known["code"])
    assert phone.says() == "stop"
    assert phone.errors == []


TWICE = "(button) => { button.click(); button.click(); }"


def test_whoever_taps_twice_lets_one_person_through(machine: Town, context: BrowserContext) -> None:
    phone = GatePhone(machine, context.new_page(), 14)
    phone.enrol(4)
    phone.stand()
    context.set_offline(True)
    tab = phone.at("find")
    tab.fill("#gate-find", phone.passes[128]["door"])
    tab.wait_for_selector("[data-slot=found] button").evaluate(TWICE)
    phone.answer_is()
    assert phone.says() == "pass"
    phone.next()
    phone.scan(phone.passes[128]["code"])
    assert phone.says() == "stop"
    phone.press("urgent")
    tab.locator("[data-errand=medicine]").evaluate(TWICE)
    expect(tab.locator(".ll-gate-pass")).to_be_visible()
    phone.next()
    phone.scan("ABCD2345")
    tab.locator("main [data-act=let]").evaluate(TWICE)
    tab.wait_for_selector(".ll-gate-type")
    assert phone.count() == [3, 0, 0, 0, 0, 1]
    assert phone.errors == []


# ---- an old list, and no phone any more -------------------------------------------------------------------------
def test_an_old_list_asks_and_one_past_its_term_knows_nobody(
    phone_of: PhoneOf, context: BrowserContext
) -> None:
    phone = phone_of(15, 2)
    context.set_offline(True)
    known = phone.passes[116]
    phone.scan(known["code"])
    phone.next()
    phone.scan(known["slip"])
    assert phone.says() == "stop"
    phone.next("drop")
    phone.tab.clock.set_fixed_time(time() + 62 * 60)
    phone.scan(known["slip"])
    assert phone.says() == "ask"
    expect(phone.tab.locator(".ll-gate-why")).to_contain_text("62 分钟")
    phone.next("drop")
    phone.tab.clock.set_fixed_time(time() + 25 * 3600)
    phone.scan(phone.passes[117]["code"])
    assert phone.says() == "ask"
    expect(phone.tab.locator(".ll-gate-who [data-slot=door]")).to_have_text("住户出入证")
    assert phone.tab.inner_text(".ll-gate-why").count("没有") >= 1
    assert phone.errors == []


def test_a_phone_that_is_revoked_forgets_its_gates(machine: Town, context: BrowserContext) -> None:
    phone = GatePhone(machine, context.new_page(), 13, WEST)
    phone.enrol(1)
    phone.stand()
    assert any(str(one).startswith("gate:") for one in phone.stored()["kept"])
    context.set_offline(True)
    phone.scan(phone.passes[118]["code"])  # unsent: the key stays, the lists go
    machine.revoke_phones_of(13)
    phone.open("outbox")
    context.set_offline(False)
    phone.tab.wait_for_selector("#code", state="attached")
    assert not any(str(one).startswith("gate:") for one in phone.stored()["kept"])
    assert not phone.tab.is_visible(".ll-gate")
    assert phone.errors == []


# ---- for everybody -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "number", "large"), [("zh-CN", 2, False), ("en-US", 3, True)], ids=["zh", "en-large"]
)
def test_every_screen_of_a_gate_can_be_used_by_everybody(
    machine: Town, chromium: Browser, language: str, number: int, large: bool
) -> None:
    context = chromium.new_context(viewport={"width": NARROW, "height": 740}, locale=language)
    if large:
        context.add_init_script("localStorage.setItem('field-large', '1')")
    phone = GatePhone(machine, context.new_page(), 14)
    phone.enrol(number)
    said = _complaints(phone.open("gates"), "gates")  # type: ignore[arg-type]
    phone.stand()
    context.set_offline(True)
    said += _complaints(phone, "camera")
    phone.scan(phone.passes[119]["code"])
    said += _complaints(phone, "pass")
    assert ("GO" in phone.tab.inner_text(".ll-gate-v")) == (language == "en-US")
    phone.press("measure")
    said += _complaints(phone, "temperature")
    phone.press("back")
    phone.next()
    phone.scan(phone.passes[119]["slip"])
    said += _complaints(phone, "stop")
    for act in ("urgent", "refuse"):
        phone.press(act)
        said += _complaints(phone, act)
        phone.press("back")
    phone.press("refuse")
    phone.tab.click("[data-ground]")
    said += _complaints(phone, "offer")
    phone.next()
    phone.scan("ABCD2345")
    said += _complaints(phone, "ask")
    phone.next("let")
    for screen in ("find", "register", "vehicle", "count"):
        phone.at(screen)
        said += _complaints(phone, screen)
    assert not said, "\n" + "\n".join(said)
    assert phone.errors == []
    context.close()


def _complaints(phone: GatePhone, name: str) -> list[str]:
    found = Axe().run(phone.tab, options=RULES).response["violations"]
    said = [f"{name}: {one['id']}: {[node['html'][:160] for node in one['nodes'][:2]]}" for one in found]
    width = phone.tab.evaluate("document.documentElement.scrollWidth")
    return [*said, f"{name}: {width} px wide"] if width > NARROW else said
