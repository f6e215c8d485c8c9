"""The board of people who must not wait, and which doors need a car."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.care.choices import TripKind, TripState
from linli.care.models import MedicalTrip
from linli.care.queries_needs import (
    BoardCounts,
    board_counts,
    cars,
    counts_of,
    homes_of,
    in_view,
    sorted_trips,
    trips,
)
from linli.care.rules_trips import Standing, standing
from linli.care.sections_needs import BOARD, CARS, area_filter, choice_filter, may_act, sections
from linli.core.components import State, Tab, Text
from linli.lib.periods import day_bounds
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import link, today

SHAPES: Mapping[Standing, State] = {
    Standing.LATE: State.STOP,
    Standing.SOON: State.ASK,
    Standing.AHEAD: State.NONE,
    Standing.READY: State.NEW,
    Standing.UNDER_WAY: State.RUN,
    Standing.DONE: State.DONE,
    Standing.NOT_DONE: State.STOP,
    Standing.CANCELLED: State.NONE,
}
WORDS: Mapping[Standing, Text] = {
    Standing.LATE: pgettext_lazy("trip", "overdue"),
    Standing.SOON: pgettext_lazy("trip", "not arranged"),
    Standing.AHEAD: pgettext_lazy("trip", "not arranged"),
    Standing.READY: pgettext_lazy("trip", "arranged"),
    Standing.UNDER_WAY: pgettext_lazy("trip", "under way"),
    Standing.DONE: pgettext_lazy("trip", "done"),
    Standing.NOT_DONE: pgettext_lazy("trip", "not done"),
    Standing.CANCELLED: pgettext_lazy("trip", "cancelled"),
}
# While it is none of these, the clock runs.
STILL = frozenset({Standing.DONE, Standing.NOT_DONE, Standing.CANCELLED})


@never_cache
@require_safe
@staff_page(*BOARD)
def board(request: StaffRequest) -> HttpResponse:
    now, asked = timezone.now(), {one: request.GET.get(one, "") for one in ("view", "kind", "state", "sort")}
    by_kind, kind = choice_filter(
        request, "care:needs", asked, "kind", pgettext_lazy("trip", "What for"), dict(TripKind.choices)
    )
    by_state, state = choice_filter(
        request, "care:needs", asked, "state", pgettext_lazy("trip", "State"), dict(TripState.choices)
    )
    rows = trips(request.scope)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(state=state) if state else rows
    counts = board_counts(request.scope, now=now, today=today())
    # A view keeps the filters, so its number counts what they leave; the heading says how the whole area stands.
    in_views = counts_of(rows, now=now, today=today()) if kind or state else counts
    rows = in_view(rows, asked["view"], now=now, today=today())
    page = page_of(request, sorted_trips(rows, asked["sort"]))
    filters = [area_filter(request, "care:needs", asked), by_kind, by_state]
    context = {
        "sections": sections(request, "care:needs"),
        "views": _views(request, asked, in_views),
        "filters": [one for one in filters if one.value or one.choices],
        "counts": counts,
        "page": page,
        "rows": trip_rows(request, list(page), now),
        "view": asked["view"],
        "may_write": may_act(request),
        "now": now,
    }
    return render(request, "care/needs.html", context)


def _views(request: StaffRequest, asked: dict[str, str], counts: BoardCounts) -> list[Tab]:
    named: list[tuple[str, Text, int | None]] = [
        ("", pgettext_lazy("trips", "All open"), counts.open),
        ("today", pgettext_lazy("trips", "Today"), counts.today),
        ("late", pgettext_lazy("trips", "Overdue"), counts.late),
        ("unarranged", pgettext_lazy("trips", "To arrange within a day"), counts.unarranged),
        ("over", pgettext_lazy("trips", "Over"), None),
    ]
    return [
        Tab(word, link(request, "care:needs", **{**asked, "view": key}), key == asked["view"], n)
        for key, word, n in named
    ]


def trip_rows(request: StaffRequest, found: Sequence[MedicalTrip], now: datetime) -> list[dict[str, Any]]:
    """Door, person and how it stands. The hospital stays closed: it opens on the trip's own page, with a reason."""
    homes = homes_of([one.household_id for one in found], request.viewer, day=today())
    paths = area_paths({one.area_code for one in found}, below=request.area.code)
    rows = []
    for one in found:
        home, stands = homes.get(one.household_id), standing(one.state, one.due_at, at=now)
        person = next((it for it in home.members if it.id == one.resident_id), None) if home else None
        rows.append(
            {
                "trip": one,
                "home": home,
                "person": person,
                "place": paths.get(one.area_code, "") or request.area.short,
                "url": link(request, "care:trip", one.pk),
                "arrange_url": link(request, "care:trip_arrange", one.pk),
                "home_url": link(request, "care:household_needs", one.household_id),
                "shape": SHAPES[stands],
                "word": WORDS[stands],
                "is_late": stands == Standing.LATE,
                "runs": stands not in STILL,
                "wants_arranging": stands in (Standing.LATE, Standing.SOON, Standing.AHEAD)
                and one.state == TripState.PLANNED,
            }
        )
    return rows


@never_cache
@require_safe
@staff_page(*CARS)
def car_list(request: StaffRequest) -> HttpResponse:
    """For whoever opens the door and helps down the stairs: which door, when. Not who, not where to, not why."""
    now = timezone.now()
    until = day_bounds(today() + timedelta(days=1))[1]
    page = page_of(request, cars(request.scope, now=now, until=until))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    rows = [
        {"trip": one, "at": one.car_at, "place": paths.get(one.area_code, "") or request.area.short,
         "home_url": link(request, "registers:household", one.household_id)}
        for one in page
    ]  # fmt: skip
    context = {"sections": sections(request, "care:cars"), "page": page, "rows": rows, "now": now}
    return render(request, "care/cars.html", context)
