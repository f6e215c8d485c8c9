"""The lines of a ledger: which they are, in which order, and what each of them holds for a viewer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, FilteredRelation, OrderBy, OuterRef, Q, QuerySet, Value, When

from linli.areas.measures import measure
from linli.areas.scopes import Scope
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.registers.choices import Presence, Relation
from linli.registers.models import Household, Resident, SupportNeed
from linli.registers.shown import Sight, needs_of, people_of, shown_household, with_people
from linli.reports.ledgers.base import Entry, Ledger

PRESENT = [Presence.LIVING, Presence.AWAY]
# The first four are the register's own order, and an index; doors with nobody behind them come last elsewhere.
BIRTH, PINYIN = F("person__birth_on"), F("person__pinyin")
OLDEST_FIRST = BIRTH.asc(nulls_last=True)
BY_DOOR = ("area_code", "compound", "door_sort", "pk", "not_head", OLDEST_FIRST, "person__pk")
ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "door": BY_DOOR,
    "name": (PINYIN.asc(nulls_last=True), *BY_DOOR),
    "-name": (PINYIN.desc(nulls_last=True), *BY_DOOR),
    "age": (BIRTH.desc(nulls_last=True), *BY_DOOR),
    "-age": (OLDEST_FIRST, *BY_DOOR),
}
BATCH = 500

Key = tuple[UUID, UUID | None]  # household, person


@dataclass(frozen=True)
class Chosen:
    """The filters and the order of a ledger, as they stand in the address."""

    compound: str = ""
    building: str = ""
    occupancy: str = ""
    presence: str = ""
    age: str = ""
    need: str = ""
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


def keys_of(ledger: Ledger, scope: Scope, chosen: Chosen, day: date) -> QuerySet[Household, Key]:
    """The lines as (household, person): a door with nobody behind it is a line too, unless people are asked for."""
    presence = [chosen.presence] if chosen.presence else PRESENT
    here = Q(members__merged_into=None, members__presence__in=presence)
    homes = _homes(scope, chosen).annotate(person=FilteredRelation("members", condition=here))
    # One call: a second `filter` would ask for a second member of the household.
    homes = homes.filter(_of_people(ledger, chosen, day))
    head_first = Case(When(person__relation=Relation.HEAD, then=Value(0)), default=Value(1))
    lines = homes.annotate(not_head=head_first).order_by(*ORDERS[chosen.sort or "door"])
    return lines.values_list("pk", "person__pk")


def _of_people(ledger: Ledger, chosen: Chosen, day: date) -> Q:
    found = Q()
    if ledger.only_with_needs or chosen.asks_for_people:
        found &= Q(person__isnull=False)
    if ledger.only_with_needs or chosen.need:
        found &= Q(_with_need(chosen.need))
    if chosen.age:
        aged = measure(f"ages.{chosen.age}").where(day)
        found &= Q(Exists(Resident.everywhere.filter(aged, pk=OuterRef("person__pk"))))
    return found


def _homes(scope: Scope, chosen: Chosen) -> QuerySet[Household]:
    asked = {
        key: getattr(chosen, key) for key in ("compound", "building", "occupancy") if getattr(chosen, key)
    }
    return Household.objects.within(scope).filter(closed_on=None, **asked)


def _with_need(code: str) -> Exists:
    needs = SupportNeed.everywhere.filter(resident=OuterRef("person__pk"), ended_on=None)
    return Exists(needs.filter(code=code) if code else needs)


def entries_of(
    keys: Iterable[Key],
    ledger: Ledger,
    viewer: Viewer,
    scope: Scope,
    day: date,
    *,
    first: int = 1,
    whole: bool = False,
) -> list[Entry]:
    """The lines with these keys, in their order; a fixed number of queries, however many they are."""
    wanted = list(keys)
    found = _households([household for household, _person in wanted], scope)
    shown = {pk: shown_household(home, viewer, day=day) for pk, home in found.items()}
    opens_phones = whole and Sight.of(viewer).open_phones
    entries: list[Entry] = []
    before: UUID | None = None
    for number, (household_id, person_id) in enumerate(wanted, start=first):
        home = found.get(household_id)
        if home is None:  # closed between the two questions
            continue
        resident = next((one for one in people_of(home) if one.pk == person_id), None)
        person = next((one for one in shown[household_id].members if one.id == person_id), None)
        entries.append(
            Entry(
                number=number,
                household=home,
                home=shown[household_id],
                person=person,
                resident=resident,
                needs=needs_of(resident) if resident and viewer.may(C.NEEDS) else (),
                contacts=list(home.contacts.all()),
                vehicles=list(home.vehicles.all()),
                whole=whole,
                opens_phones=opens_phones,
                starts_household=household_id != before,
            )
        )
        before = household_id
    return entries


def _households(keys: Sequence[UUID], scope: Scope) -> dict[UUID, Household]:
    homes = Household.objects.within(scope).filter(pk__in=set(keys))
    return with_people(homes, scope).prefetch_related("contacts", "vehicles").in_bulk()


def all_entries(
    ledger: Ledger, viewer: Viewer, scope: Scope, chosen: Chosen, day: date, *, whole: bool, limit: int
) -> Iterator[list[Entry]]:
    """Every line, in batches. The keys are read at once: what changes meanwhile does not shift the order."""
    keys = list(keys_of(ledger, scope, chosen, day)[:limit])
    for at in range(0, len(keys), BATCH):
        yield entries_of(keys[at : at + BATCH], ledger, viewer, scope, day, first=at + 1, whole=whole)


def compounds_in(scope: Scope) -> list[str]:
    """The names of compounds that a filter offers."""
    names = Household.objects.within(scope).filter(closed_on=None).exclude(compound="")
    return list(names.order_by("compound").values_list("compound", flat=True).distinct()[:200])


def buildings_in(scope: Scope, compound: str) -> list[str]:
    names = Household.objects.within(scope).filter(closed_on=None, compound=compound).exclude(building="")
    found = set(names.order_by().values_list("building", flat=True).distinct()[:400])
    return sorted(found, key=lambda name: (len(name), name))
