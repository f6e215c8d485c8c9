"""Choosing an area for the page that one came from."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from linli.areas.models import Area
from linli.areas.queries import ancestors_of, children_of, path_text, paths_of, search_areas
from linli.areas.requests import AreaRequest, area_page
from linli.core.htmx import wants_fragment

MOST = 60


@require_safe
@area_page()
def pick(request: AreaRequest) -> HttpResponse:
    """Search and the areas around; each leads back to `?next=` with the area in its address."""
    area, scope = request.area, request.viewer.scope
    back = _back(request)
    text = request.GET.get("q", "").strip()
    found = search_areas(text, scope, limit=MOST) if text else []
    above = [one for one in ancestors_of(area) if scope.covers(one.code)]
    paths = paths_of(found)
    context = {
        "shown": area,
        "text": text,
        "next": back,
        "above": [(one, link_to(back, one)) for one in above],
        "here_link": link_to(back, area),
        "children": [(one, n, link_to(back, one)) for one, n in children_of(area)],
        "found": [(one, path_text(paths[one.code][:-1]), link_to(back, one)) for one in found],
    }
    template = "areas/_picked.html" if wants_fragment(request) else "areas/pick.html"
    return render(request, template, context)


def _back(request: AreaRequest) -> str:
    """The page to go back to: an address of our own, or the first page."""
    asked = request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if here and asked.startswith("/") else "/"


def link_to(back: str, area: Area) -> str:
    """That page for another area; a page number or a selection of the old one is dropped."""
    parts = urlsplit(back)
    kept = [(key, value) for key, value in parse_qsl(parts.query) if key not in {"area", "page"}]
    return f"{parts.path}?{urlencode([('area', area.code), *kept])}"
