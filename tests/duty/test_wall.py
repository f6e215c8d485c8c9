"""The wall at a gate: who is here, who is late, who comes next; nobody's name in full. And the board of the city."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.duty.choices import ClaimState
from linli.duty.models import Claim, DutyPlace, Post
from linli.duty.rules_posts import HOUR
from linli.duty.wall import wall_of
from linli.people.models import Organisation, User
from tests.conftest import NOW, appoint

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def gate(grid: Area) -> DutyPlace:
    return DutyPlace.objects.create(area=grid, area_code=grid.code, name="东门", kind="gate")


def shift(gate: DutyPlace, starts_at: datetime, headcount: int) -> Post:
    return Post.objects.create(
        area=gate.area, area_code=gate.area_code, kind="gatekeeper", place=gate, headcount=headcount,
        starts_at=starts_at, ends_at=starts_at + 8 * HOUR,
    )  # fmt: skip


def claim(post: Post, user: User, came_at: datetime | None = None, **more: object) -> Claim:
    return Claim.objects.create(
        area=post.area, area_code=post.area_code, post=post, user=user, checked_in_at=came_at,
        state=ClaimState.PRESENT if came_at else ClaimState.CLAIMED, **more,
    )  # fmt: skip


@pytest.fixture
def morning(gate: DutyPlace, grid: Area) -> Post:
    """A shift since eight for three: one is here, one is late, one place nobody claimed; one comes at four."""
    post = shift(gate, NOW - timedelta(hours=2, minutes=12), 3)
    firm = Organisation.objects.create(area=grid, area_code=grid.code, name="物业", kind="property_firm")
    claim(post, appoint("a", "郎玉珍", "volunteer", grid), NOW - 2 * HOUR)
    claim(post, appoint("b", "欧阳建业", "volunteer", grid), organisation=firm)
    claim(shift(gate, post.ends_at, 2), appoint("c", "丛大海", "volunteer", grid))
    return post


def test_it_says_who_is_here_late_and_next(morning: Post, gate: DutyPlace) -> None:
    wall = wall_of(gate, NOW)
    assert [(one.name, one.what) for one in wall.here] == [("郎同志", "守门员")]
    assert [(one.name, one.late) for one in wall.late] == [("欧阳师傅", 132)]
    assert [one.name for one in wall.next] == ["丛同志"]
    assert (wall.next_at, wall.short, wall.next_short) == (morning.ends_at, 1, 1)


def test_it_changes_its_version_with_what_it_shows_alone(morning: Post, gate: DutyPlace) -> None:
    before = wall_of(gate, NOW).version
    assert wall_of(gate, NOW + timedelta(minutes=1)).version == before
    Claim.everywhere.filter(user__username="b").update(state=ClaimState.PRESENT, checked_in_at=NOW)
    assert wall_of(gate, NOW).version != before


def test_a_place_without_a_shift_is_idle(gate: DutyPlace) -> None:
    wall = wall_of(gate, NOW)
    assert wall.is_idle
    assert wall.next_at is None


def test_the_page_tells_no_name_in_full_and_refreshes_in_pieces(
    morning: Post, gate: DutyPlace, clerk: User, sign_in: SignIn
) -> None:
    me, path = sign_in(clerk), f"/duty/volunteers/wall/{gate.code}/"
    page = me.get(path).content.decode()
    assert "郎同志" in page
    assert "玉珍" not in page
    assert "建业" not in page
    piece = me.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "data-live-part" in piece


def test_another_community_finds_no_wall(gate: DutyPlace, other_clerk: User, sign_in: SignIn) -> None:
    assert sign_in(other_clerk).get(f"/duty/volunteers/wall/{gate.code}/").status_code == 404


def test_the_board_of_the_city_counts_posts_and_people(
    morning: Post, gate: DutyPlace, leader: User, sign_in: SignIn
) -> None:
    Post.everywhere.filter(pk=morning.pk).update(taken=2)
    answer = sign_in(leader).get("/figures/duty/")
    numbers = {one.label: one.value for one in answer.context["figures"]}
    assert numbers == {"岗位": 2, "空岗": 2, "正在岗": 1, "小时": 0, "队伍": 0, "有联户人的户": 0}
    again = sign_in(leader).get(
        "/figures/duty/", headers={"HX-Request": "true", "If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("duty.posts_published", "2 / 3"),
        ("duty.on_duty_now", "郎玉珍"),
        ("duty.posts_short", "0 / 2"),
    ],
)
def test_a_number_opens_its_rows(
    morning: Post, gate: DutyPlace, leader: User, sign_in: SignIn, measure: str, told: str
) -> None:
    Post.everywhere.filter(pk=morning.pk).update(taken=2)
    me = sign_in(leader)
    board = me.get("/figures/duty/").content.decode()
    href = next(one for one in re.findall(r'href="([^"]*duty/rows[^"]*)"', board) if f"{measure}&amp;" in one)
    page = me.get(unescape(href))
    figures = me.get("/figures/duty/").context["figures"]
    assert len(page.context["rows"]) == next(one.value for one in figures if measure in one.href)
    assert told in page.content.decode()


def test_hours_have_no_rows_of_households(leader: User, sign_in: SignIn, gate: DutyPlace) -> None:
    assert sign_in(leader).get("/figures/duty/rows/?measure=households.lived_in").status_code == 404
    assert sign_in(leader).get("/figures/duty/").content.decode().count("live/rows") == 0


def test_the_rows_behind_a_number_cost_the_same_for_many(
    morning: Post, gate: DutyPlace, clerk: User, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        Post.everywhere.create(
            area=morning.area, area_code=morning.area_code, place=gate, kind="gatekeeper", headcount=1,
            starts_at=morning.starts_at + timedelta(minutes=n), ends_at=morning.ends_at + timedelta(minutes=n),
            published_at=morning.published_at,
        )  # fmt: skip
    me = sign_in(clerk)
    me.get("/figures/duty/rows/")
    with django_assert_max_num_queries(12):
        assert len(me.get("/figures/duty/rows/").context["rows"]) >= 12
