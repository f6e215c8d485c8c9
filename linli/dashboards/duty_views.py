"""Posts on duty, live: a page that asks again every twenty seconds."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.areas.measures import Measure
from linli.areas.rules import short_name
from linli.core.htmx import wants_fragment
from linli.dashboards import duty_board, duty_rows
from linli.dashboards.access import day_from, place_for
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.tabs import url
from linli.people.viewer import Viewer
from linli.registers.models import Household

SECONDS = 20
ROWS_A_PAGE = 50


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
        opens = _opens(request.viewer, "" if day == today else day.isoformat())
        context = {
            "name": short_name(found.place.name),
            "area_code": request.area.code,
            "day": day,
            "today": today,
            "is_today": day == today,
            "now": now,
            "seconds": SECONDS,
            "figures": duty_board.figures(found, opens),
            "columns": duty_board.COLUMNS,
            "lines": duty_board.lines(found, opens, href=f"?{on}area="),
            "total": duty_board.total(found, opens),
            "version": found.version,
            "kept_address": [("area", found.place.code_now)],
            "who_url": url("duty:on_duty"),
        }
        response = render(request, "dashboards/_duty.html" if is_piece else "dashboards/duty.html", context)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _opens(viewer: Viewer, day: str) -> duty_board.Opens:
    """The address of the rows behind a number of an area; households only for those who work with them."""
    homes = viewer.may(C.HOUSEHOLDS_READ) and viewer.may(C.ROWS_BEHIND_FIGURES)
    on = {"day": day} if day else {}

    def address(measure: Measure, code: str) -> str:
        if measure.counts is Household:
            name = "dashboards:day_rows" if homes else ""
        else:
            name = "dashboards:duty_rows" if measure.key in duty_rows.MEASURES else ""
        return f"{reverse(name)}?{urlencode({'measure': measure.key, 'area': code, **on})}" if name else ""

    return address


@require_safe
@staff_page(C.FIGURES_READ, C.DUTY_READ)
def rows(request: StaffRequest) -> HttpResponse:
    """The posts, people, teams or places behind a number of duty."""
    today = local_day(timezone.now())
    day = day_from(request.GET.get("day", ""), today=today)
    measure = duty_rows.duty_measure_for(request.GET.get("measure", ""))
    found = duty_rows.rows_behind(measure, request.scope, day)
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    query = {"area": request.area.code} | ({} if day == today else {"day": day.isoformat()})
    context = {
        "measure": measure,
        "name": short_name(place_for(request.area, day).name),
        "day": day,
        "page": page,
        "rows": duty_rows.shown(page.object_list, request.area),
        "back_url": f"{reverse('dashboards:duty')}?{urlencode(query)}",
    }
    return render(request, "dashboards/duty_rows.html", context)
