"""The request as pages see it after `ViewerMiddleware`, and the decorator that pages begin with."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, QueryDict
from django_htmx.middleware import HtmxDetails

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.problems import MustSignIn, NotFound
from linli.people.models import User
from linli.people.viewer import Viewer

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in and holds a duty."""

    htmx: HtmxDetails
    viewer: Viewer
    user: User  # type: ignore[assignment]

    @property
    def area(self) -> Area:
        """Where the page looks: `?area=CODE` if it lies in the duty, else the duty's own area."""
        raise NotImplementedError  # given by ViewerMiddleware

    @property
    def scope(self) -> Scope:
        raise NotImplementedError  # given by ViewerMiddleware


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form: an empty form that was sent is refused, one that was not is shown."""
    return request.POST if request.method == "POST" else None


Page = Callable[Concatenate[StaffRequest, P], HttpResponse]


def staff_page(*capabilities: str, write: bool = False) -> Callable[[Page[P]], Page[P]]:
    """A page for people whose duty has all of these capabilities.

    Not signed in: to the sign-in page. Signed in without the duty: the page looks missing.
    `write=True` refuses those who view as somebody else, and anything but POST counts as reading.
    """

    def door(page: Page[P]) -> Page[P]:
        @wraps(page)
        def entered(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            viewer = getattr(request, "viewer", None)
            if viewer is None:
                raise MustSignIn()
            if viewer.appointment is None:
                raise NotFound()
            viewer.need(*capabilities, write=write and request.method not in {"GET", "HEAD"})
            return page(request, *args, **kwargs)

        entered.capabilities = capabilities  # type: ignore[attr-defined]
        return entered  # type: ignore[return-value]

    return door
