"""What a viewer sees of a household and its people: for lists, search, pages, ledgers and exports alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

import msgspec
from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone

from linli.areas.scopes import Scope
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.choices import BirthPrecision, DocumentKind, NeedCode, Occupancy, Presence, Relation, Sex
from linli.registers.models import Contact, Household, Resident, SupportNeed
from linli.registers.rows import HouseholdRow, NeedRow, ResidentRow
from linli.registers.words import Speech, speech

ADULT = 18
REGISTERED = (Presence.LIVING, Presence.AWAY)
AnyHousehold = Household | HouseholdRow
AnyResident = Resident | ResidentRow
AnyNeed = SupportNeed | NeedRow


@dataclass(frozen=True, slots=True)
class Sight:
    """What one duty lets somebody see. A building warden: names and doors, and nothing else."""

    names: bool
    particulars: bool  # sex, relation, year of birth, who is here, occupancy, last visit
    phones: bool
    open_phones: bool
    documents: bool
    open_documents: bool
    needs: bool
    health: bool
    open_health: bool
    history: bool
    writes: bool

    @classmethod
    def of(cls, viewer: Viewer) -> "Sight":
        # Whoever views as somebody else opens nothing and changes nothing.
        return _sight(frozenset(viewer.can), viewer.real_user is None)


@lru_cache(maxsize=500)
def _sight(can: frozenset[str], acts: bool) -> Sight:
    """Asked for every row of a list, and there are not many kinds of duty."""

    def may(*wanted: str) -> bool:
        return can.issuperset(wanted)

    return Sight(
        names=may(Capability.NAMES),
        particulars=may(Capability.CONTACT_MASKED) or may(Capability.NEEDS),
        phones=may(Capability.CONTACT_MASKED),
        open_phones=may(Capability.CONTACT_OPEN) and acts,
        documents=may(Capability.DOCUMENT_MASKED),
        open_documents=may(Capability.DOCUMENT_OPEN) and acts,
        needs=may(Capability.NEEDS),
        health=may(Capability.HEALTH),
        open_health=may(Capability.HEALTH) and acts,
        history=may(Capability.CONTACT_MASKED, Capability.NEEDS),
        writes=may(Capability.HOUSEHOLDS_WRITE) and acts,
    )


class NumberState(StrEnum):
    NONE = "none"  # the register has none
    MASKED = "masked"
    MINOR = "minor"  # a child's telephone is never shown: ask the head
    HIDDEN = "hidden"  # not for this duty


class ShownNumber(msgspec.Struct, frozen=True, gc=False):
    """A telephone or document number as a list may print it: masked, or the reason why there is nothing."""

    state: NumberState
    masked: str = ""
    can_open: bool = False

    def __str__(self) -> str:
        return self.masked


class ShownNeed(msgspec.Struct, frozen=True, gc=False):
    id: UUID
    code: str
    label: str
    is_confirmed: bool


class ShownResident(msgspec.Struct, frozen=True, gc=False):
    """One person. What the duty does not include is empty, whatever the record holds."""

    id: UUID
    household_id: UUID
    area_code: str
    name: str
    is_head: bool
    relation: str
    sex: str
    birth: str  # the year alone, unless the duty needs the day
    birth_year: int | None
    age: int | None
    is_minor: bool
    presence: str  # a Presence, or "" where it is not shown
    presence_label: str
    away_place: str
    away_return_on: date | None
    left_on: date | None
    phone: ShownNumber
    document: ShownNumber
    document_kind: str
    needs: tuple[ShownNeed, ...]
    workplace: str


class ShownHousehold(msgspec.Struct, frozen=True, gc=False):
    """One door with its people. `caller` is the member whose telephone stands for the household."""

    id: UUID
    area_code: str
    compound: str
    building: str
    stairwell: str
    door: str
    part: str
    head: ShownResident | None
    caller: ShownResident | None
    members: tuple[ShownResident, ...]
    living: int | None
    registered: int | None
    occupancy: str
    occupancy_label: str
    needs: tuple[ShownNeed, ...]
    landlord_name: str
    landlord_phone: ShownNumber
    last_visited_on: date | None
    closed_on: date | None
    lacks_phone: bool
    has_contacts: bool

    @property
    def plate(self) -> str:
        return f"{self.door} {self.part}".rstrip()

    @property
    def is_vacant(self) -> bool:
        return self.occupancy == Occupancy.VACANT

    @property
    def is_away(self) -> bool:
        """Registered, and nobody is at home."""
        return bool(self.registered) and not self.living

    @property
    def title(self) -> str:
        """The name that stands for the door: the head's, or the first member's."""
        chosen = self.head or (self.members[0] if self.members else None)
        return chosen.name if chosen else ""


HIDDEN = ShownNumber(NumberState.HIDDEN)
NO_NUMBER = ShownNumber(NumberState.NONE)
NOT_OF_A_CHILD = ShownNumber(NumberState.MINOR)


def with_people(households: QuerySet[Household], scope: Scope) -> QuerySet[Household]:
    """Fetch members, their open needs and contacts in three more queries, however many households; for whole files.
    A list takes `rows.with_families`."""
    contacts = Contact.everywhere.only("id", "household_id")
    return with_members(households).prefetch_related(Prefetch("contacts", contacts, to_attr="others_to_call"))


def with_members(households: QuerySet[Household]) -> QuerySet[Household]:
    """Fetch members and their open needs in two more queries."""
    # The households, and so their people, have been found in a scope already; asked for it again here, a planner
    # without statistics walks the whole area.
    residents = Resident.everywhere.filter(merged_into=None).order_by("pk")
    needs = SupportNeed.everywhere.filter(ended_on=None).order_by("code")
    people = residents.prefetch_related(Prefetch("needs", needs, to_attr="open_needs"))
    return households.prefetch_related(Prefetch("members", people, to_attr="people"))


def shown_household(
    household: AnyHousehold,
    viewer: Viewer,
    *,
    members: Iterable[AnyResident] | None = None,
    day: date | None = None,
) -> ShownHousehold:
    """Members come from `members`, else from `with_people` or `with_families`, else from the database."""
    sight, today, say = Sight.of(viewer), day or local_day(timezone.now()), speech()
    people = members if members is not None else _people(household)
    shown = sorted([_resident(one, sight, today, say) for one in people], key=_family_order)
    here = [one for one in shown if one.presence in REGISTERED] if sight.particulars else shown
    counts = sight.particulars
    return ShownHousehold(
        id=household.pk,
        area_code=household.area_code,
        compound=household.compound,
        building=household.building,
        stairwell=household.stairwell,
        door=household.door,
        part=household.part,
        head=next((one for one in here if one.is_head), None),
        caller=next((one for one in here if one.phone.state == NumberState.MASKED), None),
        members=tuple(shown),
        living=sum(one.presence == Presence.LIVING for one in here) if counts else None,
        registered=len(here) if counts else None,
        occupancy=household.occupancy if counts else "",
        occupancy_label=say.of(Occupancy, household.occupancy) if counts else "",
        needs=_once(here),
        landlord_name=household.landlord_name if counts and sight.names else "",
        landlord_phone=_landlord_phone(household, sight),
        last_visited_on=household.last_visited_on if counts else None,
        closed_on=household.closed_on,
        lacks_phone=sight.phones and bool(here) and not any(one.phone.masked for one in here),
        has_contacts=sight.phones and bool(getattr(household, "others_to_call", ())),
    )


def shown_resident(resident: AnyResident, viewer: Viewer, *, day: date | None = None) -> ShownResident:
    """One person, with the open needs that `with_people` has fetched, else from the database."""
    return _resident(resident, Sight.of(viewer), day or local_day(timezone.now()), speech())


def people_of(household: Household) -> Sequence[Resident]:
    fetched: Sequence[Resident] | None = getattr(household, "people", None)
    return fetched if fetched is not None else list(household.members.filter(merged_into=None).order_by("pk"))


def needs_of(resident: Resident) -> Sequence[SupportNeed]:
    fetched: Sequence[SupportNeed] | None = getattr(resident, "open_needs", None)
    return fetched if fetched is not None else list(resident.needs.filter(ended_on=None).order_by("code"))


def _people(household: AnyHousehold) -> Sequence[AnyResident]:
    return household.people if isinstance(household, HouseholdRow) else people_of(household)


def _needs(resident: AnyResident) -> Sequence[AnyNeed]:
    return resident.open_needs if isinstance(resident, ResidentRow) else needs_of(resident)


def is_minor(resident: AnyResident, day: date) -> bool:
    """Under 18. Where only a year is known, the whole year counts; without any, nobody is a child."""
    return _is_minor(resident, resident.age(day), day)


def _is_minor(resident: AnyResident, age: int | None, day: date) -> bool:
    if resident.birth_on is None or age is None:
        return False
    if resident.birth_precision == BirthPrecision.DAY:
        return age < ADULT
    return day.year - resident.birth_on.year <= ADULT


def _resident(resident: AnyResident, sight: Sight, day: date, say: Speech) -> ShownResident:
    more = sight.particulars
    age = resident.age(day)
    minor = _is_minor(resident, age, day)
    return ShownResident(
        id=resident.pk,
        household_id=resident.household_id,
        area_code=resident.area_code,
        name=resident.name if sight.names else "",
        is_head=resident.relation == Relation.HEAD,
        relation=say.of(Relation, resident.relation) if more else "",
        sex=say.of(Sex, resident.sex) if more else "",
        birth=_birth(resident, sight, say) if more else "",
        birth_year=resident.birth_on.year if more and resident.birth_on else None,
        age=age if more else None,
        is_minor=minor if more else False,
        presence=resident.presence if more else "",
        presence_label=say.of(Presence, resident.presence) if more else "",
        away_place=resident.away_place if more else "",
        away_return_on=resident.away_return_on if more else None,
        left_on=resident.left_on if more else None,
        phone=_phone(resident, sight, minor),
        document=_document(resident, sight),
        document_kind=say.of(DocumentKind, resident.document_kind) if sight.documents else "",
        needs=tuple([_need(need, say) for need in _needs(resident)]) if sight.needs else (),
        workplace=_workplace(resident) if more else "",
    )


def _phone(resident: AnyResident, sight: Sight, minor: bool) -> ShownNumber:
    if not sight.phones:
        return HIDDEN
    if minor:
        return NOT_OF_A_CHILD
    return _number(resident.masked_phone, sight.open_phones)


def _document(resident: AnyResident, sight: Sight) -> ShownNumber:
    if not sight.documents or isinstance(resident, ResidentRow) or _is_left_out(resident, "document"):
        return HIDDEN
    return _number(resident.masked_document, sight.open_documents)


def _landlord_phone(household: AnyHousehold, sight: Sight) -> ShownNumber:
    if not sight.phones or isinstance(household, HouseholdRow) or _is_left_out(household, "landlord_phone"):
        return HIDDEN
    return _number(household.masked_landlord_phone, sight.open_phones)


def _is_left_out(row: Model, column: str) -> bool:
    """Not fetched: lists leave out what no list shows."""
    return column not in row.__dict__


def _number(masked: str, can_open: bool) -> ShownNumber:
    return ShownNumber(NumberState.MASKED, masked, can_open) if masked else NO_NUMBER


def _need(need: AnyNeed, say: Speech) -> ShownNeed:
    return ShownNeed(need.pk, need.code, say.of(NeedCode, need.code), need.is_confirmed)


def _workplace(resident: AnyResident) -> str:
    if isinstance(resident, ResidentRow) or _is_left_out(resident, "workplace"):
        return ""
    return resident.workplace


def _birth(resident: AnyResident, sight: Sight, say: Speech) -> str:
    """The year. A doctor, who doses by age, sees the day."""
    if resident.birth_on is None:
        return ""
    if sight.health and resident.birth_precision == BirthPrecision.DAY:
        return str(resident.birth_on.isoformat())
    year = resident.birth_on.year
    return f"{year} 年" if say.chinese else str(year)


def _once(people: Iterable[ShownResident]) -> tuple[ShownNeed, ...]:
    """Each need of a household once, however many members have it."""
    found: dict[str, ShownNeed] = {}
    for person in people:
        for need in person.needs:
            found.setdefault(need.code, need)
    return tuple(found.values())


_ORDER = {relation: place for place, relation in enumerate(Relation.values)}
_GONE: Mapping[str, int] = {Presence.MOVED_OUT: 1, Presence.DECEASED: 2}


def _family_order(one: ShownResident) -> tuple[int, bool, int, str]:
    """The head first, then by age; who has left stands last."""
    return (
        _GONE.get(one.presence, 0),
        not one.is_head,
        one.birth_year or 9999,
        one.name,
    )
