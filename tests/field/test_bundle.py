"""The day's list: whose households, how much of them, in how many questions to the database."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.core.access_log import AccessKind
from linli.core.models import AccessEntry
from linli.field.access import going_round, phone_viewers
from linli.intake.actions import revoke_device
from linli.lib.ids import new_id
from linli.people.models import Appointment, User
from linli.registers.models import Household, Resident
from linli.rounds.models import Arrival, Check, CheckList, ContactEntry, HouseholdDay
from tests.conftest import LONG_AGO, NOW, TODAY, join, settle
from tests.field.conftest import Phone

Contacted = Callable[..., ContactEntry]
PhoneOf = Callable[[User], Phone]


def names_in(bundle: Any) -> set[str]:
    return {member.get("name", "") for door in bundle["doors"] for member in door.get("members", [])}


def test_it_holds_the_workers_own_households_in_the_order_of_a_walk(
    phone: Phone, household: Household, elder: Resident, vacant: Household, stranger_resident: Resident
) -> None:
    doors = [one["door"] for one in phone.bundle["doors"]]
    assert doors == ["3-1-101", "3-1-501", "3-2-501"]
    assert "苗德厚" not in phone.fetch().content.decode()


def test_it_never_holds_a_household_of_another_area(
    grid_worker: User, phone: Phone, other_grid: Area, other_community: Area, stranger_resident: Resident
) -> None:
    join(settle(other_grid, "9-1-101"), "隔壁网格的人")
    assert phone.bundle["doors"] == []


def test_it_shows_a_grid_worker_names_masked_numbers_and_needs(
    phone: Phone, household: Household, elder: Resident
) -> None:
    head, husband, child = phone.door(household)["members"]
    assert (head["name"], head["phone"], head["relation"], head["age"]) == (
        "柴丽娟",
        "151****4108",
        "户主",
        52,
    )
    assert husband["phone"] == "138****2290"
    assert child["minor"]
    assert "phone" not in child
    assert phone.door(elder.household)["needs"] == ["慢病用药", "独居老人"]
    assert "13800006021" not in phone.fetch().content.decode()


def test_it_shows_a_building_warden_names_and_doors_and_nothing_else(
    warden: User, doctor: User, phone_of: PhoneOf, household: Household, elder: Resident, contacted: Contacted
) -> None:
    contacted(
        household, doctor, outcome="changed", abnormal=True, details={"symptoms": [{"signs": ["fever"]}]}
    )
    phone = phone_of(warden)
    door = phone.door(household)
    assert all(set(member) <= {"id", "name", "head"} for member in door["members"])
    assert set(door) == {"id", "area", "door", "compound", "building", "stairwell", "members", "contacts"}
    # That somebody has asked today a warden must know, so as not to ask again; not what was said.
    assert set(door["contacts"][0]) == {"id", "at", "outcome", "by", "role", "kind", "channel"}
    assert "needs" not in phone.door(elder.household)
    text = phone.fetch().content.decode()
    assert "fever" not in text
    assert "****" not in text


def test_it_tells_who_asked_today_by_role_and_what_they_said(
    doctor: User, phone: Phone, household: Household, contacted: Contacted
) -> None:
    contacted(household, doctor, at=NOW - timedelta(hours=1))
    (asked,) = phone.door(household)["contacts"]
    assert asked["at"] == "2026-11-20T09:12:00+08:00"
    assert (asked["by"], asked["role"], asked["channel"], asked["outcome"]) == (
        "尚大夫",
        "家庭医生",
        "phone",
        "same",
    )


def test_it_tells_what_a_household_told_by_itself(
    phone: Phone, household: Household, contacted: Contacted
) -> None:
    contacted(household, None, channel="online", outcome="changed", details={"note": "出门三天"})
    (told,) = phone.door(household)["contacts"]
    assert told["details"] == {"note": "出门三天"}
    assert "by" not in told


def test_it_leaves_out_the_contacts_of_yesterday_but_keeps_when_the_last_answer_came(
    phone: Phone, clerk: User, household: Household, contacted: Contacted
) -> None:
    three_days_ago = NOW - timedelta(days=3)
    contacted(household, clerk, at=three_days_ago, outcome="changed", details={"note": "去了哈尔滨"})
    HouseholdDay.everywhere.create(
        household=household, on=three_days_ago.date(), area=household.area, area_code=household.area_code,
        contacts=1, answered=True,
    )  # fmt: skip
    door = phone.door(household)
    assert "contacts" not in door
    assert door["last"] == "2026-11-17"
    assert door["changed"]["details"] == {"note": "去了哈尔滨"}
    assert door["changed"]["role"] == "社区文书"


def test_it_does_not_ask_for_vacant_dwellings(phone: Phone, vacant: Household, household: Household) -> None:
    assert phone.door(vacant)["due"] is False
    assert phone.door(vacant)["occupancy"] == "空置"
    assert "due" not in phone.door(household)


@pytest.mark.parametrize(
    ("state", "shown"), [("expected", 1), ("arrived", 1), ("not_come", 0), ("withdrawn", 0)]
)
def test_it_names_who_is_expected_and_who_came_lately(
    state: str, shown: int, phone: Phone, household: Household
) -> None:
    Arrival.everywhere.create(
        id=new_id(), area=household.area, area_code=household.area_code, household=household, at=NOW,
        received_at=NOW, state=state, arrives_on=date(2026, 11, 22), name="冯雨欣", phone="15100004109",
        from_place="哈尔滨市",
    )  # fmt: skip
    coming = phone.door(household).get("arrivals", [])
    assert len(coming) == shown
    if shown:
        assert (coming[0]["name"], coming[0]["on"], coming[0]["from_place"]) == (
            "冯雨欣",
            "2026-11-22",
            "哈尔滨市",
        )
        assert "phone" not in coming[0]


def test_it_shows_a_household_of_two_duties_as_the_one_that_sees_more(
    warden: User, grid: Area, phone_of: PhoneOf, household: Household
) -> None:
    Appointment.everywhere.create(
        user=warden, role="grid_worker", area=grid, area_code=grid.code, from_on=LONG_AGO
    )
    phone = phone_of(warden)
    assert [duty["role"] for duty in phone.bundle["duties"]] == ["网格员", "楼栋长"]
    assert [one["door"] for one in phone.bundle["doors"]] == ["3-2-501"]
    assert phone.door(household)["members"][0]["phone"] == "151****4108"


def test_it_is_empty_once_the_term_is_over(phone: Phone, grid_worker: User, household: Household) -> None:
    Appointment.everywhere.filter(user=grid_worker).update(until_on=TODAY)
    assert phone.bundle["doors"] == []
    assert phone.bundle["duties"] == []


def test_it_is_for_duties_that_go_on_the_round_only(leader: User, doctor: User, clerk: User) -> None:
    assert phone_viewers(leader, day=TODAY) == []
    assert going_round(phone_viewers(doctor, day=TODAY)) == []
    assert [one.role for one in going_round(phone_viewers(clerk, day=TODAY))] == ["clerk"]


def wanted_in(area: Area, name: str, **more: Any) -> Check:
    taken = CheckList.everywhere.create(
        area=area,
        area_code=area.code,
        title="协查名单 3",
        state=more.pop("state", "running"),
        made_at=NOW,
        due_at=NOW,
    )
    return Check.everywhere.create(
        area=area, area_code=area.code, check_list=taken, number=1, name=name, phone="13800002290", **more
    )


def test_it_names_whom_to_look_for_until_that_is_answered(
    phone: Phone, grid: Area, other_grid: Area, household: Household
) -> None:
    wanted_in(grid, "莫连城", place="和平家园附近", sent_note="上月来过")
    wanted_in(grid, "查过的人", outcome="located")
    wanted_in(grid, "还没发下来的人", state="draft")
    wanted_in(other_grid, "隔壁网格要查的人")
    (one,) = phone.bundle["checks"]
    assert (one["name"], one["place"], one["phone"]) == ("莫连城", "和平家园附近", "138****2290")
    assert (one["list"], one["due"]) == ("协查名单 3", "2026-11-20T10:12:00+08:00")


def test_a_warden_learns_whom_to_look_for_and_no_number(
    warden: User, building: Area, phone_of: PhoneOf
) -> None:
    wanted_in(building, "莫连城", sent_note="上月来过")
    (one,) = phone_of(warden).bundle["checks"]
    assert set(one) == {"id", "list", "name", "due"}


# ---- the token -----------------------------------------------------------------------------------
def test_it_refuses_a_revoked_phone_with_a_sentence(phone: Phone, household: Household) -> None:
    revoke_device(actor=None, device=phone.made.device)
    response = phone.fetch()
    assert response.status_code == 401
    assert response.json()["code"] == "intake.device_revoked"
    assert "停用" in response.json()["title"]
    assert phone.fetch(**{"accept-language": "en"}).json()["title"].startswith("This device was revoked")


def test_it_refuses_the_phone_of_a_closed_account(phone: Phone, grid_worker: User) -> None:
    User.objects.filter(pk=grid_worker.pk).update(is_active=False)
    assert phone.fetch().status_code == 401


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer lld_nobodys", "Basic lld_x", "Bearer " + "lld_" * 60]
)
def test_it_refuses_whoever_has_no_token(given: str, db: None) -> None:
    response = Client().get("/field/bundle.json", headers={"authorization": given} if given else {})
    assert response.status_code == 401
    assert response.json()["code"] == "intake.no_token"


def test_it_does_not_look_at_a_session(sign_in: Callable[[User], Client], grid_worker: User) -> None:
    assert sign_in(grid_worker).get("/field/bundle.json").status_code == 401


# ---- how it travels ------------------------------------------------------------------------------
def test_it_is_not_sent_again_while_nothing_has_changed(
    phone: Phone, doctor: User, household: Household, contacted: Contacted
) -> None:
    first = phone.fetch()
    again = phone.fetch(**{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Linli-Keep-Seconds"] == "86400"
    contacted(household, doctor)
    changed = phone.fetch(**{"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_it_is_another_one_on_the_next_day(phone: Phone, household: Household) -> None:
    first = phone.fetch()
    with time_machine.travel(NOW + timedelta(days=1)):
        assert phone.fetch(**{"if-none-match": first["ETag"]}).status_code == 200


def test_it_is_kept_by_nothing_on_the_way_and_says_how_long_a_phone_may_keep_it(
    phone: Phone, household: Household
) -> None:
    response = phone.fetch()
    assert response["Cache-Control"] == "no-store"
    assert response["Linli-Keep-Seconds"] == "86400"
    assert response["Linli-Time"].startswith("2026-11-20T")


def test_it_speaks_the_phones_language(phone: Phone, elder: Resident) -> None:
    english = phone.fetch(**{"accept-language": "en"}).json()
    assert "Older person living alone" in english["doors"][0]["needs"]


def test_its_questions_do_not_grow_with_the_households(
    phone: Phone, building: Area, doctor: User, elder: Resident, contacted: Contacted
) -> None:
    contacted(elder.household, doctor)
    phone.fetch()
    with CaptureQueriesContext(
        connection,
    ) as few:
        phone.fetch()
    for number in range(30):
        home = settle(building, f"3-3-{101 + number}")
        join(home, f"住户{number}", phone=f"138000022{number:02}")
        contacted(home, doctor)
    with CaptureQueriesContext(connection) as many:
        phone.fetch()
    assert len(many) == len(few)
    assert len(many) <= 20  # two of them ask whether somebody is cared for, or taken to a hospital


def test_a_thousand_households_are_small(phone: Phone, building: Area) -> None:
    homes = [
        settle(building, f"{1 + n // 100}-{1 + n % 4}-{100 + n % 100}", compound=f"小区{n // 400}")
        for n in range(1000)
    ]
    Resident.objects.bulk_create(
        [
            Resident(
                household=home, area=building, area_code=building.code, name=f"住户{n}", phone=f"138{n:08}"
            )
            for n, home in enumerate(homes * 2)
        ]
    )
    assert len(phone.bundle["doors"]) == 1000
    assert len(phone.packed) < 200_000


# ---- the trace -----------------------------------------------------------------------------------
def test_the_first_list_of_a_day_is_kept_among_the_looks(
    phone: Phone, grid_worker: User, grid: Area, household: Household
) -> None:
    for _again in range(3):
        phone.fetch(**{"linli-app-version": "field 1"})
    look = AccessEntry.objects.get(what=AccessKind.ROUND)
    assert (look.actor, look.area_code, look.actor_role, look.rows) == (
        grid_worker,
        grid.code,
        "grid_worker",
        3,
    )
    phone.made.device.refresh_from_db()
    assert phone.made.device.app_version == "field 1"
    assert phone.made.device.last_seen_at is not None


def test_a_phone_that_signs_out_is_refused_from_then_on(phone: Phone) -> None:
    given = {"authorization": f"Bearer {phone.made.token}"}
    assert Client().post("/field/leave.json", headers=given).status_code == 204
    assert phone.fetch().status_code == 401
    assert Client().post("/field/leave.json", headers=given).status_code == 401
