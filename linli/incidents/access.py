"""The door to incidents: those of one's own area, and those that hold there from above."""

from uuid import UUID

from django.db.models import Q, QuerySet

from linli.core.problems import NotFound
from linli.incidents.models import Incident
from linli.people.choices import Capability
from linli.people.viewer import Viewer


def incidents_for(viewer: Viewer) -> QuerySet[Incident]:
    """Within the viewer's area, or opened above it and so holding there too."""
    if viewer.area is None:
        return Incident.everywhere.none()
    code = viewer.area.code
    above = [code[:length] for length in range(2, len(code))]
    return Incident.everywhere.filter(viewer.scope.q() | Q(area_code__in=above))


def holding_at(code: str) -> QuerySet[Incident]:
    """Open incidents that hold in an area: its own, and those opened above it."""
    at_or_above = [code[:length] for length in range(2, len(code) + 1)]
    return Incident.everywhere.filter(area_code__in=at_or_above, closed_on=None)


def incident_for(viewer: Viewer, incident_id: UUID) -> Incident:
    found = (
        incidents_for(viewer).select_related("area", "opened_by", "closed_by").filter(pk=incident_id).first()
    )
    if found is None:
        raise NotFound()
    return found


def incident_to_change(viewer: Viewer, incident_id: UUID) -> Incident:
    """An open incident of the viewer's own area; one from above is changed there."""
    viewer.need(Capability.INCIDENTS_WRITE)
    found = Incident.objects.within(viewer.scope).select_related("area").filter(pk=incident_id).first()
    if found is None or not found.is_open:
        raise NotFound()
    return found
