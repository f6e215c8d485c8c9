"""Gates, live: a page that asks again every twenty seconds, and the scans behind its numbers while they are kept."""

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
from linli.dashboards import gates_board, gates_rows
from linli.dashboards.access import day_from, place_for
from linli.dashboards.duty_board import Opens
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.tabs import url

SECONDS = 20
ROWS_A_PAGE = 50


@require_safe
@staff_page(C.FIGURES_READ, C.GATES_READ)
def at_gates(request: StaffRequest) -> HttpResponse:
    """Numbers alone; who is outside is on the pages of gates."""
    now = timezone.now()
    today = local_day(now)
    day = day_from(request.GET.get("day", ""), today=today)
    found = gates_board.at_gates_of(place_for(request.area, day), day)
    etag = f'"{found.version}-{request.LANGUAGE_CODE}"'
    is_piece = wants_fragment(request)
    if is_piece and request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        on = "" if day == today else f"day={day.isoformat()}&"
        opens = _opens(request, "" if day == today else day.isoformat())
        context = {
            "name": short_name(found.place.name),
            "area_code": request.area.code,
            "day": day,
            "today": today,
            "is_today": day == today,
            "now": now,
            "seconds": SECONDS,
            "figures": gates_board.figures(found, opens),
            "columns": gates_board.COLUMNS,
            "lines": gates_board.lines(found, opens, href=f"?{on}area="),
            "total": gates_board.total(found, opens),
            "grounds": gates_board.grounds(found, request.area),
            "errands": gates_board.errands(found, request.area),
            "version": found.version,
            "kept_address": [("area", found.place.code_now)],
        }
        response = render(request, "dashboards/_gates.html" if is_piece else "dashboards/gates.html", context)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _opens(request: StaffRequest, day: str) -> Opens:
    """The address of what lies behind a number of an area: scans of the day, or the page that has them as they stand."""
    on = {"day": day} if day else {}
    opened = request.viewer.may(C.HOUSEHOLDS_READ)
    pages = gates_rows.PAGES | gates_rows.OF_HOUSEHOLDS if opened else gates_rows.PAGES

    def address(measure: Measure, code: str) -> str:
        if measure.key in gates_rows.MEASURES:
            query = {"measure": measure.key, "area": code, **on}
            return f"{reverse('dashboards:gates_rows')}?{urlencode(query)}"
        page = "" if day else url(pages.get(measure.key, ""))
        return f"{page}?{urlencode({'area': code})}" if page else ""

    return address


@require_safe
@staff_page(C.FIGURES_READ, C.GATES_READ)
def rows(request: StaffRequest) -> HttpResponse:
    """The scans behind a number; none where the logs of that day have vanished."""
    today = local_day(timezone.now())
    day = day_from(request.GET.get("day", ""), today=today)
    measure = gates_rows.gate_measure_for(request.GET.get("measure", ""))
    found = gates_rows.rows_behind(measure, request.scope, day)
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    query = {"area": request.area.code} | ({} if day == today else {"day": day.isoformat()})
    context = {
        "measure": measure,
        "name": short_name(place_for(request.area, day).name),
        "day": day,
        "page": page,
        "rows": gates_rows.shown(page.object_list, request.area),
        "back_url": f"{reverse('dashboards:gates')}?{urlencode(query)}",
    }
    return render(request, "dashboards/gates_rows.html", context)
