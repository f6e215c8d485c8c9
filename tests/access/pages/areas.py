"""The tree of areas: walking it, choosing an area, changing it."""

from typing import Any

from linli.people.choices import Capability
from tests.access.page import FORM, Page
from tests.access.world import Side

READ = (Capability.AREAS_READ,)
WRITE = (*READ, Capability.AREAS_WRITE)


def building(side: Side) -> dict[str, Any]:
    """Changed by whoever answers for what lies around it."""
    return {"code": side.building.code}


PAGES = [
    Page("areas:tree", READ),
    Page("areas:pick"),
    Page("areas:playbook", (Capability.PLAYBOOK_READ,)),
    Page("areas:area", READ, kwargs=building),
    Page("areas:found", WRITE, kwargs=building, expects=FORM),
    Page("areas:import_levels", WRITE, kwargs=building, expects=FORM),
    Page("areas:rename", WRITE, kwargs=building, expects=FORM),
    Page("areas:move", WRITE, kwargs=building, expects=FORM),
    Page("areas:merge", WRITE, kwargs=building, expects=FORM),
    Page("areas:split", WRITE, kwargs=building, expects=FORM),
    Page("areas:close", WRITE, kwargs=building, expects=FORM),
]
