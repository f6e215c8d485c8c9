"""The demo's duty: pages that are not empty, the same from the same seed, and no limit of the playbook broken by it."""

from collections import Counter

import pytest

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.actions.claims import limits_at
from linli.duty.choices import BookState, ClaimState
from linli.duty.figures import duty_figures
from linli.duty.measures import OF_THE_DAY
from linli.duty.models import (
    Availability,
    CallAnswer,
    Claim,
    DutyPlace,
    Handover,
    Post,
    Responsibility,
    Team,
    Training,
    Volunteer,
)
from linli.duty.queries_posts import on_duty, worn_out
from linli.people.models import Appointment, Membership, User
from linli.simulate.duty import PlayedDuty, play_duty
from linli.simulate.stage import ORGANISATIONS, set_stage
from tests.conftest import NOW, TODAY, appoint, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(community: Area, other_community: Area, building: Area, grid: Area) -> PlayedDuty:
    for number in range(30):
        settle(building, f"3-{number % 3 + 1}-{number // 3 + 1}01")
    for username, role in (
        ("sponsor-contact", "sponsor_contact"),
        ("volunteer", "volunteer"),
        ("w1", "clerk"),
    ):
        appoint(username, "丛大海", role, community)
    set_stage(community, today=TODAY)
    return play_duty(community, [community, other_community], seed=1, now=NOW, today=TODAY)


def test_every_page_of_duty_has_something_to_show(played: PlayedDuty, community: Area) -> None:
    here = Scope((community.code,))
    assert played.helpers == 48 + 6
    assert Post.everywhere.count() == played.posts > 100
    states = Counter(Claim.everywhere.values_list("state", flat=True))
    assert all(states[one] for one in (ClaimState.DONE, ClaimState.CLAIMED, ClaimState.PRESENT))
    assert {one.place.name for one in on_duty(here, NOW)} >= {"东门", "西门", "社区工作站"}
    assert set(Volunteer.everywhere.values_list("state", flat=True)) >= {
        BookState.ACTIVE,
        BookState.APPLIED,
        BookState.RESERVE,
    }
    assert Training.objects.exists()
    told = Availability.objects.filter(starts_at__gt=NOW)
    assert told.values("user").distinct().count() > 40
    assert 0 < told.filter(wish=True).count() < told.count() / 4
    assert Team.everywhere.exclude(lead=None).count() >= 2
    assert Handover.everywhere.exists()
    assert CallAnswer.objects.filter(state="sends").exists()


def test_most_is_answered_for_and_gaps_are_left(played: PlayedDuty) -> None:
    patterns = set(Responsibility.everywhere.values_list("pattern", flat=True))
    assert patterns >= {"head-for-building", "cadre-for-household"}
    assert 10 < Responsibility.everywhere.filter(pattern="cadre-for-household").count() < 30


def test_a_sponsors_contact_speaks_for_one_unit_with_members(played: PlayedDuty) -> None:
    contact = User.objects.get(username="sponsor-contact")
    mine = Membership.objects.get(user=contact)
    assert mine.organisation.name in {name for name, _kind in ORGANISATIONS}
    assert mine.organisation.memberships.count() > 3


def test_each_number_of_duty_is_there(played: PlayedDuty, community: Area) -> None:
    numbers = duty_figures([community.code], within=community.code, day=TODAY)[community.code]
    assert set(numbers) == {one.key for one in OF_THE_DAY}
    assert numbers["duty.posts_published"] == numbers["duty.posts_claimed"] + numbers["duty.posts_short"]
    assert all(numbers[key] for key in ("duty.on_post", "duty.on_duty_now", "duty.hours", "duty.teams"))


def test_nobody_is_on_more_posts_than_they_can(played: PlayedDuty, community: Area) -> None:
    for post in Post.everywhere.all():
        assert post.taken == post.claims.exclude(state=ClaimState.DROPPED).count() <= post.headcount
    limits = limits_at(Post.objects.within(community.code).first())  # type: ignore[arg-type]
    assert not [
        one for one in worn_out(Scope((community.code,)), limits, NOW) if any(b.stops for b in one.broken)
    ]


def test_it_is_made_once_and_the_same_from_the_same_seed(
    played: PlayedDuty, community: Area, other_community: Area
) -> None:
    def made() -> tuple[object, ...]:
        names = list(
            User.objects.filter(username__startswith="helper-")
            .order_by("username")
            .values_list("name", flat=True)
        )
        claims = Claim.everywhere.order_by("post__starts_at", "user__username", "post__place__name")
        return (
            names,
            list(claims.values_list("user__username", "state", "checked_in_at")),
            Appointment.everywhere.count(),
        )

    assert play_duty(community, [community, other_community], seed=1, now=NOW, today=TODAY) == PlayedDuty()
    first = made()
    for model in (Handover, Claim, Post, CallAnswer, DutyPlace, Responsibility, Team, Volunteer):
        rows = model.everywhere if hasattr(model, "everywhere") else model.objects
        rows.all().delete()
    User.objects.filter(username__startswith="helper-").delete()
    play_duty(community, [community, other_community], seed=1, now=NOW, today=TODAY)
    assert made() == first
