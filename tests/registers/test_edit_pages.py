"""Forms of the register: what is refused and why, what stays typed, what somebody else changed meanwhile."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.core.models import AuditEntry
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.actions import correct_household, correct_resident
from linli.registers.choices import Relation
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle
from tests.conftest import TODAY, join, place, settle

SignIn = Callable[[User], Client]
ID = "231085197403020428"
WRONG_ID = "231085197403020429"


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def typed(page: str, name: str) -> str:
    """What a field of the page holds."""
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"|value="([^"]*)"[^>]*?name="{name}"', page)
    return (found[1] or found[2]) if found else ""


# ---- households ----------------------------------------------------------------------------------
NEW = {"record": str(new_id()), "compound": "和平家园", "door": "3号楼2单元601", "occupancy": "owner"}


def test_a_household_is_opened_where_its_words_say(
    community: Area, building: Area, clerk: User, sign_in: SignIn
) -> None:
    answer = sign_in(clerk).post("/register/households/new/", NEW)
    home = Household.everywhere.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/register/households/{home.pk}/")
    assert (home.area_code, home.door, home.floor) == (building.code, "3-2-601", "6")


def test_a_door_whose_building_is_not_in_the_tree_stands_in_the_community(
    community: Area, building: Area, clerk: User, sign_in: SignIn
) -> None:
    sign_in(clerk).post("/register/households/new/", {**NEW, "door": "9-1-101"})
    assert Household.everywhere.get().area_code == community.code


def test_two_buildings_of_one_number_are_not_guessed_at(
    community: Area, grid: Area, building: Area, clerk: User, sign_in: SignIn
) -> None:
    place("231085100006001004", "building", "3栋", grid)
    sign_in(clerk).post("/register/households/new/", NEW)
    assert Household.everywhere.get().area_code == community.code


def test_the_same_form_twice_opens_one_household(building: Area, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    for _ in range(2):
        assert browser.post("/register/households/new/", NEW).status_code == 303
    assert Household.everywhere.count() == 1


@pytest.mark.parametrize(
    ("door", "sentence"),
    [
        ("3-2", "没有房号。写成 3-2-501 或 3号楼2单元501。"),
        ("三单元", "没有房号"),
        ("某处", "里面没有号码"),
        ("", "这个字段是必填项"),
        ("5月1日", "这像是日期"),
    ],
)
def test_a_door_that_cannot_be_read_is_refused_and_stays_typed(
    building: Area, clerk: User, sign_in: SignIn, door: str, sentence: str
) -> None:
    answer = sign_in(clerk).post("/register/households/new/", {**NEW, "door": door, "notes": "有狗"})
    page = words(answer)
    assert answer.status_code == 422
    assert sentence in page or (not door and "必填" in page)
    assert typed(page, "door") == door
    assert "有狗" in page
    assert not Household.everywhere.exists()


def test_a_door_that_is_taken_is_said_with_the_way_on(
    household: Household, clerk: User, sign_in: SignIn
) -> None:
    answer = sign_in(clerk).post("/register/households/new/", {**NEW, "door": "3-2-501"})
    assert answer.status_code == 409
    assert "和平家园 3-2-501 已经有户档了" in words(answer)
    assert typed(words(answer), "door") == "3-2-501"


def test_somebody_above_the_communities_first_says_where(
    town: Area, community: Area, clerk: User, sign_in: SignIn
) -> None:
    from linli.people.models import Appointment

    Appointment.everywhere.filter(user=clerk).update(area=town, area_code=town.code)
    page = words(sign_in(clerk).get("/register/households/new/"))
    assert "先选在哪" in page
    assert f"/register/households/new/?area={community.code}" in page


def test_a_correction_shows_what_somebody_else_saved_and_keeps_what_was_typed(
    household: Household, clerk: User, grid_worker: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    url = f"/register/households/{household.pk}/edit/"
    page = words(browser.get(url))
    correct_household(household, version=1, values={"occupancy": "rented"}, actor=grid_worker)
    data = {
        "version": typed(page, "version"),
        "compound": "和平家园",
        "door": "3-2-501",
        "occupancy": "vacant",
    }
    answer = browser.post(url, data)
    page = words(answer)
    assert answer.status_code == 409
    assert "郎玉珍" in page
    assert "<td>租住</td>" in page
    assert '<td class="ll-c-cell-new">空置</td>' in page
    assert Household.everywhere.get().occupancy == "rented"
    # Saving again is meant for what stands there now.
    assert browser.post(url, {**data, "version": typed(page, "version")}).status_code == 303
    assert Household.everywhere.get().occupancy == "vacant"


def test_a_landlords_number_is_kept_when_the_field_stays_open(
    household: Household, clerk: User, sign_in: SignIn
) -> None:
    Household.everywhere.filter(pk=household.pk).update(landlord_name="房东", version=1)
    household.refresh_from_db()
    household.landlord_phone = "13700003333"
    household.save()
    browser = sign_in(clerk)
    url = f"/register/households/{household.pk}/edit/"
    page = words(browser.get(url))
    assert "137****3333" in page
    assert "13700003333" not in page
    data = {"version": "1", "compound": "和平家园", "door": "3-2-501", "occupancy": "rented"}
    browser.post(url, data)
    assert Household.everywhere.get().landlord_phone == "13700003333"
    browser.post(url, {**data, "version": "2", "clear_landlord_phone": "on"})
    assert Household.everywhere.get().landlord_phone == ""


def test_a_file_is_closed_on_a_page_of_its_own(
    vacant: Household, household: Household, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    data = {"version": "1", "on": "2026-11-20"}
    refused = browser.post(f"/register/households/{household.pk}/close/", data)
    assert (refused.status_code, "还登记着 3 个人" in words(refused)) == (409, True)
    assert browser.post(f"/register/households/{vacant.pk}/close/", data).status_code == 303
    assert Household.everywhere.get(pk=vacant.pk).closed_on == TODAY


# ---- people --------------------------------------------------------------------------------------
def member(**values: str) -> dict[str, str]:
    return {"record": str(new_id()), "name": "桑玉环", "relation": "head", "sex": "unknown", **values}


def add(browser: Client, home: Household, **values: str) -> Any:
    return browser.post(f"/register/households/{home.pk}/members/new/", member(**values))


def test_a_member_is_added_with_what_the_document_tells(
    vacant: Household, clerk: User, sign_in: SignIn
) -> None:
    assert add(sign_in(clerk), vacant, document=ID, phone="138-0000-4471").status_code == 303
    person = Resident.everywhere.get()
    assert (person.document_kind, person.sex, person.birth_on.isoformat(), person.phone) == (
        "resident_id", "female", "1974-03-02", "13800004471")  # fmt: skip


def test_a_wrong_last_digit_is_named_and_may_be_kept_unverified(
    vacant: Household, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    answer = add(browser, vacant, document=WRONG_ID)
    page = words(answer)
    assert answer.status_code == 422
    assert "末位对不上，按规则应是 8。" in page
    assert typed(page, "document") == WRONG_ID
    assert "就按这个号码存，记为未核实的证件" in page
    assert add(browser, vacant, document=WRONG_ID, keep_unverified="on").status_code == 303
    person = Resident.everywhere.get()
    assert (person.document, person.document_kind) == (WRONG_ID, "other")


def test_digits_that_were_lost_cannot_be_kept(vacant: Household, clerk: User, sign_in: SignIn) -> None:
    page = words(add(sign_in(clerk), vacant, document="2.31085E+17"))
    assert "末几位在表格里丢了" in page
    assert "就按这个号码存" not in page


def test_a_person_without_any_number_is_registered(vacant: Household, clerk: User, sign_in: SignIn) -> None:
    assert add(sign_in(clerk), vacant).status_code == 303
    assert Resident.everywhere.get().document_kind == "none"


def test_a_birthday_that_the_document_contradicts_is_asked_about(
    vacant: Household, clerk: User, sign_in: SignIn
) -> None:
    page = words(add(sign_in(clerk), vacant, document=ID, birth="1975-01-01"))
    assert "证件号里是 1974-03-02" in page
    assert not Resident.everywhere.exists()


def test_a_year_that_fits_the_document_is_no_contradiction(
    vacant: Household, clerk: User, sign_in: SignIn
) -> None:
    assert add(sign_in(clerk), vacant, document=ID, birth="1974").status_code == 303


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"phone": "1380000447"}, "位数不对"),
        ({"phone": "138****4471"}, "带星号的号码存不了"),
        ({"phone": "无此号码x"}, "这不是电话号码"),
        ({"phone": "13800004471 13900004472"}, "这里只写一个号码"),
        ({"birth": "1974-02-30"}, "没有这一天"),
        ({"birth": "以前"}, "这不是日期"),
        ({"birth": "2030-01-01"}, "这一天还没到"),
        ({"name": "空置"}, "这不是姓名"),
        ({"name": ""}, "必填"),
        ({"relation": "king"}, "king"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    vacant: Household, clerk: User, sign_in: SignIn, values: dict[str, str], sentence: str
) -> None:
    answer = add(sign_in(clerk), vacant, **values)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Resident.everywhere.exists()


def test_somebody_who_looks_registered_is_shown_before_a_second_record(
    vacant: Household, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    correct_resident(resident, version=1, values={"document": ID}, actor=clerk)
    browser = sign_in(clerk)
    answer = add(browser, vacant, name="柴丽娟", document=ID)
    page = words(answer)
    assert answer.status_code == 422
    assert "3-2-501" in page
    assert "证件号相同，姓名相同" in page
    assert add(browser, vacant, name="柴丽娟", document=ID, another_person="on").status_code == 303
    assert Resident.everywhere.filter(name="柴丽娟").count() == 2


def test_numbers_that_are_kept_are_not_in_the_form(resident: Resident, clerk: User, sign_in: SignIn) -> None:
    page = words(sign_in(clerk).get(f"/register/residents/{resident.pk}/edit/"))
    assert "151****4108" in page
    assert "15100004108" not in page
    assert resident.document not in page
    assert typed(page, "birth") == "1974-03-02"


def edit(browser: Client, resident: Resident, **values: str) -> Any:
    data = {
        "version": "1",
        "name": "柴丽娟",
        "relation": "head",
        "sex": "female",
        "birth": "1974-03-02",
        **values,
    }
    return browser.post(f"/register/residents/{resident.pk}/edit/", data)


def test_an_open_field_keeps_a_number_and_a_tick_removes_it(
    resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    edit(browser, resident, workplace="市供水公司")
    kept = Resident.everywhere.get(pk=resident.pk)
    assert (kept.phone, kept.document, kept.workplace) == ("15100004108", resident.document, "市供水公司")
    edit(browser, resident, version="2", clear_phone="on", clear_document="on")
    bare = Resident.everywhere.get(pk=resident.pk)
    assert (bare.phone, bare.document, bare.document_kind) == ("", "", "none")


def test_a_faster_colleague_is_named(
    resident: Resident, clerk: User, grid_worker: User, sign_in: SignIn
) -> None:
    correct_resident(resident, version=1, values={"workplace": "市供水公司"}, actor=grid_worker)
    answer = edit(sign_in(clerk), resident, workplace="退休")
    page = words(answer)
    assert answer.status_code == 409
    assert "郎玉珍" in page
    assert "<td>市供水公司</td>" in page
    assert typed(page, "workplace") == "退休"


def test_a_grid_worker_has_document_fields_and_a_warden_no_form(
    resident: Resident, grid_worker: User, warden: User, sign_in: SignIn
) -> None:
    url = f"/register/residents/{resident.pk}/edit/"
    assert 'name="document"' in words(sign_in(grid_worker).get(url))
    assert sign_in(warden).get(url).status_code == 404


def test_going_away_and_coming_back_are_noted(resident: Resident, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    url = f"/register/residents/{resident.pk}/where/"
    away = {"version": "1", "presence": "away", "away_place": "大庆", "away_return_on": "2026-12-01"}
    assert browser.post(url, away).status_code == 303
    assert Resident.everywhere.get(pk=resident.pk).away_place == "大庆"
    passed = browser.post(url, {**away, "version": "2", "away_return_on": "2026-11-01"})
    assert (passed.status_code, "这一天已经过了" in words(passed)) == (422, True)
    ahead = browser.post(url, {"version": "2", "presence": "moved_out", "left_on": "2027-01-01"})
    assert (ahead.status_code, "这一天还没到" in words(ahead)) == (422, True)
    assert browser.post(url, {"version": "2", "presence": "living"}).status_code == 303


def test_a_person_moves_to_the_door_that_is_typed(
    resident: Resident, vacant: Household, clerk: User, sign_in: SignIn
) -> None:
    url = f"/register/residents/{resident.pk}/move/"
    data = {"version": "1", "door": "3号楼1单元501", "relation": "head"}
    assert sign_in(clerk).post(url, data).status_code == 303
    assert Resident.everywhere.get(pk=resident.pk).household_id == vacant.pk


def test_doors_that_repeat_are_offered(
    resident: Resident, vacant: Household, other_grid: Area, clerk: User, sign_in: SignIn
) -> None:
    other = settle(other_grid, "3-1-501", compound="林苑")
    browser = sign_in(clerk)
    url = f"/register/residents/{resident.pk}/move/"
    data = {"version": "1", "door": "3-1-501", "relation": "head"}
    answer = browser.post(url, data)
    page = words(answer)
    assert answer.status_code == 422
    assert str(other.pk) in page
    assert str(vacant.pk) in page
    assert browser.post(url, {**data, "to": str(other.pk)}).status_code == 303
    assert Resident.everywhere.get(pk=resident.pk).household_id == other.pk


def test_a_door_outside_the_area_is_no_door(
    resident: Resident, stranger_resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    url = f"/register/residents/{resident.pk}/move/"
    data = {"version": "1", "door": "2-1-301", "relation": "head"}
    answer = browser.post(url, data)
    assert "没有别的户是这个门牌" in words(answer)
    assert browser.post(url, {**data, "to": str(stranger_resident.household_id)}).status_code == 404


# ---- needs, contacts, vehicles -------------------------------------------------------------------
def test_a_need_is_added_changed_and_ended(resident: Resident, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    new = {"record": str(new_id()), "code": "dialysis", "details": "每周三次", "next_visit_on": "2026-11-21"}
    for _ in range(2):
        assert browser.post(f"/register/residents/{resident.pk}/needs/new/", new).status_code == 303
    need = SupportNeed.everywhere.get()
    url = f"/register/needs/{need.pk}/"
    page = words(browser.get(f"{url}edit/"))
    assert "每周三次" not in page
    assert typed(page, "next_visit_on") == "2026-11-21"
    browser.post(f"{url}edit/", {"version": "1", "hospital": "市医院", "next_visit_on": "2026-11-23"})
    need.refresh_from_db()
    assert (need.details, need.hospital, need.next_visit_on.isoformat()) == (
        "每周三次",
        "市医院",
        "2026-11-23",
    )  # type: ignore[union-attr]
    browser.post(f"{url}end/", {"version": "2", "ended_on": "2026-11-20"})
    need.refresh_from_db()
    assert need.ended_on == TODAY


def test_a_second_need_of_a_kind_is_refused(elder: Resident, clerk: User, sign_in: SignIn) -> None:
    data = {"record": str(new_id()), "code": "elder_alone"}
    answer = sign_in(clerk).post(f"/register/residents/{elder.pk}/needs/new/", data)
    assert (answer.status_code, "这项需要已经记过了" in words(answer)) == (409, True)


def test_a_contact_is_added_changed_and_removed(household: Household, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    new = {"record": str(new_id()), "name": "冯雪", "relation": "女儿", "phone": "139 0000 5678"}
    assert browser.post(f"/register/households/{household.pk}/contacts/new/", new).status_code == 303
    contact = Contact.everywhere.get()
    assert "13900005678" not in words(browser.get(f"/register/contacts/{contact.pk}/edit/"))
    browser.post(f"/register/contacts/{contact.pk}/edit/", {"version": "1", "name": "冯霜", "relation": ""})
    contact.refresh_from_db()
    assert (contact.name, contact.phone) == ("冯霜", "13900005678")
    assert browser.post(f"/register/contacts/{contact.pk}/remove/").status_code == 303
    assert not Contact.everywhere.exists()


def test_a_vehicle_is_added_and_removed(household: Household, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    url = f"/register/households/{household.pk}/vehicles/new/"
    assert "车牌写成" in words(browser.post(url, {"record": str(new_id()), "plate": "??"}))
    assert browser.post(url, {"record": str(new_id()), "plate": "黑c·12345"}).status_code == 303
    vehicle = Vehicle.everywhere.get()
    assert vehicle.plate == "黑C12345"
    assert browser.post(f"/register/vehicles/{vehicle.pk}/remove/").status_code == 303


def test_who_views_as_somebody_else_changes_nothing(
    household: Household, clerk: User, administrator: User, client: Client
) -> None:
    from linli.people.models import Appointment

    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    appointment = Appointment.everywhere.get(user=clerk)
    client.post(f"/people/view-as/{appointment.pk}/")
    before = AuditEntry.objects.filter(action__startswith="registers:").count()
    answer = client.post(f"/register/households/{household.pk}/visited/")
    assert answer.status_code in (403, 404)
    assert AuditEntry.objects.filter(action__startswith="registers:").count() == before


# ---- duplicates ----------------------------------------------------------------------------------
@pytest.fixture
def twin(building: Area) -> Resident:
    document = "231085197403020426"  # that of her namesake
    home = settle(building, "3-2-502")
    return join(home, "柴莉娟", document=document, relation=Relation.HEAD, phone="13900001111")


def test_pairs_are_listed_with_the_reason(
    resident: Resident, twin: Resident, clerk: User, sign_in: SignIn
) -> None:
    page = words(sign_in(clerk).get("/register/duplicates/"))
    assert "证件号相同，姓名读音相同" in page
    assert "几乎肯定" in page
    assert resident.document not in page


def test_two_records_are_compared_and_merged(
    resident: Resident, twin: Resident, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    url = f"/register/duplicates/{resident.pk}/{twin.pk}/"
    page = words(browser.get(url))
    assert "151****4108" in page
    assert "13900001111" not in page
    data = {"first_version": "1", "second_version": "1", "phone": "second", "name": "first"}
    answer = browser.post(url, data)
    assert answer["Location"] == f"/register/households/{resident.household_id}/"
    kept = Resident.everywhere.get(pk=resident.pk)
    assert (kept.name, kept.phone) == ("柴丽娟", "13900001111")
    assert "最近并人" in words(browser.get("/register/duplicates/"))


def test_a_record_that_changed_meanwhile_is_looked_at_again(
    resident: Resident, twin: Resident, clerk: User, grid_worker: User, sign_in: SignIn
) -> None:
    correct_resident(twin, version=1, values={"workplace": "市供水公司"}, actor=grid_worker)
    url = f"/register/duplicates/{resident.pk}/{twin.pk}/"
    answer = sign_in(clerk).post(url, {"first_version": "1", "second_version": "1"})
    assert (answer.status_code, "郎玉珍" in words(answer)) == (409, True)
    assert Resident.everywhere.get(pk=twin.pk).merged_into_id is None


def test_two_people_are_told_apart_and_not_listed_again(
    resident: Resident, twin: Resident, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    browser.post(f"/register/duplicates/{resident.pk}/{twin.pk}/apart/")
    assert "这里没有像同一个人的两条记录" in words(browser.get("/register/duplicates/"))


def test_a_large_area_chooses_a_smaller_one(
    resident: Resident, grid: Area, clerk: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch,
    count_all: Callable[[], None],
) -> None:  # fmt: skip
    from linli.registers import duplicates

    count_all()
    monkeypatch.setattr(duplicates, "MOST_RESIDENTS", 1)
    page = words(sign_in(clerk).get("/register/duplicates/"))
    assert f"/register/duplicates/?area={grid.code}" in page


def test_records_of_another_area_cannot_be_compared(
    resident: Resident, stranger_resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    url = f"/register/duplicates/{resident.pk}/{stranger_resident.pk}/"
    assert sign_in(clerk).get(url).status_code == 404
