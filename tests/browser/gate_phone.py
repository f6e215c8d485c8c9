"""A phone at a gate, as a keeper's thumb uses it."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.field_machine import Phone, Town
from tests.field.cast import GATE

SCANS = """SELECT verdict, reason, done, direction, errand, ground, people, temperature
  FROM gates_gatescan WHERE by_id = ? AND gate_id = ? ORDER BY id"""


class GatePhone(Phone):
    def __init__(self, machine: Town, tab: Page, worker: int, gate: str = GATE) -> None:
        super().__init__(machine, tab, worker)
        self.person = machine.workers[worker]
        self.gate = self.person["gates"][gate]
        self.passes: list[dict[str, str]] = self.person["passes"]

    def stand(self) -> "GatePhone":
        """At the gate, with its list."""
        self.tab.goto(f"{self.machine.url}/field/#/gate/{self.gate}")
        self.tab.wait_for_selector(".ll-gate-other")
        return self

    def at(self, screen: str) -> Page:
        self.open(f"gate/{self.gate}/{screen}")
        return self.tab

    def turn(self, way: str) -> None:
        self.tab.check(f"[data-slot=ways] [value={way}]")

    def scan(self, text: str) -> str:
        """Type what a code says, or a slip; answers with the reason that is on the screen."""
        self.tab.fill("#gate-code", text)
        self.tab.press("#gate-code", "Enter")
        return self.answer_is()

    def answer_is(self) -> str:
        self.tab.wait_for_selector(".ll-gate-said")
        return self.tab.inner_text(".ll-gate-why > p")

    def says(self) -> str:
        """pass, stop or ask: by the colour of the screen."""
        names = (self.tab.get_attribute(".ll-gate-said", "class") or "").split()
        return next(one for one in ("pass", "stop", "ask") if f"ll-gate-{one}" in names)

    def press(self, act: str) -> None:
        self.tab.click(f"main [data-act={act}]")

    def next(self, act: str = "next") -> None:
        self.press(act)
        self.tab.wait_for_selector(".ll-gate-type")

    def measure(self, digits: str) -> None:
        for digit in digits:
            self.tab.click(f".ll-gate-keys button:text-is('{digit}')")
        self.tab.click(".ll-gate-keys .ll-b-1")

    def count(self) -> list[int]:
        """Out, in, vehicles out and in, turned back, urgent: as the screen of the day says."""
        self.at("count")
        expect(self.tab.locator(".ll-gate-count dd")).to_have_count(6)
        return [int(text) for text in self.tab.locator(".ll-gate-count dd").all_inner_texts()]

    def rows(self) -> list[tuple[Any, ...]]:
        """What became of the scans of this person at this gate on the server."""
        return self.machine.ask(SCANS, *(one.replace("-", "") for one in (self.person["user"], self.gate)))
