"""The round of an area on a day: who is silent, who told something, who answered twice; a page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.http import QueryDict

from linli.areas.models import Area
from linli.areas.queries import children_of
from linli.areas.scopes import Scope
from linli.people.viewer import Viewer
from linli.registers.models import Household, Resident, SupportNeed
from linli.registers.rows import GONE, household_rows, with_families
from linli.registers.shown import ShownHousehold, shown_household
from linli.rounds.measures import SILENT, without_answer
from linli.rounds.models import ContactEntry, HouseholdDay
from linli.rounds.queries import contacts_on, days_on
from linli.rounds.tallies import DayFigures, day_figures_at

PER_PAGE = 40
VIEWS = ("silent", "told", "twice")
SORTS = {"door": "", "-door": "-", "visit": "", "-visit": "-"}
ORDER = ("area_code", "compound", "door_sort", "id")
SILENT_DAYS = (2, 3, 7)


@dataclass(frozen=True)
class Asked:
    """What somebody asks the list for. Whatever is not a choice is taken as not asked."""

    view: str = "silent"
    silent: str = ""  # for so many days
    need: str = ""
    nobody: str = ""
    compound: str = ""
    building: str = ""
    sort: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        given = {one.name: query.get(one.name, "")[:60] for one in fields(cls)}
        asked = cls(**given)
        return replace(
            asked,
            view=asked.view if asked.view in VIEWS else VIEWS[0],
            silent=asked.silent if asked.silent in map(str, SILENT_DAYS) else "",
            need="any" if asked.need else "",
            nobody="any" if asked.nobody else "",
            sort=asked.sort if asked.sort in SORTS else "",
        )

    @property
    def filters(self) -> dict[str, str]:
        names = ("silent", "need", "nobody", "compound", "building")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True)
class Row:
    """One household of the list: who lives there, what the day has brought, and when it last answered."""

    home: ShownHousehold
    day: HouseholdDay | None
    contacts: Sequence[ContactEntry]
    answered_on: date | None

    @property
    def last(self) -> ContactEntry | None:
        return self.contacts[-1] if self.contacts else None


def households_of_round(scope: Scope, asked: Asked, *, day: date) -> QuerySet[Household]:
    """The households asked for, in the order of the walk, or those longest not visited first."""
    rows = Household.objects.within(scope).filter(_view(asked.view, scope, day))
    if asked.compound:
        rows = rows.filter(compound=asked.compound)
    if asked.building:
        rows = rows.filter(building=asked.building)
    if asked.silent:
        rows = rows.filter(~Q(Exists(_days(day, back=int(asked.silent)).filter(answered=True))))
    if asked.need:
        rows = rows.filter(Exists(_people_with_needs()))
    if asked.nobody:
        rows = rows.filter(Exists(_days(day).filter(nobody_home=True, met=False)))
    sign = SORTS.get(asked.sort, "")
    if asked.sort.endswith("visit"):
        visited = F("last_visited_on")
        order = visited.desc(nulls_last=True) if sign else visited.asc(nulls_first=True)
        return rows.order_by(order, *ORDER)
    return rows.order_by(*(f"{sign}{name}" for name in ORDER))


def _view(view: str, scope: Scope, day: date) -> Q:
    if view == "told":
        told = HouseholdDay.objects.within(scope).filter(Q(abnormal=True) | Q(needs_help=True), on=day)
        return Q(pk__in=told.values("household"))
    if view == "twice":
        later = ContactEntry.objects.within(scope).filter(on=day, after_id__isnull=False)
        return Q(pk__in=later.values("household"))
    return without_answer(day)


def _days(day: date, *, back: int = 1) -> QuerySet[HouseholdDay]:
    first = day - timedelta(days=back - 1)
    return HouseholdDay.everywhere.filter(household=OuterRef("pk"), on__gte=first, on__lte=day)


def _people_with_needs() -> QuerySet[Resident]:
    needs = SupportNeed.everywhere.filter(resident=OuterRef("pk"), ended_on=None)
    people = Resident.everywhere.filter(household=OuterRef("pk"), merged_into=None)
    return people.exclude(presence__in=GONE).filter(Exists(needs))


def number_of(scope: Scope, view: str, *, day: date) -> int:
    """How many a view holds, for those that no counter of the day knows."""
    return Household.objects.within(scope).filter(_view(view, scope, day)).count()


# ---- the rows of a page ------------------------------------------------------------------------------
def rows_of(ids: Sequence[UUID], scope: Scope, viewer: Viewer, *, day: date) -> list[Row]:
    """The rows of one page with their people and their day, in the given order; a fixed number of queries."""
    homes = household_rows(Household.objects.within(scope).filter(pk__in=ids))
    found = {one.pk: one for one in with_families(homes)}
    days, contacts, answered = days_on(ids, day=day), contacts_on(ids, day=day), last_answers(ids, day=day)
    return [
        Row(shown_household(found[pk], viewer, day=day), days.get(pk), contacts.get(pk, ()), answered.get(pk))
        for pk in ids
        if pk in found
    ]


def last_answers(household_ids: Iterable[UUID], *, day: date) -> Mapping[UUID, date]:
    """The last day up to this one on which each household answered."""
    rows = HouseholdDay.everywhere.filter(household__in=set(household_ids), on__lte=day, answered=True)
    return dict(rows.order_by().values_list("household").annotate(last=Max("on")))


# ---- the areas within ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class PartOfRound:
    """An area within and how far its round is; `share` is None where nobody lives."""

    area: Area
    figures: DayFigures

    @property
    def silent(self) -> int:
        return self.figures[SILENT.key]

    @property
    def answered(self) -> int:
        return self.figures["rounds.answered_of_lived_in"]

    @property
    def ill(self) -> int:
        return self.figures["rounds.abnormal"]

    @property
    def help(self) -> int:
        return self.figures["rounds.needs_help"]

    @property
    def of(self) -> int:
        return self.answered + self.silent

    @property
    def share(self) -> float | None:
        return 100 * self.answered / self.of if self.of else None


def parts_of_round(area: Area, *, day: date) -> tuple[DayFigures, list[PartOfRound]]:
    """The area's own figures, and those of the areas directly within it, in code order."""
    children = [child for child, _ in children_of(area)]
    figures = day_figures_at([area.code, *(one.code for one in children)], day=day)
    return figures[area.code], [PartOfRound(one, figures[one.code]) for one in children]
