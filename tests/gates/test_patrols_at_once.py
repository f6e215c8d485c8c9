"""Phones of several people on one route at the same moment: one round, each point once, nothing is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from linli.areas.models import Area
from linli.core.facts import FieldFact
from linli.gates.actions.patrol_counting import count_rounds, note_not_begun
from linli.gates.actions.patrols import take_checks
from linli.gates.models import PatrolCheck, PatrolRound, PatrolRoute
from linli.people.models import User
from tests.conftest import NOW, appoint
from tests.duty.test_posts_at_once import all_at_once
from tests.gates.patrols import point_of, route_in, told

pytestmark = [pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _many_writers(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")


@pytest.fixture
def route(community: Area) -> PatrolRoute:
    return route_in(community, names=tuple(f"{n}号桩" for n in range(1, 7)))


@pytest.fixture
def walkers(community: Area) -> list[User]:
    return [appoint(f"walker-{n}", name, "volunteer", community) for n, name in enumerate("甲乙丙")]


def telling(*facts: FieldFact) -> Callable[[], object]:
    return lambda: take_checks(facts)


def test_several_who_begin_at_once_walk_one_round(route: PatrolRoute, walkers: list[User]) -> None:
    batches = [
        telling(*(told(point_of(route, 2 * n + one), user, NOW + one * MINUTE) for one in (1, 2)))
        for n, user in enumerate(walkers)
    ]
    assert all_at_once(batches) == [{}] * 3
    round_ = PatrolRound.everywhere.get()
    assert round_.began_at == NOW + MINUTE
    assert PatrolCheck.everywhere.filter(round=round_, again=False).count() == 6


def test_a_point_that_all_stand_at_counts_once_and_each_is_kept(
    route: PatrolRoute, walkers: list[User]
) -> None:
    first = point_of(route, 1)
    batches = [telling(told(first, user, NOW + n * MINUTE)) for n, user in enumerate(walkers)]
    assert all_at_once(batches) == [{}] * 3
    assert sorted(PatrolCheck.everywhere.values_list("again", flat=True)) == [False, True, True]
    assert PatrolRound.everywhere.count() == 1


def test_a_phone_that_sends_the_same_twice_at_once_is_heard_once(
    route: PatrolRoute, walkers: list[User]
) -> None:
    facts = [told(point_of(route, n), walkers[0], NOW + n * MINUTE) for n in (1, 2, 3)]
    assert all_at_once([telling(*facts), telling(*reversed(facts)), telling(facts[1])]) == [{}] * 3
    assert PatrolCheck.everywhere.count() == 3


def test_two_routes_told_in_either_order_do_not_wait_for_each_other(
    route: PatrolRoute, community: Area, walkers: list[User]
) -> None:
    other = route_in(community, names=("东墙", "西墙"))
    for minute in range(5):
        at = NOW + minute * MINUTE
        here, there = told(point_of(route, 1), walkers[0], at), told(point_of(other, 1), walkers[1], at)
        both = [told(point_of(other, 2), walkers[0], at), told(point_of(route, 2), walkers[1], at)]
        assert all_at_once([telling(here, both[0]), telling(there, both[1])]) == [{}] * 2
    assert PatrolCheck.everywhere.count() == 20


def test_a_check_that_comes_while_the_missed_are_counted_is_not_missed(
    route: PatrolRoute, walkers: list[User]
) -> None:
    take_checks([told(point_of(route, 1), walkers[0])])
    later = NOW + timedelta(hours=3)
    late = [told(point_of(route, n), walkers[1], NOW + n * MINUTE) for n in (2, 3)]
    found = all_at_once([telling(*late), lambda: count_rounds(now=later), lambda: note_not_begun(now=later)])
    assert not [one for one in found if isinstance(one, Exception)]
    count_rounds(now=later)
    round_ = PatrolRound.everywhere.get(by=walkers[0])
    assert len(round_.missed) == 3
