"""Reading zones: lists, what stands in one, who is affected by it. Counts, and nobody's name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Substr

from linli.areas.scopes import Scope
from linli.core.models import AuditEntry
from linli.core.rows import among
from linli.lib.periods import local_day
from linli.registers.choices import NeedCode, Presence, RestrictionSource
from linli.registers.models import Household, Resident, Restriction, SupportNeed
from linli.zones.choices import WAITING, ChangeState, ZoneState
from linli.zones.models import RoundResult, Zone, ZoneChange, ZoneReview

# Needs that must not wait behind a closed door, in the order in which they are asked about.
URGENT = (
    NeedCode.DIALYSIS, NeedCode.ONCOLOGY, NeedCode.PREGNANT, NeedCode.CHRONIC_MEDICINE, NeedCode.DISABLED_CARE,
    NeedCode.DEMENTIA, NeedCode.MENTAL, NeedCode.ELDER_ALONE, NeedCode.INFANT, NeedCode.CHILD_UNATTENDED,
)  # fmt: skip


class ZoneView(StrEnum):
    IN_FORCE = "in_force"
    WAITING = "waiting"
    OVER = "over"


SORTS = {
    "until": ("until_at", "area_code", "pk"),
    "-until": ("-until_at", "area_code", "pk"),
    "area": ("area_code", "compound", "building", "stairwell", "pk"),
    "-area": ("-area_code", "-compound", "-building", "-stairwell", "pk"),
    "review": ("review_at", "pk"),
    "-review": ("-review_at", "pk"),
    "households": ("marked", "pk"),
    "-households": ("-marked", "pk"),
    "proposed": ("proposed_at", "pk"),
    "-proposed": ("-proposed_at", "pk"),
}
FIRST = {ZoneView.IN_FORCE: "until", ZoneView.WAITING: "-proposed", ZoneView.OVER: "-until"}


@dataclass(frozen=True)
class ZonesWished:
    view: ZoneView = ZoneView.IN_FORCE
    kind: str = ""
    overdue: bool = False  # nobody has looked by the day on which it was due
    sort: str = "until"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Nonsense in the address narrows nothing."""
        asked = query.get("view", "")
        view = ZoneView(asked) if asked in set(ZoneView) else ZoneView.IN_FORCE
        sort = query.get("sort", "")
        return cls(
            view,
            query.get("kind", "")[:40],
            query.get("overdue", "") == "1",
            sort if sort in SORTS else FIRST[view],
        )


def in_view(view: ZoneView) -> Q:
    match view:
        case ZoneView.IN_FORCE:
            return Q(state=ZoneState.IN_FORCE)
        case ZoneView.WAITING:
            return Q(state__in=WAITING)
        case ZoneView.OVER:
            return ~Q(state__in=[*WAITING, ZoneState.IN_FORCE])


def zones_of(scope: Scope, wished: ZonesWished, *, now: datetime) -> QuerySet[Zone]:
    rows = Zone.objects.within(scope).filter(in_view(wished.view))
    rows = rows.filter(_narrowed(wished, now)).annotate(marked=Coalesce(_marked(now), 0))
    return rows.select_related("area", "incident").order_by(*SORTS[wished.sort])


def _narrowed(wished: ZonesWished, now: datetime) -> Q:
    found = Q(kind=wished.kind) if wished.kind else Q()
    return found & Q(review_at__lte=now) if wished.overdue else found


def _marked(now: datetime) -> Subquery:
    """How many households a zone marks now: they come and go, and in a drill there are none."""
    held = Restriction.everywhere.filter(_live(now), source_id=OuterRef("pk")).order_by().values("source_id")
    return Subquery(held.annotate(n=Count("pk")).values("n"))


def _live(now: datetime) -> Q:
    return Q(source=RestrictionSource.ZONE, lifted_at=None, from_at__lte=now, until_at__gt=now)


def marked_by_community(scope: Scope, *, now: datetime, digits: int) -> dict[str, int]:
    """Households that zones mark now, by the place of the zone; one in two zones of a place counts once. One query."""
    zones = Zone.objects.within(scope).filter(pk=OuterRef("source_id"), state=ZoneState.IN_FORCE)
    stands = Subquery(zones.values("area_code")[:1])
    rows = (
        Restriction.objects.within(scope)
        .filter(_live(now))
        .annotate(place=Substr(stands, 1, digits))
        .exclude(place__isnull=True)
        .order_by()
    )
    counted = rows.values("place").annotate(n=Count("household_id", distinct=True))
    return dict(counted.values_list("place", "n"))


def numbers_by_view(scope: Scope, wished: ZonesWished, *, now: datetime) -> dict[ZoneView, int]:
    """How many zones each view has, narrowed as the list is: the number of a tab is what its link shows. One query."""
    counted = (
        Zone.objects.within(scope)
        .filter(_narrowed(wished, now))
        .aggregate(**{view.value: Count("pk", filter=in_view(view)) for view in ZoneView})
    )
    return {view: counted[view.value] for view in ZoneView}


def reviews_of_day(zones: Iterable[Zone], at: datetime) -> dict[UUID, ZoneReview]:
    """The newest count of each zone's conditions. One query."""
    rows = ZoneReview.objects.filter(among("zone_id", [one.pk for one in zones]), on__lte=local_day(at))
    return {one.zone_id: one for one in rows.order_by("on")}


def history_of(pk: UUID) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(subject_id=pk).order_by("-at", "-id")[:50]  # type: ignore[misc]


# ---- who is affected -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Affected:
    """How many a zone holds, or would hold, and how many of them must not be left waiting."""

    households: int
    vacant: int
    people: int
    needs: list[tuple[NeedCode, int]]


def affected(homes: QuerySet[Household]) -> Affected:
    """Three queries, whatever the size."""
    counted = homes.aggregate(n=Count("pk"), vacant=Count("pk", filter=Q(occupancy="vacant")))
    living = Q(household_id__in=homes.values("pk"), presence=Presence.LIVING, merged_into=None)
    people = Resident.everywhere.filter(living).count()
    needs = SupportNeed.everywhere.filter(
        resident__household_id__in=homes.values("pk"), resident__presence=Presence.LIVING,
        resident__merged_into=None, ended_on=None, code__in=URGENT,
    )  # fmt: skip
    by_code = Counter(dict(needs.order_by().values_list("code").annotate(n=Count("pk"))))
    return Affected(
        counted["n"], counted["vacant"], people, [(code, by_code[code]) for code in URGENT if by_code[code]]
    )


def marked_now(zone: Zone, at: datetime) -> int:
    rows = Restriction.everywhere.filter(source_id=zone.pk, lifted_at=None, from_at__lte=at, until_at__gt=at)
    return rows.count()


# ---- rounds and changes --------------------------------------------------------------------------------------------------
def rounds_of(scope: Scope) -> QuerySet[RoundResult]:
    return RoundResult.objects.within(scope).select_related("area", "told_by").order_by("-on", "area_code")


def changes_of(scope: Scope, *, state: str = ChangeState.WAITING) -> QuerySet[ZoneChange]:
    """Of zones in force: where one is over, nobody has anything to decide."""
    rows = ZoneChange.objects.within(scope).filter(state=state, zone__state=ZoneState.IN_FORCE)
    return rows.select_related("zone__area", "zone__incident", "signed_by", "decided_by").order_by(
        "-made_at", "pk"
    )
