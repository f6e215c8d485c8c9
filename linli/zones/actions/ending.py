"""Ending zones: lifting is as easy as closing, and what nobody lifts ends by itself."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import acting, user_behind
from linli.zones.chains import zones_since
from linli.zones.choices import WhyLifted, ZoneState
from linli.zones.marking import unmark, unmark_household
from linli.zones.models import Zone
from linli.zones.problems import NotInForce
from linli.zones.words import place_of

LIFTED = name_action(
    "zones:zone:lifted", _("{actor} lifted the zone {subject}: {households} households are free")
)
OPENED = name_action(
    "zones:zone:opened_with_closing",
    _("The zone {subject} opened as its emergency was closed: {households} households are free"),
)
EXPIRED = name_action("zones:zone:expired", _("The zone {subject} ended by itself"))
FREED = name_action("zones:zone:household_freed", _("{actor} took a household out of the zone {subject}"))


@transaction.atomic
def lift_zone(
    zone: Zone, *, why: str, actor: Actor | None, note: str = "", at: datetime | None = None
) -> Zone:
    """Open it: one officer, at once. Every mark of it is undone in this moment; lifted twice, it was lifted once."""
    _check_door(actor, zone)
    current = _locked(zone.pk)
    if current.state in (ZoneState.LIFTED, ZoneState.EXPIRED):
        return current
    if current.state != ZoneState.IN_FORCE:
        raise NotInForce(state=current.get_state_display())
    return _lift(current, why=why, actor=actor, at=at or timezone.now())


def end_for_its_renewal(renewal: Zone, *, at: datetime, actor: Actor | None) -> None:
    """The zone that a new decision follows ends in the moment in which that one begins."""
    before = _locked(renewal.follows_id) if renewal.follows_id else None
    if before is not None and before.state == ZoneState.IN_FORCE:
        _lift(before, why=WhyLifted.RENEWED, actor=actor, at=at)


def lift_by_answer(zone_id: UUID, *, why: str, actor: Actor | None, at: datetime) -> None:
    """What was decided elsewhere ends it: an objection to the whole zone, a newer edition, the emergency's closing.
    Nothing if it is over."""
    current = _locked(zone_id)
    if current.state == ZoneState.IN_FORCE:
        _lift(current, why=why, actor=actor, at=at)


@transaction.atomic
def free_household(zone_id: UUID, *, household_id: UUID, actor: Actor | None, at: datetime) -> int:
    """Take one household out: its objection was right. It is not marked again by this zone."""
    zone = _locked(zone_id)
    freed = unmark_household(zone, household_id, at=at)
    if freed:
        log(FREED, actor=actor, subject=zone, subject_name=place_of(zone))
    return freed


@transaction.atomic
def free_where_it_goes_on(
    zone_id: UUID, *, household_id: UUID, actor: Actor | None, at: datetime
) -> Zone | None:
    """A household was right to object to a zone, which may have been renewed since: free it in the one in force.

    Returns that zone; None if none is left. The renewals are held, so that one that comes into force at this moment is
    either seen here or sees the objection.
    """
    held = lock_rows(Zone.everywhere.all(), zones_since(zone_id))
    in_force = next((one for one in held if one.state == ZoneState.IN_FORCE), None)
    if in_force is not None:
        free_household(in_force.pk, household_id=household_id, actor=actor, at=at)
    return in_force


@transaction.atomic
def expire_zones(*, at: datetime) -> list[Zone]:
    """End those whose last day is over. Their marks ended in the same moment, whoever looked."""
    due = Zone.everywhere.filter(state=ZoneState.IN_FORCE, until_at__lte=at).values_list("pk", flat=True)
    held = lock_rows(Zone.everywhere.select_related("area", "incident"), list(due))
    ended = [one for one in held if one.state == ZoneState.IN_FORCE]
    for zone in ended:
        zone.state = ZoneState.EXPIRED
        zone.version += 1
        zone.save(update_fields=["state", "version"])
        log(EXPIRED, actor=None, subject=zone, subject_name=place_of(zone))
        announce("zones.zone_lifted", zone=str(zone.pk))
    return ended


def _lift(zone: Zone, *, why: str, actor: Actor | None, at: datetime) -> Zone:
    freed = unmark(zone, at=at)
    zone.state, zone.lifted_by, zone.lifted_at, zone.lifted_why = (
        ZoneState.LIFTED, user_behind(actor), at, WhyLifted(why)
    )  # fmt: skip
    zone.version += 1
    zone.save()
    action = OPENED if why == WhyLifted.INCIDENT_CLOSED else LIFTED
    log(action, actor=actor, subject=zone, subject_name=place_of(zone), why=why, households=freed)
    announce("zones.zone_lifted", zone=str(zone.pk))
    return zone


def _locked(pk: UUID) -> Zone:
    rows = lock_rows(Zone.everywhere.select_related("area", "incident"), [pk])
    if not rows:
        raise NotFound()
    return rows[0]


def _check_door(actor: Actor | None, zone: Zone) -> None:
    if actor is None:
        raise NotFound()
    viewer = acting(actor, day=local_day(timezone.now()))
    viewer.need(C.ZONES_READ, C.ZONES_DECIDE, write=True)
    if not viewer.scope.covers(zone.area_code):
        raise NotFound()
