"""The first page on a day of duty: who is late, which posts are short, who wants to help, one's own shift."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.areas.models import Area
from linli.duty.actions.volunteers import apply_as_volunteer
from linli.duty.models import Claim, DutyPlace, Post
from linli.duty.rules_posts import HOUR
from linli.people.models import User
from tests.conftest import NOW, appoint

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def helper(grid: Area) -> User:
    return appoint("mo", "莫连城", "volunteer", grid)


@pytest.fixture
def shift(grid: Area, helper: User) -> Claim:
    """A shift for two since half past nine, of which one place is claimed."""
    place = DutyPlace.objects.create(area=grid, area_code=grid.code, name="东门", kind="gate")
    post = Post.objects.create(
        area=grid, area_code=grid.code, kind="gatekeeper", place=place, starts_at=NOW - timedelta(minutes=42),
        ends_at=NOW + 7 * HOUR, headcount=2, taken=1,
    )  # fmt: skip
    return Claim.objects.create(area=grid, area_code=grid.code, post=post, user=helper)


def today(client: Client) -> str:
    return str(client.get(reverse("home:today")).content.decode())


def test_the_office_sees_who_is_late_and_what_is_short(shift: Claim, clerk: User, sign_in: SignIn) -> None:
    page = today(sign_in(clerk))
    assert "1 人该到岗没到" in page
    assert "一天内有 1 个岗缺人" in page


def test_whoever_came_is_not_late_and_a_full_post_not_short(
    shift: Claim, clerk: User, sign_in: SignIn
) -> None:
    Claim.everywhere.update(state="present", checked_in_at=NOW)
    Post.everywhere.update(taken=2)
    page = today(sign_in(clerk))
    assert "没到" not in page
    assert "缺人" not in page


def test_the_community_next_door_sees_nothing_of_it(shift: Claim, other_clerk: User, sign_in: SignIn) -> None:
    page = today(sign_in(other_clerk))
    assert "没到" not in page
    assert "缺人" not in page


def test_a_volunteer_sees_the_own_shift(shift: Claim, helper: User, sign_in: SignIn) -> None:
    page = today(sign_in(helper))
    assert "09:30–17:12 东门" in page
    assert "没到" not in page


def test_an_application_waits_for_the_office(helper: User, grid: Area, clerk: User, sign_in: SignIn) -> None:
    apply_as_volunteer(helper, area=grid, consents=True)
    assert "1 人报名当志愿者" in today(sign_in(clerk))
