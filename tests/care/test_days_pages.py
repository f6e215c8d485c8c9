"""The desk's lists of a day: what is missing, what is unusual, results one by one and as a list, things to bring."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.areas.models import Area
from linli.care import choices
from linli.care.actions.checks import take_checks
from linli.care.actions.days import make_days
from linli.care.bodies import HealthCheckTold
from linli.care.models import CareTask, CareTest, Episode, HealthCheck
from linli.core.models import AccessEntry
from linli.lib.periods import SHANGHAI
from linli.people.models import User
from linli.registers.models import Resident
from tests.care.conftest import MakeEpisode
from tests.care.test_days_facts import told
from tests.conftest import NOW, TODAY, join, settle

SignIn = Callable[[User], Client]


def page(browser: Client, name: str, **asked: str) -> str:
    answer = browser.get(reverse(f"care:{name}"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def office(sign_in: SignIn, clerk: User) -> Client:
    return sign_in(clerk)


@pytest.fixture
def pending(episode: Episode) -> CareTest:
    return CareTest.everywhere.create(
        episode=episode, due_on=TODAY, day=4, phase=0, area=episode.area, area_code=episode.area_code
    )


# ---- checks
def test_who_was_not_checked_on_is_listed_and_gone_when_they_were(
    office: Client, episode: Episode, carer: User
) -> None:
    assert "柴丽娟" in page(office, "days_checks")
    take_checks(
        [told(HealthCheckTold(episode=episode.pk, half="morning", celsius=36.5, no_signs=True), carer)]
    )
    assert "柴丽娟" not in page(office, "days_checks")
    assert "柴丽娟" in page(office, "days_checks", view="all")


def test_after_the_half_day_what_is_missing_stands_in_red(
    sign_in: SignIn, episode: Episode, clerk: User
) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 12, 1, tzinfo=SHANGHAI)):
        assert "ll-late" in page(sign_in(clerk), "days_checks")


def test_before_noon_nothing_is_red(office: Client, episode: Episode) -> None:
    assert "ll-late" not in page(office, "days_checks")


def test_a_check_told_by_telephone_is_entered_once(office: Client, episode: Episode) -> None:
    given = {"record": str(uuid4()), "half": "morning", "celsius": "36.6", "no_signs": "on"}
    for _again in range(2):
        office.post(reverse("care:days_check_new", args=[episode.pk]), given)
    assert HealthCheck.everywhere.get().celsius == "36.6"


def test_a_form_that_says_nothing_is_shown_again(office: Client, episode: Episode) -> None:
    answer = office.post(
        reverse("care:days_check_new", args=[episode.pk]), {"record": str(uuid4()), "half": "morning"}
    )
    assert answer.status_code == 422


def test_an_unusual_check_shows_no_value_and_opens_for_physicians_with_a_reason(
    client: Client, sign_in: SignIn, clerk: User, doctor: User, episode: Episode, carer: User
) -> None:
    take_checks(
        [told(HealthCheckTold(episode=episode.pk, half="morning", celsius=38.9, signs=("fatigue",)), carer)]
    )
    url = reverse("care:days_check_open", args=[HealthCheck.everywhere.get().pk])
    text = page(sign_in(clerk), "days_abnormal")
    assert "柴丽娟" in text
    assert "38.9" not in text
    assert client.get(url).status_code == 404
    sign_in(doctor)
    assert client.post(url, {}).status_code == 422
    assert "38.9" in client.post(url, {"reason": "medical"}).content.decode()
    assert AccessEntry.objects.filter(resident_id=episode.resident_id).count() == 1


# ---- tests
def test_a_result_is_entered_and_a_suspicious_pool_comes_back_alone(
    office: Client, pending: CareTest
) -> None:
    office.post(reverse("care:days_result", args=[pending.pk]), {"result": "pool_suspect"})
    assert CareTest.everywhere.get(again_of=pending).result == choices.TestResult.PENDING
    assert "柴丽娟" in page(office, "days_tests", view="again")


def test_a_pasted_list_enters_what_fits_and_keeps_the_rest_with_why(
    office: Client, pending: CareTest, make_episode: MakeEpisode, elder: Resident
) -> None:
    other = make_episode(elder)
    CareTest.everywhere.create(
        episode=other, due_on=TODAY, day=4, phase=0, area=other.area, area_code=other.area_code
    )
    lines = "柴丽娟\t3-2-501\t阴性\n无名氏 阴性\n郭凤霞, 6021, 混管可疑\n郭凤霞 3-1-101"
    answer = office.post(reverse("care:days_results"), {"lines": lines})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "无名氏 阴性" in text
    assert "郭凤霞 3-1-101" in text
    results = CareTest.everywhere.filter(again_of=None).order_by("result").values_list("result", flat=True)
    assert list(results) == ["negative", "pool_suspect"]


def test_two_people_of_one_name_are_told_apart_by_the_door_or_not_at_all(
    office: Client, pending: CareTest, make_episode: MakeEpisode, building: Area
) -> None:
    twin = make_episode(join(settle(building, "3-1-302"), "柴丽娟", relation="head"))
    theirs = CareTest.everywhere.create(
        episode=twin, due_on=TODAY, day=4, phase=0, area=twin.area, area_code=twin.area_code
    )
    office.post(reverse("care:days_results"), {"lines": "柴丽娟 阴性"})
    assert not CareTest.everywhere.filter(result="negative").exists()
    office.post(reverse("care:days_results"), {"lines": "柴丽娟 3-1-302 阴性"})
    assert [one.pk for one in CareTest.everywhere.filter(result="negative")] == [theirs.pk]


# ---- things to bring or do
def test_open_tasks_are_listed_by_household_and_set_with_one_press(office: Client, episode: Episode) -> None:
    make_days(episode, at=NOW)
    assert "每天" in page(office, "days_tasks") or "体温计" in page(office, "days_tasks")
    task = CareTask.everywhere.filter(item="thermometer").get()
    for _again in range(2):
        office.post(reverse("care:days_task_set", args=[task.pk]), {"outcome": "done"})
    task.refresh_from_db()
    assert (task.state, task.done_by) == ("done", User.objects.get(username="song"))


def test_another_community_finds_nothing(
    sign_in: SignIn, other_clerk: User, episode: Episode, pending: CareTest
) -> None:
    browser = sign_in(other_clerk)
    for name in ("days_checks", "days_abnormal", "days_tests", "days_tasks"):
        assert "柴丽娟" not in page(browser, name)
    assert (
        browser.post(reverse("care:days_result", args=[pending.pk]), {"result": "negative"}).status_code
        == 404
    )


@pytest.mark.parametrize("name", ["days_checks", "days_tests", "days_tasks", "days_abnormal"])
def test_more_people_ask_for_no_more_queries(
    name: str, office: Client, make_episode: MakeEpisode, episode: Episode, building: Area, carer: User
) -> None:
    def filled(one: Episode) -> None:
        make_days(one, at=NOW)
        CareTest.everywhere.create(
            episode=one, due_on=TODAY, day=1, phase=0, area=one.area, area_code=one.area_code
        )
        HealthCheck.everywhere.create(
            id=uuid4(), episode=one, area=one.area, area_code=one.area_code, on=TODAY, half="evening", at=NOW,
            received_at=NOW, told_by="carer", by=carer, abnormal=True,
        )  # fmt: skip

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(office, name)
        return len(seen)

    filled(episode)
    queries()
    before = queries()
    for number in range(4):
        filled(make_episode(join(settle(building, f"3-1-60{number}"), f"某人{number}", relation="head")))
    assert queries() == before
