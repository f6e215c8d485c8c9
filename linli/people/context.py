"""What the header of every page needs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.core.problems import Problem
from linli.people.tabs import tabs_for, url
from linli.people.viewer import Viewer

LARGE_TYPE_COOKIE = "large_type"

# Apps above this one put their part of the header here when they start (`AppConfig.ready`).
# Each is asked only for somebody with a duty, and answers with variables for the header's template.
HEADER_PARTS: list[Callable[[HttpRequest], dict[str, Any]]] = []


def header(request: HttpRequest) -> dict[str, Any]:
    viewer: Viewer | None = getattr(request, "viewer", None)
    large = wants_large_type(request, viewer)
    if viewer is None or viewer.area is None:
        return {"viewer": viewer, "large_type": large, "tabs": []}
    from linli.areas.queries import ancestors_of

    try:
        area = request.area  # type: ignore[attr-defined]
        path = [*ancestors_of(area), area]
    except Problem:  # the page itself refuses the area; its header still shows the person's own
        area, path = viewer.area, [viewer.area]
    context = {
        "viewer": viewer,
        "area": area,
        "area_path": [a for a in path if viewer.scope.covers(a.code)],
        "tabs": tabs_for(viewer, request.path),
        "large_type": large,
        "view_as_name": viewer.user.shown_name if viewer.real_user else "",
        "home_url": url("home:today"),
        "product": _("Linli"),
    }
    for part in HEADER_PARTS:
        context |= part(request)
    return context


def wants_large_type(request: HttpRequest, viewer: Viewer | None) -> bool:
    """The device's own choice goes before the person's."""
    on_device = request.COOKIES.get(LARGE_TYPE_COOKIE)
    if on_device in {"0", "1"}:
        return on_device == "1"
    return bool(viewer and viewer.user.large_type)
