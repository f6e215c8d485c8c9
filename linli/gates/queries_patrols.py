"""What pages show of patrols; each list in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from linli.areas.scopes import Scope
from linli.core.components import State
from linli.gates.actions.patrol_counting import expected_in
from linli.gates.choices import FindingState
from linli.gates.models import PatrolCheck, PatrolPoint, PatrolRound, PatrolRoute

# Sealed, and in no list: a picture is two hundred kilobytes.
SEALED = ("found", "photo")
SORTS = {"name": "name", "kind": "kind", "last": "last"}


def routes_in(scope: Scope, *, closed: bool = False, sort: str = "") -> QuerySet[PatrolRoute]:
    rows = PatrolRoute.objects.within(scope).exclude(closed_at=None) if closed else (
        PatrolRoute.objects.within(scope).filter(closed_at=None)
    )  # fmt: skip
    rows = with_last_round(rows).annotate(
        open_points=Count("points", filter=Q(points__dropped_at=None), distinct=True),
    )
    key = SORTS.get(sort.removeprefix("-"), "")
    return rows.order_by(
        *([("-" if sort.startswith("-") else "") + key] if key else []), "area_code", "name", "pk"
    )


def with_last_round(rows: QuerySet[PatrolRoute]) -> QuerySet[PatrolRoute]:
    return rows.annotate(last=Max("rounds__began_at"))


@dataclass(frozen=True)
class Standing:
    """How a round stands: its points in their order, those that were checked, those that were missed."""

    round: PatrolRound
    points: Sequence[PatrolPoint]
    checks: Sequence[PatrolCheck]
    now: datetime

    @property
    def done(self) -> int:
        """Once the checks have vanished with the logs: all that were not missed."""
        if self.checks_are_gone:
            return len(self.points) - len(self.missed)
        return len({one.point_id for one in self.checks})

    @property
    def checks_are_gone(self) -> bool:
        return not self.checks and self.round.by_id is not None and self.round.counted_at is not None

    @property
    def total(self) -> int:
        return max(len(self.points), self.done)

    @property
    def missed(self) -> list[PatrolPoint]:
        """As it was worked out; before that, once the time is over, as it is."""
        if self.is_under_way:
            return []
        if self.round.counted_at is not None:
            return [one for one in self.points if str(one.pk) in self.round.missed]
        seen = {one.point_id for one in self.checks}
        return [one for one in self.points if one.pk not in seen]

    @property
    def is_under_way(self) -> bool:
        return self.round.began_at <= self.now < self.round.over_at

    @property
    def nobody_walked(self) -> bool:
        return not self.checks and not self.checks_are_gone

    @property
    def found(self) -> int:
        return sum(one.has_photo or one.state == FindingState.OPEN or bool(one.note) for one in self.checks)

    @property
    def to_settle(self) -> int:
        return sum(one.state == FindingState.OPEN for one in self.checks)

    @property
    def state(self) -> State:
        if self.is_under_way and self.done < self.total:
            return State.RUN
        if self.nobody_walked:
            return State.MISS
        return State.STOP if self.missed else State.DONE


def standings(rounds: Iterable[PatrolRound], *, now: datetime) -> list[Standing]:
    """The rounds with their points and checks, in two queries."""
    rounds = list(rounds)
    points = list(PatrolPoint.objects.filter(route__in={one.route_id for one in rounds}))
    checks = _checks_of(rounds)
    return [Standing(one, expected_in(one, points), checks[one.pk], now) for one in rounds]


def _checks_of(rounds: Sequence[PatrolRound]) -> Mapping[UUID, list[PatrolCheck]]:
    rows = (
        PatrolCheck.everywhere.filter(round__in=[one.pk for one in rounds])
        .defer(*SEALED)
        .order_by("at", "pk")
    )
    found: dict[UUID, list[PatrolCheck]] = defaultdict(list)
    for one in rows:
        found[one.round_id].append(one)
    return found


def last_rounds(routes: Iterable[PatrolRoute], *, now: datetime) -> dict[UUID, Standing]:
    """The newest round of each route."""
    wanted = Q(pk__in=[])
    for one in routes:
        if one.last is not None:  # type: ignore[attr-defined]
            wanted |= Q(route=one.pk, began_at=one.last)  # type: ignore[attr-defined]
    rounds = PatrolRound.everywhere.filter(wanted).select_related("by").order_by("pk")
    return {one.round.route_id: one for one in standings(rounds, now=now)}


def rounds_of(route: PatrolRoute) -> QuerySet[PatrolRound]:
    return PatrolRound.everywhere.filter(route=route).select_related("by").order_by("-began_at", "-pk")


@dataclass(frozen=True)
class Due:
    """When the next round of a route is due, and whether it is late."""

    at: datetime
    is_late: bool


def due_of(route: PatrolRoute, last: datetime | None, *, now: datetime) -> Due:
    at = (last or route.made_at) + timedelta(hours=route.each_hours)
    return Due(at, at <= now)


def findings_in(scope: Scope, *, settled: bool = False) -> QuerySet[PatrolCheck]:
    """What patrols found; the newest first. Text comes along, pictures do not."""
    rows = PatrolCheck.objects.within(scope).select_related("point__route", "by", "settled_by").defer("photo")
    state = FindingState.SETTLED if settled else FindingState.OPEN
    rows = rows.filter(state=state)
    return (rows.exclude(settled_at=None) if settled else rows).order_by("-at", "-pk")


def missed_lately(scope: Scope, *, now: datetime) -> int:
    """Rounds of the last day with a point that nobody came to."""
    rows = PatrolRound.objects.within(scope).filter(
        over_at__gt=now - timedelta(days=1), route__closed_at=None
    )
    return rows.exclude(counted_at=None).exclude(missed=[]).count()
