"""Working a proposal out: the households that lack a liaison, and those who have room, matched by `matching`."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.candidate_list import people_for
from linli.duty.choices import Standing
from linli.duty.matching import Home, Person, match_households
from linli.duty.models import Responsibility
from linli.duty.queries_gaps import is_short
from linli.duty.rules_proposals import Door, Helper, Way, places_of
from linli.duty.targets import Seat, households_of_pattern, overlapping
from linli.lib.periods import local_day
from linli.people.models import Appointment
from linli.people.queries import holding
from linli.registers.models import Household

# What one person answers for where the playbook does not say: five to ten households.
LOWEST, MOST = 5, 10
COLUMNS = ("pk", "area_code", "compound", "building", "stairwell", "door", "door_sort")


def work_out(seat: Seat, area: Area) -> dict[str, Any]:
    """What a proposal holds: pairs, what is left out, and its figures."""
    day = local_day(timezone.now())
    lacking = _doors(seat, area, day)
    helpers = _helpers(seat, area, day)
    known, way = _known_places(helpers, lacking)
    placed = places_of(helpers, way, known)
    lowest, most = _load(seat)
    homes = [Home(door.key, way.at[door.key], 0.0, door.group) for door in lacking]
    people = [Person(one.key, placed[one.key], 0.0, one.has, lowest, most) for one in helpers]
    matched = match_households(homes, people)
    why = _reasons(matched.pairs, lacking, helpers, known)
    return {
        "pairs": [[home, person, why[home]] for home, person in matched.pairs],
        "left_out": [[one.home, one.why] for one in matched.left_out],
        "said": {
            "homes": len(homes), "people": len(people), "used": len({person for _home, person in matched.pairs}),
            "metres": round(matched.metres), "missing_room": matched.missing_room,
            "too_few": len(matched.too_few), "has": {one.key: one.has for one in helpers if one.has},
        },
    }  # fmt: skip


def how_many(seat: Seat, area: Area) -> tuple[int, int]:
    """Households that lack somebody, and people who have room: what is said before anything is worked out."""
    day = local_day(timezone.now())
    lacking = households_of_pattern(Scope((area.code,))).filter(is_short(seat, day)).count()
    return lacking, len(people_for(seat, area, day=day))


def _load(seat: Seat) -> tuple[int, int]:
    load = seat.slot.load
    return (load.min, load.max or MOST) if load else (LOWEST, MOST)


def _doors(seat: Seat, area: Area, day: date) -> list[Door]:
    """In the order in which one walks past them."""
    rows = households_of_pattern(Scope((area.code,))).filter(is_short(seat, day))
    return [_door(row) for row in rows.order_by("area_code", "compound", "door_sort", "pk").values(*COLUMNS)]


def _door(row: dict[str, Any]) -> Door:
    group = f"{row['area_code']} {row['compound']} {row['door']}"
    return Door(
        str(row["pk"]),
        row["area_code"],
        row["compound"],
        row["building"],
        row["stairwell"],
        group,
        row["door_sort"],
    )


def _helpers(seat: Seat, area: Area, day: date) -> list[Helper]:
    users = {str(one.holder.pk): one.load or 0 for one in people_for(seat, area, day=day)}
    ids = [UUID(key) for key in users]
    codes: dict[str, set[str]] = defaultdict(set)
    held = Appointment.everywhere.filter(holding(day), role=seat.slot.role, user__in=ids)
    for user, code in held.values_list("user", "area_code"):
        codes[str(user)].add(code)
    homes: dict[str, list[str]] = defaultdict(list)
    answers = Responsibility.everywhere.filter(
        overlapping(day, None), **seat.keys, user__in=ids, standing=Standing.HOLDER
    )
    for user, home in answers.values_list("user", "household"):
        homes[str(user)].append(str(home))
    return [Helper(key, tuple(sorted(codes[key])), has, tuple(homes[key])) for key, has in users.items()]


def _known_places(helpers: list[Helper], lacking: list[Door]) -> tuple[dict[str, float], Way]:
    """Doors that have somebody stand on the same walk as those that lack one."""
    taken = [UUID(home) for one in helpers for home in one.homes]
    rows = Household.everywhere.filter(pk__in=taken).values(*COLUMNS)
    both = {door.key: door for door in (*lacking, *(_door(row) for row in rows))}
    way = Way(sorted(both.values(), key=lambda door: (door.code, door.compound, door.sort)))
    return {str(home): way.at[str(home)] for home in taken if str(home) in way.at}, way


def _reasons(
    pairs: Iterable[tuple[str, str]], doors: list[Door], helpers: list[Helper], known: dict[str, float]
) -> dict[str, str]:
    """In a word why this person: has others in the building, or gets several there, or is the nearest with room."""
    by_key = {door.key: door for door in doors}
    has = {one.key: bool(one.homes) for one in helpers}
    listed = list(pairs)
    together = Counter((person, by_key[home].code, by_key[home].building) for home, person in listed)
    return {
        home: "has_near"
        if has[person]
        else "same_building"
        if together[person, by_key[home].code, by_key[home].building] > 1
        else "nearest"
        for home, person in listed
    }
