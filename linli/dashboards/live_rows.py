"""The rows behind a number of a day: the households that were told of, or the people."""

from datetime import date

from django.db.models import QuerySet

from linli.areas.measures import Measure
from linli.areas.scopes import Scope
from linli.core.problems import NotFound
from linli.duty.measures import LIAISED
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.registers.models import Household, Resident
from linli.reports.daily.measures import (
    ARRIVED,
    ARRIVED_TODAY,
    CONTACTED,
    EXPECTED,
    NOT_CONTACTED,
    NOT_MINE,
    SCREENED,
)
from linli.rounds.measures import OF_THE_DAY

MEASURES = {
    one.key: one
    for one in (
        *OF_THE_DAY, SCREENED, ARRIVED_TODAY, ARRIVED, EXPECTED, CONTACTED, NOT_CONTACTED, NOT_MINE, LIAISED,
    )
}  # fmt: skip


def day_measure_for(viewer: Viewer, key: str) -> Measure:
    """A number of a day whose rows the duty opens."""
    viewer.need(C.FIGURES_READ, C.HOUSEHOLDS_READ, C.ROWS_BEHIND_FIGURES)
    found = MEASURES.get(key or next(iter(MEASURES)))
    if found is None:
        raise NotFound(measure=key)
    if found.group == "needs":
        viewer.need(C.NEEDS)
    return found


def rows_of_day(measure: Measure, scope: Scope, day: date) -> QuerySet[Household] | QuerySet[Resident]:
    """Place by place, door by door. What counts contacts or arrivals opens the households that they belong to."""
    if measure.counts is Resident:
        people = Resident.objects.within(scope).filter(measure.where(day))
        return people.order_by("area_code", "pinyin", "pk")
    homes = Household.objects.within(scope)
    if measure.counts is Household:
        homes = homes.filter(measure.where(day))
    else:
        told = measure.counts.objects.within(scope).filter(measure.where(day))  # type: ignore[attr-defined]
        homes = homes.filter(pk__in=told.order_by().values("household"))
    return homes.order_by("area_code", "compound", "door_sort", "pk")
