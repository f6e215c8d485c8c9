"""What a list of duty costs does not grow with what stands in it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.duty.models import (
    Availability,
    Call,
    CallAnswer,
    Claim,
    DutyPlace,
    PlaceCheck,
    Post,
    Responsibility,
    Roster,
    Team,
    TeamMember,
    Volunteer,
)
from linli.lib.ids import new_id
from linli.people.models import Organisation, User
from tests.conftest import NOW, TODAY, appoint
from tests.duty.conftest import MakeClaim, MakePost

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
DESK = (
    "/duty/", "/duty/who/", "/duty/patterns/", "/duty/posts/?view=all", "/duty/posts/now/", "/duty/posts/findings/",
    "/duty/posts/places/", "/duty/posts/calls/", "/duty/rosters/", "/duty/volunteers/", "/duty/volunteers/teams/",
    "/duty/volunteers/organisations/", "/figures/duty/", "/figures/duty/rows/",
)  # fmt: skip
OWN = ("/duty/posts/mine/", "/duty/posts/hours/?month=2026-11", "/duty/mine/", "/duty/rosters/availability/")
Grow = Callable[[int], None]


@pytest.fixture
def grow(
    community: Area, gate: DutyPlace, make_post: MakePost, make_claim: MakeClaim, volunteer: User
) -> Grow:
    """`grow(5)`: five more of everything, each with its own people, places and organisations."""
    made = iter(range(1, 1_000))

    def more(n: int) -> None:
        for _one in range(n):
            number = next(made)
            here = {"area": community, "area_code": community.code}
            user = appoint(f"helper{number}", f"帮手{number}", "volunteer", community)
            body = Organisation.objects.create(name=f"单位{number}", kind="enterprise", **here)
            place = DutyPlace.objects.create(name=f"{number}号门", kind="gate", **here)
            Volunteer.objects.create(
                user=user, organisation=body, state="active", consented_at=NOW, joined_on=TODAY, **here
            )
            call = Call.objects.create(text="来人", headcount=2, wanted_at=NOW + timedelta(hours=3), **here)
            CallAnswer.objects.create(call=call, organisation=body)
            post = make_post(-1 + number % 3, place=place, headcount=3, call=call)
            make_claim(post, user, organisation=body, state="present", checked_in_at=NOW)
            make_claim(make_post(30 + 9 * number, place=place), volunteer)
            make_claim(
                make_post(-24 * number, place=place),
                volunteer,
                state="done",
                checked_in_at=NOW,
                checked_out_at=NOW,
            )
            PlaceCheck.objects.create(
                id=new_id(), place=place, user=user, kind="in", at=NOW, received_at=NOW, **here
            )
            team = Team.objects.create(
                name=f"{number}队", organisation=body, lead=user, from_on=TODAY, **here
            )
            TeamMember.objects.create(team=team, user=user)
            for pattern, slot, holder in (
                ("sponsor", "unit", {"organisation": body}),
                ("own", "one", {"user": volunteer}),
            ):
                Responsibility.objects.create(
                    pattern=pattern, slot=slot, target_kind="compound", compound=f"{number}号院", from_on=TODAY, **holder,
                    **here,
                )  # fmt: skip
            Roster.objects.create(
                from_on=TODAY + timedelta(days=7 * number), until_on=TODAY + timedelta(days=7 * number + 7), asked_by=user,
                **here,
            )  # fmt: skip
            Availability.objects.create(
                user=volunteer,
                starts_at=NOW + timedelta(days=number),
                ends_at=NOW + timedelta(days=number, hours=4),
            )

    return more


def asked(client: Client, path: str) -> int:
    client.get(path)  # what is read once a process
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", DESK)
def test_a_list_at_the_desk_costs_the_same_for_many(
    path: str, grow: Grow, clerk: User, sign_in: SignIn
) -> None:
    grow(3)
    me = sign_in(clerk)
    few = asked(me, path)
    grow(9)
    assert asked(me, path) <= few


@pytest.mark.parametrize("path", OWN)
def test_a_list_of_ones_own_costs_the_same_for_many(
    path: str, grow: Grow, volunteer: User, sign_in: SignIn
) -> None:
    grow(3)
    me = sign_in(volunteer)
    few = asked(me, path)
    grow(9)
    assert asked(me, path) <= few


def test_it_grew(grow: Grow) -> None:
    grow(2)
    assert Post.everywhere.count() == 6
    assert Claim.everywhere.count() == 6
