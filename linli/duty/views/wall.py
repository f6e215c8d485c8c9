"""The wall view of a place: large, refreshes itself, names nobody in full."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.htmx import wants_fragment
from linli.duty.access_volunteers import place_for_wall
from linli.duty.wall import wall_of
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page

SECONDS = 20


@never_cache
@require_safe
@staff_page(C.DUTY_READ)
def wall(request: StaffRequest, code: str) -> HttpResponse:
    """The whole page, or the parts that the script puts in place of the old ones."""
    place = place_for_wall(request.viewer, code)
    context = {"wall": wall_of(place, timezone.now()), "place": place, "seconds": SECONDS}
    return render(request, "duty/_wall.html" if wants_fragment(request) else "duty/wall.html", context)
