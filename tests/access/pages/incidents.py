"""Incidents: read by offices in whose area they hold, opened and closed by planners."""

from uuid import uuid4

from linli.incidents.models import Overreach
from linli.people.choices import Capability
from tests.access.page import FORM, SEND, Page
from tests.access.world import Side
from tests.conftest import NOW

READ, WRITE = (Capability.INCIDENTS_READ,), (Capability.INCIDENTS_WRITE,)
PLAYBOOK = Capability.PLAYBOOK_READ
FINDINGS = (Capability.FINDINGS_READ,)


def incident(side: Side) -> dict[str, object]:
    return {"incident_id": side.incident.pk}


def overreach(side: Side) -> dict[str, object]:
    def made() -> Overreach:
        return Overreach.everywhere.create(
            area=side.building, area_code=side.building.code, about="order", about_id=uuid4(),
            prohibition="prolong_people", code="told", note="多留三天", found_at=NOW,
        )  # fmt: skip

    return {"overreach_id": side.make("incidents:overreach", made).pk}


PAGES = [
    Page(
        "incidents:list",
        READ,
        by_area=False,
        note="shows what holds in the duty, whatever the address asks for",
    ),
    Page("incidents:open", WRITE, expects=FORM),
    Page("incidents:incident", READ, kwargs=incident),
    Page("incidents:level", WRITE, kwargs=incident, expects=SEND),
    Page("incidents:playbook", (*READ, PLAYBOOK), kwargs=incident),
    Page("incidents:change_playbook", (*WRITE, PLAYBOOK), kwargs=incident, expects=FORM),
    Page("incidents:close", WRITE, kwargs=incident, expects=FORM),
    Page("incidents:adopt_edition", WRITE, kwargs=incident, expects=FORM),
    Page("incidents:overreach", FINDINGS),
    Page("incidents:overreach_one", FINDINGS, kwargs=overreach, expects=FORM),
    Page("incidents:overreach_tell", expects=FORM),
]
