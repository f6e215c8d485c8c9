"""Ledgers: read by those who work with households, taken away by offices, each list by whoever asked for it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from linli.lib.playbook import Role
from linli.people.choices import Capability
from linli.people.models import User
from linli.reports.choices import ExportState, TakenAs
from linli.reports.models import Export
from tests.access.page import FORM, Page
from tests.access.world import Side

READ = (Capability.LEDGERS_READ,)
TAKE = (*READ, Capability.LEDGERS_EXPORT)


def residents(side: Side) -> dict[str, Any]:
    assert side.resident  # a list of nobody is not taken
    return {"name": "residents"}


def taken_by_somebody_else(side: Side) -> dict[str, Any]:
    return {"export_id": side.make("export", lambda: _export(side)).pk}


def _export(side: Side) -> Export:
    return Export.objects.create(
        area=side.building,
        area_code=side.building.code,
        ledger="residents",
        taken_as=TakenAs.WORKBOOK,
        state=ExportState.READY,
        reason="核对",
        rows=1,
        by=User.objects.create(username=f"took-{side.code}", name="单位同事"),
        until=timezone.now() + timedelta(days=1),
    )


def nobody(role: Role) -> bool:
    """A list is for whoever asked for it; `tests/reports/` asks as that person."""
    return False


PAGES = [
    Page("reports:ledgers", READ),
    Page("reports:ledger", READ, kwargs=residents, area_too=True),
    Page("reports:take", TAKE, kwargs=residents, area_too=True, expects=FORM),
    Page("reports:export", TAKE, kwargs=taken_by_somebody_else, also=nobody),
    Page("reports:file", TAKE, kwargs=taken_by_somebody_else, also=nobody),
    Page("reports:printed", TAKE, kwargs=taken_by_somebody_else, also=nobody),
]
