"""Care in figures: who is in care by measure, released, overdue; deadlines met; what went too far. Numbers open their rows."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.areas.measures import Measure
from linli.areas.rules import short_name
from linli.dashboards import care_board, care_rows
from linli.dashboards.access import day_from, place_for
from linli.dashboards.duty_board import Opens
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page

ROWS_A_PAGE = 50


@never_cache
@require_safe
@staff_page(C.FIGURES_READ)
def in_care(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    today = local_day(now)
    day = day_from(request.GET.get("day", ""), today=today)
    sees_rows = request.viewer.may(C.CARE_READ, *care_rows.HOMES)
    found = care_board.in_care_of(place_for(request.area, day), day, sees_rows=sees_rows)
    on = "" if day == today else f"day={day.isoformat()}&"
    opens = _opens(request, "" if day == today else day.isoformat())
    context = {
        "name": short_name(found.place.name),
        "area_code": request.area.code,
        "day": day,
        "today": today,
        "is_today": day == today,
        "now": now,
        "figures": care_board.figures(found, opens),
        "by_measure": care_board.by_measure(found, opens),
        "columns": care_board.COLUMNS,
        "lines": care_board.lines(found, opens, href=f"?{on}area="),
        "total": care_board.total(found, opens),
        "charts": care_board.charts(found),
        "kept_address": [("area", found.place.code_now)],
    }
    return render(request, "dashboards/care.html", context)


def _opens(request: StaffRequest, day: str) -> Opens:
    on = {"day": day} if day else {}

    def address(measure: Measure, code: str) -> str:
        if not care_rows.opens(request.viewer, measure):
            return ""
        return f"{reverse('dashboards:care_rows')}?{urlencode({'measure': measure.key, 'area': code, **on})}"

    return address


@never_cache
@require_safe
@staff_page(C.FIGURES_READ)
def rows(request: StaffRequest) -> HttpResponse:
    """Who is behind a number, for whoever may see them."""
    today = local_day(timezone.now())
    day = day_from(request.GET.get("day", ""), today=today)
    measure = care_rows.care_measure_for(request.viewer, request.GET.get("measure", ""))
    page = Paginator(care_rows.rows_behind(measure, request.scope, day), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    query = {"area": request.area.code} | ({} if day == today else {"day": day.isoformat()})
    context = {
        "measure": measure,
        "name": short_name(place_for(request.area, day).name),
        "day": day,
        "page": page,
        "rows": care_rows.shown(page.object_list),
        "back_url": f"{reverse('dashboards:care')}?{urlencode(query)}",
    }
    return render(request, "dashboards/care_rows.html", context)
