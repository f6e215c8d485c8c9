"""Who is outside, who came in, who was turned back, findings, counts, what is too strict."""

from datetime import date, timedelta
from typing import Any

from linli.gates.models import Finding, Gate, GateScan, Registration
from linli.lib.ids import new_id
from linli.people.choices import Capability
from tests.access.page import FORM, Page
from tests.access.world import Side
from tests.conftest import NOW

READ = (Capability.GATES_READ,)
HOMES = (*READ, Capability.HOUSEHOLDS_READ)
REVEAL = (*HOMES, Capability.DOCUMENT_OPEN)


def here(side: Side) -> dict[str, Any]:
    return {"area": side.building, "area_code": side.building.code}


def gate(side: Side) -> Gate:
    def made() -> Gate:
        return Gate.objects.create(
            name="东门", procedure="scan", basis="第 12 号", decided_by="县指挥部", from_on=date(2026, 11, 15),
            until_on=date(2026, 11, 30), **here(side),
        )  # fmt: skip

    return side.make("outside:gate", made)


def scan(side: Side) -> GateScan:
    def made() -> GateScan:
        return GateScan.objects.create(
            pk=new_id(), gate=gate(side), shown="door", household=side.household, direction="out", verdict="pass",
            reason="gates.ok", done="let_through", at=NOW - timedelta(hours=3), received_at=NOW,
            due_back_at=NOW - timedelta(hours=1), **here(side),
        )  # fmt: skip

    return side.make("outside:scan", made)


def of_finding(side: Side) -> dict[str, Any]:
    made = side.make(
        "outside:finding", lambda: Finding.objects.create(kind="used_twice", scan=scan(side), **here(side))
    )
    return {"finding_id": made.pk}


def of_document(side: Side) -> dict[str, Any]:
    def made() -> Registration:
        return Registration.objects.create(
            pk=new_id(), gate=gate(side), name="郎平", document="231085197403020426", at=NOW, received_at=NOW,
            **here(side),
        )  # fmt: skip

    return {"registration_id": side.make("outside:registration", made).pk, "what": "document"}


PAGES = [
    Page("gates:outside", HOMES),
    Page("gates:registrations", HOMES),
    Page("gates:registration_reveal", REVEAL, kwargs=of_document, expects=FORM),
    Page("gates:refusals", READ),
    Page("gates:findings", READ),
    Page("gates:finding", READ, kwargs=of_finding),
    Page("gates:live", READ),
    Page("gates:lint", READ),
]
