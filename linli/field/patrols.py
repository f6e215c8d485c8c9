"""The patrols that somebody may walk, as a phone takes them along.

A point comes with the hash of its code, not with the code: a phone knows the point that it stands at, and cannot tell of
one that it has not seen.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from linli.gates.access_patrols import routes_walked_by
from linli.gates.models import PatrolPoint, PatrolRoute
from linli.gates.queries_patrols import Standing, due_of, last_rounds, with_last_round
from linli.lib.periods import SHANGHAI
from linli.people.choices import Capability
from linli.people.viewer import Viewer

HASH_DIGITS = 16
# A route that was left alone for so long is not taken along with its old round.
OLD = timedelta(days=3)


class PointOnPhone(msgspec.Struct, gc=False):
    id: UUID
    name: str
    hash: str


class RoundOnPhone(msgspec.Struct, omit_defaults=True, gc=False):
    """The last round: `done` and `missed` are ids of points."""

    began_at: datetime
    over_at: datetime
    done: tuple[UUID, ...] = ()
    missed: tuple[UUID, ...] = ()


class PatrolOnPhone(msgspec.Struct, omit_defaults=True, gc=False):
    id: UUID
    name: str
    kind: str
    within_minutes: int
    due_at: datetime
    points: tuple[PointOnPhone, ...] = ()
    last: RoundOnPhone | None = None


def patrols_for(
    viewers: Sequence[Viewer], *, now: datetime, posts: Iterable[str] = ()
) -> tuple[PatrolOnPhone, ...]:
    """None for whoever walks none; else four queries, however many routes. `posts`: the areas where they stand today."""
    if not any(one.may(Capability.GATES_KEEP) for one in viewers):
        return ()
    routes = list(with_last_round(routes_walked_by(viewers, posts=posts)).order_by("area_code", "name", "pk"))
    if not routes:
        return ()
    points = _points(routes)
    standings = last_rounds(routes, now=now)
    return tuple(_patrol(one, points[one.pk], standings.get(one.pk), now) for one in routes)


def hash_of(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:HASH_DIGITS]


def _points(routes: Iterable[PatrolRoute]) -> dict[UUID, list[PatrolPoint]]:
    rows = PatrolPoint.objects.filter(route__in=[one.pk for one in routes], dropped_at=None).order_by(
        "order", "pk"
    )
    found: dict[UUID, list[PatrolPoint]] = defaultdict(list)
    for one in rows:
        found[one.route_id].append(one)
    return found


def _patrol(
    route: PatrolRoute, points: Sequence[PatrolPoint], standing: Standing | None, now: datetime
) -> PatrolOnPhone:
    last: datetime | None = route.last  # type: ignore[attr-defined]
    return PatrolOnPhone(
        id=route.pk,
        name=route.name,
        kind=route.kind,
        within_minutes=route.within_minutes,
        due_at=due_of(route, last, now=now).at.astimezone(SHANGHAI),
        points=tuple(PointOnPhone(one.pk, one.name, hash_of(one.code)) for one in points),
        last=_last(standing) if standing and standing.round.over_at > now - OLD else None,
    )


def _last(standing: Standing) -> RoundOnPhone:
    return RoundOnPhone(
        began_at=standing.round.began_at.astimezone(SHANGHAI),
        over_at=standing.round.over_at.astimezone(SHANGHAI),
        done=tuple(dict.fromkeys(one.point_id for one in standing.checks)),
        missed=tuple(one.pk for one in standing.missed),
    )
