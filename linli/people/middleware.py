"""Puts the viewer, and the area that the page looks at, on every request."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.problems import NotFound
from linli.lib.area_codes import AreaCodeError, prefix
from linli.lib.periods import local_day
from linli.people.models import User
from linli.people.viewer import Viewer, viewer_of

DUTY_KEY = "duty"
VIEW_AS_KEY = "view_as"


class ViewerMiddleware:
    """`request.viewer` (None without a sign-in), `request.area`, `request.scope`.

    Staff with an office role must have set up the second factor before any page but the set-up itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = _viewer(request)  # type: ignore[attr-defined]
        request.area = SimpleLazyObject(lambda: area_of(request))  # type: ignore[attr-defined]
        request.scope = SimpleLazyObject(lambda: Scope((area_of(request).code,)))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        from linli.people.access import step_before_work  # imported late: needs the app registry

        step = step_before_work(request)
        return redirect(step) if step else None


def _viewer(request: HttpRequest) -> Viewer | None:
    user = request.user
    if not isinstance(user, User) and not user.is_authenticated:
        return None
    today = local_day(timezone.now())
    shown_id = request.session.get(VIEW_AS_KEY)
    shown = User.objects.filter(pk=shown_id, is_active=True).first() if shown_id else None
    if shown is not None:
        return viewer_of(shown, day=today, real_user=user)  # type: ignore[arg-type]
    return viewer_of(user, day=today, appointment_id=request.session.get(DUTY_KEY))  # type: ignore[arg-type]


def area_of(request: HttpRequest) -> Area:
    """The area that `?area=` (or the form's `area`) asks for, within the duty; else the duty's own."""
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
    try:
        code = prefix(asked)
    except AreaCodeError:
        raise NotFound() from None
    area = Area.objects.select_related("parent").filter(code=code).first()
    if area is None or not viewer.scope.covers(area.code):
        raise NotFound()
    return area
