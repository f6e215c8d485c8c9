"""The doors to an area: to look at it, to change it, to put something into it."""

from linli.areas.models import Area
from linli.areas.past import area_by_code, successors_of
from linli.areas.requests import WRITE, AreaRequest, Viewer
from linli.areas.scopes import Scope
from linli.core.problems import NotFound


def area_in_reach(code: str, scope: Scope) -> Area | None:
    """The area that has or had this code, if it lies in the scope today, or was taken in by one that does."""
    area = area_by_code(code)
    if area is None:
        return None
    if scope.covers(area.code) or any(scope.covers(heir.code) for heir in _heirs(area)):
        return area
    return None


def _heirs(area: Area) -> list[Area]:
    return [] if area.is_open else successors_of(area)


def area_to_read(request: AreaRequest, code: str) -> Area:
    area = area_in_reach(code, request.viewer.scope)
    if area is None:
        raise NotFound(area=code)
    # The header of the page shows this area as the place where one is.
    request._area = area  # type: ignore[attr-defined]
    return area


def area_to_change(request: AreaRequest, code: str) -> Area:
    """An area may be changed by whoever answers for what lies around it; the top of a tree by whoever has all of it."""
    area = area_to_read(request, code)
    if not may_change(request.viewer, area):
        raise NotFound(area=code)
    return area


def parent_to_found_in(request: AreaRequest, code: str) -> Area:
    area = area_to_read(request, code)
    if not may_found_in(request.viewer, area):
        raise NotFound(area=code)
    return area


def may_change(viewer: Viewer, area: Area) -> bool:
    around = area.parent.code if area.parent else area.code
    return area.is_open and viewer.may(WRITE) and viewer.scope.covers(around)


def may_found_in(viewer: Viewer, area: Area) -> bool:
    return area.is_open and viewer.may(WRITE) and viewer.scope.covers(area.code)
