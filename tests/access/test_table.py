"""Every URL x every role x own area, other area, without a duty, nobody signed in."""

import os
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from linli.lib.ids import new_id
from linli.lib.playbook import Role
from tests.access.page import DUTY, PUBLIC, Page
from tests.access.pages import all_pages
from tests.access.world import Side, World, browser

# Who may open what is decided before any database is asked in its own words.
pytestmark = pytest.mark.any_database
TABLE = all_pages()
LINES = {page.name: page for pages in TABLE.values() for page in pages}
NO_AREA = "999999999999"
EVERY_ROLE = bool(os.environ.get("LINLI_TEST_WHOLE"))


# ---- the table and the URLs are the same -------------------------------------------------------
def url_names(found: Any = None, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in (found or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (pattern.namespace,) if pattern.namespace else ()
            yield from url_names(pattern, (*namespaces, *inner))
        elif isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name or f"(without a name: {pattern.pattern})"))


def test_every_url_stands_in_the_table() -> None:
    missing = [name for name in url_names() if name not in LINES]
    sentences = [
        f"{name} is not in the table of who may open what. Add a line for it to "
        f"tests/access/pages/{name.partition(':')[0]}.py; tests/access/__init__.py says how."
        for name in missing
    ]
    assert not missing, "\n" + "\n".join(sentences)


def test_every_line_has_its_url() -> None:
    gone = sorted(set(LINES) - set(url_names()))
    assert not gone, (
        f"tests/access/pages has lines for URLs that are no more; take them out: {', '.join(gone)}"
    )


def test_no_url_has_two_lines() -> None:
    names = [page.name for pages in TABLE.values() for page in pages]
    assert len(names) == len(set(names))


# ---- asking ------------------------------------------------------------------------------------
@pytest.fixture
def world(db: None, settings: Settings) -> World:
    settings.USERSESSIONS_TRACK_ACTIVITY = False  # a write for each of some thousand requests
    return World()


def address(page: Page, side: Side | None, *, missing: bool = False) -> str:
    """The page's address for an object or an area of a side; or for one that nobody ever made."""
    kwargs = page.kwargs(side) if page.kwargs and side else {}
    if missing:
        kwargs = {name: never_made(value) for name, value in kwargs.items()}
    path = reverse(page.name, kwargs=kwargs)
    if (page.kwargs is None or page.area_too) and page.by_area and page.who == DUTY and side:
        return f"{path}?area={NO_AREA if missing else side.building.code}"
    return path


def never_made(value: Any) -> Any:
    if isinstance(value, UUID):
        return new_id()
    return NO_AREA if str(value).isdigit() else value


