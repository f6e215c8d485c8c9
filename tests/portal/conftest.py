"""A household with its link, and a browser that carries nothing but the address."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from linli.people.models import User
from linli.portal import limits
from linli.portal.actions import MadeLink, make_link
from linli.registers.models import Household
from tests.care.conftest import (  # noqa: F401 - fixtures of episodes
    carer,
    epidemic,
    episode,
    make_episode,
    medical_officer,
)
from tests.conftest import NOW
from tests.rounds.conftest import same, told  # noqa: F401 - fixtures of facts

Ask = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    limits.by_link.forget()
    limits.by_address.forget()


@pytest.fixture
def made(household: Household, clerk: User) -> MadeLink:
    return make_link(household, actor=clerk, now=NOW)


@pytest.fixture
def visit(made: MadeLink) -> Ask:
    """`visit("household")` reads the page of the link; `visit("same", record="…")` sends a form."""

    def ask(page: str, /, *args: object, token: str = made.token, **sent: Any) -> HttpResponse:
        path = reverse(f"portal:{page}", args=[token, *args])
        client = Client()
        return client.post(path, sent) if sent else client.get(path)  # type: ignore[return-value]

    return ask


@pytest.fixture
def form_id() -> str:
    return str(uuid4())


def text_of(response: HttpResponse) -> str:
    return response.content.decode()
