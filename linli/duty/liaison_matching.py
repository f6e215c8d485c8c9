"""Who and which household the rows of a workbook mean; a row that is not clear says why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.actions.giving import Holder, Term, would_refuse
from linli.duty.choices import TargetKind
from linli.duty.liaison_sheets import Said
from linli.duty.targets import Seat, Target
from linli.lib.area_codes import county_of
from linli.lib.doors import door_label
from linli.lib.periods import local_day
from linli.people.access import accounts_within
from linli.people.models import User
from linli.people.titles import prefixes
from linli.registers.models import Household


@dataclass
class Placed:
    """Rows that are clear, as (household, person, row); the others with a reason (row, door, why)."""

    pairs: list[tuple[Household, User, int]] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)


def place_liaisons(rows: Sequence[Said], seat: Seat, area: Area) -> Placed:
    """A fixed number of queries; telephones are compared after decryption, for the people of the area only."""
    placed = Placed()
    people, homes = _People(area), _Homes(area, {door_label(one.door) for one in rows})
    seen: set[tuple[UUID, UUID]] = set()
    for row in rows:
        label = f"{row.door.compound} {door_label(row.door)}".strip()
        home, person = homes.find(row), people.find(row)
        if isinstance(home, str):
            placed.refused.append((row.number, label, home))
        elif isinstance(person, str):
            placed.refused.append((row.number, label, person))
        elif (home.pk, person.pk) in seen:
            placed.refused.append((row.number, label, "twice"))
        else:
            seen.add((home.pk, person.pk))
            placed.pairs.append((home, person, row.number))
    _judge(placed, seat)
    return placed


def _judge(placed: Placed, seat: Seat) -> None:
    """What would be refused on accepting is refused here, where it can still be corrected."""
    term = Term(local_day(timezone.now()))
    pairs: list[tuple[Target, Holder]] = [
        (Target(TargetKind.HOUSEHOLD, home.area, household=home), person)
        for home, person, _row in placed.pairs
    ]
    against = would_refuse(seat, pairs, term)
    kept = []
    for (home, person, row), problem in zip(placed.pairs, against, strict=True):
        if problem is None:
            kept.append((home, person, row))
        else:
            placed.refused.append((row, home.place, problem.title))
    placed.pairs = kept
    placed.refused.sort()


class _People:
    """Accounts that hold a role in the area or above it, by account, telephone and name."""

    def __init__(self, area: Area) -> None:
        around = Scope((county_of(area.code),))
        near = accounts_within(around).filter(is_active=True, appointments__area_code__in=prefixes(area.code))
        inside = accounts_within(Scope((area.code,))).filter(is_active=True)
        everybody = {one.pk: one for one in (*near.distinct(), *inside)}.values()
        self.by_account = {one.username.lower(): one for one in everybody}
        self.by_phone: dict[str, list[User]] = defaultdict(list)
        self.by_name: dict[str, list[User]] = defaultdict(list)
        for one in everybody:
            self.by_name[one.name].append(one)
            if one.phone:
                self.by_phone[one.phone].append(one)

    def find(self, row: Said) -> User | str:
        if row.account:
            return self.by_account.get(row.account, "nobody_known")
        if row.phone:
            found = self.by_phone.get(row.phone, [])
            same = [one for one in found if one.name == row.name] or found
            if same:
                return same[0] if len(same) == 1 else "several_people"
        if not row.name:
            return "nobody_known" if row.phone else "nobody_said"
        named = self.by_name.get(row.name, [])
        return named[0] if len(named) == 1 else "several_people" if named else "nobody_known"


class _Homes:
    """Open files of the area, by door."""

    def __init__(self, area: Area, doors: set[str]) -> None:
        self.by_door: dict[str, list[Household]] = defaultdict(list)
        rows = (
            Household.objects.within(area.code).filter(closed_on=None, door__in=doors).select_related("area")
        )
        for one in rows:
            self.by_door[one.door].append(one)

    def find(self, row: Said) -> Household | str:
        if row.door.problem or not door_label(row.door):
            return "no_door"
        found = self.by_door.get(door_label(row.door), [])
        if row.door.compound:
            found = [one for one in found if one.compound == row.door.compound]
        if len(found) == 1:
            return found[0]
        return "several_doors" if found else "door_unknown"