def ask(client: Client, method: str, path: str, data: dict[str, Any]) -> HttpResponse:
    """Ask, and take back whatever the answer changed."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response: Any = getattr(client, method)(path, data if method == "post" else {})
        if hasattr(response, "streaming_content"):
            list(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response  # type: ignore[no-any-return]


def complaints(page: Page, who: str, client: Client, side: Side, want: dict[str, int]) -> list[str]:
    """What is not as the table says, a sentence each."""
    path, data = address(page, side), page.data(side)
    found = {method: ask(client, method, path, data).status_code for method in want}
    return [
        f"{page.name}: {who} sends {method.upper()} for {side.name} and gets {found[method]}, not {status}."
        for method, status in want.items()
        if found[method] != status
    ]


def everything(page: Page, status: int) -> dict[str, int]:
    """The same answer to each method that the page knows."""
    return dict.fromkeys(page.expects, status)


apps = pytest.mark.parametrize("app", sorted(TABLE))


def asked_of(app: str, roles: list[Role]) -> Iterator[tuple[Page, list[Role]]]:
    """The pages of an app and who asks for each: every role by `make test-whole`, else two that may and two that may not.

    What decides is a capability or a rule of the page, never the role's name; so a few roles find what is wrong with a
    page. They change from one page to the next, and whoever is held back by a rule beyond the capabilities goes first.
    """
    for number, page in enumerate(TABLE[app]):
        able = [role for role in roles if page.opens_for(role)]
        unable = [role for role in roles if role not in able]
        held_back = [role for role in unable if set(page.needs) <= set(role.sees)]
        yield page, roles if EVERY_ROLE else [*turn(able, number), *(held_back or turn(unable, number))[:2]]


def turn(roles: list[Role], number: int) -> list[Role]:
    """Two of them, others for the next number."""
    return [roles[(2 * number + step) % len(roles)] for step in range(min(2, len(roles)))]


@apps
def test_each_role_opens_what_its_duty_needs_in_its_own_area(app: str, world: World) -> None:
    wrong = []
    for page, roles in asked_of(app, world.roles()):
        for role in roles:
            want = dict(page.expects) if page.opens_for(role) else everything(page, 404)
            wrong += complaints(page, role.key, world.client(role), world.own, want)
    assert not wrong, "\n" + "\n".join(wrong)


@apps
def test_no_role_opens_anything_in_another_area(app: str, world: World) -> None:
    wrong = []
    for page, roles in asked_of(app, world.roles()):
        if page.who != DUTY or (page.kwargs is None and not page.by_area):
            continue
        # Roles that lack what the page needs are refused before anybody looks for an area: the test above asks them,
        # and the last one asks one of them for the other side.
        for role in filter(page.opens_for, roles):
            wrong += complaints(page, role.key, world.client(role), world.other, everything(page, 404))
    assert not wrong, "\n" + "\n".join(wrong)


@apps
def test_nobody_opens_anything_without_a_duty(app: str, world: World) -> None:
    wrong = []
    for page in TABLE[app]:
        want = everything(page, 404) if page.who == DUTY else dict(page.expects)
        wrong += complaints(page, "somebody without a duty", world.idle(), world.own, want)
    assert not wrong, "\n" + "\n".join(wrong)


@apps
def test_nobody_opens_anything_without_signing_in(app: str, world: World) -> None:
    wrong = []
    for page in TABLE[app]:
        for side in (world.own, world.other):
            want = dict(page.expects) if page.who == PUBLIC else everything(page, 302)
            wrong += complaints(page, "nobody", browser(None), side, want)
        if page.who != PUBLIC:
            wrong += leads_elsewhere(page, world)
    assert not wrong, "\n" + "\n".join(wrong)


def leads_elsewhere(page: Page, world: World) -> list[str]:
    path = address(page, world.own)
    answers = {method: ask(browser(None), method, path, {}) for method in page.expects}
    return [
        f"{page.name}: without a sign-in {method.upper()} leads to {answer.get('Location')}."
        for method, answer in answers.items()
        if not answer.get("Location", "").startswith(reverse("account_login"))
    ]


# ---- missing and forbidden look alike ----------------------------------------------------------
def as_read(response: HttpResponse, path: str) -> tuple[int, str]:
    """Status and text, without the address itself and what differs from one answer to the next."""
    text = response.content.decode()
    text = re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
    for shown in (path, path.partition("?")[0], quote(path)):
        text = text.replace(shown, "")
    return response.status_code, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|area=\d+", "", text)


@apps
def test_missing_and_forbidden_look_alike(app: str, world: World) -> None:
    """In another area, or behind a capability that the role lacks: the answer is that of something never made."""
    wrong = []
    for page in TABLE[app]:
        if page.who == PUBLIC or (page.kwargs is None and not (page.by_area and page.who == DUTY)):
            continue
        # A role that the page opens for and one that it does not stand for all: they all get one and the same 404.
        able = next((role for role in world.roles() if page.opens_for(role)), None)
        unable = next((role for role in world.roles() if not page.opens_for(role)), None)
        asked = [(able, world.other), (unable, world.other)]
        if page.kwargs is not None and not page.area_too:
            asked.append((unable, world.own))
        for role, side in asked:
            if role is not None:
                wrong += differs(page, world.client(role), role.key, side)
    assert not wrong, "\n" + "\n".join(wrong)


def differs(page: Page, client: Client, who: str, side: Side) -> list[str]:
    said = []
    for method in page.expects:
        forbidden, missing = address(page, side), address(page, side, missing=True)
        one = as_read(ask(client, method, forbidden, page.data(side)), forbidden)
        other = as_read(ask(client, method, missing, page.data(side)), missing)
        if one != other:
            said.append(f"{page.name}: {who} can tell {side.name} from something missing ({method.upper()}).")
    return said
