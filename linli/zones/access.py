"""The doors to zones. What lies outside the duty looks missing."""

from uuid import UUID

from django.db.models import QuerySet

from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.zones.models import Zone, ZoneChange


def zones_for(viewer: Viewer) -> QuerySet[Zone]:
    viewer.need(C.ZONES_READ)
    return Zone.objects.within(viewer.scope)


def zone_for(viewer: Viewer, zone_id: UUID, *, write: bool = False) -> Zone:
    """A zone of the duty's area. `write`: for those who decide zones there."""
    viewer.need(*((C.ZONES_READ, C.ZONES_DECIDE) if write else (C.ZONES_READ,)), write=write)
    people = ("proposed_by", "signed_by", "approved_by", "declined_by", "lifted_by")
    found = zones_for(viewer).select_related("area", "incident", *people).filter(pk=zone_id).first()
    if found is None:
        raise NotFound()
    return found


def may_open_changes(viewer: Viewer) -> bool:
    """Those who decide zones; and physicians, who may sign what is heavier."""
    return viewer.may(C.ZONES_DECIDE) or viewer.may(C.CARE_MEDICAL)


def change_for(viewer: Viewer, change_id: UUID) -> ZoneChange:
    """Seen by those for whom it is there to decide."""
    viewer.need(C.ZONES_READ)
    if not may_open_changes(viewer):
        raise NotFound()
    rows = ZoneChange.objects.within(viewer.scope).select_related("zone__area", "decided_by", "signed_by")
    found = rows.filter(pk=change_id).first()
    if found is None:
        raise NotFound()
    return found
