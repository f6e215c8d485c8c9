"""The days of a zone: its conditions counted, somebody's look, a lighter kind, rounds of tests that were told."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import acting, user_behind
from linli.zones.actions.deciding import check_door, locked_zone, save, until_of
from linli.zones.cases import day_facts
from linli.zones.choices import ZoneState
from linli.zones.in_force import edition_of, kind_of
from linli.zones.marking import lighten
from linli.zones.models import RoundResult, Zone, ZoneReview
from linli.zones.problems import NothingLighter, NotInForce, NotMetYet
from linli.zones.rules import Counted, all_met, comes_down_to, count_conditions, next_review
from linli.zones.words import place_of

LOOKED = name_action(
    "zones:zone:reviewed", _("{actor} looked at the zone {subject}: {met} of {of} conditions are met")
)
CAME_DOWN = name_action(
    "zones:zone:came_down", _("{actor} made the zone {subject} lighter: {before} to {after}")
)
ROUND = name_action("zones:round:told", _("{actor} told the round of tests of {subject} on {on}"))


@transaction.atomic
def count_day(zone: Zone, *, on: date) -> ZoneReview:
    """Count the conditions of a day anew. Who has looked, and what they were told, stays."""
    counted = counted_of(zone, on=on)
    values = {"conditions": msgspec.to_builtins(counted), "met": all_met(counted)}
    review, _made = ZoneReview.objects.update_or_create(zone=zone, on=on, defaults=values)
    return review


def counted_of(zone: Zone, *, on: date) -> tuple[Counted, ...]:
    kind = kind_of(zone)
    return count_conditions(kind, day_facts(zone, on)) if kind else ()


def count_days(*, at: datetime) -> int:
    """Of every zone in force; a zone each in its own transaction."""
    rows = Zone.everywhere.filter(state=ZoneState.IN_FORCE, until_at__gt=at).select_related(
        "area", "incident"
    )
    zones = list(rows)
    for zone in zones:
        _count_and_tell(zone, on=local_day(at))
    return len(zones)


@transaction.atomic
def _count_and_tell(zone: Zone, *, on: date) -> None:
    """Count a day anew; where its conditions are met by this, officers are asked to lift."""
    lock_rows(Zone.everywhere.all(), [zone.pk])  # so that two who count at once do not both find it new
    before = ZoneReview.objects.filter(zone=zone, on=on, met=True).exists()
    if count_day(zone, on=on).met and not before:
        announce("zones.zone_may_open", zone=str(zone.pk))


@transaction.atomic
def review_zone(
    zone: Zone, *, note: str, contacts_negative: bool | None, actor: Actor | None, at: datetime | None = None
) -> ZoneReview:
    """Somebody has looked, today. The next look is due by the edition's days, and never after the end."""
    now = at or timezone.now()
    check_door(actor, zone)
    current = _in_force(zone)
    review = count_day(current, on=local_day(now))
    if contacts_negative is not None:
        review.contacts_negative = contacts_negative
    review.looked_by, review.looked_at, review.note = user_behind(actor), now, note.strip()
    review.save()
    review = count_day(current, on=local_day(now))
    kind = kind_of(current)
    if kind is not None:
        current.review_at = min(next_review(kind, now), until_of(current))
        save(current)
    met = sum(one["met"] for one in review.conditions)
    log(
        LOOKED,
        actor=actor,
        subject=current,
        subject_name=place_of(current),
        met=met,
        of=len(review.conditions),
    )
    return review


@transaction.atomic
def come_down(zone: Zone, *, version: int | None, actor: Actor | None, at: datetime | None = None) -> Zone:
    """High to medium, medium to low: one officer, once the conditions are met. The end stays where it was."""
    now = at or timezone.now()
    check_door(actor, zone)
    current = locked_zone(zone.pk, version)
    if current.state != ZoneState.IN_FORCE:
        raise NotInForce(state=current.get_state_display())
    kind, edition = kind_of(current), edition_of(current)
    below = comes_down_to(kind, edition) if kind and edition else None
    if kind is None or below is None:
        raise NothingLighter()
    if not all_met(counted_of(current, on=local_day(now))):
        raise NotMetYet()
    current.came_from, current.came_down_at, current.kind = kind.key, now, below.key
    current.review_at = min(next_review(below, now), until_of(current))
    save(current)
    lighten(current, below, at=now)
    log(
        CAME_DOWN, actor=actor, subject=current, subject_name=place_of(current), before=kind.name.zh,
        after=below.name.zh,
    )  # fmt: skip
    announce("zones.zone_lightened", zone=str(current.pk))
    return current


@transaction.atomic
def tell_round(area: Area, *, on: date, negative: bool, actor: Actor | None) -> RoundResult:
    """Tell that a whole area was tested. Told again for a day, the later word holds, and conditions are counted anew."""
    _check_area(actor, area)
    values = {
        "negative": negative,
        "told_by": user_behind(actor),
        "told_at": timezone.now(),
        "area_code": area.code,
    }
    row, _made = RoundResult.everywhere.update_or_create(area=area, on=on, defaults=values)
    log(ROUND, actor=actor, subject=row, subject_name=area.short, on=on.isoformat(), negative=negative)
    for zone in _around(area):
        _count_and_tell(zone, on=local_day(timezone.now()))
    return row


def _around(area: Area) -> Iterable[Zone]:
    rows = Zone.objects.within(area.code).filter(state=ZoneState.IN_FORCE)
    return rows.select_related("area", "incident").order_by("pk")


def _in_force(zone: Zone) -> Zone:
    current = locked_zone(zone.pk, None)
    if current.state != ZoneState.IN_FORCE:
        raise NotInForce(state=current.get_state_display())
    return current


def _check_area(actor: Actor | None, area: Area) -> None:
    if actor is None:
        raise NotFound()
    viewer = acting(actor, day=local_day(timezone.now()))
    viewer.need(C.ZONES_READ, C.ZONES_DECIDE, write=True)
    if not viewer.scope.covers(area.code):
        raise NotFound()
