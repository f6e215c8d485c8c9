"""What can be done to a household's contacts and vehicles."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, keep_revision, log, name_action
from linli.core.locks import lock_rows
from linli.registers.actions.writing import contents, correct, finish, keep_new, locked
from linli.registers.models import Contact, Household, Vehicle
from linli.registers.problems import FileClosed

CONTACT_ADDED = name_action("registers:contact:added", _("{actor} added a contact to {subject}"))
CONTACT_CORRECTED = name_action("registers:contact:corrected", _("{actor} changed a contact of {subject}"))
CONTACT_REMOVED = name_action("registers:contact:removed", _("{actor} removed a contact of {subject}"))
VEHICLE_ADDED = name_action("registers:vehicle:added", _("{actor} added a vehicle to {subject}"))
VEHICLE_REMOVED = name_action("registers:vehicle:removed", _("{actor} removed a vehicle of {subject}"))

CHANGED = "registers.household_changed"


@transaction.atomic
def add_contact(
    household: Household, *, contact_id: UUID, values: Mapping[str, Any], actor: Actor | None
) -> Contact:
    """Add somebody to call. With the same id again: the first one."""
    if earlier := Contact.everywhere.filter(pk=contact_id).first():
        return earlier
    home = _open_home(household)
    contact = Contact(pk=contact_id, household=home, **values)
    contact.place_in(home.area)
    contact.save(force_insert=True)
    keep_new(log(CONTACT_ADDED, actor=actor, subject=contact, subject_name=home.place), contact)
    finish(CHANGED, home.area_code, household_id=home.pk)
    return contact


@transaction.atomic
def correct_contact(
    contact: Contact, *, version: int | None, values: Mapping[str, Any], actor: Actor | None
) -> Contact:
    current = locked(Contact, contact.pk, version)
    if correct(current, values, CONTACT_CORRECTED, actor=actor, place=current.household.place):
        finish(CHANGED, current.area_code, household_id=current.household_id)
    return current


@transaction.atomic
def remove_contact(contact: Contact, *, actor: Actor | None) -> None:
    """Take a contact out of the file; the history keeps it. Already gone: nothing happens."""
    for current in lock_rows(Contact.everywhere.all(), [contact.pk]):
        entry = log(CONTACT_REMOVED, actor=actor, subject=current, subject_name=current.household.place)
        keep_revision(entry, current, before=contents(current), after=None)
        finish(CHANGED, current.area_code, household_id=current.household_id)
        current.delete()


@transaction.atomic
def add_vehicle(
    household: Household, *, vehicle_id: UUID, plate: str, kind: str, actor: Actor | None
) -> Vehicle:
    """Add a vehicle; a plate that the household has already stays one."""
    home = _open_home(household)
    for known in home.vehicles.all():
        if known.pk == vehicle_id or known.plate == plate:
            return known
    vehicle = Vehicle(pk=vehicle_id, household=home, plate=plate, kind=kind)
    vehicle.place_in(home.area)
    vehicle.save(force_insert=True)
    keep_new(log(VEHICLE_ADDED, actor=actor, subject=vehicle, subject_name=home.place), vehicle)
    finish(CHANGED, home.area_code, household_id=home.pk)
    return vehicle


@transaction.atomic
def remove_vehicle(vehicle: Vehicle, *, actor: Actor | None) -> None:
    for current in lock_rows(Vehicle.everywhere.all(), [vehicle.pk]):
        entry = log(VEHICLE_REMOVED, actor=actor, subject=current, subject_name=current.household.place)
        keep_revision(entry, current, before=contents(current), after=None)
        finish(CHANGED, current.area_code, household_id=current.household_id)
        current.delete()


def _open_home(household: Household) -> Household:
    home = locked(Household, household.pk, None)
    if home.closed_on:
        raise FileClosed()
    return home
