"""Pages of figures: the board of an area, the rows behind a number, what every number means."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from linli.areas.measures import Measure, all_measures, measure
from linli.areas.models import Area
from linli.areas.rules import short_name
from linli.areas.tallies import figures_of
from linli.care.measures import OF_THE_DAY as OF_CARE
from linli.core.components import GeoChart
from linli.dashboards import boards, charts, maps
from linli.dashboards.access import day_from, measure_named, place_for, rows_measure_for
from linli.dashboards.queries import Board, Place, board_of, line_of
from linli.dashboards.reader import Reader
from linli.dashboards.rows import count_behind, rows_behind, shown_rows
from linli.dashboards.workbooks import figures_workbook
from linli.duty.measures import OF_THE_DAY as OF_DUTY
from linli.gates.measures import OF_THE_DAY as OF_GATES
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.registers.models import Household

LINE_DAYS = 30
ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What the address says: the day, the measure on the tiles, the group of the table."""

    day: date
    today: date
    shown: Measure
    group: str
    as_map: bool

    @classmethod
    def of(cls, request: StaffRequest) -> "Asked":
        today = local_day(timezone.now())
        group = request.GET.get("group", "")
        return cls(
            day=day_from(request.GET.get("day", ""), today=today),
            today=today,
            shown=measure_named(request.GET.get("measure") or boards.TILE_MEASURES[0]),
            group=group if group in boards.GROUPS else next(iter(boards.GROUPS)),
            as_map=request.GET.get("view") != "tiles",
        )

    def reader(self, request: StaffRequest) -> Reader:
        kept = {key: request.GET.get(key, "") for key in ("measure", "group", "view")}
        return Reader.of(request.viewer, day=self.day, today=self.today, **kept)


@require_safe
@staff_page(C.FIGURES_READ)
def figures(request: StaffRequest) -> HttpResponse:
    asked = Asked.of(request)
    place = place_for(request.area, asked.day)
    found = board_of(place, asked.day)
    reader = asked.reader(request)
    before = figures_of(place.code, day=asked.day - timedelta(days=1))
    context = {
        **_of_page(request, asked, place, found),
        "headlines": boards.headlines(place, found.whole, before, reader),
        "board": boards.board(found, reader, asked.shown),
        "table": boards.table(found, reader, asked.group),
        "geo": _outlines(request.area, found, reader, asked),
        "charts": _charts(request.area, found, reader),
        "now": timezone.now(),
    }
    return render(request, "dashboards/figures.html", context)


def _of_page(request: StaffRequest, asked: Asked, place: Place, found: Board) -> dict[str, Any]:
    kept = ("area", "measure", "group", "view")
    return {
        "name": short_name(place.name),
        "has_record": found.whole.has_record,
        "as_tiles": not asked.as_map,
        "kept": [(key, request.GET[key]) for key in kept if request.GET.get(key)],
        "day": asked.day,
        "today": asked.today,
        "shows_duty": request.viewer.may(C.DUTY_READ),
        "shows_gates": request.viewer.may(C.GATES_READ),
        "is_today": asked.day == asked.today,
        "recorded": boards.counts_recorded(found),
        "included": boards.included(found),
        "shown": asked.shown,
        "tile_measures": [measure(key) for key in boards.TILE_MEASURES],
        "other_measures": [m for m in all_measures() if m.group in boards.GROUPS],
        "group": asked.group,
        "groups": boards.GROUPS,
    }


def _outlines(area: Area, found: Board, reader: Reader, asked: Asked) -> GeoChart | None:
    """The city's own outlines where it has them; None for the tiles, which also come when asked for."""
    return maps.outlined(area, found, reader, asked.shown) if asked.as_map else None


def _charts(area: Area, found: Board, reader: Reader) -> list[Any]:
    line = line_of(area, "residents.registered", last=reader.day, days=LINE_DAYS)
    made = (
        charts.line(line, "residents.registered", reader, found.place.code),
        charts.ages(found.whole, reader),
        charts.needs(found.whole, reader),
    )
    return [one for one in made if one]


@require_safe
@staff_page(C.FIGURES_READ)
def outlines(request: StaffRequest) -> HttpResponse:
    """The outlines of the areas below, as GeoJSON for the map."""
    asked = Asked.of(request)
    return JsonResponse(maps.geojson(place_for(request.area, asked.day), asked.day))


@require_safe
@staff_page(C.FIGURES_READ)
def download(request: StaffRequest) -> HttpResponse:
    """The figures of the area and of the areas below as a workbook. Numbers only, nobody's record."""
    asked = Asked.of(request)
    found = board_of(place_for(request.area, asked.day), asked.day)
    content = figures_workbook(found, asked.reader(request), by=request.viewer.shown_name, at=timezone.now())
    return content.as_response()


@require_safe
@staff_page(C.FIGURES_READ, C.HOUSEHOLDS_READ, C.ROWS_BEHIND_FIGURES)
def rows(request: StaffRequest) -> HttpResponse:
    """The rows behind a number, as the register stands today."""
    today = local_day(timezone.now())
    shown = rows_measure_for(request.viewer, request.GET.get("measure") or boards.TILE_MEASURES[0])
    day = day_from(request.GET.get("day", ""), today=today)
    place = place_for(request.area, day)
    paginator = Paginator(rows_behind(shown, request.scope, today), ROWS_A_PAGE)
    paginator.count = count_behind(shown, request.area.code, today)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "measure": shown,
        "of_people": shown.counts is not Household,
        "name": short_name(place.name),
        "back_url": _figures_url(request.area.code, day, today),
        "page": page,
        "rows": shown_rows(page.object_list, shown, request.viewer, request.scope, today),
        "day": day,
        "is_today": day == today,
        "then": figures_of(place.code, day=day)[shown.key],
    }
    return render(request, "dashboards/rows.html", context)


def _figures_url(area: str, day: date, today: date) -> str:
    query = {"area": area} | ({} if day == today else {"day": day.isoformat()})
    return f"{reverse('dashboards:figures')}?{urlencode(query)}"


@require_safe
@staff_page(C.FIGURES_READ)
def measures(request: StaffRequest) -> HttpResponse:
    """What every number means, where it comes from, how it is counted."""
    of = {one.key: one for one in all_measures()}
    groups = [
        (label, [(one, of.get(one.of)) for one in all_measures() if one.group == key])
        for key, label in boards.GROUPS.items()
    ]
    more = (
        (pgettext("measures", "Duty"), OF_DUTY),
        (pgettext("measures", "Gates"), OF_GATES),
        (pgettext("measures", "Care"), OF_CARE),
    )
    for label, found in more:
        of |= {one.key: one for one in found}
        groups.append((label, [(one, of.get(one.of)) for one in found]))
    return render(request, "dashboards/measures.html", {"groups": groups})
