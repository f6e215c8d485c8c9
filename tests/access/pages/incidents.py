"""Incidents: read by offices in whose area they hold, opened and closed by planners."""

from linli.people.choices import Capability
from tests.access.page import FORM, SEND, Page
from tests.access.world import Side

READ, WRITE = (Capability.INCIDENTS_READ,), (Capability.INCIDENTS_WRITE,)
PLAYBOOK = Capability.PLAYBOOK_READ


def incident(side: Side) -> dict[str, object]:
    return {"incident_id": side.incident.pk}


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
]
