"""Looks that leave a trace: a household opened, a number shown, a sheet printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core.access_log import AccessKind, log_access
from linli.core.models import AccessEntry
from linli.lib.periods import day_bounds
from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.access import contact_for, household_for, need_for, resident_for, vehicle_for
from linli.registers.choices import NeedCode
from linli.registers.models import Household
from linli.registers.problems import MinorsPhone, NothingToShow
from linli.registers.rows import HouseholdRow
from linli.registers.shown import is_minor


class Secret(StrEnum):
    """What can be opened, one value at a time."""

    PHONE = "phone"
    DOCUMENT = "document"
    HEALTH = "health"
    CONTACT = "contact"
    LANDLORD = "landlord"
    PLATE = "plate"


@dataclass(frozen=True)
class Opened:
    """An opened value with the lines that it has; a number has one."""

    lines: tuple[tuple[str, str], ...]

    @property
    def value(self) -> str:
        return self.lines[0][1]


@dataclass(frozen=True)
class _Found:
    kind: AccessKind
    household_id: UUID
    resident_id: UUID | None
    area_code: str
    lines: tuple[tuple[str, str], ...]


NEEDED = {
    Secret.PHONE: Capability.CONTACT_OPEN,
    Secret.DOCUMENT: Capability.DOCUMENT_OPEN,
    Secret.HEALTH: Capability.HEALTH,
    Secret.CONTACT: Capability.CONTACT_OPEN,
    Secret.LANDLORD: Capability.CONTACT_OPEN,
    Secret.PLATE: Capability.CONTACT_OPEN,
}


@transaction.atomic
def open_value(viewer: Viewer, *, secret: Secret, subject_id: UUID, reason: str, day: date) -> Opened:
    """Hand out one hidden value and keep who asked, when and why. Each time is kept: each is a look."""
    found = _find(viewer, secret, subject_id, day)
    log_access(
        actor=viewer,
        what=found.kind,
        reason=reason,
        role=viewer.role,
        household_id=found.household_id,
        resident_id=found.resident_id,
        area_code=found.area_code,
    )
    return Opened(found.lines)


def may_open(viewer: Viewer, *, secret: Secret, subject_id: UUID, day: date) -> None:
    """Refuse before a reason is asked for, in the same way as afterwards."""
    _find(viewer, secret, subject_id, day)


def _find(viewer: Viewer, secret: Secret, subject_id: UUID, day: date) -> _Found:
    viewer.need(NEEDED[secret], write=True)
    found = _FINDERS[secret](viewer, subject_id, day)
    if not any(text for _label, text in found.lines):
        raise NothingToShow()
    return found


def _phone(viewer: Viewer, subject_id: UUID, day: date) -> _Found:
    resident = resident_for(viewer, subject_id)
    if is_minor(resident, day):
        raise MinorsPhone()
    return _of_resident(AccessKind.PHONE, resident, (_("Telephone"), resident.phone))


def _document(viewer: Viewer, subject_id: UUID, day: date) -> _Found:
    resident = resident_for(viewer, subject_id)
    return _of_resident(AccessKind.DOCUMENT, resident, (_("Document number"), resident.document))


def _health(viewer: Viewer, subject_id: UUID, day: date) -> _Found:
    need = need_for(viewer, subject_id)
    lines = (
        (str(NeedCode(need.code).label), need.details),
        (_("Hospital"), need.hospital),
        (_("Medicine"), need.medicine),
    )
    return _of_resident(AccessKind.HEALTH, need.resident, *(line for line in lines if line[1]))


def _contact(viewer: Viewer, subject_id: UUID, day: date) -> _Found:
    contact = contact_for(viewer, subject_id)
    line = (_("Telephone"), contact.phone)
    return _Found(AccessKind.PHONE, contact.household_id, None, contact.area_code, (line,))


def _landlord(viewer: Viewer, subject_id: UUID, day: date) -> _Found:
    household = household_for(viewer, subject_id)
    line = (_("Landlord's telephone"), household.landlord_phone)
    return _Found(AccessKind.PHONE, household.pk, None, household.area_code, (line,))


def _plate(viewer: Viewer, subject_id: UUID, day: date) -> _Found:
    vehicle = vehicle_for(viewer, subject_id)
    line = (_("Number plate"), vehicle.plate)
    return _Found(AccessKind.DOCUMENT, vehicle.household_id, None, vehicle.area_code, (line,))


def _of_resident(kind: AccessKind, resident: Any, *lines: tuple[str, str]) -> _Found:
    return _Found(kind, resident.household_id, resident.pk, resident.area_code, tuple(lines))


_FINDERS = {
    Secret.PHONE: _phone,
    Secret.DOCUMENT: _document,
    Secret.HEALTH: _health,
    Secret.CONTACT: _contact,
    Secret.LANDLORD: _landlord,
    Secret.PLATE: _plate,
}


def note_opening(viewer: Viewer, household: Household, *, day: date) -> None:
    """Keep that somebody opened a household's page: once a day and person, whoever's eyes they borrow."""
    begin, end = day_bounds(day)
    seen = AccessEntry.objects.filter(
        household_id=household.pk,
        actor=viewer.real_user or viewer.user,
        what=AccessKind.HOUSEHOLD,
        at__gte=begin,
        at__lt=end,
    )
    if seen.exists():
        return
    log_access(
        actor=viewer,
        what=AccessKind.HOUSEHOLD,
        reason="",
        role=viewer.role,
        household_id=household.pk,
        area_code=household.area_code,
    )


@transaction.atomic
def note_printing(
    viewer: Viewer, households: Sequence[Household | HouseholdRow], *, people: int, reason: str
) -> None:
    """Keep a printed list: one line a household, so that each can see it."""
    for household in households:
        log_access(
            actor=viewer,
            what=AccessKind.PRINT,
            reason=reason,
            role=viewer.role,
            household_id=household.pk,
            area_code=household.area_code,
            rows=people,
        )
