"""The lines of a ledger: which they are, in which order, and how many."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, FilteredRelation, OrderBy, OuterRef, Q, QuerySet, Value, When

from linli.areas.measures import measure
from linli.areas.scopes import Scope
from linli.areas.tallies import figures_of
from linli.registers.choices import Presence, Relation
from linli.registers.models import Household, Resident, SupportNeed
from linli.reports.ledgers.base import Ledger

PRESENT = [Presence.LIVING, Presence.AWAY]
# Of these there are few: the list begins with the people, not with the doors.
RARE = {Presence.AWAY, Presence.MOVED_OUT}
ORDERS = ("door", "name", "-name", "age", "-age", "until", "-until")
# So many lines are counted one by one; beyond, a page says that there are more.
COUNTED = 10_000
NOBODY = "households.nobody"

OPEN_NEEDS = SupportNeed.everywhere.filter(ended_on=None)
WITH_NEED = Q(Exists(OPEN_NEEDS.filter(resident=OuterRef("pk"))))

Key = tuple[UUID, UUID | None]  # household, person
Lines = QuerySet[Any, Key]


@dataclass(frozen=True)
class Chosen:
    """The filters and the order of a ledger, as they stand in the address."""

    compound: str = ""
    building: str = ""
    occupancy: str = ""
    presence: str = ""
    age: str = ""
    need: str = ""
    book: str = ""  # how somebody stands in the volunteers' book
    care: str = ""  # how an episode of care stands
    sort: str = ""

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Chosen":
        names = {one.name for one in fields(cls)}
        return cls(**{key: str(value) for key, value in values.items() if key in names and value})

    def kept(self) -> dict[str, str]:
        return {key: value for key, value in asdict(self).items() if value}

    @property
    def asks_for_people(self) -> bool:
        return bool(self.presence or self.age or self.need)

    @property
    def is_by_door(self) -> bool:
        return self.sort in {"", "door"}


# ---- which -------------------------------------------------------------------------------------
def keys_of(ledger: Ledger, scope: Scope, chosen: Chosen, day: date) -> Lines:
    """The lines as (household, person): a door with nobody behind it is a line too, unless people are asked for.

    The query begins with what narrows most: one need, or the people who are away, or else the doors in their
    order, of which a page reads no more than it shows.
    """
    if ledger.source:
        return ledger.source.keys(scope, chosen, day)
    if chosen.need:
        needs, home, person = _needs(scope, chosen, day)
        return _in_order(needs, home, person, chosen)
    if chosen.presence in RARE:
        people = Resident.objects.within(scope).filter(
            _person("", chosen, day), **_home("household__", chosen)
        )
        people = people.filter(WITH_NEED) if ledger.only_with_needs else people
        return _in_order(people, "household__", "", chosen)
    return _in_order(_doors(ledger, scope, chosen, day), "", "person__", chosen)


def _needs(scope: Scope, chosen: Chosen, day: date) -> tuple[QuerySet[SupportNeed], str, str]:
    wanted = {"code": chosen.need} if chosen.need else {}
    needs = SupportNeed.objects.within(scope).filter(ended_on=None, **wanted)
    of_people = needs.filter(_person("resident__", chosen, day), **_home("resident__household__", chosen))
    return of_people, "resident__household__", "resident__"


def _doors(ledger: Ledger, scope: Scope, chosen: Chosen, day: date) -> QuerySet[Household]:
    here = Q(members__merged_into=None, members__presence__in=_presences(chosen))
    homes = Household.objects.within(scope).annotate(person=FilteredRelation("members", condition=here))
    only_people = ledger.only_with_needs or chosen.asks_for_people
    of_people = Q(person__isnull=False) if only_people else Q()
    if ledger.only_with_needs:
        of_people &= Q(Exists(OPEN_NEEDS.filter(resident=OuterRef("person__pk"))))
    # One call: a second `filter` would ask for a second member of the household.
    return homes.filter(of_people & _aged("person__", chosen, day), **_home("", chosen))


def _home(path: str, chosen: Chosen) -> dict[str, Any]:
    asked = {key: getattr(chosen, key) for key in ("compound", "building", "occupancy")}
    return {f"{path}closed_on": None, **{f"{path}{key}": value for key, value in asked.items() if value}}


def _person(path: str, chosen: Chosen, day: date) -> Q:
    here = Q(**{f"{path}merged_into": None, f"{path}presence__in": _presences(chosen)})
    return here & _aged(path, chosen, day)


def _presences(chosen: Chosen) -> list[str]:
    return [chosen.presence] if chosen.presence else list(PRESENT)


def _aged(path: str, chosen: Chosen, day: date) -> Q:
    """The measure of that age says who: the list and the number are one."""
    if not chosen.age:
        return Q()
    aged = Resident.everywhere.filter(measure(f"ages.{chosen.age}").where(day), pk=OuterRef(f"{path}pk"))
    return Q(Exists(aged))


def _in_order(lines: QuerySet[Any], home: str, person: str, chosen: Chosen) -> Lines:
    head_first = Case(When(**{f"{person}relation": Relation.HEAD}, then=Value(0)), default=Value(1))
    # The first four are the register's own order, and an index.
    doors = [f"{home}{key}" for key in ("area_code", "compound", "door_sort", "pk")]
    oldest_first = F(f"{person}birth_on").asc(nulls_last=True)
    order = [*_first(person, chosen.sort), *doors, "not_head", oldest_first, f"{person}pk"]
    ordered = lines.annotate(not_head=head_first).order_by(*order)
    found: Lines = ordered.values_list(f"{home}pk", f"{person}pk")
    return found


def _first(person: str, sort: str) -> list[OrderBy]:
    """What goes before the doors; lines without a person come last."""
    name, birth = F(f"{person}pinyin"), F(f"{person}birth_on")
    orders = {
        "name": name.asc(nulls_last=True),
        "-name": name.desc(nulls_last=True),
        "age": birth.desc(nulls_last=True),
        "-age": birth.asc(nulls_last=True),
    }
    return [orders[sort]] if sort in orders else []


# ---- how many ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class LineCount:
    n: int
    is_least: bool = False  # there are more


def count_of(ledger: Ledger, area_code: str, chosen: Chosen, day: date) -> LineCount:
    """How many lines, for a page: from the tallies where they say it, else counted, up to very many."""
    if keys := _tallied(ledger, chosen):
        counted = figures_of(area_code, day=day)
        if counted.has_record:
            return LineCount(sum(counted[key] for key in keys))
    n = count_up_to(COUNTED, ledger, area_code, chosen, day)
    return LineCount(n) if n <= COUNTED else LineCount(COUNTED, is_least=True)


def count_up_to(limit: int, ledger: Ledger, area_code: str, chosen: Chosen, day: date) -> int:
    """The number of lines, or one more than `limit` where they are more."""
    scope = Scope((area_code,))
    if ledger.source:
        return int(ledger.source.keys(scope, chosen, day).order_by()[: limit + 1].count())
    if ledger.only_with_needs or chosen.need:  # with needs first, and in no order, it is counted soonest
        needs, _home_path, person = _needs(scope, chosen, day)
        people = needs.values(f"{person}pk").distinct().order_by()
        return int(people[: limit + 1].count())
    return int(keys_of(ledger, scope, chosen, day).order_by()[: limit + 1].count())


def _tallied(ledger: Ledger, chosen: Chosen) -> tuple[str, ...]:
    """The measures that add up to this list; none where it is narrowed in two ways, or to a place."""
    asked = {key: value for key, value in chosen.kept().items() if key != "sort"}
    if ledger.source:
        return ()
    if not asked:
        return ("residents.with_need",) if ledger.only_with_needs else ("residents.registered", NOBODY)
    if len(asked) > 1 or (ledger.only_with_needs and "need" not in asked):
        return ()
    [(key, value)] = asked.items()
    groups = {"need": "needs", "age": "ages", "presence": "residents"}
    return (f"{groups[key]}.{value}",) if key in groups else ()


# ---- what filters offer -------------------------------------------------------------------------
def compounds_in(scope: Scope) -> list[str]:
    """The names of compounds that a filter offers."""
    names = Household.objects.within(scope).filter(closed_on=None).exclude(compound="")
    return list(names.order_by("compound").values_list("compound", flat=True).distinct()[:200])


def buildings_in(scope: Scope, compound: str) -> list[str]:
    names = Household.objects.within(scope).filter(closed_on=None, compound=compound).exclude(building="")
    found = set(names.order_by().values_list("building", flat=True).distinct()[:400])
    return sorted(found, key=lambda name: (len(name), name))
