"""A patrol with the phone in flight mode: points by their code, what was found, a photo, a point left out."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from linli.gates.bodies import PatrolCheck
from linli.gates.photos import MOST_BYTES, clean_jpeg
from tests.browser.field_machine import Phone, Town
from tests.faults.conftest import wait_until
from tests.field.cast import PATROL, POINTS, VOLUNTEER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORKER = 10


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 390, "height": 800}, locale="zh-CN")
    yield made
    made.close()


# A large noisy picture, as a camera has it.
PICTURE = """() => new Promise((resolve) => {
  const canvas = document.createElement('canvas'); canvas.width = 2400; canvas.height = 1800;
  const context = canvas.getContext('2d'); const data = context.createImageData(2400, 1800); let at = 7;
  for (let i = 0; i < data.data.length; i += 1) { at = (at * 1103515245 + 12345) & 0x7fffffff; data.data[i] = i % 4 === 3 ? 255 : at & 255; }
  context.putImageData(data, 0, 0);
  canvas.toBlob((blob) => { const r = new FileReader(); r.onload = () => resolve(r.result.split(',')[1]); r.readAsDataURL(blob); }, 'image/jpeg', 0.9);
})"""


def with_exif(jpeg: bytes) -> bytes:
    told = b"Exif\0\0GPS 44.3,129.9"
    return jpeg[:2] + b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told + jpeg[2:]


def point(tab: Page, number: int) -> Any:
    return tab.locator("[data-point]").nth(number)


def at_point(tab: Page, code: str) -> None:
    tab.fill("#point-code", code)
    tab.press("#point-code", "Enter")


def test_a_patrol_is_walked_in_flight_mode(machine: Town, context: BrowserContext, tmp_path: Path) -> None:
    phone = Phone(machine, context.new_page(), WORKER).enrol(1)
    phone.keep_shell()
    tab = phone.tab
    taken = base64.b64decode(tab.evaluate(PICTURE))
    picture = tmp_path / "taken.jpg"
    picture.write_bytes(with_exif(taken))
    assert len(taken) > MOST_BYTES
    context.set_offline(True)
    tab.click("main [data-slot=patrols] a")
    row = tab.locator("[data-patrol]")
    expect(row).to_contain_text("就该走")
    row.locator("a").click()
    expect(tab.locator("[data-point]")).to_have_count(3)

    at_point(tab, "短")
    expect(tab.locator("[data-slot=wrong]")).to_be_visible()
    at_point(tab, POINTS[0])
    expect(tab.locator("[data-slot=at]")).to_contain_text(PATROL[0])
    tab.click("[data-act=nothing]")
    expect(point(tab, 0)).to_have_attribute("data-state", "done")
    expect(point(tab, 1)).to_have_attribute("data-state", "next")

    at_point(tab, POINTS[2])  # the ferry is left out
    tab.fill("#point-found", "护栏断了一节")
    tab.set_input_files("#point-photo", str(picture))
    expect(tab.locator("[data-slot=photo-say]")).to_contain_text("kB")
    tab.click("[data-slot=found] button[type=submit]")
    expect(point(tab, 2)).to_contain_text("护栏断了一节")
    expect(point(tab, 1)).to_contain_text("跳过了")
    phone.until_waiting(2)
    assert machine.ask("SELECT COUNT(*) FROM gates_patrolcheck")[0] == (0,)

    tab.reload()  # closed and opened again, still without a line
    expect(point(tab, 2)).to_contain_text("护栏断了一节")
    context.set_offline(False)
    phone.until_waiting(0)
    wait_until(lambda: machine.ask("SELECT COUNT(*) FROM gates_patrolcheck")[0] == (2,))
    rounds = machine.ask("SELECT COUNT(*) FROM gates_patrolround")
    assert rounds[0] == (1,)
    assert machine.facts_of(WORKER) == [("patrol.check", True, ""), ("patrol.check", True, "")]
    assert machine.ask("SELECT has_photo, state FROM gates_patrolcheck ORDER BY at") == [
        (0, "settled"),
        (1, "open"),
    ]
    assert phone.errors == []


def test_a_volunteer_walks_it_too_and_sees_what_others_have_seen(
    machine: Town, context: BrowserContext
) -> None:
    phone = Phone(machine, context.new_page(), VOLUNTEER).enrol(2)
    tab = phone.tab
    tab.click("main [data-slot=patrols] a")
    tab.locator("[data-patrol] a").click()
    at_point(tab, POINTS[1].lower())
    expect(tab.locator("[data-slot=at]")).to_contain_text(PATROL[1])
    tab.click("[data-act=nothing]")
    expect(point(tab, 1)).to_have_attribute("data-state", "done")
    phone.until_waiting(0)
    at_point(tab, POINTS[1])
    expect(tab.locator("[data-slot=again]")).to_be_visible()
    tab.click("[data-act=drop]")
    at_point(tab, "NobodyHangsThis1")
    expect(tab.locator("[data-slot=at]")).to_contain_text("手机上没有这个码")
    assert phone.errors == []


def test_a_photo_is_small_and_without_what_the_camera_wrote(machine: Town, context: BrowserContext) -> None:
    tab = context.new_page()
    tab.goto(f"{machine.url}/field/")
    taken = base64.b64encode(with_exif(base64.b64decode(tab.evaluate(PICTURE)))).decode()
    made: str = tab.evaluate(
        """async (text) => {
          const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
          const { smallPhoto } = await import('/static/field/js/photo.js');
          return smallPhoto(new Blob([bytes], { type: 'image/jpeg' }));
        }""",
        taken,
    )
    assert len(base64.b64decode(made)) <= MOST_BYTES
    assert b"Exif" not in base64.b64decode(made)
    assert clean_jpeg(made)
    assert len(msgspec.json.encode(PatrolCheck(point=POINTS[0], photo=made))) < 300_000


STANDING = """async ([patrol, checks, now]) => {
  const { standing } = await import('/static/field/js/patrols.js');
  const one = standing(patrol, checks, now);
  return { states: one.points.map((it) => it.state), began: one.began, done: one.done, missed: one.missed, nobody: one.nobody };
}"""


@pytest.mark.parametrize(
    ("last", "seen", "expected"),
    [
        (None, {}, ["open", "open", "open"]),
        (None, {"a": -10}, ["done", "next", "open"]),
        (None, {"a": -130}, ["open", "open", "open"]),  # that round is over
        (None, {"c": -10}, ["passed", "passed", "done"]),
        ((-30, ["a"], []), {"c": -10}, ["done", "passed", "done"]),  # others have begun it
        ((-300, ["a"], ["b", "c"]), {}, ["open", "missed", "missed"]),
        ((-300, ["a"], ["b", "c"]), {"b": -250}, ["open", "open", "missed"]),  # told, and not counted yet
        ((-300, ["a"], ["b", "c"]), {"a": -5}, ["done", "next", "open"]),
        ((-60, [], ["a", "b", "c"]), {}, ["missed", "missed", "missed"]),
    ],
)
def test_what_the_list_and_the_phone_know_stands_together(
    machine: Town, context: BrowserContext, last: Any, seen: dict[str, int], expected: list[str]
) -> None:
    now, minute = 1_800_000_000_000, 60_000
    patrol: dict[str, Any] = {
        "id": "p", "within_minutes": 120, "due_at": "2027-01-15T08:00:00+08:00",
        "points": [{"id": one, "name": one, "hash": one} for one in "abc"],
    }  # fmt: skip
    tab = context.new_page()
    tab.goto(f"{machine.url}/field/")
    if last:
        at, done, missed = last
        iso = "(ms) => new Date(ms).toISOString()"
        patrol["last"] = {
            "began_at": tab.evaluate(iso, now + at * minute), "over_at": tab.evaluate(iso, now + (at + 120) * minute),
            "done": done, "missed": missed,
        }  # fmt: skip
    checks = [{"patrol": "p", "point": one, "at": now + at * minute} for one, at in seen.items()]
    assert tab.evaluate(STANDING, [patrol, checks, now])["states"] == expected
