"""Somebody had a fever at a gate: those who look after people there are told, and who walks the household's round."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from linli.core.moments import clock
from linli.core.moments import day as day_word
from linli.gates.choices import Done
from linli.gates.models import GateScan
from linli.gates.notes import FEVER, FEVER_AT_HOME
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.models import Appointment
from linli.people.notes import Said, leave_notes
from linli.people.queries import holding
from linli.people.tabs import url as page
from linli.people.titles import prefixes
from linli.people.viewer import roles

COMMUNITY_DIGITS = 12


def tell_who_looks_after(payload: dict[str, Any]) -> None:
    """Leave notes; the page behind each opens for who may see it, and the note says no name and no number.

    A scan that was taken back meanwhile, or a fever that was measured again and is none, needs nobody.
    """
    scans = GateScan.everywhere.select_related("gate", "household")
    scan = scans.filter(pk=UUID(payload["scan"]), fever=True).exclude(done=Done.TAKEN_BACK).first()
    if scan is None:
        return
    day = local_day(scan.at)
    where = scan.household.area_code if scan.household else scan.area_code
    data = {"gate": scan.gate.name, "time": f"{day_word(scan.at)} {clock(scan.at)}"}
    if scan.household is None:
        told, kind, url = office_near(where, day), FEVER, page("gates:outside")
    else:
        told, kind = office_near(where, day) | round_of(where, day), FEVER_AT_HOME
        url = reverse("registers:household", args=[scan.household.pk])
    leave_notes(Said(user, kind, f"fever:{scan.pk.hex}:{user.hex}", url, data) for user in sorted(told))


def office_near(code: str, day: date) -> set[UUID]:
    """Clerks and family doctors of the community; where there are none, those of the area above it."""
    levels = [one for one in prefixes(code) if len(one) <= COMMUNITY_DIGITS]
    for level in sorted(levels, key=len, reverse=True):
        if found := _holders(C.NEEDS, [level], day, office=True):
            return found
    return set()


def round_of(code: str, day: date) -> set[UUID]:
    """Who goes from door to door there: the workers of the grid, the building, the stairwell."""
    return _holders(C.ROUND_WORK, [one for one in prefixes(code) if len(one) > COMMUNITY_DIGITS], day)


def _holders(capability: C, codes: Iterable[str], day: date, *, office: bool = False) -> set[UUID]:
    wanted = [key for key, role in roles().items() if capability in role.sees and (role.office or not office)]
    held = Appointment.everywhere.filter(holding(day), role__in=wanted, area_code__in=list(codes))
    return set(held.filter(user__is_active=True).values_list("user_id", flat=True))
