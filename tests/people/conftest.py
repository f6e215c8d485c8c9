"""People beside the cast, and what the pages of people stand on."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone

from linli.areas.models import Area
from linli.people.models import Appointment, Membership, Organisation, User
from linli.people.viewer import Viewer
from tests.conftest import LONG_AGO, TODAY, place

Make = Callable[..., Appointment]


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> Iterator[None]:
    """Counts of failed tries live in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hold() -> Make:
    """`hold(user, "clerk", community)`: an appointment made without asking anybody."""

    def held(
        user: User, role: str, area: Area, from_on: date = LONG_AGO, until_on: date | None = None
    ) -> Appointment:
        return Appointment.everywhere.create(
            user=user, role=role, area=area, area_code=area.code, from_on=from_on, until_on=until_on
        )

    return held


@pytest.fixture
def far_city(db: None) -> Area:
    """海林市: a county beside Muling."""
    return place("231083", "county", "海林市", None)


@pytest.fixture
def town_administrator(town: Area, hold: Make) -> User:
    """薄主任 manages the accounts of the town, below the administrator of the city."""
    user = User.objects.create(username="bo", name="薄主任")
    hold(user, "administrator", town)
    return user


@pytest.fixture
def as_administrator(administrator: User, viewer: Callable[[User], Viewer]) -> Viewer:
    return viewer(administrator)


@pytest.fixture
def branch(community: Area) -> Organisation:
    """和平社区第一党支部, with 郎玉珍's kind of people in it."""
    return Organisation.objects.create(
        area=community, area_code=community.code, name="和平社区第一党支部", kind="party_branch"
    )


@pytest.fixture
def membership(branch: Organisation, grid_worker: User) -> Membership:
    return Membership.objects.create(
        organisation=branch,
        user=grid_worker,
        consented_at=timezone.now(),
        consent_note="签了同意书",
        from_on=TODAY,
    )
