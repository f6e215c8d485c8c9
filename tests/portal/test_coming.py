"""Somebody comes: declared by the household's own link, for oneself or as a proxy, looked at, changed, withdrawn."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse

from linli.core.models import AuditEntry
from linli.people.models import User
from linli.portal.actions import make_link
from linli.registers.models import Resident
from linli.rounds.actions import settle_arrival
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival
from tests.conftest import NOW
from tests.portal.conftest import Ask, text_of

pytestmark = pytest.mark.django_db

Declare = Callable[..., HttpResponse]
FORM = {
    "kind": "return", "proxy": "", "name": "冯雨欣", "phone": "151 0000 4109", "document": "231085197403020428",
    "from_place": "黑龙江省哈尔滨市南岗区", "arrives_on": "2026-11-22", "transport": "train",
    "transport_number": "K7063", "companions": "2", "reason": "回家过节", "note": "带着老人",
}  # fmt: skip


@pytest.fixture
def declare(visit: Ask) -> Declare:
    """`declare(phone="")`: the form, with what is given in place of its values."""

    def sent(**more: Any) -> HttpResponse:
        return visit("declaration_new", **{"record": str(uuid4()), **FORM, **more})

    return sent


def the_one() -> Arrival:
    return Arrival.everywhere.get()


# ---- declaring --------------------------------------------------------------------------------------
def test_it_keeps_every_field_of_the_form_and_gives_a_number(declare: Declare, visit: Ask) -> None:
    response = declare()
    arrival = the_one()
    assert response.status_code == 302
    assert response["Location"].endswith(f"/coming/{arrival.pk}/")
    assert (arrival.state, arrival.name, arrival.phone, arrival.document) == (
        ArrivalState.EXPECTED, "冯雨欣", "15100004109", "231085197403020428",
    )  # fmt: skip
    assert (arrival.from_place, arrival.from_code) == ("黑龙江省哈尔滨市南岗区", "230103")
    assert (arrival.transport, arrival.transport_number, arrival.companions) == ("train", "K7063", 2)
    assert (arrival.reason, arrival.note, arrival.by, arrival.device_id) == (
        "回家过节",
        "带着老人",
        None,
        None,
    )
    page = text_of(visit("declaration", arrival.pk))
    assert arrival.reference in page
    assert "冯*欣" in page
    assert "冯雨欣" not in page
    assert "15100004109" not in page
    assert "231085197403020428" not in page


def test_the_same_form_sent_again_declares_once(declare: Declare) -> None:
    record = str(uuid4())
    assert len({declare(record=record)["Location"] for _time in range(3)}) == 1
    assert Arrival.everywhere.count() == 1
    assert AuditEntry.objects.filter(action="rounds:arrival:declared").count() == 1


def test_a_daughter_declares_for_her_father(declare: Declare) -> None:
    declare(proxy="proxy", declared_by="冯雨桐", relation="女儿", declared_phone="13800002290")
    arrival = the_one()
    assert (arrival.declared_by, arrival.relation, arrival.declared_phone) == (
        "冯雨桐",
        "女儿",
        "13800002290",
    )


def test_a_proxy_says_who_she_is(declare: Declare) -> None:
    response = declare(proxy="proxy")
    assert response.status_code == 422
    assert "请写您的姓名" in text_of(response)


def test_who_fills_it_in_for_oneself_is_no_proxy(declare: Declare) -> None:
    declare(declared_by="冯雨桐", relation="女儿")
    assert (the_one().declared_by, the_one().relation) == ("", "")


def test_without_document_telephone_and_transport_it_is_taken(declare: Declare) -> None:
    declare(
        document="", phone="", transport="unknown", transport_number="", companions="", reason="", note=""
    )
    assert (the_one().document, the_one().phone, the_one().companions) == ("", "", 0)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "姓名"),
        ({"phone": "不肯说"}, "电话"),
        ({"document": "231085197403020427"}, "末位"),
        ({"arrives_on": "2027-11-22"}, "往后三个月"),
        ({"arrives_on": "下周"}, "日期"),
        ({"from_place": ""}, "从哪里来"),
        ({"kind": "forever"}, "回来住"),
    ],
)
def test_it_says_what_to_write_and_loses_nothing(declare: Declare, sent: dict[str, str], said: str) -> None:
    response = declare(**sent)
    page = text_of(response)
    assert response.status_code == 422
    assert said in page
    assert "带着老人" in page
    assert not Arrival.everywhere.exists()


# ---- where from -------------------------------------------------------------------------------------
def test_a_place_that_could_be_several_is_asked_about(declare: Declare) -> None:
    response = declare(from_place="朝阳区")
    page = text_of(response)
    assert response.status_code == 422
    assert "北京市朝阳区" in page
    assert "吉林省长春市朝阳区" in page
    assert not Arrival.everywhere.exists()
    assert declare(from_place="朝阳区", from_code="220104").status_code == 302
    assert (the_one().from_place, the_one().from_code) == ("朝阳区", "220104")


def test_who_cannot_say_which_keeps_the_words(declare: Declare) -> None:
    declare(from_place="朝阳区", from_code="-")
    assert (the_one().from_place, the_one().from_code) == ("朝阳区", "")


def test_a_place_that_was_not_asked_about_is_not_taken(declare: Declare) -> None:
    assert declare(from_place="朝阳区", from_code="110101").status_code == 422


def test_a_place_that_nobody_knows_is_kept_as_words(declare: Declare) -> None:
    declare(from_place="韩国首尔")
    assert (the_one().from_place, the_one().from_code) == ("韩国首尔", "")


# ---- afterwards -------------------------------------------------------------------------------------
def test_it_is_changed_and_numbers_that_are_left_open_stay(declare: Declare, visit: Ask) -> None:
    declare()
    arrival = the_one()
    form = text_of(visit("declaration_edit", arrival.pk))
    assert "15100004109" not in form
    changed = {**FORM, "phone": "", "document": "", "arrives_on": "2026-11-25", "version": "1"}
    assert visit("declaration_edit", arrival.pk, **changed).status_code == 302
    arrival.refresh_from_db()
    assert (arrival.arrives_on.day, arrival.phone, arrival.document) == (
        25,
        "15100004109",
        "231085197403020428",
    )


def test_two_of_the_family_change_it_and_the_second_sees_that(declare: Declare, visit: Ask) -> None:
    declare()
    arrival = the_one()
    changed = {**FORM, "version": "1"}
    assert visit("declaration_edit", arrival.pk, **{**changed, "reason": "探亲"}).status_code == 302
    second = visit("declaration_edit", arrival.pk, **{**changed, "reason": "看病"})
    assert second.status_code == 409
    assert "看病" in text_of(second)
    arrival.refresh_from_db()
    assert arrival.reason == "探亲"


def test_it_is_withdrawn_and_stays_to_be_seen(declare: Declare, visit: Ask) -> None:
    declare()
    arrival = the_one()
    for _time in range(2):
        assert visit("declaration_withdraw", arrival.pk, sure="1").status_code == 302
    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.WITHDRAWN
    assert "撤回了" in text_of(visit("declaration", arrival.pk))


def test_a_link_that_is_opened_withdraws_nothing(declare: Declare, visit: Ask) -> None:
    declare()
    visit("declaration_withdraw", the_one().pk)
    assert the_one().state == ArrivalState.EXPECTED


def test_once_confirmed_it_cannot_be_changed(declare: Declare, visit: Ask, grid_worker: User) -> None:
    declare()
    arrival = the_one()
    settle_arrival(arrival.pk, version=None, state=ArrivalState.ARRIVED, actor=grid_worker, now=NOW)
    assert visit("declaration_edit", arrival.pk, **FORM).status_code == 302
    assert visit("declaration_withdraw", arrival.pk, sure="1").status_code == 409
    assert the_one().state == ArrivalState.ARRIVED
    page = text_of(visit("declaration", arrival.pk))
    assert "已经确认到达" in page
    assert "/edit/" not in page


# ---- strangers --------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["declaration", "declaration_edit", "declaration_withdraw"])
def test_another_households_declaration_is_not_there(
    declare: Declare, visit: Ask, elder: Resident, clerk: User, name: str
) -> None:
    declare()
    other = make_link(elder.household, actor=clerk, now=NOW)
    for answer in (
        visit(name, the_one().pk, token=other.token),
        visit(name, the_one().pk, token=other.token, **FORM),
    ):
        assert answer.status_code == 404
        assert "冯" not in text_of(answer)
    assert the_one().state == ArrivalState.EXPECTED


def test_a_mistake_that_was_struck_out_is_no_longer_listed(
    declare: Declare, visit: Ask, grid_worker: User
) -> None:
    declare()
    settle_arrival(the_one().pk, version=None, state=ArrivalState.WRONG, actor=grid_worker, now=NOW)
    assert "冯*欣" not in text_of(visit("household"))
