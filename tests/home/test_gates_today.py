"""The first page on a day of gates: who is overdue, what does not fit, what is too strict, what patrols missed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.areas.models import Area
from linli.gates.actions.patrol_counting import note_not_begun
from linli.gates.models import Finding, Gate, GateScan
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY
from tests.gates.patrols import route_in

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOUR = timedelta(hours=1)


@pytest.fixture
def scan(community: Area, household: Household) -> GateScan:
    """Somebody of 3-2-501 should have been back an hour ago; the gate's decision has ended."""
    where = {"area": community, "area_code": community.code}
    gate = Gate.objects.create(
        name="东门", procedure="scan", basis="第 12 号", decided_by="县指挥部", from_on=TODAY - timedelta(days=9),
        until_on=TODAY, **where,
    )  # fmt: skip
    return GateScan.objects.create(
        pk=new_id(), gate=gate, shown="door", household=household, direction="out", verdict="pass", reason="gates.ok",
        done="let_through", at=NOW - 3 * HOUR, received_at=NOW, due_back_at=NOW - HOUR, **where,
    )  # fmt: skip


def today(client: Client) -> str:
    return str(client.get(reverse("home:today")).content.decode())


def test_the_office_sees_what_waits_at_the_gates(scan: GateScan, clerk: User, sign_in: SignIn) -> None:
    Finding.objects.create(kind="used_twice", scan=scan, area=scan.area, area_code=scan.area_code)
    page = today(sign_in(clerk))
    for words in ("1 户过了时间还没回来", "卡口有 1 处对不上", "处比现行规定更严"):
        assert words in page


def test_who_gives_a_countys_orders_is_told_of_no_household(
    scan: GateScan, leader: User, sign_in: SignIn
) -> None:
    Finding.objects.create(kind="used_twice", scan=scan, area=scan.area, area_code=scan.area_code)
    page = today(sign_in(leader))
    assert "卡口有 1 处对不上" in page
    assert "过了时间还没回来" not in page


def test_a_patrol_that_nobody_walked_waits_too(community: Area, clerk: User, sign_in: SignIn) -> None:
    route_in(community, now=NOW - timedelta(hours=27))
    note_not_begun(now=NOW)
    assert "1 趟巡逻漏了点" in today(sign_in(clerk))


def test_whoever_sees_no_gates_is_told_nothing_of_them(
    scan: GateScan, other_clerk: User, doctor: User, sign_in: SignIn
) -> None:
    for user in (other_clerk, doctor):
        page = today(sign_in(user))
        assert "卡口有" not in page
        assert "还没回来" not in page
