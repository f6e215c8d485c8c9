"""What can be done to a support need."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.registers.actions.writing import correct, finish, keep_new, locked
from linli.registers.choices import NeedCode
from linli.registers.models import Resident, SupportNeed
from linli.registers.problems import HasThisNeed, MergedAlready

ADDED = name_action("registers:need:added", _("{actor} added a support need at {subject}"))
CORRECTED = name_action("registers:need:corrected", _("{actor} changed a support need at {subject}"))
ENDED = name_action("registers:need:ended", _("{actor} ended a support need at {subject}"))

CHANGED = "registers.need_changed"


@transaction.atomic
def add_need(
    resident: Resident, *, need_id: UUID, code: NeedCode, values: Mapping[str, Any], actor: Actor | None
) -> SupportNeed:
    """Add a need of a kind that the person has not. With the same id again: the first one."""
    if earlier := SupportNeed.everywhere.filter(pk=need_id).first():
        return earlier
    person = locked(Resident, resident.pk, None)
    if person.merged_into_id:
        raise MergedAlready()
    if person.needs.filter(code=code, ended_on=None).exists():
        raise HasThisNeed()
    need = SupportNeed(pk=need_id, resident=person, code=code, **values)
    need.place_in(person.area)
    need.save(force_insert=True)
    keep_new(log(ADDED, actor=actor, subject=need, subject_name=person.household.place), need)
    _done(need)
    return need


@transaction.atomic
def correct_need(
    need: SupportNeed, *, version: int | None, values: Mapping[str, Any], actor: Actor | None
) -> SupportNeed:
    """Change the given values; looking at a need that a rule had guessed confirms it."""
    current = locked(SupportNeed, need.pk, version)
    place = current.resident.household.place
    if correct(current, {**values, "is_confirmed": True}, CORRECTED, actor=actor, place=place):
        _done(current)
    return current


@transaction.atomic
def end_need(need: SupportNeed, *, version: int | None, ended_on: date, actor: Actor | None) -> SupportNeed:
    """End a need; one that has ended stays as it is."""
    current = locked(SupportNeed, need.pk, version)
    if current.ended_on is None:
        place = current.resident.household.place
        correct(current, {"ended_on": ended_on}, ENDED, actor=actor, place=place)
        _done(current)
    return current


def _done(need: SupportNeed) -> None:
    finish(CHANGED, need.area_code, need_id=need.pk, resident_id=need.resident_id)
