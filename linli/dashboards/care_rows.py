"""The rows behind a number of care: who, where, until when, how it stands. Never why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, reverse

from linli.areas.measures import Measure
from linli.areas.scopes import Scope
from linli.care import measures as care
from linli.care.models import Appeal, Case, Episode, HealthCheck, MedicalTrip
from linli.core.moments import moment
from linli.core.problems import NotFound
from linli.incidents.models import Overreach
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer

MEASURES = {one.key: one for one in care.OF_THE_DAY}
HOMES = (C.HOUSEHOLDS_READ, C.ROWS_BEHIND_FIGURES)
# What opens the rows of a kind, beside the figures themselves.
NEEDS: dict[type[Model], tuple[str, ...]] = {
    Episode: (*HOMES, C.CARE_READ),
    Case: (*HOMES, C.CARE_READ),
    HealthCheck: (*HOMES, C.CARE_READ),
    Appeal: (*HOMES, C.CARE_READ),
    MedicalTrip: (*HOMES, C.TRIPS_WRITE),
    Overreach: (C.FINDINGS_READ,),
}
BESIDE: dict[type[Model], tuple[str, ...]] = {
    Episode: ("household", "resident"),
    Case: ("household", "resident"),
    HealthCheck: ("episode__household", "episode__resident"),
    Appeal: ("household",),
    MedicalTrip: ("household", "resident"),
    Overreach: ("area",),
}
ORDER: dict[type[Model], tuple[str, ...]] = {
    Episode: ("until_at", "area_code", "pk"),
    Case: ("-settled_at", "pk"),
    HealthCheck: ("area_code", "half", "pk"),
    Appeal: ("due_at", "pk"),
    MedicalTrip: ("due_at", "pk"),
    Overreach: ("-found_at", "pk"),
}
# What rows need not read, for nobody sees it in a list.
SEALED: dict[type[Model], tuple[str, ...]] = {
    Episode: ("evidence", "health", "cancelled_note", "plan"),
    Case: ("evidence",),
    HealthCheck: ("celsius", "signs"),
    Appeal: ("text", "reasons"),
    MedicalTrip: ("hospital", "vehicle", "driver", "driver_phone", "note", "why_not"),
    Overreach: (),
}


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    where: str
    when: str
    stands: str
    href: str = ""


def opens(viewer: Viewer, measure: Measure) -> bool:
    return viewer.may(*NEEDS[measure.counts])


def care_measure_for(viewer: Viewer, key: str) -> Measure:
    found = MEASURES.get(key or care.OPEN.key)
    if found is None:
        raise NotFound(measure=key)
    viewer.need(*NEEDS[found.counts])
    return found


def rows_behind(measure: Measure, scope: Scope, day: date) -> QuerySet[Any]:
    model: Any = measure.counts
    rows: QuerySet[Any] = model.objects.within(scope).filter(measure.where(day))
    rows = rows.select_related(*BESIDE[model]).order_by(*ORDER[model])
    return rows.defer(*SEALED[model]) if SEALED[model] else rows


def shown(rows: Iterable[Model]) -> list[Row]:
    return [SHOWN[type(row)](row) for row in rows]


def _page(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:  # the part that has the page is not there
        return ""


def _episode(one: Episode) -> Row:
    return Row(
        what=one.resident.name, where=one.household.place, when=moment(one.until_at) if one.until_at else "",
        stands=f"{one.get_measure_display()} · {one.get_state_display()}", href=_page("care:episode", one.pk),
    )  # fmt: skip


def _case(one: Case) -> Row:
    return Row(
        what=one.resident.name, where=one.household.place, when=moment(one.settled_at) if one.settled_at else "",
        stands=str(one.get_state_display()), href=_page("care:case", one.pk),
    )  # fmt: skip


def _check(one: HealthCheck) -> Row:
    episode = one.episode
    return Row(
        what=episode.resident.name, where=episode.household.place, when=moment(one.at),
        stands=str(one.get_half_display()), href=_page("care:episode", episode.pk),
    )  # fmt: skip


def _appeal(one: Appeal) -> Row:
    return Row(
        what=str(one.get_way_display()), where=one.household.place, when=moment(one.due_at),
        stands=str(one.get_state_display()), href=_page("care:appeal", one.pk),
    )  # fmt: skip


def _trip(one: MedicalTrip) -> Row:
    return Row(
        what=f"{one.resident.name} · {one.get_kind_display()}", where=one.household.place, when=moment(one.due_at),
        stands=str(one.get_state_display()), href=_page("care:trip", one.pk),
    )  # fmt: skip


def _overreach(one: Overreach) -> Row:
    return Row(
        what=str(one.get_about_display()), where=one.area.name, when=moment(one.found_at), stands=one.code,
        href=_page("incidents:overreach_one", one.pk),
    )  # fmt: skip


SHOWN: Mapping[type[Model], Callable[[Any], Row]] = {
    Episode: _episode,
    Case: _case,
    HealthCheck: _check,
    Appeal: _appeal,
    MedicalTrip: _trip,
    Overreach: _overreach,
}
