"""Which gates a phone keeps, and the list of one of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from linli.areas.models import Area
from linli.duty.models import Claim, DutyPlace, Post
from linli.field.views import gates as gates_view
from linli.gates.models import Gate, PatrolRoute
from linli.gates.verify import FakeVerifier, service_name
from linli.intake.actions import revoke_device
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY, appoint
from tests.field.conftest import Phone

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PhoneOf = Callable[[User], Phone]


@pytest.fixture
def make_gate(community: Area) -> Callable[..., Gate]:
    def made(name: str, area: Area = community, **more: Any) -> Gate:
        values = {
            "procedure": "scan", "basis": "县指挥部通告第 12 号", "decided_by": "县指挥部",
            "from_on": TODAY - DAY, "until_on": TODAY + DAY, **more,
        }  # fmt: skip
        return Gate.objects.create(area=area, area_code=area.code, name=name, **values)

    return made


@pytest.fixture
def gate(make_gate: Callable[..., Gate]) -> Gate:
    return make_gate("和平家园东门")


@pytest.fixture
def volunteer(community: Area) -> User:
    return appoint("mo", "莫连城", "volunteer", community)


def stands(user: User, gate: Gate, *, begins: Any = NOW - HOUR, **more: Any) -> Claim:
    where = {"area_id": gate.area_id, "area_code": gate.area_code}
    place, _ = DutyPlace.everywhere.get_or_create(
        pk=gate.pk, defaults={"name": gate.name, "kind": "gate", **where}
    )
    post = Post.objects.create(
        place=place, kind="gatekeeper", starts_at=begins, ends_at=begins + 8 * HOUR, headcount=9, taken=1, **where
    )  # fmt: skip
    return Claim.objects.create(post=post, user=user, **where, **more)


def ask(phone: Phone, gate: Gate, **headers: str) -> Any:
    given = {"authorization": f"Bearer {phone.made.token}", "accept-language": "zh-Hans", **headers}
    return Client().get(f"/field/gates/{gate.pk}.json", headers=given)


def names(phone: Phone) -> list[str]:
    return [one["name"] for one in phone.bundle.get("gates", ())]


def test_a_volunteer_keeps_the_gate_at_which_they_stand_today(
    volunteer: User, gate: Gate, make_gate: Callable[..., Gate], phone_of: PhoneOf
) -> None:
    make_gate("和平家园西门")
    phone = phone_of(volunteer)
    assert names(phone) == []
    assert ask(phone, gate).status_code == 404
    stands(volunteer, gate)
    assert names(phone) == ["和平家园东门"]
    assert ask(phone, gate).json()["gate"]["name"] == "和平家园东门"


def test_who_stands_in_another_community_today_takes_its_patrols_along(
    other_community: Area, community: Area, gate: Gate, phone_of: PhoneOf
) -> None:
    """Lent out for a shift; its own stay, and those of other communities stay out."""
    lent = appoint("lu", "陆远行", "volunteer", other_community)
    for name, area in (("河边", community), ("城墙根", other_community)):
        PatrolRoute.objects.create(name=name, made_at=NOW, area=area, area_code=area.code)
    phone = phone_of(lent)

    def walked() -> list[str]:
        return [one["name"] for one in phone.bundle.get("patrols", ())]

    assert walked() == ["城墙根"]
    stands(lent, gate)
    assert sorted(walked()) == ["城墙根", "河边"]


@pytest.mark.parametrize("begins", [NOW + DAY, NOW - 2 * DAY])
def test_a_shift_of_another_day_opens_no_gate(
    volunteer: User, gate: Gate, phone_of: PhoneOf, begins: Any
) -> None:
    stands(volunteer, gate, begins=begins)
    assert names(phone_of(volunteer)) == []


@pytest.mark.parametrize("state", ["dropped", "missed"])
def test_a_shift_that_was_dropped_or_missed_opens_no_gate(
    volunteer: User, gate: Gate, phone_of: PhoneOf, state: str
) -> None:
    stands(volunteer, gate, state=state)
    assert names(phone_of(volunteer)) == []


def test_a_clerk_keeps_all_gates_of_the_community_and_no_other(
    clerk: User, gate: Gate, make_gate: Callable[..., Gate], other_community: Area, phone_of: PhoneOf
) -> None:
    make_gate("和平家园西门")
    elsewhere = make_gate("沿河小区大门", other_community)
    phone = phone_of(clerk)
    assert names(phone) == ["和平家园东门", "和平家园西门"]
    assert ask(phone, elsewhere).status_code == 404


def test_a_gate_that_is_closed_or_past_its_term_is_kept_by_nobody(
    clerk: User, make_gate: Callable[..., Gate], phone_of: PhoneOf
) -> None:
    make_gate("关了的", closed_at=NOW)
    make_gate("到期的", from_on=TODAY - 3 * DAY, until_on=TODAY)
    make_gate("明天的", from_on=TODAY + DAY, until_on=TODAY + 2 * DAY)
    assert names(phone_of(clerk)) == []


def test_a_doctor_on_no_gate_duty_keeps_none(doctor: User, gate: Gate, phone_of: PhoneOf) -> None:
    stands(doctor, gate)
    assert "gates" not in phone_of(doctor).bundle


def test_a_list_in_which_nothing_changed_is_not_sent_again(
    clerk: User, gate: Gate, household: Household, phone_of: PhoneOf
) -> None:
    phone = phone_of(clerk)
    first = ask(phone, gate)
    assert int(first["Linli-Keep-Seconds"]) == 24 * 3600
    with time_machine.travel(NOW + HOUR):
        again = ask(phone, gate, **{"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Linli-Time"] > first["Linli-Time"]
        Gate.everywhere.filter(pk=gate.pk).update(name="东门")
        assert ask(phone, gate, **{"if-none-match": first["ETag"]}).status_code == 200


def test_two_phones_have_lists_that_cannot_be_compared(
    clerk: User, gate: Gate, household: Household, phone_of: PhoneOf
) -> None:
    one, other = ask(phone_of(clerk), gate).json(), ask(phone_of(clerk), gate).json()
    assert one["households"][0]["names"] != other["households"][0]["names"]
    assert "柴丽娟" not in str(one)


# ---- the city's own service ---------------------------------------------------------------------------------------
def ask_service(phone: Phone, gate: Gate, body: str) -> Any:
    return Client().post(
        f"/field/gates/{gate.pk}/verify.json", body, content_type="application/json",
        headers={"authorization": f"Bearer {phone.made.token}", "accept-language": "zh-Hans"},
    )  # fmt: skip


def test_what_the_citys_service_says_of_a_code_is_told_to_the_keeper(
    clerk: User,
    gate: Gate,
    other_clerk: User,
    phone_of: PhoneOf,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As its words; what it does not know, and whoever keeps no such gate, get none."""
    fake = FakeVerifier({"JKM:1": "绿码"})
    monkeypatch.setattr(gates_view, "verifier", lambda: fake)
    phone, stranger = phone_of(clerk), phone_of(other_clerk)
    assert ask(phone, gate).json()["asks"] == ""
    assert ask_service(phone, gate, '{"code": "JKM:1"}').status_code == 404
    settings.VERIFY_URL, settings.VERIFY_NAME = "https://codes.example", "健康码"
    assert ask(phone, gate).json()["asks"] == "健康码"
    assert ask_service(phone, gate, '{"code": "JKM:1"}').json() == {
        "known": True,
        "words": "绿码",
        "at": None,
    }
    assert ask_service(phone, gate, '{"code": "JKM:2"}').json() == {"known": False, "words": "", "at": None}
    for body in ("", "{}", '{"code": ""}', "[" * 100_000, '{"code": "' + "9" * 401 + '"}'):
        assert ask_service(phone, gate, body).status_code == 422
    assert ask_service(stranger, gate, '{"code": "JKM:1"}').status_code == 404
    assert fake.asked == ["JKM:1", "JKM:2"]


def test_without_a_name_it_is_called_the_citys_service(settings: Any) -> None:
    settings.VERIFY_URL = "https://codes.example"
    assert service_name()


def test_a_revoked_phone_gets_no_list(clerk: User, gate: Gate, phone_of: PhoneOf) -> None:
    phone = phone_of(clerk)
    revoke_device(actor=clerk, device=phone.made.device)
    response = ask(phone, gate)
    assert response.status_code == 401
    assert response.json()["code"].startswith("intake.")
    assert Client().get(f"/field/gates/{gate.pk}.json").status_code == 401
