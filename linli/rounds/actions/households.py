"""Doors that had no file: opened by the register's own actions, one at a time, since they are few."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from linli.areas.models import Area
from linli.core.facts import FieldFact
from linli.core.problems import Problem
from linli.lib.doors import Door, door_label, floor_of
from linli.lib.periods import local_day
from linli.lib.phones import read_phone
from linli.lib.texts import tidy
from linli.people.models import User
from linli.registers.actions import add_household, add_resident
from linli.registers.choices import Relation
from linli.registers.models import Household
from linli.rounds.access import Duties
from linli.rounds.bodies import NewHousehold
from linli.rounds.problems import AreaNotOpen, DoorMissing, OutsideDuty


@transaction.atomic
def take_new_households(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Open the files. A file has the id of its fact, and its head one that follows from it."""
    duties = Duties(fact.user_id for fact in facts)
    areas = {a.code: a for a in Area.objects.current().filter(code__in={f.body.area for f in facts})}
    users = User.objects.in_bulk({fact.user_id for fact in facts} - {None})
    refused: dict[UUID, Problem] = {}
    for fact in sorted(facts, key=lambda one: (one.at, one.id)):
        try:
            user = users.get(fact.user_id) if fact.user_id else None
            if user is None or not duties.cover(user.pk, fact.body.area, local_day(fact.at)):
                raise OutsideDuty()
            _open(fact, areas.get(fact.body.area), user)
        except Problem as problem:
            refused[fact.id] = problem
    return refused


@transaction.atomic
def _open(fact: FieldFact, area: Area | None, user: User) -> None:
    body: NewHousehold = fact.body
    if area is None:
        raise AreaNotOpen()
    household = add_household(area, household_id=fact.id, values=_values(body), actor=user)
    if head := tidy(body.head):
        phone = read_phone(body.phone)
        values = {"name": head, "relation": Relation.HEAD, "phone": phone.number or tidy(body.phone)}
        add_resident(household, resident_id=uuid5(fact.id, "head"), values=values, actor=user)


def _values(body: NewHousehold) -> dict[str, Any]:
    building, stairwell, room = tidy(body.building), tidy(body.stairwell), tidy(body.room)
    floor = body.floor or floor_of(room)
    door = door_label(Door(building=building, stairwell=stairwell, room=room, floor=floor))
    if not door:
        raise DoorMissing()
    return {
        "compound": tidy(body.compound),
        "building": building,
        "stairwell": stairwell,
        "floor": str(floor or ""),
        "room": room,
        "part": tidy(body.part),
        "door": door[: Household._meta.get_field("door").max_length],
        "occupancy": body.occupancy,
        "stated_residents": body.residents,
        "notes": body.note,
    }
