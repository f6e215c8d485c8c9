"""The list and the household's page, as each duty sees them, and what they cost."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.access_log import AccessKind, log_access
from linli.core.models import AccessEntry
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.actions import correct_resident, merge_residents, record_visit
from linli.registers.choices import NeedCode, Occupancy, Presence, Relation
from linli.registers.labels import doors_of
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle
from tests.conftest import TODAY, join, settle
from tests.registers.test_restoring import last_revision

SignIn = Callable[[User], Client]
PINNED = json.loads((Path(__file__).parent / "query_counts.json").read_text())


def text(browser: Client, url: str) -> str:
    page = browser.get(url)
    assert page.status_code == 200, (url, page.status_code)
    return page.content.decode()


# ---- the list ------------------------------------------------------------------------------------
@pytest.fixture
def register(
    household: Household,
    elder: Resident,
    away_resident: Resident,
    vacant: Household,
    count_all: Callable[[], None],
) -> None:
    count_all()


def test_a_clerk_sees_doors_people_needs_and_masked_telephones(
    register: None, clerk: User, sign_in: SignIn
) -> None:
    page = text(sign_in(clerk), "/register/")
    for words in (
        "3-2-501",
        "柴丽娟",
        "151****4108",
        "独居老人",
        "慢病用药",
        "空置",
        "外出",
        "和平家园 3号楼 1单元",
        "3 户",
    ):
        assert words in page
    for number in ("15100004108", "13800006021", "231085197403020426"):
        assert number not in page


def test_the_views_say_how_many_there_are(register: None, clerk: User, sign_in: SignIn) -> None:
    page = " ".join(text(sign_in(clerk), "/register/").split())
    for words in (
        "全部 <b>4</b>",
        "特殊需要 <b>1</b>",
        "无电话 <b>1</b>",
        "有人外出 <b>1</b>",
        "空置 <b>1</b>",
    ):
        assert words in page


def test_a_chosen_filter_can_be_taken_away(register: None, clerk: User, sign_in: SignIn) -> None:
    page = text(sign_in(clerk), "/register/?occupancy=vacant")
    assert "3-1-501" in page
    assert "3-2-501" not in page
    assert 'class="ll-filter ll-filter-on" href="/register/"' in page


def test_links_stay_in_the_area_that_is_looked_at(
    register: None, clerk: User, building: Area, sign_in: SignIn
) -> None:
    page = text(sign_in(clerk), f"/register/?area={building.code}")
    assert f"/register/?area={building.code}&amp;need=any" in page


def test_a_building_is_a_view_of_its_grid(register: None, grid_worker: User, sign_in: SignIn) -> None:
    page = " ".join(text(sign_in(grid_worker), "/register/").split())
    assert "3号楼 <b>4</b>" in page


def test_a_warden_sees_plates_and_names_and_nothing_else(
    register: None, warden: User, sign_in: SignIn
) -> None:
    page = text(sign_in(warden), "/register/?need=any")
    for words in ("3-2-501", "柴丽娟、冯树森、冯雨桐", "3-1-501"):
        assert words in page
    for words in ("****", "独居老人", "空置", "外出", "自住", "特殊需要", "户主"):
        assert words not in page


def test_leaders_have_no_register(register: None, leader: User, sign_in: SignIn) -> None:
    assert sign_in(leader).get("/register/").status_code == 404


def test_an_area_outside_the_duty_looks_missing(
    register: None, clerk: User, other_community: Area, sign_in: SignIn
) -> None:
    assert sign_in(clerk).get(f"/register/?area={other_community.code}").status_code == 404


def test_nothing_entered_yet_says_so(clerk: User, sign_in: SignIn) -> None:
    assert "这里还没有录入" in text(sign_in(clerk), "/register/")


def test_nothing_found_offers_to_clear_the_filters(register: None, clerk: User, sign_in: SignIn) -> None:
    assert "清空筛选" in text(sign_in(clerk), "/register/?need=dialysis")


@pytest.mark.parametrize(
    "query", ["page=99", "page=x", "sort=luck", "need=gold", "occupancy=", "building=99"]
)
def test_strange_addresses_give_a_page(register: None, clerk: User, sign_in: SignIn, query: str) -> None:
    text(sign_in(clerk), f"/register/?{query}")


def test_the_list_is_sorted_by_head(register: None, clerk: User, sign_in: SignIn) -> None:
    page = text(sign_in(clerk), "/register/?sort=head")
    assert page.index("柴丽娟") < page.index("郭凤霞") < page.index("佟丽君")


# ---- the household -------------------------------------------------------------------------------
@pytest.fixture
def full(
    household: Household, contact: Contact, vehicle: Vehicle, clerk: User, grid_worker: User
) -> Household:
    head = household.members.get(relation=Relation.HEAD)
    SupportNeed.objects.create(
        resident=head, area=head.area, area_code=head.area_code, code=NeedCode.DIALYSIS, details="每周三次",
        hospital="市医院", next_visit_on=date(2026, 11, 21),
    )  # fmt: skip
    correct_resident(
        head, version=1, values={"phone": "15100004109", "workplace": "市供水公司"}, actor=grid_worker
    )
    record_visit(household, on=TODAY, actor=clerk)
    return household


def test_the_page_says_everything_a_clerk_needs(full: Household, clerk: User, sign_in: SignIn) -> None:
    page = text(sign_in(clerk), f"/register/households/{full.pk}/")
    for words in (
        "2-501", "和平家园 3号楼", "柴丽娟户", "户主", "1974 年", "151****4109", "231085********0426",
        "未成年，找户主", "血液透析", "明天", "冯雪", "139****5678", "黑C****5", "市供水公司", "最近上门 今天",
    ):  # fmt: skip
        assert words in page, words
    for secret in ("15100004109", "15100004108", "231085197403020426", "每周三次", "13900005678", "黑C12345"):
        assert secret not in page, secret


def test_who_answers_is_named_and_a_gap_is_shown(full: Household, clerk: User, sign_in: SignIn) -> None:
    page = text(sign_in(clerk), f"/register/households/{full.pk}/")
    assert "郎玉珍" in page
    assert '<b class="ll-gone">无人</b>' in page  # no building warden


def test_the_history_tells_who_changed_what(full: Household, clerk: User, sign_in: SignIn) -> None:
    page = " ".join(text(sign_in(clerk), f"/register/households/{full.pk}/").split())
    assert "电话 <s>151****4108</s> <ins>151****4109</ins>" in page
    assert "单位或学校 <s>空</s> <ins>市供水公司</ins>" in page
    assert page.index("最近上门 <s>空</s>") < page.index("单位或学校 <s>空</s>")


def test_a_warden_sees_names_only(full: Household, warden: User, sign_in: SignIn) -> None:
    page = text(sign_in(warden), f"/register/households/{full.pk}/")
    assert "冯雨桐" in page
    for words in (
        "****",
        "血液透析",
        "冯雪",
        "黑C",
        "谁看过",
        "以前的样子",
        "修改",
        "记一次上门",
        "户主",
        "1974",
    ):
        assert words not in page, words


def test_a_doctor_may_open_health_and_no_document(full: Household, doctor: User, sign_in: SignIn) -> None:
    page = text(sign_in(doctor), f"/register/households/{full.pk}/")
    assert "显示情况" in page
    assert "231085*" not in page
    assert "改户内信息" not in page


def test_the_header_of_a_vacant_dwelling_says_so(vacant: Household, clerk: User, sign_in: SignIn) -> None:
    page = text(sign_in(clerk), f"/register/households/{vacant.pk}/")
    assert "空置，没有登记人" in page


def test_an_empty_file_that_says_lived_in_is_asked_about(
    away_resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    Resident.everywhere.filter(pk=away_resident.pk).update(presence=Presence.MOVED_OUT)
    page = text(sign_in(clerk), f"/register/households/{away_resident.household_id}/")
    assert "是空置吗" in page


def test_a_visit_is_noted_with_one_button(full: Household, clerk: User, sign_in: SignIn) -> None:
    Household.everywhere.update(last_visited_on=None)
    answer = sign_in(clerk).post(f"/register/households/{full.pk}/visited/", follow=True)
    assert "今天上门一次。已记下，10:12。" in answer.content.decode()
    assert Household.everywhere.get(pk=full.pk).last_visited_on == TODAY


def test_a_list_of_the_area_that_was_taken_away_is_a_look_at_each_household_of_it(
    full: Household, clerk: User, other_community: Area, sign_in: SignIn
) -> None:
    for area_code, reason in ((full.area_code[:12], "给镇里报表"), (other_community.code, "沿河自用")):
        log_access(actor=clerk, what=AccessKind.EXPORT, reason=reason, area_code=area_code, rows=40)
    page = text(sign_in(clerk), f"/register/households/{full.pk}/looks/")
    assert "给镇里报表" in page
    assert "沿河自用" not in page


def test_the_trail_calls_a_household_by_its_door(full: Household, clerk: User, other_community: Area) -> None:
    assert doors_of([full.pk], Scope((full.area_code[:12],))) == {full.pk: "和平家园 3-2-501"}
    assert doors_of([full.pk], Scope((other_community.code,))) == {}


def test_who_looked_is_a_page(full: Household, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    text(browser, f"/register/households/{full.pk}/")
    page = text(browser, f"/register/households/{full.pk}/looks/")
    assert "宋文书" in page
    assert "社区文书" in page


def test_an_earlier_value_is_restored_from_the_history(full: Household, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    assert "恢复原来的值" in text(browser, f"/register/households/{full.pk}/history/")
    head = full.members.get(relation=Relation.HEAD)
    url = f"/register/households/{full.pk}/restore/{last_revision(head).pk}/"
    browser.post(url, {"column": "phone"})
    assert Resident.everywhere.get(pk=head.pk).phone_tail == "4108"


def test_nobody_restores_what_the_duty_does_not_see(
    full: Household, grid_worker: User, clerk: User, sign_in: SignIn
) -> None:
    need = SupportNeed.everywhere.get()
    from linli.registers.actions import correct_need

    correct_need(need, version=1, values={"details": "每周两次"}, actor=clerk)
    url = f"/register/households/{full.pk}/restore/{last_revision(need).pk}/"
    assert sign_in(clerk).post(url, {"column": "details"}).status_code == 409
    assert SupportNeed.everywhere.get().details == "每周两次"


def test_health_never_stands_in_the_history(full: Household, clerk: User, sign_in: SignIn) -> None:
    from linli.registers.actions import correct_need

    correct_need(SupportNeed.everywhere.get(), version=1, values={"details": "每周两次"}, actor=clerk)
    page = text(sign_in(clerk), f"/register/households/{full.pk}/history/")
    assert "不显示" in page
    assert "每周" not in page


def test_a_merge_is_taken_back_from_the_history(
    full: Household, elder: Resident, clerk: User, sign_in: SignIn
) -> None:
    head = full.members.get(relation=Relation.HEAD)
    entry = merge_residents(head, elder, actor=clerk)
    browser = sign_in(clerk)
    assert "撤回并人" in text(browser, f"/register/households/{full.pk}/history/")
    browser.post(f"/register/merges/{entry.pk}/take-back/")
    assert Resident.everywhere.get(pk=elder.pk).merged_into_id is None
    assert "撤回并人" not in text(browser, f"/register/households/{full.pk}/history/")


# ---- paper ---------------------------------------------------------------------------------------
def test_a_printed_page_is_masked_marked_and_kept(full: Household, clerk: User, sign_in: SignIn) -> None:
    page = text(sign_in(clerk), f"/register/households/{full.pk}/print/")
    assert "宋文书 2026-11-20 10:12" in page  # the watermark
    assert "151****4109" in page
    assert "15100004109" not in page
    entry = AccessEntry.objects.get(what="print")
    assert (entry.household_id, entry.rows) == (full.pk, 3)


def test_visit_sheets_hold_what_was_chosen_in_the_own_area(
    household: Household, elder: Resident, stranger_resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    chosen = [household.pk, stranger_resident.household_id, new_id(), "nonsense"]
    page = sign_in(clerk).post("/register/sheets/", {"chosen": [str(one) for one in chosen]}).content.decode()
    assert "柴丽娟" in page
    assert "苗德厚" not in page
    assert "郭凤霞" not in page
    assert list(AccessEntry.objects.values_list("household_id", flat=True)) == [household.pk]


def test_nothing_chosen_and_too_much_are_refused(household: Household, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    assert browser.post("/register/sheets/").status_code == 422
    assert (
        browser.post("/register/sheets/", {"chosen": [str(new_id()) for _ in range(201)]}).status_code == 422
    )


# ---- cost ----------------------------------------------------------------------------------------
def fill(building: Area, times: int, start: int = 0) -> None:
    """More of everything that a page shows."""
    for number in range(start, start + times):
        home = settle(building, f"3-{number % 3 + 1}-{7000 + number}", Occupancy.RENTED)
        for name in ("甲乙", "丙丁"):
            person = join(
                home, f"{name}{number}", phone="13800006021", relation=Relation.HEAD if name == "甲乙" else ""
            )
            SupportNeed.objects.create(
                resident=person, area=home.area, area_code=home.area_code, code=NeedCode.DIALYSIS
            )


def cost(browser: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        text(browser, url)
    return len(queries)


@pytest.mark.parametrize("name", sorted(PINNED))
def test_a_page_costs_what_is_pinned_however_many_rows(
    full: Household, building: Area, clerk: User, sign_in: SignIn, count_all: Callable[[], None], name: str
) -> None:
    url = name.format(household=full.pk)
    browser = sign_in(clerk)
    fill(building, 2)
    count_all()
    text(browser, url)  # fills what is read once: roles, playbooks, today's look
    few = cost(browser, url)
    fill(building, 30, start=2)
    for number in range(12):
        person = join(full, f"子女{number}", relation=Relation.OTHER)
        correct_resident(person, version=None, values={"notes": str(number)}, actor=clerk)
    count_all()
    many = cost(browser, url)
    assert (few, many) == (PINNED[name], PINNED[name])
