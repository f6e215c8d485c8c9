"""The doors to patrols: set up in one's duty, walked by whoever keeps gates around them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.core.problems import NotFound
from linli.gates.models import PatrolCheck, PatrolRoute
from linli.lib.area_codes import is_within
from linli.people.choices import Capability
from linli.people.models import Appointment
from linli.people.titles import prefixes
from linli.people.viewer import Viewer, roles


@dataclass(frozen=True)
class Keeping:
    """A duty in which somebody walks patrols."""

    area_code: str
    from_on: date
    until_on: date | None

    def walks(self, code: str, day: date) -> bool:
        """A route in the duty's area, or around it: a grid's worker walks the paths of the community."""
        holds = self.from_on <= day and (self.until_on is None or day < self.until_on)
        return holds and (is_within(code, self.area_code) or is_within(self.area_code, code))


def keepers(user_ids: Iterable[UUID]) -> dict[UUID, list[Keeping]]:
    """The duties of many people in which they keep gates and walk patrols, in one query."""
    keeping = [key for key, role in roles().items() if Capability.GATES_KEEP in role.sees]
    rows = Appointment.everywhere.filter(user_id__in=set(user_ids), role__in=keeping)
    found: dict[UUID, list[Keeping]] = defaultdict(list)
    for user_id, code, from_on, until_on in rows.values_list("user_id", "area_code", "from_on", "until_on"):
        found[user_id].append(Keeping(code, from_on, until_on))
    return found


def routes_walked_by(viewers: Iterable[Viewer]) -> QuerySet[PatrolRoute]:
    """Open routes in and around the duties that keep gates."""
    wanted = Q(pk__in=[])
    for viewer in viewers:
        if viewer.may(Capability.GATES_KEEP) and viewer.area is not None:
            wanted |= viewer.scope.q() | Q(area_code__in=prefixes(viewer.area.code))
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
