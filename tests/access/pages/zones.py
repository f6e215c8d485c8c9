"""Zones: read in an area, decided by those who may, physicians beside them for what is heavier."""

from datetime import timedelta
from typing import Any

from linli.incidents.actions import open_incident
from linli.incidents.models import EditionAdopted, Incident
from linli.people.choices import Capability
from linli.people.models import User
from linli.zones.models import Zone, ZoneChange
from tests.access.page import FORM, Page
from tests.access.world import Side
from tests.conftest import NOW, TODAY

READ = (Capability.ZONES_READ,)
DECIDE = (*READ, Capability.ZONES_DECIDE)
DONE = {"get": 200, "post": 303}
DAY = timedelta(days=1)


def epidemic(side: Side) -> Incident:
    def made() -> Incident:
        incident = open_incident(
            actor=None, area=side.city, name_zh="疫情", kind="epidemic", purpose="控制疫情", basis="令第 3 号",
            approved_by="季局长", opened_on=TODAY, playbook="muling",
        )  # fmt: skip
        EditionAdopted.objects.create(
            incident=incident,
            edition="ninth_edition",
            from_at=NOW - DAY,
            basis="令第 3 号",
            approved_by="季局长",
            at=NOW,
        )
        return incident

    return side.make("zones:epidemic", made)


def zone(side: Side, key: str, state: str) -> Zone:
    def made() -> Zone:
        _ = side.household
        first, second = (
            User.objects.get_or_create(username=f"{name}-{side.code}", defaults={"name": "甲"})[0]
            for name in ("zone-a", "zone-b")
        )
        signed = {
            "signed_by": first, "signed_at": NOW, "from_at": NOW, "until_at": NOW + 3 * DAY, "review_at": NOW + DAY,
            "basis": "令第 4 号", "objection": "0453-3120000", "reason": "有病例",
        }  # fmt: skip
        values: dict[str, Any] = {} if state == "proposed" else signed
        if state == "in_force":
            values |= {"approved_by": second, "approved_at": NOW}
        return Zone.objects.create(
            incident=epidemic(side), area=side.building, area_code=side.building.code, state=state,
            edition="ninth_edition", kind="high", unit="stairwell", stairwell=key, **values,
        )  # fmt: skip

    return side.make(f"zones:{key}", made)


def of(state: str, key: str) -> Any:
    return lambda side: {"zone_id": zone(side, key, state).pk}


def of_change(side: Side) -> dict[str, Any]:
    def made() -> ZoneChange:
        return ZoneChange.objects.create(
            zone=zone(side, "9", "in_force"), edition="ten_measures", kind="shorter", new_kind="high",
            until_at=NOW + DAY, area=side.building, area_code=side.building.code,
        )  # fmt: skip

    return {"change_id": side.make("zones:change", made).pk}


def decides(role: Any) -> bool:
    return Capability.ZONES_DECIDE in role.sees or Capability.CARE_MEDICAL in role.sees


PAGES = [
    Page("zones:zones", READ),
    Page("zones:map", READ),
    Page("zones:zone_new", DECIDE, expects=FORM),
    Page("zones:rounds", READ),
    Page("zones:round_new", DECIDE, expects=FORM),
    Page("zones:changes", READ),
    Page("zones:change", READ, kwargs=of_change, also=decides),
    Page("zones:zone", READ, kwargs=of("in_force", "1")),
    Page("zones:homes", (*READ, Capability.HOUSEHOLDS_READ), kwargs=of("in_force", "1")),
    Page("zones:notice", READ, kwargs=of("in_force", "1")),
    Page("zones:sign", DECIDE, kwargs=of("proposed", "2"), expects=FORM),
    Page("zones:agree", DECIDE, kwargs=of("signed", "3")),
    Page("zones:decline", DECIDE, kwargs=of("signed", "4"), expects=FORM),
    Page("zones:lift", DECIDE, kwargs=of("in_force", "5"), expects=FORM),
    Page("zones:renew", DECIDE, kwargs=of("in_force", "6"), expects=FORM),
    Page("zones:come_down", DECIDE, kwargs=of("in_force", "7")),
    Page("zones:review", DECIDE, kwargs=of("in_force", "8"), expects=DONE),
]
