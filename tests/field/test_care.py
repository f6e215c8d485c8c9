"""The people in one's care on one's phone: only one's own, with what is due, and nothing of why."""

# ruff: noqa: F811 - the cast of care is brought in by name

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.care.actions.days import make_days
from linli.care.choices import EpisodeState
from linli.care.models import Carer, CareTest, Episode, HealthCheck
from linli.people.models import User
from linli.registers.models import Resident
from tests.care.conftest import carer, epidemic, episode, make_episode, medical_officer  # noqa: F401
from tests.conftest import NOW, TODAY, appoint, join, settle
from tests.field.conftest import Phone

PhoneOf = Callable[[User], Phone]
DAY = timedelta(days=1)


def people(phone: Phone) -> list[Any]:
    found: list[Any] = phone.bundle.get("care", [])
    return found


def test_it_holds_whom_i_care_for_with_what_is_due(phone: Phone, episode: Episode, carer: User) -> None:
    make_days(episode, at=NOW)
    [one] = people(phone)
    assert (one["name"], one["door"], one["measure"], one["day"], one["days"]) == (
        "柴丽娟",
        "3-2-501",
        "居家隔离",
        4,
        7,
    )
    assert one["halves"] == ["morning", "evening"]
    assert {task["name"] for task in one["tasks"]} == {
        "每天一条短信",
        "问一次缺什么",
        "一支体温计",
        "一包口罩",
    }


def test_it_holds_nobody_whom_i_do_not_care_for(
    phone_of: PhoneOf, warden: User, episode: Episode, carer: User
) -> None:
    assert people(phone_of(warden)) == []


def test_it_says_nothing_of_why(phone: Phone, episode: Episode, carer: User) -> None:
    Episode.everywhere.update(health="糖尿病", evidence="去过外地")
    text = phone.fetch().content.decode()
    for word in ("spill_high", "糖尿病", "去过外地", "高风险", "101号"):
        assert word not in text


def test_released_or_handed_on_it_is_gone(phone: Phone, episode: Episode, carer: User) -> None:
    Carer.objects.update(until_on=TODAY)
    assert people(phone) == []
    Carer.objects.update(until_on=None)
    Episode.everywhere.update(state=EpisodeState.RELEASED)
    assert people(phone) == []


def test_a_volunteer_who_goes_on_no_round_has_those_in_their_care(
    phone_of: PhoneOf,
    episode: Episode,
    community: Area,
) -> None:
    helper = appoint("mo", "莫连城", "volunteer", community)
    Carer.objects.create(episode=episode, user=helper, slot="volunteer", from_on=TODAY)
    [one] = people(phone_of(helper))
    assert one["name"] == "柴丽娟"
    assert "phone" not in one
    assert "needs" not in one


def test_money_cars_and_people_are_on_no_phone(phone: Phone, episode: Episode, carer: User) -> None:
    from linli.incidents.models import Incident
    from tests.care.test_days_making import PLAYBOOKS

    text = (PLAYBOOKS / "meihekou.toml").read_text()
    Incident.everywhere.update(playbook_name="meihekou", playbook_text=text)
    make_days(episode, at=NOW)
    [one] = people(phone)
    names = [task["name"] for task in one["tasks"]]
    assert names.count("每天三餐") == 3
    assert not {"每组一笔补助", "固定一辆车", "至少增加三名干部"} & set(names)


def test_what_was_told_and_which_sample_is_due_comes_along(
    phone: Phone, episode: Episode, carer: User
) -> None:
    HealthCheck.everywhere.create(
        id=episode.pk, episode=episode, area=episode.area, area_code=episode.area_code, on=TODAY, half="morning",
        at=NOW, received_at=NOW, told_by="resident", celsius="36.5",
    )  # fmt: skip
    for due_on in (TODAY, TODAY + DAY, TODAY + 2 * DAY):
        CareTest.everywhere.create(
            episode=episode, due_on=due_on, day=1, phase=0, area=episode.area, area_code=episode.area_code
        )
    [one] = people(phone)
    assert one["told"] == ["morning"]
    assert [test["on"] for test in one["tests"]] == [TODAY.isoformat(), (TODAY + DAY).isoformat()]


def test_more_people_ask_for_no_more_queries(
    phone: Phone,
    episode: Episode,
    carer: User,
    make_episode: Callable[..., Episode],
    building: Area,
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            phone.fetch()
        return len(seen)

    queries()
    before = queries()
    for number in range(3):
        one = make_episode(join(settle(building, f"3-1-60{number}"), f"某人{number}", relation="head"))
        make_days(one, at=NOW)
        Carer.objects.create(episode=one, user=carer, slot="grid", from_on=TODAY)
    assert len(people(phone)) == 4
    assert queries() == before


@pytest.mark.usefixtures("carer")
def test_nobody_in_care_costs_nothing_to_those_who_may_care(
    phone_of: PhoneOf, elder: Resident, doctor: User
) -> None:
    assert people(phone_of(doctor)) == []
