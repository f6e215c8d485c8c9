"""What fits somebody, who is on duty now, what the lead must look at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.actions.presence import check_at
from linli.duty.choices import CheckKind
from linli.duty.models import Availability, Claim, DutyPlace
from linli.duty.playbook import duty_in_force
from linli.duty.queries_posts import (
    Offered,
    View,
    Wished,
    findings,
    offered,
    on_duty,
    posts_of,
    to_be_mended,
    worn_out,
)
from linli.lib.ids import new_id
from linli.people.models import User
from tests.conftest import NOW
from tests.duty.conftest import HOUR, MakeClaim, MakePost

pytestmark = pytest.mark.django_db
CITY = Scope(("231085",))
HERE = Scope(("231085100006",))


def offers_to(user: User, community: Area, **more: Any) -> list[Offered]:
    limits = duty_in_force(community).limits
    return offered(user, own_code=community.code, scope=CITY, limits=limits, now=NOW, **more)


def test_it_offers_what_is_near_free_and_within_the_limits(
    make_post: MakePost,
    make_claim: MakeClaim,
    volunteer: User,
    neighbour: User,
    community: Area,
    other_community: Area,
) -> None:
    far = DutyPlace.objects.create(
        area=other_community, area_code=other_community.code, name="沿河门", kind="gate"
    )
    mine = make_post(4, 4)
    make_claim(mine, volunteer)
    fits, there = make_post(48, 4), make_post(47, 4, place=far)
    make_post(5, 4)  # at the same time as the own one
    make_post(20, 2, qualifications=["medical"])
    make_claim(make_post(30, 4, headcount=1), neighbour)
    away = make_post(72, 4)
    Availability.objects.create(user=volunteer, starts_at=away.starts_at, ends_at=away.ends_at, can=False)
    assert [one.post for one in offers_to(volunteer, community)] == [fits, there]
    everything = offers_to(volunteer, community, fits=False)
    assert len(everything) == 7
    assert [one.post for one in everything if one.mine] == [mine]


def test_the_list_of_an_area_can_be_narrowed(
    make_post: MakePost, make_claim: MakeClaim, neighbour: User
) -> None:
    short, full = make_post(2, headcount=2), make_post(3, headcount=1, kind="buyer")
    make_claim(full, neighbour)
    over, cancelled = make_post(-20), make_post(5, state="cancelled")

    def listed(**query: str) -> list[Any]:
        return list(posts_of(HERE, Wished.read(query), NOW))

    assert listed() == [short]
    assert listed(view="all") == [short, full]
    assert listed(view="all", kind="buyer") == [full]
    assert (listed(view="over"), listed(view="cancelled")) == ([over], [cancelled])
    assert listed(view="all", day="2026-11-21") == []
    assert Wished.read({"view": "nonsense", "day": "x"}) == Wished(View.SHORT)
    assert not posts_of(Scope(("231085100005",)), Wished(View.ALL), NOW)


def test_it_tells_who_is_on_duty_who_is_late_and_who_comes_next(
    gate: DutyPlace, make_post: MakePost, make_claim: MakeClaim, volunteer: User, neighbour: User, clerk: User,
    grid_worker: User, django_assert_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    running, later = make_post(-1, 4, headcount=4), make_post(3, 8, headcount=2)
    make_claim(running, volunteer, state="present", checked_in_at=NOW - HOUR)
    make_claim(running, neighbour)
    make_claim(running, grid_worker, state="missed")
    make_claim(later, clerk)
    make_claim(make_post(11.5, 2), clerk)
    with django_assert_num_queries(2):
        [at] = on_duty(HERE, NOW)
    assert at.place == gate
    assert [one.user for one in at.present] == [volunteer]
    assert [one.user for one in at.late] == [neighbour]
    assert ([one.user for one in at.next], at.next_at, at.next_short) == ([clerk], later.starts_at, 1)
    assert at.short == 2


def test_somebody_who_stays_after_the_end_is_still_there(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User
) -> None:
    make_claim(make_post(-9, 8), volunteer, state="present", checked_in_at=NOW - 9 * HOUR)
    [at] = on_duty(HERE, NOW)
    assert [one.user for one in at.present] == [volunteer]


def test_the_lead_sees_missing_checks_and_checks_without_a_shift(
    gate: DutyPlace, make_post: MakePost, make_claim: MakeClaim, volunteer: User, neighbour: User
) -> None:
    forgotten = make_claim(make_post(-20, 8), volunteer, state="present", checked_in_at=NOW - 20 * HOUR)
    never = make_claim(make_post(-21, 8), neighbour)
    make_claim(make_post(-44, 8), neighbour, state="missed")
    make_claim(
        make_post(-68, 8),
        neighbour,
        mended_in_at=NOW - 68 * HOUR,
        mended_out_at=NOW - 60 * HOUR,
        state="done",
    )
    assert list(to_be_mended(HERE, NOW)) == [forgotten, never]
    check = check_at(gate, check_id=new_id(), kind=CheckKind.IN, user=neighbour, now=NOW)
    assert list(findings(HERE)) == [check]
    assert not findings(Scope(("231085100005",)))


def test_it_names_who_is_worn_out(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User, neighbour: User, community: Area
) -> None:
    for days in range(7):
        make_claim(make_post(starts_at=NOW - timedelta(days=days), hours=2), volunteer)
    make_claim(make_post(1, 2), neighbour)
    [worn] = worn_out(HERE, duty_in_force(community).limits, NOW)
    assert (worn.user, [one.limit for one in worn.broken]) == (volunteer, ["days_soon"])
    Claim.everywhere.filter(user=volunteer).update(state="dropped")
    assert worn_out(HERE, duty_in_force(community).limits, NOW) == []
