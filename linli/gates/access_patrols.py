"""The doors to patrols: set up in one's duty, walked by whoever keeps gates around them.

A phone takes along what is around its duty and its posts; a check is taken from any keeper of the county (`keepers`).
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.areas.scopes import Scope
from linli.core.problems import NotFound
from linli.gates.models import PatrolCheck, PatrolRoute
from linli.people.choices import Capability
from linli.people.titles import prefixes
from linli.people.viewer import Viewer


def routes_walked_by(viewers: Iterable[Viewer], *, posts: Iterable[str] = ()) -> QuerySet[PatrolRoute]:
    """Open routes in and around the duties that keep gates, and around `posts`: the areas where they stand today."""
    wanted = Q(pk__in=[])
    for viewer in viewers:
        if viewer.may(Capability.GATES_KEEP) and viewer.area is not None:
            wanted |= viewer.scope.q() | Q(area_code__in=prefixes(viewer.area.code))
    for code in set(posts):
        wanted |= Scope((code,)).q() | Q(area_code__in=prefixes(code))
    return PatrolRoute.everywhere.filter(wanted, closed_at=None)


def route_for(viewer: Viewer, route_id: UUID, *, write: bool = False) -> PatrolRoute:
    viewer.need(Capability.GATES_WRITE if write else Capability.GATES_READ)
    rows = PatrolRoute.objects.within(viewer.scope).filter(pk=route_id).select_related("area")
    found = rows.first()
    if found is None:
        raise NotFound()
    return found


def check_for(viewer: Viewer, check_id: UUID, *, write: bool = False) -> PatrolCheck:
    """A check with what was found; its photo too."""
    viewer.need(Capability.GATES_WRITE if write else Capability.GATES_READ)
    rows = PatrolCheck.objects.within(viewer.scope).filter(pk=check_id)
    found = rows.select_related("point__route", "round", "by", "settled_by").first()
    if found is None:
        raise NotFound()
    return found
