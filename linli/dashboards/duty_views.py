"""Posts on duty, live: a page that asks again every twenty seconds."""

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.areas.rules import short_name
from linli.core.htmx import wants_fragment
from linli.dashboards import duty_board
from linli.dashboards.access import day_from, place_for
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.tabs import url

SECONDS = 20


@require_safe
@staff_page(C.FIGURES_READ, C.DUTY_READ)
def on_duty(request: StaffRequest) -> HttpResponse:
    """Numbers alone; who stands where is on the pages of duty."""
    now = timezone.now()
    today = local_day(now)
    day = day_from(request.GET.get("day", ""), today=today)
    found = duty_board.on_duty_of(place_for(request.area, day), day)
    etag = f'"{found.version}-{request.LANGUAGE_CODE}"'
    is_piece = wants_fragment(request)
    if is_piece and request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        on = "" if day == today else f"day={day.isoformat()}&"
        context = {
            "name": short_name(found.place.name),
            "area_code": request.area.code,
            "day": day,
            "today": today,
            "is_today": day == today,
            "now": now,
            "seconds": SECONDS,
            "figures": duty_board.figures(found),
            "columns": duty_board.COLUMNS,
            "lines": duty_board.lines(found, href=f"?{on}area="),
            "total": duty_board.total(found),
            "version": found.version,
            "kept_address": [("area", found.place.code_now)],
            "who_url": url("duty:on_duty"),
        }
        response = render(request, "dashboards/_duty.html" if is_piece else "dashboards/duty.html", context)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-store"
    return response
