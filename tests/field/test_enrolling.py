"""Codes: made by whoever may, used once, soon over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from linli.core.models import AuditEntry
from linli.field.actions import enrol_with_code, make_enrolment_code
from linli.field.models import EnrolmentCode
from linli.field.problems import CodeNotGood, NoRound
from linli.field.rules import ALPHABET, CODE_LENGTH, new_code, read_code, shown_code
from linli.intake.models import Device
from linli.people.models import User
from tests.conftest import NOW

SignIn = Callable[[User], Client]


def test_a_code_enrols_one_phone(grid_worker: User) -> None:
    code = make_enrolment_code(actor=grid_worker, user=grid_worker)
    made = enrol_with_code(code=code, name="华为")
    assert (made.device.user, made.device.name) == (grid_worker, "华为")
    assert made.token.startswith("lld_")
    with pytest.raises(CodeNotGood):
        enrol_with_code(code=code)
    assert Device.objects.count() == 1


def test_a_code_is_kept_hashed_and_its_making_is_logged(administrator: User, grid_worker: User) -> None:
    code = make_enrolment_code(actor=administrator, user=grid_worker)
    kept = EnrolmentCode.objects.get()
    assert code not in kept.code_hash
    entry = AuditEntry.objects.get(action="field:code:made")
    assert (entry.actor_name, entry.subject_name) == ("管理员", "郎玉珍")
    assert code not in str(entry.data)


def test_a_code_is_over_after_ten_minutes(grid_worker: User) -> None:
    code = make_enrolment_code(actor=None, user=grid_worker)
    with time_machine.travel(NOW + timedelta(minutes=10, seconds=1)), pytest.raises(CodeNotGood):
        enrol_with_code(code=code)


def test_a_new_code_ends_the_one_before(grid_worker: User) -> None:
    first = make_enrolment_code(actor=None, user=grid_worker)
    make_enrolment_code(actor=None, user=grid_worker)
    with pytest.raises(CodeNotGood):
        enrol_with_code(code=first)


@pytest.mark.parametrize("typed", ["", "-", "0000000000", "好好好", "x" * 300])
def test_what_is_no_code_is_refused(typed: str, db: None) -> None:
    with pytest.raises(CodeNotGood):
        enrol_with_code(code=typed)


def test_nobody_gets_a_phone_without_a_duty_on_the_round(leader: User, grid_worker: User) -> None:
    with pytest.raises(NoRound):
        make_enrolment_code(actor=None, user=leader)
    code = make_enrolment_code(actor=None, user=grid_worker)
    User.objects.filter(pk=grid_worker.pk).update(is_active=False)
    with pytest.raises(NoRound):
        enrol_with_code(code=code)
    assert EnrolmentCode.objects.get().used_at is None


def test_a_code_may_be_typed_with_small_letters_and_dashes() -> None:
    code = new_code()
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(ALPHABET)
    assert read_code(shown_code(code).lower()) == code
    assert read_code(" k7q2m 9xpt4 ") == "K7Q2M9XPT4"
    assert read_code("KIO2L") == "K1021"


# ---- pages ---------------------------------------------------------------------------------------
def test_a_worker_enrols_the_phone_in_the_hand(sign_in: SignIn, grid_worker: User) -> None:
    browser = sign_in(grid_worker)
    assert browser.get("/field/enrol/").status_code == 200
    address = browser.post("/field/enrol/", {"here": "1"})["Location"]
    told = Client().post(f"{address}use.json", {"name": "红米"}).json()
    assert told["name"] == "郎玉珍"
    assert Device.objects.get().name == "红米"
    assert Client().post(f"{address}use.json").status_code == 404


def test_a_worker_shows_a_code_for_another_phone(sign_in: SignIn, grid_worker: User) -> None:
    response = sign_in(grid_worker).post("/field/enrol/", {"code": "1"})
    assert "<svg" in response.content.decode()
    code = read_code(response.context["code"])
    assert enrol_with_code(code=code).device.user == grid_worker


def test_an_administrator_shows_a_code_for_somebody(
    sign_in: SignIn, administrator: User, grid_worker: User
) -> None:
    response = sign_in(administrator).post(f"/field/enrol/for/{grid_worker.pk}/")
    assert "郎玉珍" in response.content.decode()
    assert enrol_with_code(code=response.context["code"]).device.user == grid_worker


def test_nobody_else_makes_codes_for_others(sign_in: SignIn, clerk: User, grid_worker: User) -> None:
    assert sign_in(clerk).post(f"/field/enrol/for/{grid_worker.pk}/").status_code == 404
    assert not EnrolmentCode.objects.exists()


def test_a_refusal_of_a_code_is_a_sentence(db: None) -> None:
    response = Client().post("/field/enrol/K7Q2M9XPT4/use.json", headers={"accept-language": "zh-Hans"})
    assert response.status_code == 404
    assert response.json()["code"] == "field.code_not_good"
    assert "10 分钟" in response.json()["title"]
