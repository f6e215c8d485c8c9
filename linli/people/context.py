"""What the header of every page needs."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.core.problems import Problem
from linli.people.tabs import tabs_for
from linli.people.viewer import Viewer


def header(request: HttpRequest) -> dict[str, Any]:
    viewer: Viewer | None = getattr(request, "viewer", None)
    large = request.COOKIES.get("large_type") == "1" or bool(viewer and viewer.user.large_type)
    if viewer is None or viewer.area is None:
        return {"viewer": viewer, "large_type": large, "tabs": []}
    from linli.areas.queries import ancestors_of

    try:
        area = request.area  # type: ignore[attr-defined]
        path = [*ancestors_of(area), area]
    except Problem:  # the page itself refuses the area; its header still shows the person's own
        area, path = viewer.area, [viewer.area]
    return {
        "viewer": viewer,
        "area": area,
        "area_path": [a for a in path if viewer.scope.covers(a.code)],
        "tabs": tabs_for(viewer, request.path),
        "large_type": large,
        "view_as_name": viewer.shown_name if viewer.real_user else "",
        "home_url": reverse("home:today"),
        "product": _("Linli"),
    }
