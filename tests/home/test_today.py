"""The first page: each duty finds its own work there."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from linli.areas.models import Area
from linli.areas.tallies import recount
from linli.lib.periods import SHANGHAI
from linli.people.models import User
from linli.registers.models import Resident, SupportNeed
from tests.conftest import NOW, TODAY

SignIn = Callable[[User], Client]


@pytest.fixture
def counted(elder: Resident, away_resident: Resident) -> None:
    from django.db import transaction

    with transaction.atomic():
        recount([elder.area_code], day=TODAY)


def test_it_sends_a_stranger_to_the_sign_in(client: Client, community: Area) -> None:
    answer = client.get(reverse("home:today"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_it_shows_a_clerk_how_many_households_cannot_be_called(
    sign_in: SignIn, clerk: User, counted: None
) -> None:
    page = sign_in(clerk).get(reverse("home:today")).content.decode()
    assert "1 户一个电话也没有" in page


def test_it_asks_a_clerk_to_confirm_a_need_that_was_found_in_a_note(
    sign_in: SignIn, clerk: User, elder: Resident
) -> None:
    SupportNeed.objects.within(elder.area_code).filter(code="elder_alone").update(is_confirmed=False)
    page = sign_in(clerk).get(reverse("home:today")).content.decode()
    assert "1 条需要是从备注里找到的，还没人确认" in page


def test_it_says_plainly_when_nothing_is_left(sign_in: SignIn, other_clerk: User) -> None:
    with time_machine.travel(
        NOW.astimezone(SHANGHAI).replace(hour=7), tick=False
    ):  # before the report is due
        page = sign_in(other_clerk).get(reverse("home:today")).content.decode()
    assert "今天的事都办完了" in page


def test_it_leads_a_warden_to_the_doors(sign_in: SignIn, warden: User, elder: Resident) -> None:
    page = sign_in(warden).get(reverse("home:today")).content.decode()
    assert "你管的门 1 户" in page
    assert reverse("registers:households") in page
    assert "郭凤霞" not in page


def test_it_tells_somebody_without_a_duty_whom_to_ask(sign_in: SignIn, clerk: User) -> None:
    clerk.appointments.all().delete()
    answer = sign_in(clerk).get(reverse("home:today"))
    assert answer.status_code == 200
    assert "你还没有能用的页面" in answer.content.decode()


def test_it_shows_a_leader_which_communities_have_no_register(
    sign_in: SignIn, leader: User, other_community: Area, counted: None
) -> None:
    page = sign_in(leader).get(reverse("home:today")).content.decode()
    assert "2 个社区（村）里有 1 个还没有户册" in page
    assert "郭凤霞" not in page


# ---- the day's report ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hour", "word"), [(7, ""), (9, "待上报"), (11, "已迟")], ids=["early", "soon due", "late"]
)
def test_it_tells_who_signs_that_the_report_is_due(
    sign_in: SignIn, clerk: User, counted: None, hour: int, word: str
) -> None:
    with time_machine.travel(NOW.astimezone(SHANGHAI).replace(hour=hour, minute=30), tick=False):
        page = sign_in(clerk).get(reverse("home:today")).content.decode()
    assert ("日报" in page and word in page) if word else "待上报" not in page


def test_it_leaves_others_alone_with_the_report(sign_in: SignIn, grid_worker: User, counted: None) -> None:
    with time_machine.travel(NOW.astimezone(SHANGHAI).replace(hour=11), tick=False):
        assert "已迟" not in sign_in(grid_worker).get(reverse("home:today")).content.decode()
