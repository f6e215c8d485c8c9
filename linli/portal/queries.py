"""What a household sees of itself: masked as the register masks it, for a card may fall into other hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linli.core.access_log import AccessKind, looks_at
from linli.core.models import AccessEntry
from linli.lib.masking import mask_name
from linli.people.titles import role_title
from linli.portal.models import HouseholdRequest
from linli.registers.choices import DocumentKind, Occupancy, Presence, Relation, Sex
from linli.registers.models import Household, Resident, SupportNeed
from linli.registers.people_in_charge import Charge, in_charge_of
from linli.registers.shown import REGISTERED, is_minor
from linli.registers.words import word
from linli.rounds.choices import ArrivalState, ContactKind
from linli.rounds.models import Arrival, ContactEntry
from linli.rounds.queries import contacts_on

SHOWN_DAYS = timedelta(days=28)
LOOKS = 200
# Whom a household calls, in this order: those whose work it is.
HELPERS = ("grid_worker", "building_warden", "family_doctor", "community_worker", "clerk")


@dataclass(frozen=True)
class Told:
    """One contact of today, as the household reads it."""

    entry: ContactEntry
    by_itself: bool
    is_answer: bool


@dataclass(frozen=True)
class HouseholdPage:
    called: str
    day: date
    today: Sequence[Told]
    arrivals: Sequence["Coming"]
    charges: Sequence[Charge]

    @property
    def answers(self) -> list[Told]:
        return [one for one in self.today if one.is_answer]

    @property
    def other_contacts(self) -> list[Told]:
        return [one for one in self.today if not one.is_answer]


@dataclass(frozen=True)
class Coming:
    """A declaration of this household."""

    arrival: Arrival
    name: str

    @property
    def can_change(self) -> bool:
        return self.arrival.state == ArrivalState.EXPECTED


def household_page_of(household: Household, *, day: date) -> HouseholdPage:
    return HouseholdPage(
        called=called(household),
        day=day,
        today=[
            Told(one, one.by_id is None, one.kind == ContactKind.ANSWER)
            for one in contacts_on([household.pk], day=day).get(household.pk, [])
        ],
        arrivals=coming_to(household, day=day),
        charges=[one for one in in_charge_of(household, day=day) if one.names and one.role in HELPERS],
    )


def called(household: Household) -> str:
    """`柴*娟`: the head, else somebody; enough for the family to know itself."""
    people = at_home(household)
    head = next((one for one in people if one.relation == Relation.HEAD), people[0] if people else None)
    return mask_name(head.name) if head else ""


def at_home(household: Household) -> list[Resident]:
    rows = household.members.filter(merged_into=None, presence__in=REGISTERED)
    return list(rows.order_by("birth_on", "pk"))


def coming_to(household: Household, *, day: date) -> list[Coming]:
    """Who is expected or came lately, and what was withdrawn: the household's own word is not lost."""
    rows = Arrival.everywhere.filter(household=household, arrives_on__gte=day - SHOWN_DAYS)
    rows = rows.exclude(state=ArrivalState.WRONG)
    return [Coming(one, mask_name(one.name)) for one in rows.order_by("arrives_on", "pk")]


# ---- what is kept ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class KeptPerson:
    name: str
    relation: str
    sex: str
    born: str
    presence: str
    phone: str
    phone_withheld: bool
    document_kind: str
    document: str
    workplace: str
    needs: int


@dataclass(frozen=True)
class Kept:
    """Everything that the register has of a household, identifiers masked; needs are counted, not named."""

    people: Sequence[KeptPerson]
    occupancy: str
    landlord: str
    contacts: int
    vehicles: int
    has_notes: bool


def kept_of(household: Household, *, day: date) -> Kept:
    needs: dict[object, int] = {}
    open_needs = SupportNeed.everywhere.filter(resident__household=household, ended_on=None)
    for resident_id in open_needs.values_list("resident_id", flat=True):
        needs[resident_id] = needs.get(resident_id, 0) + 1
    people = household.members.filter(merged_into=None).order_by("birth_on", "pk")
    return Kept(
        people=[_person(one, needs.get(one.pk, 0), day) for one in people],
        occupancy=word(Occupancy, household.occupancy),
        landlord=" ".join(
            part for part in (mask_name(household.landlord_name), household.masked_landlord_phone) if part
        ),
        contacts=household.contacts.count(),
        vehicles=household.vehicles.count(),
        has_notes=bool(household.notes),
    )


def _person(one: Resident, needs: int, day: date) -> KeptPerson:
    minor = is_minor(one, day)
    return KeptPerson(
        name=mask_name(one.name),
        relation=word(Relation, one.relation),
        sex=word(Sex, one.sex) if one.sex != Sex.UNKNOWN else "",
        born=str(one.birth_on.year) if one.birth_on else "",
        presence=word(Presence, one.presence),
        phone="" if minor else one.masked_phone,
        phone_withheld=minor and bool(one.phone),
        document_kind=word(DocumentKind, one.document_kind) if one.document else "",
        document=one.masked_document,
        workplace=one.workplace,
        needs=needs,
    )


@dataclass(frozen=True)
class Look:
    entry: AccessEntry
    words: str
    role: str


def looks_of(household: Household) -> list[Look]:
    """Who opened the record or took it away on a list, when, as what, and why; the newest first."""
    kinds = dict(AccessKind.choices)
    return [
        Look(one, str(kinds.get(one.what, one.what)), role_title(one.actor_role) if one.actor_role else "")
        for one in looks_at(household.pk, household.area_code)[:LOOKS]
    ]


def requests_of(household: Household) -> list[HouseholdRequest]:
    rows = HouseholdRequest.everywhere.filter(household=household).select_related("answered_by")
    return list(rows.order_by("-at", "-pk")[:20])
