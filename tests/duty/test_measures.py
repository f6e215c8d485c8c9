"""The numbers of duty: each against a plain count of the same rows."""

from datetime import datetime, timedelta

import pytest

from linli.areas.models import Area
from linli.duty.choices import ClaimState, PostState
from linli.duty.figures import duty_figures
from linli.duty.models import Claim, DutyPlace, Post, Responsibility, Team
from linli.duty.rules_posts import HOUR
from linli.lib.periods import day_bounds
from linli.people.models import Organisation, User
from linli.registers.models import Household
from linli.reports.daily.counting import numbers_as_of, numbers_now
from tests.conftest import NOW, TODAY, appoint, settle

pytestmark = pytest.mark.django_db
MIDNIGHT = day_bounds(TODAY)[0]


def post(
    area: Area, *, starts_at: datetime = MIDNIGHT, headcount: int = 1, taken: int = 0, **more: object
) -> Post:
    place = DutyPlace.objects.create(area=area, area_code=area.code, name="门", kind="gate")
    return Post.objects.create(
        area=area, area_code=area.code, kind="gatekeeper", place=place, starts_at=starts_at, headcount=headcount,
        ends_at=starts_at + 8 * HOUR, taken=taken, published_at=NOW - timedelta(days=1), **more,
    )  # fmt: skip


def stand(on: Post, user: User, **more: object) -> Claim:
    values: dict[str, object] = {
        "state": ClaimState.DONE,
        "checked_in_at": on.starts_at,
        "checked_out_at": on.ends_at,
    }
    return Claim.objects.create(area=on.area, area_code=on.area_code, post=on, user=user, **values | more)


@pytest.fixture
def numbers(
    city: Area, community: Area, grid: Area, other_community: Area, household: Household
) -> dict[str, int]:
    """A full post, a short one, one of yesterday, one cancelled; somebody who stood twice, and next door once more."""
    a, b = appoint("a", "丛大海", "volunteer", grid), appoint("b", "邴小梅", "volunteer", grid)
    full = post(grid, taken=1)
    short = post(grid, starts_at=MIDNIGHT + 8 * HOUR, headcount=2, taken=1)
    post(grid, starts_at=MIDNIGHT - HOUR, taken=1)
    post(grid, state=PostState.CANCELLED)
    stand(full, a)
    stand(short, a, state=ClaimState.PRESENT, checked_out_at=None)
    stand(post(other_community, starts_at=MIDNIGHT, taken=1), a, checked_out_at=MIDNIGHT + 2 * HOUR)
    stand(short, b, state=ClaimState.CLAIMED, checked_in_at=None, checked_out_at=None)
    unit = Organisation.objects.create(
        area=community, area_code=community.code, name="供水公司", kind="enterprise"
    )
    for held in (
        {"user": a, "household": household},
        {"organisation": unit},
        {"organisation": unit, "slot": "t"},
    ):
        kind = "household" if "household" in held else "area"
        where = household.area if "household" in held else grid
        Responsibility.objects.create(**{"pattern": "p", "slot": "s", "target_kind": kind, "area": where,
                                         "area_code": where.code, "from_on": TODAY, **held})  # fmt: skip
    settle(grid, "9-1-101")
    Team.objects.create(area=grid, area_code=grid.code, name="队", from_on=TODAY)
    Team.objects.create(
        area=grid, area_code=grid.code, name="旧队", from_on=TODAY - timedelta(days=9), until_on=TODAY
    )
    found = duty_figures([community.code, city.code], within=city.code, day=TODAY)
    return {**{f"city.{key}": n for key, n in found[city.code].items()}, **found[community.code]}


def test_posts_are_counted_on_the_day_on_which_they_begin(numbers: dict[str, int]) -> None:
    assert (numbers["duty.posts_published"], numbers["duty.posts_claimed"], numbers["duty.posts_short"]) == (
        2,
        1,
        1,
    )
    assert numbers["city.duty.posts_published"] == 3


def test_whoever_stood_twice_counts_once_a_community(numbers: dict[str, int]) -> None:
    assert numbers["duty.on_post"] == 1
    assert numbers["city.duty.on_post"] == 2
    assert numbers["duty.on_duty_now"] == 1


def test_hours_count_once_people_have_left(numbers: dict[str, int]) -> None:
    assert numbers["duty.hours"] == 8
    assert numbers["city.duty.hours"] == 10


def test_coverage_counts_targets_and_not_those_who_answer_for_them(numbers: dict[str, int]) -> None:
    assert numbers["duty.households_answered_for"] == 1
    assert numbers["duty.sponsored"] == 1
    assert numbers["duty.teams"] == 1


def test_the_daily_report_counts_who_had_come_by_its_hour(
    numbers: dict[str, int], community: Area, city: Area
) -> None:
    then = numbers_as_of(community.code, day=TODAY, at=NOW)
    now = numbers_now([community.code], within=city.code, day=TODAY)[community.code]
    assert then["duty.on_post"] == now["duty.on_post"] == 1
    assert then["duty.posts_short"] == now["duty.posts_short"] == 1
    assert numbers_as_of(community.code, day=TODAY, at=MIDNIGHT - HOUR)["duty.on_post"] == 0


def test_a_post_of_the_community_itself_counts_beside_those_of_its_grids(
    city: Area, community: Area, grid: Area
) -> None:
    for where in (community, grid, grid):
        post(where)
    found = duty_figures([community.code, grid.code], within=community.code, day=TODAY)
    told = numbers_now([community.code, grid.code], within=community.code, day=TODAY)
    for numbers in (found, told):
        assert numbers[community.code]["duty.posts_published"] == 3
        assert numbers[grid.code]["duty.posts_published"] == 2
