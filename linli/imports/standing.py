"""What the register holds of the people and households that some rows are about, at this moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from linli.areas.models import Area
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.core.locks import lock_rows
from linli.imports.homes import of_compound
from linli.imports.plans import Plan
from linli.registers.choices import Presence
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle

PIECE = 800


@dataclass
class Standing:
    """Rows of the register by id. Who is not there yet is missing."""

    people: dict[UUID, Resident] = field(default_factory=dict)
    # People of earlier rows that are not written yet; only rows about the same person see them.
    twins: dict[UUID, Resident] = field(default_factory=dict)
    homes: dict[UUID, Household] = field(default_factory=dict)
    needs: defaultdict[UUID, dict[str, SupportNeed]] = field(default_factory=lambda: defaultdict(dict))
    contacts: defaultdict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    plates: defaultdict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    members: defaultdict[UUID, list[Resident]] = field(default_factory=lambda: defaultdict(list))


def person_of(plan: Plan, now: Standing) -> Resident | None:
    """The person a plan is about, as the register or an earlier row of the sheet has them."""
    if plan.resident is None:
        return None
    return now.people.get(plan.resident) or (now.twins.get(plan.resident) if plan.twin else None)


def standing_of(plans: Iterable[Plan], *, lock: bool = False) -> Standing:
    """Load what the plans touch, in a number of queries that does not grow with them. `lock` holds it."""
    wanted = list(plans)
    # At the check nobody can know the ids that the sheet itself has made; at the writing an earlier row may.
    people = {plan.resident for plan in wanted if plan.resident and (lock or not plan.opens)}
    people |= {other for plan in wanted for other in plan.others.values()}
    homes = {plan.home.id for plan in wanted if plan.home and (lock or not plan.home.is_new)}
    homes |= {home.id for plan in wanted for home in plan.homes}
    found = Standing()
    found.people = {row.pk: row for row in _rows(Resident, people, lock)}
    homes |= {row.household_id for row in found.people.values()}
    found.homes = {row.pk: row for row in _rows(Household, homes, lock)}
    _load_needs(found, [plan.resident for plan in wanted if plan.needs and plan.resident])
    _load_reachable(found, [plan for plan in wanted if plan.contact or plan.plates])
    if lock:
        emptied = [plan.home.id for plan in wanted if plan.vacates and plan.home]
        _load_members(found, emptied, lock)
    return found


def use_opened_doors(plans: Iterable[Plan], now: Standing) -> None:
    """Doors that were to be opened may have been opened by others since the check: then those files are used."""
    wanted = [p.home for p in plans if p.home and p.home.is_new and p.home.id not in now.homes]
    if not wanted:
        return
    areas = {home.area for home in wanted if home.area}
    codes = dict(Area.objects.filter(pk__in=areas).values_list("pk", "code"))
    there: defaultdict[tuple[str, str, str], list[Household]] = defaultdict(list)
    for file in Household.everywhere.filter(closed_on=None, door__in={home.door for home in wanted}):
        there[file.area_code[:COMMUNITY_DIGITS], file.door, file.part].append(file)
    for home in wanted:
        community = codes.get(home.area, "")[:COMMUNITY_DIGITS] if home.area else ""
        files = of_compound(there.get((community, home.door, home.part), ()), home.compound)
        if len(files) == 1:
            home.id, home.is_new = files[0].pk, False
            now.homes[home.id] = files[0]


def load_members(found: Standing, homes: Collection[UUID]) -> None:
    """Who lives behind these doors by the register."""
    _load_members(found, homes, lock=False)


def _rows(model: type, keys: Collection[UUID], lock: bool) -> list:  # type: ignore[type-arg]
    rows: list = []  # type: ignore[type-arg]
    wanted = list(keys)
    for start in range(0, len(wanted), PIECE):
        piece = wanted[start : start + PIECE]
        every: QuerySet = model.everywhere.all()  # type: ignore[attr-defined, type-arg]
        rows.extend(lock_rows(every, piece) if lock else every.filter(pk__in=piece))
    return rows


def _load_needs(found: Standing, people: Collection[UUID]) -> None:
    there = [pk for pk in people if pk in found.people]
    for start in range(0, len(there), PIECE):
        piece = there[start : start + PIECE]
        for need in SupportNeed.everywhere.filter(resident__in=piece, ended_on=None):
            found.needs[need.resident_id][need.code] = need


def _load_reachable(found: Standing, plans: Collection[Plan]) -> None:
    homes = set()
    for plan in plans:
        person = found.people.get(plan.resident) if plan.resident else None
        homes |= {plan.home.id if plan.home else None, person.household_id if person else None} - {None}
    there = [pk for pk in homes if pk in found.homes]
    for start in range(0, len(there), PIECE):
        piece = there[start : start + PIECE]
        for contact in Contact.everywhere.filter(household__in=piece):
            found.contacts[contact.household_id].add(contact.phone)
        for vehicle in Vehicle.everywhere.filter(household__in=piece):
            found.plates[vehicle.household_id].add(vehicle.plate)


def _load_members(found: Standing, homes: Collection[UUID], lock: bool) -> None:
    wanted = [pk for pk in dict.fromkeys(homes) if pk in found.homes]
    for start in range(0, len(wanted), PIECE):
        piece = wanted[start : start + PIECE]
        rows = Resident.everywhere.filter(
            household__in=piece, merged_into=None, presence__in=[Presence.LIVING, Presence.AWAY]
        )
        for person in rows.select_for_update(of=("self",)) if lock else rows:
            found.members[person.household_id].append(person)
