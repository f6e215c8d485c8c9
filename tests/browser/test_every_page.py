"""Every page of the table in a real browser: no barrier that axe finds, nothing wider than the screen, no error.

Each page is opened by a role that may open it, in Chinese at a desk and in English on a phone with large type.
Somebody goes from page to page in one tab, as people do; a tab of its own for each page takes three times as long.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Response
from playwright.sync_api import Error as BrowserError
from pytest_django import Settings

from linli.gates.models import PassRun
from linli.lib.playbook import Role
from linli.people.choices import Capability
from linli.people.models import Membership, User
from linli.reports.choices import TakenAs
from linli.reports.models import Export
from tests.access.page import DUTY, PUBLIC, Page
from tests.access.pages.gates_office import ISSUE
from tests.access.test_table import LINES, TABLE, address
from tests.access.world import World
from tests.conftest import TODAY

pytestmark = [pytest.mark.every_page, pytest.mark.django_db(transaction=True)]

# Answers that are files: a browser keeps them or gives them to a script, and shows no page.
FILES = {
    "care:paper_pdf",
    "daily:file",
    "dashboards:download",
    "dashboards:outlines",
    "field:manifest",
    "field:service_worker",
    "gates:passes_part",
    "gates:patrol_photo",
    "imports:workbook",
    "intake:openapi",
    "people:audit_workbook",
    "portal:care_paper_pdf",
    "reports:file",
}
# For the person of a shift that is ahead, which a fixed table cannot be; test_duty_claiming.py drops one in a browser.
OF_A_SHIFT = {"duty:claim_drop", "duty:claim_offer", "duty:offer_answer"}
AXE = Axe().axe_script
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
WATCH = (
    "addEventListener('securitypolicyviolation', (e) => (window.refused ??= []).push(e.violatedDirective))"
)
# What a page asks for by itself is waited for; what it asks for again and again later is not.
SEE = """async (rules) => {
    while (document.querySelector('.htmx-request')) await new Promise((go) => setTimeout(go, 50));
    const { violations } = await axe.run(document, rules);
    const found = violations.map((one) => [one.id, one.nodes.slice(0, 2).map((node) => node.html.slice(0, 160))]);
    const width = document.documentElement.scrollWidth, room = document.documentElement.clientWidth;
    const wide = width > room && [...document.querySelectorAll('body *')].filter(
        (one) => one.getBoundingClientRect().right > room + 1 && !one.closest('.ll-scroll'));
    return { found, refused: window.refused ?? [],
        wide: wide && [width, wide.slice(-2).map((one) => one.outerHTML.slice(0, 160))] };
}"""


@dataclass(frozen=True)
class Look:
    language: str
    width: int
    large: bool


@dataclass(frozen=True)
class Own:
    """Makes somebody the one for whom a page is; no role opens it by itself."""

    make: Callable[[World, User], object]
    needs: tuple[str, ...] = ()


def takes(how: TakenAs) -> Own:
    return Own(lambda _, user: Export.everywhere.update(by=user, taken_as=how))


def joins(world: World, user: User) -> None:
    kept = {"consented_at": timezone.now(), "from_on": TODAY}
    Membership.objects.get_or_create(organisation=world.own.organisation, user=user, defaults=kept)


OWN = {
    "reports:export": takes(TakenAs.WORKBOOK),
    "reports:printed": takes(TakenAs.PRINT),
    "gates:passes_run": Own(lambda _, user: PassRun.everywhere.update(by=user), ISSUE),
    "duty:organisation_send": Own(joins, (Capability.POSTS_SEND,)),
    "duty:call_answer": Own(joins, (Capability.POSTS_SEND,)),
}
BOTH_LOOKS = bool(os.environ.get("LINLI_TEST_WHOLE"))
DESK, PHONE = Look("zh-hans", 1280, large=False), Look("en", 390, large=True)


class Somebody:
    """A role in a browser with one tab."""

    def __init__(self, chromium: Browser, url: str, look: Look, session: str) -> None:
        self.url, self.look = url, look
        self.failures: list[str] = []
        self.context = chromium.new_context(viewport={"width": look.width, "height": 900})
        cookies = {"django_language": look.language, "large_type": "1" if look.large else "0"}
        if session:
            cookies["sessionid"] = session
        self.context.add_cookies([{"name": name, "value": cookies[name], "url": url} for name in cookies])
        self.context.add_init_script(WATCH)
        self.tab = self.context.new_page()
        self.tab.on("pageerror", lambda error: self.failures.append(str(error)))

    def complaints(self, page: Page, path: str) -> list[str]:
        self.failures.clear()
        try:
            said = self._faults(self.tab.goto(self.url + path, wait_until="load"))
        except BrowserError as error:
            said = [f"did not open: {error.message.splitlines()[0]}"]
        said += [f"a script failed: {failure}" for failure in self.failures]
        return [f"{page.name} ({self.look.language}, {self.look.width}): {one}" for one in said]

    def _faults(self, answer: Response | None) -> list[str]:
        if answer is None or answer.status != 200:
            return [f"answered {answer.status if answer else 'nothing'}"]
        self.tab.evaluate(AXE)
        seen = self.tab.evaluate(SEE, RULES)
        said = [f"{rule}: {parts}" for rule, parts in seen["found"]]
        said += [f"the content policy refused {what}" for what in seen["refused"]]
        if seen["wide"]:
            said.append("{} px wide: {}".format(*seen["wide"]))
        return said


@pytest.fixture
def world(settings: Settings) -> World:
    settings.USERSESSIONS_TRACK_ACTIVITY = False
    return World()


def shown_pages(app: str) -> list[Page]:
    return [
        page for page in TABLE[app] if page.expects.get("get") == 200 and page.name not in FILES | OF_A_SHIFT
    ]


def role_for(page: Page, world: World) -> Role | None:
    """The role that may do most of those that may open the page."""
    if page.who == PUBLIC:
        return None
    able = [role for role in world.roles() if page.opens_for(role)]
    if not able:  # nobody's by duty, somebody's own: see OWN
        able = [role for role in world.roles() if {*page.needs, *OWN[page.name].needs} <= set(role.sees)]
    return max(able, key=lambda role: len(role.sees)) if page.who == DUTY else able[0]


def test_what_is_left_out_or_made_ones_own_is_in_the_table() -> None:
    assert set(LINES) >= FILES | OF_A_SHIFT | set(OWN)


@pytest.mark.parametrize("look", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("app", [app for app in sorted(TABLE) if shown_pages(app)])
def test_every_page_can_be_used_by_everybody(
    app: str, look: Look, chromium: Browser, live_server: Any, world: World
) -> None:
    """Both looks of each page by `make test-whole` and `make test-every-page`, else the one or the other in turn."""
    said: list[str] = []
    people: dict[str, Somebody] = {}
    pages = shown_pages(app)
    for page in pages if BOTH_LOOKS else pages[look is PHONE :: 2]:
        role = role_for(page, world)
        key = role.key if role else ""
        if key not in people:
            session = world.client(role).cookies["sessionid"].value if role else ""
            people[key] = Somebody(chromium, live_server.url, look, session)
        path = address(page, world.own)
        if role and page.name in OWN:
            OWN[page.name].make(world, User.objects.get(username=f"role-{role.key}"))
        said += people[key].complaints(page, path)
    for somebody in people.values():
        somebody.context.close()
    assert not said, "\n" + "\n".join(said)
