"""Puts the viewer, and the area that the page looks at, on every request."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.middleware import UserSessionsMiddleware
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from linli.areas.access import area_in_reach
from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.htmx import go_to
from linli.core.problems import NotFound, ReadOnly
from linli.core.views import problem_response
from linli.lib.periods import local_day
from linli.people.access import step_before_work
from linli.people.viewer import Viewer, viewer_of, viewing_as

NOTE_EVERY = timedelta(minutes=1)
DUTY_KEY = "duty"  # the appointment that somebody with several acts under
VIEW_AS_KEY = "view_as"  # the appointment that an administrator views as

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# What somebody who views as another may still send: stop, or leave altogether.
WAYS_OUT = frozenset({"people:stop_view_as", "account_logout"})


class SessionNotesMiddleware(UserSessionsMiddleware):  # type: ignore[misc]
    """Notes from where and when each session was last used, once a minute and not with every page.

    A page that only reads must not wait for whoever writes, and phones write all morning.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        since = timezone.now() - NOTE_EVERY
        if not settings.USERSESSIONS_TRACK_ACTIVITY:
            return self.get_response(request)  # type: ignore[no-any-return]
        if key and UserSession.objects.filter(session_key=key, last_seen_at__gt=since).exists():
            return self.get_response(request)  # type: ignore[no-any-return]
        return super().__call__(request)  # type: ignore[no-any-return]


class ViewerMiddleware:
    """`request.viewer` (None without a sign-in), `request.area`, `request.scope`.

    Holds what is true of every page: nobody works before their password is their own and the second factor is
    set up where it must be, and whoever views as somebody else changes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = _viewer(request)  # type: ignore[attr-defined]
        request.area = SimpleLazyObject(lambda: area_of(request))  # type: ignore[attr-defined]
        request.scope = SimpleLazyObject(lambda: Scope((area_of(request).code,)))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if writes_as_somebody_else(request):
            return problem_response(request, ReadOnly())
        step = step_before_work(request)
        return go_to(step, request=request) if step else None


def writes_as_somebody_else(request: HttpRequest) -> bool:
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or viewer.real_user is None or request.method in SAFE_METHODS:
        return False
    match = request.resolver_match
    return match is None or match.view_name not in WAYS_OUT


def _viewer(request: HttpRequest) -> Viewer | None:
    user = request.user
    if not user.is_authenticated:
        return None
    today = local_day(timezone.now())
    own = viewer_of(user, day=today, appointment_id=request.session.get(DUTY_KEY))
    if not (shown_id := request.session.get(VIEW_AS_KEY)):
        return own
    shown = viewing_as(own, shown_id, day=today)
    if shown is None:  # one of the two terms has ended meanwhile
        del request.session[VIEW_AS_KEY]
    return shown or own


def area_of(request: HttpRequest) -> Area:
    """The area that `?area=` (or the form's `area`) asks for, within the duty; else the duty's own.

    A code that it had before a move, or of an area that was merged into one of the duty, leads there too.
    """
    found: Area | None = getattr(request, "_area", None)
    if found is None:
        found = _asked_area(request)
        request._area = found  # type: ignore[attr-defined]
    return found


def _asked_area(request: HttpRequest) -> Area:
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or viewer.area is None:
        raise NotFound()
    asked = request.GET.get("area") or request.POST.get("area")
    if not asked:
        return viewer.area
    area = area_in_reach(asked, viewer.scope)
    if area is None:
        raise NotFound()
    return area
