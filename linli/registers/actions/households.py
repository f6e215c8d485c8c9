"""What can be done to a household's file."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, keep_revision, log, name_action
from linli.registers.actions.writing import correct, finish, keep_new, locked
from linli.registers.choices import Presence
from linli.registers.models import Household, Resident, SupportNeed
from linli.registers.problems import DoorTaken, StillLivedIn

ADDED = name_action("registers:household:added", _("{actor} opened the file of {subject}"))
CORRECTED = name_action("registers:household:corrected", _("{actor} corrected the file of {subject}"))
VISITED = name_action("registers:household:visited", _("{actor} noted a visit to {subject}"))
CLOSED = name_action("registers:household:closed", _("{actor} closed the file of {subject}"))

DOOR = ("area_id", "compound", "door", "part")


@transaction.atomic
def add_household(
    area: Area, *, household_id: UUID, values: Mapping[str, Any], actor: Actor | None
) -> Household:
    """Open the file of a door. With the same id again it returns the first file: forms are sent twice."""
    if earlier := Household.everywhere.filter(pk=household_id).first():
        return earlier
    household = Household(pk=household_id, **values)
    household.place_in(area)
    _refuse_second_file(household)
    try:
        with transaction.atomic():
            household.save(force_insert=True)
    except IntegrityError:  # somebody opened it in this moment
        raise DoorTaken(door=household.place) from None
    keep_new(log(ADDED, actor=actor, subject=household, subject_name=household.place), household)
    finish("registers.household_changed", household.area_code, household_id=household.pk)
    return household


@transaction.atomic
def correct_household(
    household: Household,
    *,
    version: int | None,
    values: Mapping[str, Any],
    area: Area | None = None,
    actor: Actor | None,
) -> Household:
    """Change the given values, and the place in the tree if `area` is another; its people move along."""
    current = locked(Household, household.pk, version)
    changed = dict(values)
    if area is not None and area.pk != current.area_id:
        changed |= {"area_id": area.pk, "area_code": area.code}
    old_place = current.area_code
    if any(getattr(current, name) != changed.get(name, getattr(current, name)) for name in DOOR):
        _refuse_second_file(current, **{name: changed[name] for name in DOOR if name in changed})
    if not correct(current, changed, CORRECTED, actor=actor, place=current.place):
        return current
    if current.area_code != old_place:
        _move_people(current)
    finish("registers.household_changed", old_place, current.area_code, household_id=current.pk)
    return current


@transaction.atomic
def record_visit(household: Household, *, on: date, actor: Actor | None) -> Household:
    """Note that somebody was at the door. An earlier day than the one known changes nothing."""
    current = locked(Household, household.pk, None)
    if current.last_visited_on and current.last_visited_on >= on:
        return current
    before = current.last_visited_on
    current.last_visited_on = on
    # The version stays: a visit is no reason to refuse a form that somebody is filling in.
    current.save(update_fields=["last_visited_on"])
    entry = log(VISITED, actor=actor, subject=current, subject_name=current.place)
    keep_revision(
        entry,
        current,
        before={"last_visited_on": before.isoformat() if before else None},
        after={"last_visited_on": on.isoformat()},
    )
    finish("registers.household_visited", current.area_code, household_id=current.pk)
    return current


@transaction.atomic
def close_household(household: Household, *, version: int | None, on: date, actor: Actor | None) -> Household:
    """Close the file of a dwelling that is no more. Refused while people are registered there."""
    current = locked(Household, household.pk, version)
    people = current.members.filter(presence__in=[Presence.LIVING, Presence.AWAY], merged_into=None).count()
    if people:
        raise StillLivedIn(n=people)
    if current.closed_on is None:
        correct(current, {"closed_on": on}, CLOSED, actor=actor, place=current.place)
        finish("registers.household_changed", current.area_code, household_id=current.pk)
    return current


def _refuse_second_file(household: Household, **changed: Any) -> None:
    door = {name: getattr(household, name) for name in DOOR} | changed
    if Household.everywhere.filter(closed_on=None, **door).exclude(pk=household.pk).exists():
        raise DoorTaken(door=f"{door['compound']} {door['door']} {door['part']}".strip())


def _move_people(household: Household) -> None:
    """Whatever hangs on the file stands where the file stands."""
    place = {"area_id": household.area_id, "area_code": household.area_code}
    Resident.everywhere.filter(household=household).update(**place)
    SupportNeed.everywhere.filter(resident__household=household).update(**place)
    household.contacts.update(**place)
    household.vehicles.update(**place)
