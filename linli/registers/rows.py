"""Households and their people as light rows, for lists of hundreds: a model costs ten times as much to make.

They hold what a row of a list shows. What no list shows, above all what is encrypted, stays in the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from linli.lib.masking import mask_phone
from linli.lib.periods import age_on
from linli.registers.choices import Presence
from linli.registers.models import Contact, Household, Resident, SupportNeed

GONE = (Presence.MOVED_OUT, Presence.DECEASED)


class NeedRow(msgspec.Struct, gc=False):
    pk: UUID
    resident_id: UUID
    code: str
    is_confirmed: bool


class ResidentRow(msgspec.Struct, gc=False):
    pk: UUID
    household_id: UUID
    area_code: str
    name: str
    sex: str
    birth_on: date | None
    birth_precision: str
    relation: str
    presence: str
    away_place: str
    away_return_on: date | None
    left_on: date | None
    document_kind: str
    phone: str
    open_needs: Sequence[NeedRow] = ()

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""

    def age(self, day: date) -> int | None:
        return age_on(self.birth_on, day) if self.birth_on else None


class HouseholdRow(msgspec.Struct, gc=False):
    pk: UUID
    area_code: str
    compound: str
    building: str
    stairwell: str
    door: str
    part: str
    occupancy: str
    landlord_name: str
    last_visited_on: date | None
    closed_on: date | None
    people: Sequence[ResidentRow] = ()
    others_to_call: bool = False

    @property
    def plate(self) -> str:
        return f"{self.door} {self.part}".rstrip()


def _columns(row: type[msgspec.Struct], *more: str) -> tuple[str, ...]:
    return tuple(name for name in row.__struct_fields__ if name not in more)


HOUSEHOLD_COLUMNS = _columns(HouseholdRow, "people", "others_to_call")
RESIDENT_COLUMNS = _columns(ResidentRow, "open_needs")
NEED_COLUMNS = _columns(NeedRow)

if TYPE_CHECKING:
    Households = QuerySet[Household]
    Residents = QuerySet[Resident]


def household_rows(households: "Households") -> list[HouseholdRow]:
    """In the order of the query; without their people."""
    return [HouseholdRow(*row) for row in households.values_list(*HOUSEHOLD_COLUMNS)]


def with_families(households: Iterable[HouseholdRow]) -> list[HouseholdRow]:
    """The same rows with who lives there, their open needs, and whether there is anybody else to call: three queries.

    They have been found within a scope already; asked for it again here, a planner without statistics walks the area.
    """
    rows = list(households)
    keys = [row.pk for row in rows]
    people = people_by_household(
        Resident.everywhere.filter(household_id__in=keys),
        SupportNeed.everywhere.filter(resident__household_id__in=keys),
    )
    called = set(Contact.everywhere.filter(household_id__in=keys).values_list("household_id", flat=True))
    for row in rows:
        row.people = people.get(row.pk, ())
        row.others_to_call = row.pk in called
    return rows


def people_by_household(
    residents: "Residents", needs: "QuerySet[SupportNeed]"
) -> Mapping[UUID, list[ResidentRow]]:
    """Who is registered there, with their open needs, in two queries."""
    found = residents.filter(merged_into=None).exclude(presence__in=GONE).order_by("pk")
    open_needs = needs_by_resident(needs)
    people: dict[UUID, list[ResidentRow]] = defaultdict(list)
    for values in found.values_list(*RESIDENT_COLUMNS):
        row = ResidentRow(*values)
        row.open_needs = open_needs.get(row.pk, ())
        people[row.household_id].append(row)
    return people


def needs_by_resident(needs: "QuerySet[SupportNeed]") -> Mapping[UUID, Sequence[NeedRow]]:
    found: dict[UUID, list[NeedRow]] = defaultdict(list)
    for values in needs.filter(ended_on=None).order_by("code").values_list(*NEED_COLUMNS):
        row = NeedRow(*values)
        found[row.resident_id].append(row)
    return found
