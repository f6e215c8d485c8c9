"""A case was confirmed or ruled out: zones learn of the door and the day, and nothing of the person."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from linli.care.choices import CaseState
from linli.care.models import Case
from linli.flows.zone_told import officers_of
from linli.people.notes import Said, leave_notes
from linli.zones.actions.cases import CaseTold, forget_case, know_case
from linli.zones.notes import GROUNDLESS
from linli.zones.words import place_of


def propose_zone(payload: dict[str, Any]) -> None:
    """What the playbook proposes around the case; officers decide. A case that was ruled out meanwhile proposes none."""
    rows = Case.everywhere.select_related("household__area", "incident").filter(state=CaseState.CONFIRMED)
    case = rows.filter(pk=UUID(payload["case"])).first()
    if case is not None:
        know_case(CaseTold(case.pk, case.incident, case.household, case.found_on), at=timezone.now())


def ask_to_lift(payload: dict[str, Any]) -> None:
    """Proposals that rest on nothing else are withdrawn; officers are asked to lift the zones that do."""
    now = timezone.now()
    for zone in forget_case(UUID(payload["case"]), at=now):
        url, data = reverse("zones:zone", args=[zone.pk]), {"place": place_of(zone)}
        key = f"{GROUNDLESS}:{zone.pk.hex}:{payload['case']}"
        leave_notes(
            Said(user, GROUNDLESS, f"{key}:{user.hex}", url, data) for user in sorted(officers_of(zone))
        )
