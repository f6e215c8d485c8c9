"""The one door to each record of the register. What lies outside the duty looks as if it were not there."""

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from linli.areas.models import InArea
from linli.core.models import AuditEntry, Revision
from linli.core.problems import NotFound
from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.choices import MERGED
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle

M = TypeVar("M", bound=InArea)


def household_for(viewer: Viewer, household_id: UUID, *, write: bool = False) -> Household:
    _need(viewer, write)
    return _one(Household.objects.within(viewer.scope).select_related("area"), household_id)


def resident_for(viewer: Viewer, resident_id: UUID, *, write: bool = False) -> Resident:
    """A person who stands for herself: a record that was merged into another is not found."""
    _need(viewer, write)
    rows = Resident.objects.within(viewer.scope).filter(merged_into=None)
    return _one(rows.select_related("household", "area"), resident_id)


def need_for(viewer: Viewer, need_id: UUID, *, write: bool = False) -> SupportNeed:
    _need(viewer, write)
    viewer.need(Capability.NEEDS)
    return _one(SupportNeed.objects.within(viewer.scope).select_related("resident__household"), need_id)


def contact_for(viewer: Viewer, contact_id: UUID, *, write: bool = False) -> Contact:
    _need(viewer, write)
    viewer.need(Capability.CONTACT_MASKED)
    return _one(Contact.objects.within(viewer.scope).select_related("household"), contact_id)


def vehicle_for(viewer: Viewer, vehicle_id: UUID, *, write: bool = False) -> Vehicle:
    _need(viewer, write)
    viewer.need(Capability.CONTACT_MASKED)
    return _one(Vehicle.objects.within(viewer.scope).select_related("household"), vehicle_id)


def merge_for(viewer: Viewer, entry_id: UUID) -> AuditEntry:
    """The trail's line of a merge in the viewer's area, to be taken back."""
    _need(viewer, write=True)
    entry = AuditEntry.objects.filter(pk=entry_id, action=MERGED).first()
    if entry is None or not viewer.scope.covers(entry.area_code):
        raise NotFound()
    return entry


def revision_for(viewer: Viewer, revision_id: UUID) -> Revision:
    """An earlier state of a record; who restores it must be able to write that record."""
    _need(viewer, write=True)
    revision = Revision.objects.filter(pk=revision_id).select_related("entry").first()
    if revision is None:
        raise NotFound()
    for door in (household_for, resident_for, need_for, contact_for):
        if revision.subject_kind == _kind(door):
            door(viewer, revision.subject_id, write=True)
            return revision
    raise NotFound()


def _kind(door: object) -> str:
    models = {household_for: Household, resident_for: Resident, need_for: SupportNeed, contact_for: Contact}
    return models[door]._meta.label_lower  # type: ignore[index]


def _need(viewer: Viewer, write: bool) -> None:
    viewer.need(Capability.HOUSEHOLDS_READ)
    if write:
        viewer.need(Capability.HOUSEHOLDS_WRITE, write=True)


def _one(rows: QuerySet[M], pk: UUID) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found
