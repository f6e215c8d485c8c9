"""What zones are told of cases: that one was found at a door, and that it was none."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from linli.core.locks import lock_rows
from linli.incidents.models import Incident
from linli.registers.models import Household
from linli.zones.actions.proposing import propose_around, withdraw
from linli.zones.cases import rests_on_no_case
from linli.zones.choices import ZoneState
from linli.zones.models import KnownCase, Zone
from linli.zones.places import zones_around
from linli.zones.words import RULED_OUT


@dataclass(frozen=True)
class CaseTold:
    """A confirmed case, without the person."""

    id: UUID
    incident: Incident
    household: Household
    found_on: date


@transaction.atomic
def know_case(told: CaseTold, *, at: datetime) -> Zone | None:
    """Keep that a case was found at a door, and propose what the playbook says. Told twice it is known once.

    A case that was ruled out and is confirmed again counts again.
    """
    home = told.household
    case, made = KnownCase.everywhere.select_related("area", "incident").get_or_create(
        pk=told.id,
        defaults={
            "incident": told.incident, "household_id": home.pk, "area": home.area, "area_code": home.area_code,
            "compound": home.compound, "building": home.building, "stairwell": home.stairwell,
            "found_on": told.found_on,
        },
    )  # fmt: skip
    if not made and case.ruled_out_at is not None:
        case.ruled_out_at = None
        case.save(update_fields=["ruled_out_at"])
    return propose_around(case, at=at)


@transaction.atomic
def forget_case(case_id: UUID, *, at: datetime) -> list[Zone]:
    """The case was none. Proposals that rest on nothing else are withdrawn; of zones that are signed or in force those
    are given back that rest on no case any more: officers are asked to lift them."""
    case = KnownCase.everywhere.select_for_update().filter(pk=case_id).first()
    if case is None:
        return []
    if case.ruled_out_at is None:
        case.ruled_out_at = at
        case.save(update_fields=["ruled_out_at"])
    open_ones = Zone.everywhere.filter(
        zones_around(case.area_code), incident_id=case.incident_id,
        state__in=[ZoneState.PROPOSED, ZoneState.SIGNED, ZoneState.IN_FORCE],
    )  # fmt: skip
    groundless = [
        one for one in open_ones.select_related("area", "incident").order_by("pk") if rests_on_no_case(one)
    ]
    # As they stand now: somebody may have signed one, or ended one, since they were read.
    held = lock_rows(Zone.everywhere.select_related("area", "incident"), [one.pk for one in groundless])
    for zone in held:
        if zone.state == ZoneState.PROPOSED:
            withdraw(zone, why=RULED_OUT)
    return [one for one in held if one.state in (ZoneState.SIGNED, ZoneState.IN_FORCE)]
