"""The door to rosters: whoever publishes the posts of an area plans them."""

from uuid import UUID

from linli.core.problems import NotFound
from linli.duty.models import Roster
from linli.people.choices import Capability
from linli.people.viewer import Viewer


def roster_for(viewer: Viewer, roster_id: UUID) -> Roster:
    viewer.need(Capability.POSTS_WRITE)
    found = Roster.objects.within(viewer.scope).select_related("area").filter(pk=roster_id).first()
    if found is None:
        raise NotFound()
    return found
