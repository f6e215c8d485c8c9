"""The first page: what is due in care today, for each duty what is its own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.care.actions.trips import Arranged, add_trip
from linli.care.choices import EpisodeState
from linli.care.models import Appeal, Episode, MedicalTrip
from linli.incidents.models import Incident, Overreach
from linli.people.models import User
from linli.registers.models import Resident
from linli.zones.models import Zone
from tests.care import conftest as care
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
epidemic, make_episode = care.epidemic, care.make_episode


def today(client: Client) -> str:
    return str(client.get("/").content.decode())


def test_what_is_past_its_end_stands_first_and_red(
    make_episode: care.MakeEpisode, resident: Resident, elder: Resident, clerk: User, sign_in: SignIn
) -> None:
    make_episode(resident, from_on=TODAY - 8 * DAY)
    make_episode(elder, from_on=TODAY - 6 * DAY)
    page = today(sign_in(clerk))
    assert "1 人到期还没解除" in page
    assert "1 人今天解除" in page
    assert page.index("1 人到期还没解除") < page.index("1 人今天解除")


def test_the_second_signature_waits_for_another_person(
    make_episode: care.MakeEpisode, resident: Resident, clerk: User, township_officer: User, sign_in: SignIn
) -> None:
    episode = make_episode(resident, state=EpisodeState.SIGNED)
    assert "1 人等您第二签" in today(sign_in(township_officer))
    Episode.everywhere.filter(pk=episode.pk).update(signed_by=township_officer)
    assert "等您第二签" not in today(sign_in(township_officer))


def test_a_proposal_is_to_be_looked_at(
    make_episode: care.MakeEpisode, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    make_episode(resident, state=EpisodeState.PROPOSED)
    assert "1 条建议" in today(sign_in(clerk))


def test_an_objection_shows_its_clock(
    make_episode: care.MakeEpisode, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    episode = make_episode(resident)
    Appeal.objects.create(
        household=episode.household, episode=episode, area=episode.area, area_code=episode.area_code, way="link",
        text="…", made_at=NOW - HOUR, due_at=NOW + 23 * HOUR,
    )  # fmt: skip
    assert "1 件异议待答复，最近的还有 22 时" in today(sign_in(clerk))


def test_zones_wait_for_who_decides_them(
    epidemic: Incident, community: Area, township_officer: User, clerk: User, sign_in: SignIn
) -> None:
    Zone.objects.create(
        incident=epidemic, area=community, area_code=community.code, edition="twenty_measures", kind="high", unit="building"
    )  # fmt: skip
    assert "建议划 1 个风险区域" in today(sign_in(township_officer))
    assert "风险区域" not in today(sign_in(clerk))


@pytest.fixture
def trip(elder: Resident, clerk: User, grid_worker: User) -> MedicalTrip:
    given: dict[str, Any] = {"leave_at": NOW + 2 * HOUR, "escort": grid_worker, "hospital": "市人民医院"}
    return add_trip(
        elder,
        trip_id=uuid4(),
        kind="dialysis",
        due_at=NOW + 3 * HOUR,
        given=Arranged(**given),
        actor=clerk,
        at=NOW,
    )


def test_ways_of_today_and_calls_are_for_the_office(
    trip: MedicalTrip, elder: Resident, clerk: User, sign_in: SignIn
) -> None:
    add_trip(elder, trip_id=uuid4(), kind="visit", due_at=NOW + HOUR, given=Arranged(), actor=clerk, at=NOW)
    page = today(sign_in(clerk))
    assert "一天内有 1 趟就医没安排" in page
    assert "今天要联系 1 人" in page
    MedicalTrip.everywhere.update(due_at=NOW - HOUR)
    assert "2 趟就医超时" in today(sign_in(clerk))


def test_the_warden_hears_of_the_car_alone(trip: MedicalTrip, warden: User, sign_in: SignIn) -> None:
    page = today(sign_in(warden))
    assert "3-1-101 12:12 要用车" in page
    for word in ("透析", "市人民医院", "郭凤霞"):
        assert word not in page


def test_the_escort_sees_the_own_way(trip: MedicalTrip, grid_worker: User, sign_in: SignIn) -> None:
    assert "12:12 您陪同 3-1-101 去医院" in today(sign_in(grid_worker))


def test_what_goes_too_far_is_for_who_decides_and_for_oversight(
    community: Area, clerk: User, auditor: User, warden: User, sign_in: SignIn
) -> None:
    Overreach.objects.create(
        about="order", about_id=uuid4(), area=community, area_code=community.code, prohibition="p", code="told", found_at=NOW
    )  # fmt: skip
    assert "1 处超出现行规定" in today(sign_in(clerk))
    assert "1 处超出现行规定" in today(sign_in(auditor))
    assert "超出现行规定" not in today(sign_in(warden))
