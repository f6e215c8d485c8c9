"""Patrols: read and set up in an area. Walking them is the phone's, see the tests of patrols."""

from typing import Any

from linli.gates.models import PatrolCheck, PatrolPoint, PatrolRound, PatrolRoute
from linli.lib.ids import new_id
from linli.people.choices import Capability
from tests.access.page import FORM, Page
from tests.access.world import Side
from tests.conftest import NOW
from tests.gates.patrols import jpeg

READ = (Capability.GATES_READ,)
WRITE = (*READ, Capability.GATES_WRITE)
CONFIRM = {"get": 200, "post": 303}


def here(side: Side) -> dict[str, Any]:
    return {"area": side.building, "area_code": side.building.code}


def route(side: Side) -> PatrolRoute:
    def made() -> PatrolRoute:
        found = PatrolRoute.objects.create(name="院内巡查", made_at=NOW, **here(side))
        PatrolPoint.objects.create(route=found, name="东墙", order=1, made_at=NOW)
        return found

    return side.make("patrols:route", made)


def idle_route(side: Side) -> PatrolRoute:
    return side.make(
        "patrols:idle", lambda: PatrolRoute.objects.create(name="后院", made_at=NOW, **here(side))
    )


def check(side: Side) -> PatrolCheck:
    def made() -> PatrolCheck:
        round_ = PatrolRound.objects.create(route=route(side), began_at=NOW, over_at=NOW, **here(side))
        return PatrolCheck.objects.create(
            pk=new_id(), round=round_, point=route(side).points.get(), at=NOW, found="墙上有洞", photo=jpeg(),
            has_photo=True, **here(side),
        )  # fmt: skip

    return side.make("patrols:check", made)


def of_route(side: Side) -> dict[str, Any]:
    return {"route_id": route(side).pk}


def of_idle(side: Side) -> dict[str, Any]:
    return {"route_id": idle_route(side).pk}


def of_check(side: Side) -> dict[str, Any]:
    return {"check_id": check(side).pk}


PAGES = [
    Page("gates:patrols", READ),
    Page("gates:patrol", READ, kwargs=of_route),
    Page("gates:patrol_new", WRITE, expects=FORM),
    Page("gates:patrol_edit", WRITE, kwargs=of_route, expects=FORM),
    Page("gates:patrol_codes", WRITE, kwargs=of_route, expects=CONFIRM),
    Page("gates:patrol_close", WRITE, kwargs=of_idle, expects=CONFIRM),
    Page("gates:patrol_sheet", WRITE, kwargs=of_route),
    Page("gates:patrol_findings", READ),
    Page("gates:patrol_finding", READ, kwargs=of_check),
    Page("gates:patrol_photo", READ, kwargs=of_check),
]
