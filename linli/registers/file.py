"""Everything on a household's page, as one viewer sees it, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from linli.people.viewer import Viewer
from linli.registers.choices import NeedCode, Occupancy, Presence
from linli.registers.models import Contact, Household, SupportNeed, Vehicle
from linli.registers.people_in_charge import Charge, in_charge_of
from linli.registers.shown import (
    REGISTERED,
    ShownHousehold,
    ShownResident,
    Sight,
    needs_of,
    people_of,
    shown_household,
    with_people,
)
from linli.registers.words import building_word, word


@dataclass(frozen=True)
class NeedLine:
    """One support need of one member, with the days that a duty without health details may know of."""

    need: SupportNeed
    label: str
    whose: str
    has_details: bool
    can_open: bool


@dataclass(frozen=True)
class HouseholdFile:
    household: Household
    shown: ShownHousehold
    sight: Sight
    here: tuple[ShownResident, ...]
    gone: tuple[ShownResident, ...]
    needs: tuple[NeedLine, ...]
    contacts: tuple[Contact, ...]
    vehicles: tuple[tuple[Vehicle, str], ...]
    charges: tuple[Charge, ...]

    @property
    def plate_place(self) -> str:
        """What stands small on the large plate: the compound and the building."""
        home = self.household
        parts = [home.compound, building_word(home.building) if home.building else ""]
        return " ".join(part for part in parts if part) or home.area.name

    @property
    def plate_door(self) -> str:
        """What stands large: the door without the building that is said above it."""
        home = self.household
        door = str(home.door)
        if home.building and door.startswith(f"{home.building}-"):
            door = door[len(home.building) + 1 :]
        return f"{door} {home.part}".rstrip()

    @property
    def lacks_head(self) -> bool:
        return self.sight.particulars and bool(self.here) and self.shown.head is None

    @property
    def looks_empty(self) -> bool:
        """Nobody is registered, and the occupancy does not say so."""
        used = self.shown.occupancy not in (Occupancy.VACANT, Occupancy.OTHER_USE, "")
        return used and not self.here and not self.household.closed_on

    @property
    def nobody_there(self) -> bool:
        return bool(self.here) and all(one.presence == Presence.AWAY for one in self.here)


def household_file(household: Household, viewer: Viewer, *, day: date) -> HouseholdFile:
    sight = Sight.of(viewer)
    rows = with_people(Household.objects.within(viewer.scope).select_related("area"), viewer.scope)
    full = rows.get(pk=household.pk)
    shown = shown_household(full, viewer, day=day)
    people = shown.members
    here = tuple(one for one in people if one.presence in REGISTERED or not sight.particulars)
    contacts = tuple(full.contacts.order_by("pk")) if sight.phones else ()
    vehicles = tuple(full.vehicles.order_by("pk")) if sight.phones else ()
    return HouseholdFile(
        household=full,
        shown=shown,
        sight=sight,
        here=here,
        gone=tuple(one for one in people if one not in here),
        needs=_needs(full, sight) if sight.needs else (),
        contacts=contacts,
        vehicles=tuple((one, mask_plate(one.plate)) for one in vehicles),
        charges=tuple(in_charge_of(full, day=day)) if sight.particulars else (),
    )


def mask_plate(plate: str) -> str:
    """黑C****5: enough to tell two cars of one household apart."""
    return plate[:2] + "*" * max(len(plate) - 3, 1) + plate[-1:]


def _needs(household: Household, sight: Sight) -> tuple[NeedLine, ...]:
    lines = [
        NeedLine(
            need=need,
            label=word(NeedCode, need.code),
            whose=person.name,
            has_details=bool(need.details or need.hospital or need.medicine),
            can_open=sight.open_health,
        )
        for person in people_of(household)
        if person.presence in REGISTERED
        for need in needs_of(person)
    ]
    return tuple(lines)
