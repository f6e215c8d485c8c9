"""What a phone has seen itself, laid over a list that may tell of it already: each scan counts once."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.gate_page import close, gate_page, run

pytestmark = pytest.mark.browser

USES = """
  const { usesOf } = await import('/field/js/gate.js');
  const pass = { id: 'p', household: 'h', uses: value.uses };
  const at = (clock) => Date.parse('2026-11-20T' + clock + ':00Z');
  const scans = value.scans.map(([direction, clock]) => (
    { at: at(clock), body: { done: 'let_through', direction, pass_id: 'p', gate: 'east' } }));
  const short = (when) => when && when.slice(11, 16);
  return usesOf(pass, scans, () => 'East').map((one) => [short(one.at), short(one.back_at)]);
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    made = gate_page(chromium)
    yield made
    close(made)


def listed(out: str, back: str | None = None) -> dict[str, Any]:
    """An exit by the east gate as the list tells of it."""
    moment = "2026-11-20T{}:20Z"
    return {
        "at": moment.format(out), "back_at": back and moment.format(back), "due_back_at": None, "gate": "East",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("uses", "scans", "found"),
    [
        ([], [("out", "08:00"), ("in", "09:00")], [["08:00", "09:00"]]),
        ([listed("08:00")], [("out", "08:00"), ("in", "09:00")], [["08:00", "09:00"]]),
        ([listed("08:00", "09:00")], [("out", "08:00"), ("in", "09:00")], [["08:00", "09:00"]]),
    ],
)
def test_what_the_list_tells_of_is_not_counted_again(
    page: Page, uses: list[Any], scans: list[Any], found: list[Any]
) -> None:
    assert run(page, USES, {"uses": uses, "scans": scans}) == found


def test_a_return_that_the_list_tells_of_brings_nobody_else_home(page: Page) -> None:
    uses = [listed("08:00"), listed("08:30", "09:00")]
    scans = [("out", "08:00"), ("out", "08:30"), ("in", "09:00")]
    assert run(page, USES, {"uses": uses, "scans": scans}) == [["08:00", None], ["08:30", "09:00"]]


def test_two_who_go_within_two_minutes_are_two(page: Page) -> None:
    scans = [("out", "08:00"), ("out", "08:01")]
    assert run(page, USES, {"uses": [], "scans": scans}) == [["08:00", None], ["08:01", None]]
    assert len(run(page, USES, {"uses": [listed("08:00")], "scans": scans})) == 2
    both = [listed("08:00"), listed("08:01")]
    assert len(run(page, USES, {"uses": both, "scans": scans})) == 2
