"""The doors to phones and to facts in quarantine: of people who hold, held or will hold a duty in one's area."""

from uuid import UUID

from django.db.models import QuerySet

from linli.areas.scopes import Scope
from linli.core.problems import NotFound
from linli.intake.models import Device, Fact, FactQuerySet
from linli.people.access import accounts_within
from linli.people.choices import Capability
from linli.people.viewer import Viewer


def devices_within(scope: Scope) -> QuerySet[Device]:
    return Device.objects.filter(user__in=accounts_within(scope))


def facts_within(scope: Scope) -> FactQuerySet:
    """What was sent by people of an area. A fact has no place of its own: some cannot even be read."""
    rows: FactQuerySet = Fact.objects.filter(user__in=accounts_within(scope))
    return rows


def device_for(viewer: Viewer, device_id: UUID) -> Device:
    """A phone that an administrator may revoke."""
    viewer.need(Capability.DEVICES_WRITE)
    return _device(devices_within(viewer.scope), device_id)


def need_phone(viewer: Viewer) -> None:
    """The door to the pages of one's own phones."""
    if not viewer.has_phone():
        raise NotFound()


def own_device_for(viewer: Viewer, device_id: UUID) -> Device:
    """One's own phone: lost, or given away."""
    need_phone(viewer)
    return _device(Device.objects.filter(user=viewer.user), device_id)


def fact_for(viewer: Viewer, fact_id: UUID) -> Fact:
    """A fact that is, or was, in quarantine; its state says which."""
    viewer.need(Capability.DEVICES_WRITE)
    found = facts_within(viewer.scope).filter(pk=fact_id).select_related("user", "device", "put_aside__by")
    fact = found.defer("body").first()
    if fact is None:
        raise NotFound()
    return fact


def _device(rows: QuerySet[Device], pk: UUID) -> Device:
    found = rows.filter(pk=pk).select_related("user").first()
    if found is None:
        raise NotFound()
    return found
