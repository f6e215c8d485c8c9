"""The doors of a zone: the rows behind its numbers. Nobody's name; a need only for those whose duty it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from linli.registers.choices import Occupancy, Presence
from linli.registers.models import Household, Resident, Restriction, SupportNeed
from linli.zones.models import Zone
from linli.zones.places import households_of
from linli.zones.queries import URGENT


class HomeView(StrEnum):
    ALL = "all"
    LIVED_IN = "lived_in"
    VACANT = "vacant"
    MARKED = "marked"
    UNMARKED = "unmarked"


IN_ORDER = ("area_code", "compound", "door_sort", "pk")
SORTS = {
    "door": IN_ORDER,
    "-door": ("-area_code", "-compound", "-door_sort", "-pk"),
    "people": ("people", *IN_ORDER),
    "-people": ("-people", *IN_ORDER),
    "until": (F("marked_until").asc(nulls_last=True), *IN_ORDER),
    "-until": (F("marked_until").desc(nulls_last=True), *IN_ORDER),
}


@dataclass(frozen=True)
class HomesWished:
    view: HomeView = HomeView.ALL
    need: str = ""
    sort: str = "door"

    @classmethod
    def read(cls, query: Mapping[str, str], *, sees_needs: bool) -> Self:
        """Nonsense in the address narrows nothing; and nobody learns by a filter what the page does not show."""
        asked, sort, need = query.get("view", ""), query.get("sort", ""), query.get("need", "")
        return cls(
            HomeView(asked) if asked in set(HomeView) else HomeView.ALL,
            need if sees_needs and need in URGENT else "",
            sort if sort in SORTS else "door",
        )


def homes_in(zone: Zone, wished: HomesWished, *, at: datetime) -> QuerySet[Household]:
    """Each with `people`, who live there, and `marked_until`, the end of this zone's mark. One query."""
    rows = _narrowed(_counted(zone, at), wished.view)
    if wished.need:
        rows = rows.filter(Exists(_needs(wished.need)))
    return rows.order_by(*SORTS[wished.sort])


def numbers_by_view(zone: Zone, wished: HomesWished, *, at: datetime) -> dict[HomeView, int]:
    """How many doors each view has. One query."""
    rows = households_of(zone).annotate(marked_until=_mark(zone, at))
    if wished.need:
        rows = rows.filter(Exists(_needs(wished.need)))
    counted = rows.aggregate(**{view.value: Count("pk", filter=_in_view(view)) for view in HomeView})
    return {view: counted[view.value] for view in HomeView}


def _counted(zone: Zone, at: datetime) -> QuerySet[Household]:
    living = Resident.everywhere.filter(
        household_id=OuterRef("pk"), presence=Presence.LIVING, merged_into=None
    )
    people = Subquery(living.order_by().values("household_id").annotate(n=Count("pk")).values("n"))
    return households_of(zone).annotate(people=Coalesce(people, 0), marked_until=_mark(zone, at))


def _mark(zone: Zone, at: datetime) -> Subquery:
    held = Restriction.everywhere.filter(
        household_id=OuterRef("pk"), source_id=zone.pk, lifted_at=None, from_at__lte=at, until_at__gt=at
    )
    return Subquery(held.order_by().values("household_id").annotate(last=Max("until_at")).values("last"))


def _needs(code: str) -> QuerySet[SupportNeed]:
    return SupportNeed.everywhere.filter(
        resident__household_id=OuterRef("pk"), resident__presence=Presence.LIVING, resident__merged_into=None,
        ended_on=None, code=code,
    )  # fmt: skip


def _narrowed(rows: QuerySet[Household], view: HomeView) -> QuerySet[Household]:
    return rows.filter(_in_view(view)) if view != HomeView.ALL else rows


def _in_view(view: HomeView) -> Q:
    match view:
        case HomeView.LIVED_IN:
            return ~Q(occupancy=Occupancy.VACANT)
        case HomeView.VACANT:
            return Q(occupancy=Occupancy.VACANT)
        case HomeView.MARKED:
            return Q(marked_until__isnull=False)
        case HomeView.UNMARKED:
            return Q(marked_until__isnull=True)
    return Q()
