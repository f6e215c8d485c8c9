"""A zone is proposed, waits, is in force, may open, is open: those who must know are told. Notes name a place."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from linli.areas.scopes import Scope
from linli.care.choices import AppealState
from linli.care.models import Appeal
from linli.core.moments import until as until_word
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.models import Appointment
from linli.people.notes import Said, leave_notes
from linli.people.queries import holding
from linli.people.titles import prefixes
from linli.people.viewer import roles
from linli.registers.choices import RestrictionSource
from linli.zones.actions.ending import free_where_it_goes_on
from linli.zones.choices import WhyLifted, ZoneState
from linli.zones.lint import look_at_zone
from linli.zones.marking import held_beside_until
from linli.zones.models import Zone, ZoneChange
from linli.zones.notes import (
    CHANGE,
    DRILL_BEGINS,
    DRILL_ENDS,
    IN_FORCE,
    LIFTED,
    MAY_OPEN,
    OBJECTED,
    PROPOSED,
    SIGNED,
    STILL_HELD,
)
from linli.zones.words import place_of

TOWN_DIGITS = 9


def ask_officers(payload: dict[str, Any]) -> None:
    """It is proposed: officers look at it."""
    _tell(payload, PROPOSED, ZoneState.PROPOSED)


def ask_for_second(payload: dict[str, Any]) -> None:
    """It is signed: any officer but the one who signed."""
    zone = _zone(payload)
    if zone is not None and zone.state == ZoneState.SIGNED:
        _leave(zone, SIGNED, officers_of(zone) - {zone.signed_by_id})


def tell_in_force(payload: dict[str, Any]) -> None:
    """Whoever works in it or keeps its gates; and oversight sees at once what goes further than the rules."""
    zone = _zone(payload)
    if zone is not None and zone.state == ZoneState.IN_FORCE:
        kind = DRILL_BEGINS if zone.incident.is_drill else IN_FORCE
        _leave_at_work(zone, kind, workers_of(zone), until=until_word(zone.until_at))
        look_at_zone(zone.pk, at=timezone.now())


def announce_lifted(payload: dict[str, Any]) -> None:
    """The same people, so that nobody goes on keeping a door shut; and nobody opens one that another zone holds."""
    zone = _zone(payload)
    if zone is None or zone.state not in (ZoneState.LIFTED, ZoneState.EXPIRED):
        return
    now = timezone.now()
    look_at_zone(zone.pk, at=now)
    if zone.lifted_why == WhyLifted.RENEWED:  # its doors stay shut; the zone that follows is told as in force
        return
    whom, held_until = workers_of(zone) | officers_of(zone), held_beside_until(zone, at=now)
    if zone.incident.is_drill:
        _leave_at_work(zone, DRILL_ENDS, whom)
    elif held_until is None:
        _leave_at_work(zone, LIFTED, whom)
    else:
        _leave_at_work(zone, STILL_HELD, whom, until=until_word(held_until))


def ask_to_open(payload: dict[str, Any]) -> None:
    """All its conditions are met."""
    _tell(payload, MAY_OPEN, ZoneState.IN_FORCE)


def ask_about_change(payload: dict[str, Any]) -> None:
    """A newer edition changes it: officers decide, and physicians see what is heavier."""
    change = ZoneChange.everywhere.select_related("zone__area").filter(pk=UUID(payload["change"])).first()
    if change is None or change.state != "waiting":
        return
    whom = officers_of(change.zone)
    if change.kind == "heavier":
        whom |= _holders(C.CARE_MEDICAL, prefixes(change.area_code))
    _leave(change.zone, CHANGE, whom, url=reverse("zones:change", args=[change.pk]), key=change.pk.hex)


def ask_about_objection(payload: dict[str, Any]) -> None:
    """A household in it was right to object: its own mark is gone, also where the zone was renewed while it waited;
    officers look at the zone that is in force."""
    appeals = Appeal.everywhere.select_related("restriction", "answered_by").filter(state=AppealState.UPHELD)
    appeal = appeals.filter(pk=UUID(payload["appeal"]), restriction__source=RestrictionSource.ZONE).first()
    mark = appeal.restriction if appeal else None
    if appeal is None or mark is None or mark.source_id is None:
        return
    goes_on = free_where_it_goes_on(
        mark.source_id, household_id=mark.household_id, actor=appeal.answered_by, at=timezone.now()
    )
    zone = _zone({"zone": str(goes_on.pk)}) if goes_on else None
    if zone is not None:
        _leave(zone, OBJECTED, officers_of(zone), key=payload["appeal"])


# ---- whom ----------------------------------------------------------------------------------------------------------------
def officers_of(zone: Zone) -> set[UUID]:
    """Who may decide the zone: in its area, or above it."""
    return _holders(C.ZONES_DECIDE, prefixes(zone.area_code))


def workers_of(zone: Zone) -> set[UUID]:
    """Who sees zones and works there: from the township down to the building."""
    return _holders(C.ZONES_READ, _near(zone), within=zone.area_code)


def keepers_of(zone: Zone) -> set[UUID]:
    return _holders(C.GATES_KEEP, _near(zone), within=zone.area_code)


def _near(zone: Zone) -> list[str]:
    return [code for code in prefixes(zone.area_code) if len(code) >= TOWN_DIGITS]


def _holders(capability: C, codes: list[str], *, within: str = "") -> set[UUID]:
    wanted = [key for key, role in roles().items() if capability in role.sees]
    held = Appointment.everywhere.filter(
        holding(local_day(timezone.now())), role__in=wanted, user__is_active=True
    )
    at_or_above = held.filter(area_code__in=codes)
    found = set(at_or_above.values_list("user_id", flat=True))
    if within:
        found |= set(held.filter(Scope((within,)).q()).values_list("user_id", flat=True))
    return found


def _tell(payload: dict[str, Any], kind: str, state: str) -> None:
    zone = _zone(payload)
    if zone is not None and zone.state == state:
        _leave(zone, kind, officers_of(zone))


def _leave_at_work(zone: Zone, kind: str, whom: set[UUID], **data: str) -> None:
    """Keepers of gates are told as well; the page behind the note is not for them."""
    _leave(zone, kind, whom, **data)
    _leave(zone, kind, keepers_of(zone) - whom, url="", **data)


def _leave(
    zone: Zone, kind: str, whom: set[Any], *, url: str | None = None, key: str = "", **data: str
) -> None:
    address = reverse("zones:zone", args=[zone.pk]) if url is None else url
    said = {"place": place_of(zone), **data}
    leave_notes(
        Said(user, kind, f"{kind}:{zone.pk.hex}:{key}:{user.hex}", address, said)
        for user in sorted(whom - {None})
    )


def _zone(payload: dict[str, Any]) -> Zone | None:
    return Zone.everywhere.select_related("area", "incident").filter(pk=UUID(payload["zone"])).first()
