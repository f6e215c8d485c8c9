"""Fills a city's register with made-up households; the same seed makes the same city."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.db import transaction

from linli.areas.models import Area, AreaSpan
from linli.areas.tallies import recount
from linli.lib.doors import door_sort
from linli.lib.phones import phone_tail
from linli.lib.playbook import Playbook
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle
from linli.simulate.layout import Door, buildings, houses
from linli.simulate.people import Family, family
from linli.simulate.places import Standing, found_places, levels_below, spans_of

Advance = Callable[[int, int], None]

PEOPLE_A_HOUSEHOLD = 2.45
BATCH = 2000
RESIDENTS_A_TRANSACTION = 3000
MAIN_COMMUNITY = "和平社区"


@dataclass
class Made:
    """The rows of some communities, ready to be written."""

    communities: list[Area] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    residents: list[Resident] = field(default_factory=list)
    needs: list[SupportNeed] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    vehicles: list[Vehicle] = field(default_factory=list)


@dataclass(frozen=True)
class Share:
    community: Area
    residents: int


def shares(communities: list[Area], residents: int) -> list[Share]:
    """How many people live in each community: few in villages, most in one that the demo shows in detail.

    Every seventeenth is left without a register, as in life: "no record" must show as such.
    """
    weights = [_weight(n, area) for n, area in enumerate(communities)]
    whole = sum(weights) or 1
    return [Share(area, round(residents * w / whole)) for area, w in zip(communities, weights, strict=True)]


def _weight(number: int, area: Area) -> float:
    if MAIN_COMMUNITY in area.name:
        return 30.0
    if number % 17 == 16:
        return 0.0
    return 3.0 if is_urban(area) else 0.6


def is_urban(area: Area) -> bool:
    return str(area.code)[9] != "2"  # 200-399 are villages in the statistical code


def homes_of(rng: Random, share: Share, today: date) -> list[tuple[Door, Family]]:
    """The doors of a community and who lives behind them."""
    count = max(1, round(share.residents / PEOPLE_A_HOUSEHOLD))
    if is_urban(share.community):
        doors = [door for b in buildings(rng, count, compounds=max(1, count // 300)) for door in b.doors]
    else:
        doors = [d for g in range((count - 1) // 40 + 1) for d in houses(min(40, count - g * 40), g + 1)]
    return [(door, family(rng, today)) for door in doors]


def fill(
    communities: list[Area], playbook: Playbook, *, residents: int, seed: int, today: date, advance: Advance
) -> int:
    """Write the register of these communities; return the number of residents. A few communities a transaction."""
    done = 0
    waiting = Made()
    for share in shares(communities, residents):
        if share.residents:
            rng = Random(f"{seed}-{share.community.code}")
            make(waiting, share.community, homes_of(rng, share, today), playbook)
        if len(waiting.residents) >= RESIDENTS_A_TRANSACTION:
            done, waiting = done + write(waiting, today=today), Made()
            advance(done, residents)
    done += write(waiting, today=today)
    advance(done, done)
    return done


def make(made: Made, community: Area, homes: list[tuple[Door, Family]], playbook: Playbook) -> None:
    """Add the rows of one community to `made`."""
    root = "community" if is_urban(community) else "village"
    levels = levels_below(playbook, root) or levels_below(playbook, "community")
    families = {id(door): people for door, people in homes}
    areas, standings = found_places(community, [door for door, _ in homes], levels, on=community.valid_from)
    made.communities.append(community)
    made.areas += areas
    for standing in standings:
        _settle(made, standing, families[id(standing.door)])


def _settle(made: Made, standing: Standing, people: Family) -> None:
    door, area = standing.door, standing.area
    where = {"area": area, "area_code": area.code}
    household = Household(
        **where, compound=door.compound, building=door.building, stairwell=door.stairwell, floor=door.floor,
        room=door.room, door=door.label, door_sort=door_sort(door.label), occupancy=people.occupancy,
    )  # fmt: skip
    made.households.append(household)
    for person in people.people:
        resident = Resident(
            **where, household=household, name=person.name, sex=person.sex, birth_on=person.birth_on,
            relation=person.relation, presence=person.presence, away_place=person.away_place,
            away_return_on=person.away_return_on, document=person.document, phone=person.phone,
            document_kind="resident_id" if person.document else "none",
        )  # fmt: skip
        resident.derive()
        made.residents.append(resident)
        made.needs.extend(SupportNeed(**where, resident=resident, code=code) for code in person.needs)
    if people.contact:
        name, relation, number = people.contact
        made.contacts.append(
            Contact(**where, household=household, name=name, relation=relation, phone=number,
                    phone_tail=phone_tail(number))
        )  # fmt: skip
    if people.plate:
        vehicle = Vehicle(**where, household=household, plate=people.plate)
        vehicle.derive()
        made.vehicles.append(vehicle)


def write(made: Made, *, today: date) -> int:
    """Write the rows and count them; return the number of residents."""
    with transaction.atomic():
        Area.objects.bulk_create(made.areas, batch_size=BATCH)
        AreaSpan.objects.bulk_create(spans_of(made.areas), batch_size=BATCH)
        Household.objects.bulk_create(made.households, batch_size=BATCH)
        Resident.objects.bulk_create(made.residents, batch_size=BATCH)
        SupportNeed.objects.bulk_create(made.needs, batch_size=BATCH)
        Contact.objects.bulk_create(made.contacts, batch_size=BATCH)
        Vehicle.objects.bulk_create(made.vehicles, batch_size=BATCH)
        recount([community.code for community in made.communities], day=today)
    return len(made.residents)
