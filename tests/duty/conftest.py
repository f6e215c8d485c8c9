"""People and posts of the cast."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from linli.areas.models import Area
from linli.duty.models import Claim, DutyPlace, Post, Volunteer
from linli.people.models import User
from tests.conftest import NOW, TODAY, appoint

HOUR = timedelta(hours=1)
MakePost = Callable[..., Post]
MakeClaim = Callable[..., Claim]


@pytest.fixture
def gate(community: Area) -> DutyPlace:
    """The east gate of 和平家园."""
    return DutyPlace.objects.create(
        area=community, area_code=community.code, name="和平家园东门", kind="gate", code="EastGate00000001"
    )


@pytest.fixture
def make_post(gate: DutyPlace) -> MakePost:
    """`make_post(4)`: a post at the gate that begins in four hours and lasts eight."""

    def made(begins_in: float = 4, hours: float = 8, headcount: int = 2, **values: Any) -> Post:
        place: DutyPlace = values.pop("place", gate)
        starts_at: datetime = values.pop("starts_at", NOW + begins_in * HOUR)
        return Post.objects.create(
            **{
                "area_id": place.area_id, "area_code": place.area_code, "place": place, "kind": "gatekeeper",
                "starts_at": starts_at, "ends_at": starts_at + hours * HOUR, "headcount": headcount,
                "published_at": NOW, **values,
            }
        )  # fmt: skip

    return made


@pytest.fixture
def make_claim() -> MakeClaim:
    """`make_claim(post, user)`: the post is theirs, whatever the rules would say."""

    def made(post: Post, user: User, **values: Any) -> Claim:
        found = Claim.objects.create(
            post=post, user=user, area_id=post.area_id, area_code=post.area_code, **values
        )
        if found.state != "dropped":
            Post.everywhere.filter(pk=post.pk).update(taken=post.taken + 1)
            post.taken += 1
        return found

    return made


@pytest.fixture
def volunteer(community: Area) -> User:
    """莫连城 volunteers in 和平社区 and is in the book."""
    user = appoint("mo", "莫连城", "volunteer", community)
    Volunteer.objects.create(
        user=user, area=community, area_code=community.code, state="active", consented_at=NOW, joined_on=TODAY
    )
    return user


@pytest.fixture
def neighbour(community: Area) -> User:
    """巩新月, another volunteer of 和平社区."""
    return appoint("gong", "巩新月", "volunteer", community)


@pytest.fixture
def far_volunteer(db: None) -> User:
    """A volunteer of another city."""
    from tests.conftest import place

    return appoint("far", "边远", "volunteer", place("231083100001", "community", "远社区居委会", None))
