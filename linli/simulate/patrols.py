"""A patrol in the demo: some rounds around the compound, a point left out, something found. Everybody is invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from linli.areas.models import Area
from linli.core.facts import FieldFact
from linli.gates.actions.patrol_counting import count_rounds, note_not_begun
from linli.gates.actions.patrols import Route, make_route, take_checks
from linli.gates.bodies import PatrolCheck
from linli.gates.models import PatrolPoint, PatrolRoute
from linli.lib.ids import new_id
from linli.people.models import User
from linli.simulate.phones import id_at

HOURS, MINUTES, BETWEEN = 12, 90, timedelta(minutes=11)
ROUTE = Route(
    "院墙一圈", "compound", HOURS, MINUTES, ("东门岗亭", "北墙垃圾房", "配电室", "西北角围栏", "车棚")
)
FOUND = "西北角围栏松了一根，已用铁丝绑住，要焊"
LEFT_OUT, FOUND_AT = (
    2,
    4,
)  # a point of the last round but one; the point of the last at which something was found


@dataclass
class PlayedPatrols:
    routes: int = 0
    checks: int = 0


def play_patrols(main: Area, *, seed: int, now: datetime) -> PlayedPatrols:
    """A repeat adds nothing."""
    walker = User.objects.filter(username__startswith=f"helper-{main.code}").order_by("username").first()
    if walker is None or PatrolRoute.objects.within(main.code).exists():
        return PlayedPatrols()
    route = make_route(main, route_id=new_id(), given=ROUTE, actor=None, now=now - timedelta(hours=3 * HOURS))
    points = list(route.points.all())
    facts = list(_rounds(Random(f"patrols-{seed}-{main.code}"), walker, points, now))
    refused = take_checks(facts)
    count_rounds(now=now)
    note_not_begun(now=now)
    return PlayedPatrols(1, len(facts) - len(refused))


def _rounds(rng: Random, walker: User, points: list[PatrolPoint], now: datetime) -> Iterator[FieldFact]:
    last = now - timedelta(hours=3)
    for back in (2, 1, 0):
        begins = last - timedelta(hours=back * HOURS)
        for number, point in enumerate(points, 1):
            if back == 1 and number == LEFT_OUT:
                continue
            at = begins + number * BETWEEN
            found = FOUND if not back and number == FOUND_AT else ""
            body = PatrolCheck(point=point.code, found=found)
            yield FieldFact(UUID(id_at(rng, at)), "patrol.check", body, at, at, walker.pk, None)
