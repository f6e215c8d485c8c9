"""The doors to what gates have told: findings, and people who were registered."""

from uuid import UUID

from linli.core.problems import NotFound
from linli.gates.models import Finding, Registration
from linli.people.choices import Capability
from linli.people.viewer import Viewer


def finding_for(viewer: Viewer, finding_id: UUID, *, write: bool = False) -> Finding:
    viewer.need(Capability.GATES_WRITE if write else Capability.GATES_READ)
    rows = Finding.objects.within(viewer.scope).filter(pk=finding_id)
    found = rows.select_related(
        "scan__gate", "scan__exit_pass", "scan__household", "scan__by", "other__gate", "settled_by"
    )
    one = found.first()
    if one is None:
        raise NotFound()
    return one


def registration_for(viewer: Viewer, registration_id: UUID) -> Registration:
    viewer.need(Capability.GATES_READ)
    found = (
        Registration.objects.within(viewer.scope).filter(pk=registration_id).select_related("gate").first()
    )
    if found is None:
        raise NotFound()
    return found
