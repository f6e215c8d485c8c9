"""Two officers decide a zone: one signs with basis and end, another agrees. Before that nobody is restricted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.models import AuditEntry
from linli.core.outbox import announce
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.incidents.models import Incident
from linli.lib.editions import Edition, ZoneKind
from linli.lib.periods import day_bounds, local_day
from linli.people.choices import Capability as C
from linli.people.viewer import acting, user_behind
from linli.zones.actions.ending import end_for_its_renewal
from linli.zones.choices import UnitWord, ZoneState
from linli.zones.in_force import edition_here
from linli.zones.marking import mark
from linli.zones.models import Zone
from linli.zones.problems import (
    AlreadyThere,
    EditionChanged,
    EmergencyClosed,
    EndsAtOnce,
    NoSuchKind,
    NotWaiting,
    SamePerson,
    TooLong,
    TooWide,
    WiderNeedsAReason,
)
from linli.zones.rules import is_wider, last_day_possible, next_review, term_of
from linli.zones.words import place_of

SIGNED = name_action(
    "zones:zone:signed", _("{actor} signed the zone {subject} until {until}; a second signature is needed")
)
AGREED = name_action(
    "zones:zone:agreed",
    _("{actor} agreed to the zone {subject}: in force until {until}, {households} households"),
)
DECLINED = name_action("zones:zone:declined", _("{actor} declined the zone {subject}: {why}"))


@dataclass(frozen=True)
class Decision:
    """What the first officer signs. `last_on`: its last day; None: as long as the edition allows."""

    kind: str
    reason: str
    basis: str
    objection: str
    last_on: date | None = None
    wider_because: str = ""


@transaction.atomic
def sign_zone(
    zone: Zone, *, version: int | None, decision: Decision, actor: Actor | None, at: datetime | None = None
) -> Zone:
    """The first signature. Nobody is restricted by it."""
    now = at or timezone.now()
    check_door(actor, zone)
    hold_emergency(zone.incident_id)
    current = locked_zone(zone.pk, version)
    if current.state != ZoneState.PROPOSED:
        raise NotWaiting(state=current.get_state_display())
    edition = edition_here(current.area, now)
    kind = kind_in(edition, decision.kind)
    check_width(current.unit, kind, decision.wider_because)
    check_term(kind, now, decision.last_on)
    term = term_of(kind, now, last_on=decision.last_on)
    current.state, current.kind, current.edition = ZoneState.SIGNED, kind.key, edition.key
    current.reason, current.basis = decision.reason.strip(), decision.basis.strip()
    current.objection, current.wider_because = decision.objection.strip(), decision.wider_because.strip()
    current.signed_by, current.signed_at = user_behind(actor), now
    current.from_at, current.until_at, current.review_at = now, term.until_at, term.review_at
    save(current)
    log(SIGNED, actor=actor, subject=current, subject_name=place_of(current), until=last_day(current))
    announce("zones.zone_signed", zone=str(current.pk))
    return current


@transaction.atomic
def agree_zone(zone: Zone, *, version: int | None, actor: Actor | None, at: datetime | None = None) -> Zone:
    """The second signature, of another person: the zone is in force, its households are marked, gates know."""
    now = at or timezone.now()
    check_door(actor, zone)
    hold_emergency(zone.incident_id)
    # With the zone it follows, in the order in which others hold the two.
    lock_rows(Zone.everywhere.all(), [pk for pk in (zone.pk, zone.follows_id) if pk])
    current = locked_zone(zone.pk, version)
    if current.state != ZoneState.SIGNED:
        raise NotWaiting(state=current.get_state_display())
    second = user_behind(actor)
    if second is None or second.pk == current.signed_by_id:
        raise SamePerson()
    kind = _still_allowed(current, now)
    if current.follows_id:
        end_for_its_renewal(current, at=now, actor=actor)
    current.state, current.approved_by, current.approved_at = ZoneState.IN_FORCE, second, now
    current.from_at, current.review_at = now, min(next_review(kind, now), until_of(current))
    save_in_place(current)
    current.households = mark(current, stays=kind.stays, at=now)
    current.save(update_fields=["households"])
    log(
        AGREED, actor=actor, subject=current, subject_name=place_of(current), until=last_day(current),
        households=current.households,
    )  # fmt: skip
    announce("zones.zone_in_force", zone=str(current.pk))
    return current


@transaction.atomic
def decline_zone(zone: Zone, *, version: int | None, why: str, actor: Actor | None) -> Zone:
    """Not needed, or wrong: whether signed once or not, nobody was restricted by it."""
    check_door(actor, zone)
    current = locked_zone(zone.pk, version)
    if current.state not in (ZoneState.PROPOSED, ZoneState.SIGNED):
        raise NotWaiting(state=current.get_state_display())
    current.state, current.declined_by, current.declined_why = (
        ZoneState.DECLINED, user_behind(actor), why.strip()
    )  # fmt: skip
    save(current)
    log(DECLINED, actor=actor, subject=current, subject_name=place_of(current), why=current.declined_why)
    announce("zones.zone_declined", zone=str(current.pk))
    return current


def _still_allowed(zone: Zone, now: datetime) -> ZoneKind:
    """Between two signatures hours may pass: the edition still holds, and the end is still ahead."""
    edition = edition_here(zone.area, now)
    if edition.key != zone.edition:
        raise EditionChanged(edition=edition.name.zh)
    kind = kind_in(edition, zone.kind)
    check_width(zone.unit, kind, zone.wider_because)
    if until_of(zone) <= now:
        raise EndsAtOnce()
    return kind


# ---- what every decision checks ------------------------------------------------------------------------------------------
def check_door(actor: Actor | None, zone: Zone) -> None:
    """The stranger finds nothing here. Nobody decides a zone without a name: a machine least of all."""
    if actor is None:
        raise NotFound()
    viewer = acting(actor, day=local_day(timezone.now()))
    viewer.need(C.ZONES_READ, C.ZONES_DECIDE, write=True)
    if not viewer.scope.covers(zone.area_code):
        raise NotFound()


def hold_emergency(incident_id: UUID) -> Incident:
    """The emergency of a zone, held before the zone is: its closing waits, and opens what is decided here."""
    # Not the key: rows that name the emergency may be written beside this.
    incident = Incident.everywhere.select_for_update(no_key=True).get(pk=incident_id)
    if not incident.is_open:
        raise EmergencyClosed(name=incident.name)
    return incident


def locked_zone(pk: UUID, version: int | None) -> Zone:
    rows = Zone.everywhere.select_for_update(of=("self",)).select_related("area", "incident")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    if version is not None and found.version != version:
        raise ChangedMeanwhile(who=_last_actor(pk))
    return found


def _last_actor(pk: UUID) -> str:
    last = AuditEntry.objects.filter(subject_id=pk).order_by("-at", "-id").first()
    return last.actor_name if last else ""


def kind_in(edition: Edition, key: str) -> ZoneKind:
    kind = edition.zone(key)
    if kind is None:
        raise NoSuchKind(edition=edition.name.zh)
    return kind


def check_width(unit: str, kind: ZoneKind, because: str) -> None:
    """Never wider than the edition; where it names a ground for more, the ground is written, and oversight sees it."""
    if not is_wider(unit, kind.widest):
        return
    widest = UnitWord(kind.widest).label
    if kind.wider_if is None:
        raise TooWide(widest=widest)
    if not because.strip():
        raise WiderNeedsAReason(widest=widest, condition=kind.wider_if.zh)


def check_term(kind: ZoneKind, now: datetime, last_on: date | None) -> None:
    if last_on is None:
        return
    longest = last_day_possible(kind, local_day(now))
    if last_on > longest:
        raise TooLong(days=kind.days, last=longest.isoformat())
    if day_bounds(last_on)[1] <= now:
        raise EndsAtOnce()


def save(zone: Zone) -> None:
    zone.version += 1
    zone.save()


def save_in_place(zone: Zone) -> None:
    """One zone in force, and one that waits, for each place."""
    try:
        with transaction.atomic():
            save(zone)
    except IntegrityError:
        raise AlreadyThere() from None


def until_of(zone: Zone) -> datetime:
    assert zone.until_at is not None
    return zone.until_at


def last_day(zone: Zone) -> str:
    """The last day, as the trail keeps it: the end is its 24:00."""
    return local_day(until_of(zone) - timedelta(microseconds=1)).isoformat()
