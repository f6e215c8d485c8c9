"""What a newer edition makes of zones in force: shorter or lighter by one officer, heavier never without a physician."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import acting, user_behind
from linli.zones.actions.deciding import check_door, locked_zone, save, until_of
from linli.zones.actions.ending import lift_by_answer
from linli.zones.actions.proposing import propose_around
from linli.zones.cases import cases_near
from linli.zones.choices import ChangeKind, ChangeState, WhyLifted, ZoneState
from linli.zones.in_force import edition_here, seen
from linli.zones.marking import lighten, marks_of
from linli.zones.models import Zone, ZoneChange
from linli.zones.problems import ChangeDecided, NeedsAPhysician, NotInForce, SamePerson
from linli.zones.rules import next_review
from linli.zones.rules_editions import change_by
from linli.zones.words import place_of

TAKEN = name_action(
    "zones:change:taken", _("{actor} let the edition {edition} hold for the zone {subject}: {kind}")
)
KEPT = name_action("zones:change:kept", _("{actor} kept the zone {subject} as it was: {why}"))
SIGNED = name_action(
    "zones:change:signed", _("{actor} signed, as a physician, what the edition {edition} makes of {subject}")
)


@transaction.atomic
def note_changes(*, at: datetime) -> list[ZoneChange]:
    """For every zone in force that was decided under another edition than the one that holds there now. Once each."""
    rows = Zone.everywhere.filter(state=ZoneState.IN_FORCE, until_at__gt=at)
    made = [_note(zone, at) for zone in rows.select_related("area", "incident").order_by("pk")]
    return [one for one in made if one is not None]


def _note(zone: Zone, at: datetime) -> ZoneChange | None:
    edition = edition_here(zone.area, at)
    if edition.key == zone.edition:
        return None
    found = change_by(seen(zone), edition, at=at)
    change, made = ZoneChange.everywhere.get_or_create(
        zone=zone, edition=edition.key,
        defaults={
            "area": zone.area, "area_code": zone.area_code, "kind": found.kind, "until_at": found.until_at,
            "new_kind": found.new_kind, "made_at": at,
        },
    )  # fmt: skip
    if made:
        announce("zones.change_proposed", zone=str(zone.pk), change=str(change.pk))
    return change if made else None


@transaction.atomic
def take_change(change: ZoneChange, *, actor: Actor | None, at: datetime | None = None) -> Zone:
    """Let the newer edition hold for the zone. What is heavier needs a physician's signature first, of another person."""
    now = at or timezone.now()
    kept, zone = _waiting(change, actor)
    if kept.kind == ChangeKind.HEAVIER:
        _check_signed(kept, actor)
    if zone.state != ZoneState.IN_FORCE:
        raise NotInForce(state=zone.get_state_display())
    _decide(kept, ChangeState.TAKEN, actor, now)
    log(TAKEN, actor=actor, subject=zone, subject_name=place_of(zone), edition=kept.edition, kind=kept.kind)
    if kept.kind == ChangeKind.ENDS:
        return _end(zone, actor, now)
    return _hold(zone, kept, actor, now)


@transaction.atomic
def keep_as_it_was(change: ZoneChange, *, why: str, actor: Actor | None) -> ZoneChange:
    """With a reason that stays readable. What the edition in force does not allow stays a finding for oversight."""
    kept, zone = _waiting(change, actor)
    kept.why = why.strip()
    _decide(kept, ChangeState.KEPT, actor, timezone.now())
    log(KEPT, actor=actor, subject=zone, subject_name=place_of(zone), why=kept.why)
    return kept


@transaction.atomic
def sign_as_physician(change: ZoneChange, *, why: str, actor: Actor | None) -> ZoneChange:
    """The medical officer's signature to a heavier kind: it changes nothing by itself."""
    if actor is None:
        raise NotFound()
    viewer = acting(actor, day=local_day(timezone.now()))
    viewer.need(C.ZONES_READ, C.CARE_MEDICAL, write=True)
    kept = _locked(change)
    if not viewer.scope.covers(kept.area_code):
        raise NotFound()
    if kept.state != ChangeState.WAITING or kept.signed_by_id is not None:
        raise ChangeDecided()
    kept.signed_by, kept.why = user_behind(actor), why.strip()
    kept.save(update_fields=["signed_by", "why"])
    log(SIGNED, actor=actor, subject=kept.zone, subject_name=place_of(kept.zone), edition=kept.edition)
    return kept


def _waiting(change: ZoneChange, actor: Actor | None) -> tuple[ZoneChange, Zone]:
    check_door(actor, change.zone)
    zone = locked_zone(change.zone_id, None)
    kept = _locked(change)
    if kept.state != ChangeState.WAITING:
        raise ChangeDecided()
    return kept, zone


def _locked(change: ZoneChange) -> ZoneChange:
    rows = ZoneChange.everywhere.select_for_update(of=("self",)).select_related(
        "zone__area", "zone__incident"
    )
    return rows.get(pk=change.pk)


def _check_signed(change: ZoneChange, actor: Actor | None) -> None:
    if change.signed_by_id is None:
        raise NeedsAPhysician()
    by = user_behind(actor)
    if by is not None and by.pk == change.signed_by_id:
        raise SamePerson()


def _decide(change: ZoneChange, state: ChangeState, actor: Actor | None, at: datetime) -> None:
    change.state, change.decided_by, change.decided_at = state, user_behind(actor), at
    change.save(update_fields=["state", "decided_by", "decided_at", "why"])


def _end(zone: Zone, actor: Actor | None, at: datetime) -> Zone:
    """Opened; around the cases in it the playbook proposes what the newer edition allows."""
    cases = cases_near(zone)
    lift_by_answer(zone.pk, why=WhyLifted.LIGHTER_EDITION, actor=actor, at=at)
    for case in cases:
        propose_around(case, at=at)
    zone.refresh_from_db()
    return zone


def _hold(zone: Zone, change: ZoneChange, actor: Actor | None, at: datetime) -> Zone:
    edition = edition_here(zone.area, at)
    kind = edition.zone(change.new_kind)
    if kind is None or edition.key != change.edition:
        raise ChangeDecided()
    end = until_of(zone)
    if change.until_at is not None and change.until_at <= at:  # days have passed since it was proposed
        return _end(zone, actor, at)
    zone.edition, zone.kind = edition.key, kind.key
    zone.until_at = min(end, change.until_at or end)  # never later than it was
    zone.review_at = min(next_review(kind, at), zone.until_at)
    save(zone)
    lighten(zone, kind, at=at)
    marks_of(zone).update(until_at=zone.until_at)
    announce("zones.zone_lightened", zone=str(zone.pk))
    return zone
