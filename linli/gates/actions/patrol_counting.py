"""What was missed: points of rounds that are over, and rounds that were due and that nobody walked."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.gates.models import PatrolCheck, PatrolPoint, PatrolRound, PatrolRoute
from linli.gates.rules_patrols import not_begun

AT_ONCE = 500


@transaction.atomic
def count_rounds(*, now: datetime) -> int:
    """Work out which points the rounds that are over have missed. A check that a phone tells later takes its own off."""
    ids = PatrolRound.everywhere.filter(counted_at=None, over_at__lte=now).order_by("over_at")
    due = list(ids.values_list("pk", "route_id")[:AT_ONCE])
    routes = {one.pk: one for one in lock_rows(PatrolRoute.everywhere.all(), {route for _pk, route in due})}
    rounds = [one for one in lock_rows(PatrolRound.everywhere.all(), [pk for pk, _route in due])
              if one.counted_at is None and one.over_at <= now]  # fmt: skip
    checked = _checked(rounds)
    points = list(PatrolPoint.objects.filter(route__in=routes))
    for one in rounds:
        expected = expected_in(one, points)
        one.missed = [str(point.pk) for point in expected if (one.pk, point.pk) not in checked]
        one.counted_at = now
        if one.missed:
            announce("gates.patrol_missed", round=str(one.pk), route=str(one.route_id))
    PatrolRound.everywhere.bulk_update(rounds, ["missed", "counted_at"])
    return len(rounds)


def expected_in(round_: PatrolRound, points: Iterable[PatrolPoint]) -> list[PatrolPoint]:
    """The points that hung when the round began, and still when it was over; in their order."""
    found = [
        one
        for one in points
        if one.route_id == round_.route_id
        and one.made_at <= round_.began_at
        and (one.dropped_at is None or one.dropped_at >= round_.over_at)
    ]
    return sorted(found, key=lambda one: one.order)


def _checked(rounds: list[PatrolRound]) -> set[tuple[UUID, UUID]]:
    rows = PatrolCheck.everywhere.filter(round__in=[one.pk for one in rounds])
    return set(rows.values_list("round_id", "point_id"))


@transaction.atomic
def note_not_begun(*, now: datetime) -> int:
    """Keep a round for every one that was due and that nobody has walked, with all its points missed."""
    open_routes = PatrolRoute.everywhere.filter(closed_at=None).annotate(last=Max("rounds__began_at"))
    late = [one.pk for one in open_routes if _due(one, one.last, now)]
    locked = {one.pk: one for one in lock_rows(PatrolRoute.everywhere.filter(closed_at=None), late)}
    begun = PatrolRound.everywhere.filter(route__in=locked).order_by().values_list("route")
    latest = dict(begun.annotate(last=Max("began_at")))
    points = list(PatrolPoint.objects.filter(route__in=locked))
    made = [
        _nobody_walked(route, at, points, now)
        for route in locked.values()
        for at in _due(route, latest.get(route.pk), now)
    ]
    PatrolRound.objects.bulk_create(made)
    for one in filter(_lacks, made):
        announce("gates.patrol_missed", round=str(one.pk), route=str(one.route_id))
    return len(made)


def _lacks(round_: PatrolRound) -> bool:
    return bool(round_.missed)


def _due(route: PatrolRoute, last: datetime | None, now: datetime) -> list[datetime]:
    return not_begun(
        last or route.made_at, each=timedelta(hours=route.each_hours),
        within=timedelta(minutes=route.within_minutes), now=now,
    )  # fmt: skip


def _nobody_walked(route: PatrolRoute, at: datetime, points: list[PatrolPoint], now: datetime) -> PatrolRound:
    over_at = at + timedelta(minutes=route.within_minutes)
    made = PatrolRound(
        route=route,
        area_id=route.area_id,
        area_code=route.area_code,
        began_at=at,
        over_at=over_at,
        counted_at=now,
    )
    made.missed = [str(one.pk) for one in expected_in(made, points)]
    return made
