"""The round, live: a page that asks again every ten seconds, and the rows behind its numbers."""

import hashlib
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linli.areas.rules import short_name
from linli.core.htmx import wants_fragment
from linli.dashboards import live_board
from linli.dashboards.access import day_from, place_for
from linli.dashboards.live import Live, Trend, kept_trend, live_of
from linli.dashboards.live_rows import day_measure_for, rows_of_day
from linli.dashboards.reader import Reader
from linli.dashboards.rows import shown_rows
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.registers.measures import HOUSEHOLDS
from linli.registers.models import Resident
from linli.rounds.measures import SILENT

SECONDS = 10
ROWS_A_PAGE = 50


@require_safe
@staff_page(C.FIGURES_READ)
def live(request: StaffRequest) -> HttpResponse:
    """The whole page, or what changed of it. Who has the newest numbers already gets an empty answer."""
    now = timezone.now()
    today = local_day(now)
    day = day_from(request.GET.get("day", ""), today=today)
    place = place_for(request.area, day)
    reader = Reader.of(request.viewer, day=day, today=today)
    found, trend = live_of(place, day), kept_trend(place.code, day, now)
    etag = _etag(found, trend, reader, request.LANGUAGE_CODE)
    is_piece = wants_fragment(request)
    if is_piece and request.headers.get("If-None-Match") == etag:
        return _kept(HttpResponseNotModified(), etag)
    template = "dashboards/_live.html" if is_piece else "dashboards/live.html"
    response = render(request, template, _context(request, found, trend, reader))
    return _kept(response, etag)


def _kept(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _etag(found: Live, trend: Trend, reader: Reader, language: str) -> str:
    """The same for two who see the same: numbers, words, and which of the numbers are theirs to see."""
    seen = (
        found.version,
        repr(trend),
        language,
        found.day,
        reader.scope,
        reader.sees_rows,
        reader.sees_needs,
    )
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'


def _context(request: StaffRequest, found: Live, trend: Trend, reader: Reader) -> dict[str, Any]:
    now = timezone.now()
    name = short_name(found.place.name)
    lines = live_board.lines(found, reader)
    return {
        "name": name,
        "area_code": request.area.code,
        "day": found.day,
        "today": reader.today,
        "is_today": reader.is_today,
        "now": now,
        "seconds": SECONDS,
        "figures": live_board.figures(found, reader, trend),
        "columns": live_board.COLUMNS,
        "lines": lines,
        "total": live_board.line_of(found.place, found, reader, name=name),
        "silent_areas": sum(one.is_silent for one in lines),
        "chart": live_board.chart(found, trend, reader, now, reader.today),
        "version": found.version,
        "trend_version": hashlib.sha256(repr(trend).encode()).hexdigest()[:16],
        "kept_address": [("area", found.place.code_now)],
    }


@require_safe
@staff_page(C.FIGURES_READ, C.HOUSEHOLDS_READ, C.ROWS_BEHIND_FIGURES)
def day_rows(request: StaffRequest) -> HttpResponse:
    """The households or people behind a number of a day."""
    today = local_day(timezone.now())
    measure = day_measure_for(request.viewer, request.GET.get("measure", ""))
    day = day_from(request.GET.get("day", ""), today=today)
    place = place_for(request.area, day)
    page = Paginator(rows_of_day(measure, request.scope, day), ROWS_A_PAGE).get_page(request.GET.get("page"))
    of_people = measure.counts is Resident
    query = {"area": request.area.code} | ({} if day == today else {"day": day.isoformat()})
    context = {
        "measure": measure,
        "of_people": of_people,
        "unit": measure.unit if of_people else HOUSEHOLDS,
        "name": short_name(place.name),
        "back_url": f"{reverse('dashboards:live')}?{urlencode(query)}",
        "page": page,
        # The people or the doors themselves, whatever it was that the number counted.
        "rows": shown_rows(
            page.object_list, measure if of_people else SILENT, request.viewer, request.scope, day
        ),
        "day": day,
        "is_today": day == today,
    }
    return render(request, "dashboards/day_rows.html", context)
