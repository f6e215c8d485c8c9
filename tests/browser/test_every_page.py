"""Every page of the table in a real browser: no barrier that axe finds, nothing wider than the screen, no error.

Each page is opened by a role that may open it, in Chinese at a desk and in English on a phone with large type.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab
from pytest_django import Settings

from linli.lib.playbook import Role
from tests.access.page import DUTY, PUBLIC, Page
from tests.access.test_table import TABLE, address
from tests.access.world import World

pytestmark = [pytest.mark.every_page, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
WATCH = (
    "addEventListener('securitypolicyviolation', (e) => (window.refused ??= []).push(e.violatedDirective))"
)
FILES = (
    "openapi",
    "manifest",
    "service_worker",
    "bundle",
    "workbook",
    "file",
    "download",
    "export",
    "shapes",
    "template",
    "rejects",
)  # answers that are no pages


@dataclass(frozen=True)
class Look:
    language: str
    width: int
    large: bool


DESK, PHONE = Look("zh-hans", 1280, large=False), Look("en", 390, large=True)


@pytest.fixture
def world(settings: Settings) -> World:
    settings.USERSESSIONS_TRACK_ACTIVITY = False
    return World()


def shown_pages(app: str) -> list[Page]:
    return [
        p for p in TABLE[app] if p.expects.get("get") == 200 and not any(word in p.name for word in FILES)
    ]


def somebody_for(page: Page, world: World) -> Role | None:
    """The role that may do most of those that may open the page."""
    if page.who == PUBLIC:
        return None
    able = [role for role in world.roles() if page.opens_for(role)]
    return max(able, key=lambda role: len(role.sees)) if page.who == DUTY else able[0]


def context_for(chromium: Browser, url: str, look: Look, session: str) -> BrowserContext:
    context = chromium.new_context(viewport={"width": look.width, "height": 900})
    cookies = {"django_language": look.language, "large_type": "1" if look.large else "0"}
    if session:
        cookies["sessionid"] = session
    context.add_cookies([{"name": key, "value": value, "url": url} for key, value in cookies.items()])
    context.add_init_script(WATCH)
    return context


def complaints(tab: Tab, url: str, page: Page, look: Look) -> list[str]:
    answer = tab.goto(url)
    where = f"{page.name} ({look.language}, {look.width})"
    if answer is None or answer.status != 200:
        return [f"{where}: answered {answer.status if answer else 'nothing'}"]
    tab.wait_for_load_state("networkidle")
    found = Axe().run(tab, options=RULES).response["violations"]
    said = [f"{where}: {one['id']}: {[node['html'][:160] for node in one['nodes'][:2]]}" for one in found]
    width = tab.evaluate("document.documentElement.scrollWidth")
    if width > look.width:
        said.append(f"{where}: {width} px wide")
    said += [f"{where}: the content policy refused {what}" for what in tab.evaluate("window.refused ?? []")]
    return said


@pytest.mark.parametrize("look", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("app", sorted(TABLE))
def test_every_page_can_be_used_by_everybody(
    app: str, look: Look, chromium: Browser, live_server: Any, world: World
) -> None:
    said: list[str] = []
    contexts: dict[str, BrowserContext] = {}
    for page in shown_pages(app):
        role = somebody_for(page, world)
        key = role.key if role else ""
        if key not in contexts:
            session = world.client(role).cookies["sessionid"].value if role else ""
            contexts[key] = context_for(chromium, live_server.url, look, session)
        path = address(page, world.own)
        errors: list[str] = []
        tab = contexts[key].new_page()
        tab.on("pageerror", lambda error, kept=errors: kept.append(str(error)))
        said += complaints(tab, live_server.url + path, page, look)
        said += [f"{page.name}: script failed: {error}" for error in errors]
        tab.close()
    assert not said, "\n" + "\n".join(said)
