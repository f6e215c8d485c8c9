"""Zones of the cast: 和平家园 3号楼 has two stairwells with households, all invented."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from linli.areas.models import Area
from linli.incidents.models import EditionAdopted, Incident
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Household
from linli.zones.actions.deciding import Decision, agree_zone, sign_zone
from linli.zones.actions.proposing import ZoneAsked, propose_by_hand, propose_renewal
from linli.zones.models import Zone
from linli.zones.rules_proposals import Doors
from tests.care.conftest import epidemic, medical_officer, midnight
from tests.conftest import TODAY, settle

MakeZone = Callable[..., Zone]
Renew = Callable[..., Zone]
BASIS, OBJECTION = "联防联控机制综发〔2022〕101号", "八面通镇 0453-3120000，24 小时内答复"


@pytest.fixture
def homes(building: Area) -> list[Household]:
    """Doors of 3号楼: three in its first stairwell, two in its second."""
    return [settle(building, door) for door in ("3-1-102", "3-1-202", "3-1-302", "3-2-102", "3-2-202")]


@pytest.fixture
def make_zone(epidemic: Incident, building: Area, township_officer: User, leader: User) -> MakeZone:
    """`make_zone(stairwell="1")`: in force, signed by 镇干部 and 季局长. `state="signed"` or "proposed": on the way."""

    def made(
        area: Area = building, unit: str = "stairwell", *, state: str = "in_force", kind: str = "high",
        last_on: date | None = None, wider_because: str = "", **doors: Any,
    ) -> Zone:  # fmt: skip
        asked = ZoneAsked(unit, Doors(**(doors or {"stairwell": "1"})), kind, "3-1-102 有病例")
        zone = propose_by_hand(area, zone_id=new_id(), asked=asked, actor=township_officer)
        if state == "proposed":
            return zone
        decision = Decision(kind, "3-1-102 有病例", BASIS, OBJECTION, last_on, wider_because)
        zone = sign_zone(zone, version=zone.version, decision=decision, actor=township_officer)
        return zone if state == "signed" else agree_zone(zone, version=zone.version, actor=leader)

    return made


@pytest.fixture
def renew(township_officer: User, leader: User) -> Renew:
    """`renew(zone)`: a new zone follows it, by both signatures. `renew(zone, agreed=False)`: signed once."""

    def renewed(zone: Zone, *, agreed: bool = True) -> Zone:
        new = propose_renewal(
            zone, zone_id=new_id(), reason="又有 1 例", kind=zone.kind, actor=township_officer
        )
        decision = Decision(zone.kind, "又有 1 例", BASIS, OBJECTION)
        new = sign_zone(new, version=None, decision=decision, actor=township_officer)
        return agree_zone(new, version=None, actor=leader) if agreed else new

    return renewed


def adopt(incident: Incident, edition: str, on: date = TODAY) -> EditionAdopted:
    return EditionAdopted.objects.create(
        incident=incident, edition=edition, from_at=midnight(on), basis="县指挥部令第 9 号", approved_by="季局长",
        at=midnight(on),
    )  # fmt: skip


__all__ = ["BASIS", "OBJECTION", "MakeZone", "Renew", "adopt", "epidemic", "medical_officer"]
