"""What can be done to the record of one person."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, change, keep_revision, log, name_action
from linli.core.locks import lock_rows
from linli.core.models import AuditEntry
from linli.registers.actions.writing import correct, finish, keep_new, locked, write
from linli.registers.choices import Presence, Relation
from linli.registers.models import Household, Resident, SupportNeed
from linli.registers.problems import FileClosed, MergedAlready, NotThere

ADDED = name_action("registers:resident:added", _("{actor} added a member to {subject}"))
CORRECTED = name_action("registers:resident:corrected", _("{actor} corrected a member of {subject}"))
MARKED = name_action("registers:resident:marked", _("{actor} noted who is at home at {subject}"))
MOVED_IN = name_action("registers:resident:moved_in", _("{actor} moved a person to {subject}"))
MOVED_AWAY = name_action("registers:resident:moved_away", _("{actor} moved a person away from {subject}"))

CHANGED = "registers.resident_changed"
REGISTERED = (Presence.LIVING, Presence.AWAY)


@transaction.atomic
def add_resident(
    household: Household, *, resident_id: UUID, values: Mapping[str, Any], actor: Actor | None
) -> Resident:
    """Add a member. Called again with the same id it returns the first record: a form is sent twice."""
    if earlier := Resident.everywhere.filter(pk=resident_id).first():
        return earlier
    home = locked(Household, household.pk, None)
    if home.closed_on:
        raise FileClosed()
    resident = Resident(pk=resident_id, household=home, **values)
    resident.place_in(home.area)
    resident.save(force_insert=True)
    entry = log(ADDED, actor=actor, subject=resident, subject_name=home.place)
    keep_new(entry, resident)
    keep_one_head(resident, entry)
    finish(CHANGED, resident.area_code, resident_id=resident.pk, household_id=home.pk)
    return resident


@transaction.atomic
def correct_resident(
    resident: Resident, *, version: int | None, values: Mapping[str, Any], actor: Actor | None
) -> Resident:
    """Change the given values. A new head makes the former one a member whose relation is to be asked."""
    current = _here(resident, version)
    entry = correct(current, values, CORRECTED, actor=actor, place=current.household.place)
    if entry:
        keep_one_head(current, entry)
        finish(CHANGED, current.area_code, resident_id=current.pk, household_id=current.household_id)
    return current


@transaction.atomic
def mark_presence(
    resident: Resident,
    *,
    version: int | None,
    presence: Presence,
    away_place: str = "",
    away_return_on: date | None = None,
    left_on: date | None = None,
    actor: Actor | None,
) -> Resident:
    """Living here, away, moved out, or deceased; what belongs to another state is emptied."""
    current = _here(resident, version)
    away = presence == Presence.AWAY
    values = {
        "presence": presence,
        "away_place": away_place if away else "",
        "away_return_on": away_return_on if away else None,
        "left_on": left_on if presence in (Presence.MOVED_OUT, Presence.DECEASED) else None,
    }
    if correct(current, values, MARKED, actor=actor, place=current.household.place):
        finish(CHANGED, current.area_code, resident_id=current.pk, household_id=current.household_id)
    return current


@transaction.atomic
def move_resident(
    resident: Resident, *, version: int | None, to: Household, relation: Relation, actor: Actor | None
) -> Resident:
    """Move a person, with the needs, to another household. To the one where she is: nothing happens."""
    homes = {home.pk: home for home in lock_rows(Household.everywhere.all(), {resident.household_id, to.pk})}
    current = _here(resident, version)
    if current.household_id == to.pk:
        return current
    target = homes[to.pk]
    if target.closed_on:
        raise FileClosed()
    if current.presence == Presence.DECEASED:
        raise NotThere()
    old_home, old_place = current.household, current.area_code
    log(MOVED_AWAY, actor=actor, subject=old_home, subject_name=old_home.place)
    entry = log(MOVED_IN, actor=actor, subject=current, subject_name=target.place, area_code=target.area_code)
    move_to(current, target, entry, relation=relation, presence=Presence.LIVING, left_on=None)
    keep_one_head(current, entry)
    finish(CHANGED, old_place, current.area_code, resident_id=current.pk, household_id=target.pk)
    return current


def move_to(resident: Resident, home: Household, entry: AuditEntry, **values: Any) -> None:
    """Put a locked resident and the needs into another household, and keep where they were."""
    place = {"area_id": home.area_id, "area_code": home.area_code}
    before, after = change(resident, {"household_id": home.pk, **place, **values})
    write(resident, after)
    keep_revision(entry, resident, before=before, after=after)
    for need in SupportNeed.everywhere.filter(resident=resident).exclude(area_id=home.area_id):
        before, after = change(need, place)
        write(need, after)
        keep_revision(entry, need, before=before, after=after)


def _here(resident: Resident, version: int | None) -> Resident:
    # The household's row first, always: two members who both become the head would else wait for each other.
    lock_rows(Household.everywhere.all(), [resident.household_id])
    current = locked(Resident, resident.pk, version)
    if current.merged_into_id:
        raise MergedAlready()
    return current


def keep_one_head(resident: Resident, entry: AuditEntry) -> None:
    """A household has one head who is registered there."""
    if resident.relation != Relation.HEAD or resident.presence not in REGISTERED:
        return
    others = Resident.everywhere.filter(
        household_id=resident.household_id, relation=Relation.HEAD, presence__in=REGISTERED, merged_into=None
    ).exclude(pk=resident.pk)
    for other in others.order_by("pk").select_for_update(of=("self",)):
        before, after = change(other, {"relation": Relation.UNKNOWN})
        write(other, after)
        keep_revision(entry, other, before=before, after=after)
