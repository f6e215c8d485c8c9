"""Many at the same moment: nobody gets more than their load, nothing more than its maximum, and nobody waits for ever."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from linli.areas.models import Area
from linli.duty.actions.giving import Term
from linli.duty.actions.responsibilities import give_many, give_responsibility
from linli.duty.choices import TargetKind
from linli.duty.models import Responsibility
from linli.duty.problems_responsibilities import LoadFull, SlotFull
from linli.duty.targets import Seat, Target, seat_of
from linli.lib.playbook import load_playbook
from linli.people.models import User
from tests.conftest import TODAY, appoint, settle

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _many_writers(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")


def all_at_once(work: Sequence[Callable[[], object]]) -> Counter[type]:
    ready, found = threading.Barrier(len(work)), [None] * len(work)

    def run(number: int) -> None:
        try:
            ready.wait(60)
            found[number] = work[number]()  # type: ignore[call-overload]
        except Exception as error:  # noqa: BLE001 - handed to the test
            found[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return Counter(type(one) for one in found)


def seat(city: str, pattern: str, slot: str) -> Seat:
    found = seat_of(load_playbook(city), pattern, slot)
    assert found is not None
    return found


def test_the_load_is_not_passed_when_many_are_given_at_once(building: Area, community: Area) -> None:
    liaison = seat("menglian", "member-for-households", "liaison")
    member = appoint("pan", "潘有为", "deployed_staff", community)
    doors = [settle(building, f"3-1-{100 + n}") for n in range(14)]
    targets = [Target(TargetKind.HOUSEHOLD, one.area, household=one) for one in doors]
    give_many(liaison, [(one, member) for one in targets[:6]], area=building, term=Term(TODAY), actor=None)

    def giving(target: Target) -> Callable[[], Any]:
        return lambda: give_responsibility(liaison, target, member, term=Term(TODAY), actor=None)

    found = all_at_once([giving(one) for one in targets[6:]])
    assert found == {Responsibility: 4, LoadFull: 4}
    assert Responsibility.everywhere.filter(user=member).count() == 10


def test_a_building_gets_one_head_of_eight_that_are_named_at_once(building: Area, warden: User) -> None:
    head = seat("muling", "head-for-building", "building_warden")
    crowd = [appoint(f"many{n}", f"众{n}", "building_warden", building) for n in range(8)]

    def giving(user: User) -> Callable[[], Any]:
        target = Target(TargetKind.AREA, building)
        return lambda: give_responsibility(head, target, user, term=Term(TODAY), actor=None)

    found = all_at_once([giving(one) for one in crowd])
    assert found == {Responsibility: 1, SlotFull: 7}
