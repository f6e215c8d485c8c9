"""How pages of the tree are opened. This app lies below `people`, so it knows the viewer by what it can do."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from linli.areas.models import Area
from linli.areas.problems import NoSuchDay
from linli.areas.scopes import Scope
from linli.core.problems import MustSignIn, NotFound
from linli.lib.periods import local_day

P = ParamSpec("P")

# Capabilities of `people`, by the words that the catalogue of roles uses.
READ = "areas.read"
WRITE = "areas.write"
FIGURES = "figures.read"
HOUSEHOLDS = "households.read"
PLAYBOOK = "playbook.read"


class Viewer(Protocol):
    """Who is looking, as `people.viewer.Viewer` has it."""

    pk: Any
    appointment: Any

    @property
    def shown_name(self) -> str: ...
    @property
    def scope(self) -> Scope: ...
    def may(self, *capabilities: str) -> bool: ...
    def need(self, *capabilities: str, write: bool = False) -> None: ...


class AreaRequest(HttpRequest):
    """A request of somebody who is signed in and holds a duty."""

    viewer: Viewer
    area: Area


Page = Callable[Concatenate[AreaRequest, P], HttpResponse]


def area_page(*capabilities: str, write: bool = False) -> Callable[[Page[P]], Callable[..., HttpResponse]]:
    """A page for people whose duty has all of these capabilities; to anybody else it looks missing."""

    def door(page: Page[P]) -> Callable[..., HttpResponse]:
        @wraps(page)
        def entered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            viewer: Viewer | None = getattr(request, "viewer", None)
            if viewer is None:
                raise MustSignIn()
            if viewer.appointment is None:
                raise NotFound()
            viewer.need(*capabilities, write=write and request.method not in {"GET", "HEAD"})
            return page(cast(AreaRequest, request), *args, **kwargs)

        entered.capabilities = capabilities  # type: ignore[attr-defined]
        return entered

    return door


def asked_day(request: HttpRequest) -> date:
    """The day that `?day=` asks for; today where it asks for none."""
    today, text = local_day(timezone.now()), request.GET.get("day", "")
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise NoSuchDay(given=text[:20], today=today) from None
    if day > today:
        raise NoSuchDay(given=text[:20], today=today)
    return day
