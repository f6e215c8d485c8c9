"""The ledgers on the screen: who sees what, filters, order, pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.people.models import User
from linli.registers.choices import NeedCode, Occupancy, Presence, Relation
from linli.registers.models import Household, Resident, SupportNeed
from tests.conftest import join, settle

SignIn = Callable[[User], Client]
RESIDENTS = "/ledgers/residents/"
SPECIAL = "/ledgers/special_groups/"
MOST_QUERIES = 22  # with those of the session, the duty and the header


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def names_in(page: str, *names: str) -> list[str]:
    """Those of `names` that the page shows, in its order."""
    return sorted((name for name in names if name in page), key=page.index)


def test_it_lists_each_person_and_each_empty_door(
    household: Household, away_resident: Resident, vacant: Household, clerk: User, sign_in: SignIn
) -> None:
    page = text_of(sign_in(clerk), RESIDENTS)
    assert names_in(page, "柴丽娟", "冯树森", "冯雨桐", "佟丽君") == ["佟丽君", "柴丽娟", "冯树森", "冯雨桐"]
    assert "3-1-501" in page
    assert "空置" in page


def test_it_masks_numbers_and_never_shows_a_childs_telephone(
    household: Household, clerk: User, sign_in: SignIn
) -> None:
    Resident.everywhere.filter(name="冯雨桐").get()
    child = Resident.everywhere.get(name="冯雨桐")
    child.phone = "13911112222"
    child.save()
    page = text_of(sign_in(clerk), RESIDENTS)
    assert "151****4108" in page
    assert "15100004108" not in page
    assert "231085********0426" in page
    assert "231085197403020426" not in page
    assert "2222" not in page


def test_a_grid_worker_sees_the_own_grid_only(
    household: Household, other_grid: Area, grid_worker: User, sign_in: SignIn
) -> None:
    join(settle(other_grid, "9-1-101"), "毛小满")
    page = text_of(sign_in(grid_worker), RESIDENTS)
    assert names_in(page, "柴丽娟", "毛小满") == ["柴丽娟"]


def test_special_groups_lists_people_with_an_open_need(
    household: Household, elder: Resident, clerk: User, sign_in: SignIn
) -> None:
    page = text_of(sign_in(clerk), SPECIAL)
    assert names_in(page, "郭凤霞", "柴丽娟") == ["郭凤霞"]
    assert "独居" in page


def test_an_ended_need_is_none(elder: Resident, clerk: User, sign_in: SignIn) -> None:
    elder.needs.update(ended_on="2026-11-01")
    assert "郭凤霞" not in text_of(sign_in(clerk), SPECIAL)


def test_a_merged_record_is_not_listed(
    household: Household, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    twin = join(household, "柴莉娟")
    Resident.everywhere.filter(pk=twin.pk).update(merged_into=resident)
    assert "柴莉娟" not in text_of(sign_in(clerk), RESIDENTS)


# ---- filters and order -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("presence=away", ["佟丽君"]),
        ("need=chronic_medicine", ["郭凤霞"]),
        ("age=eighty_and_over", ["郭凤霞"]),
        ("age=three_to_fourteen", ["冯雨桐"]),
        ("age=unknown", ["佟丽君"]),
        ("occupancy=rented", []),
        ("compound=和平家园&building=3&presence=living", ["郭凤霞", "柴丽娟", "冯树森", "冯雨桐"]),
        ("compound=林苑", []),
        ("sort=-age&presence=living", ["郭凤霞", "冯树森", "柴丽娟", "冯雨桐"]),
        ("sort=age&presence=living", ["冯雨桐", "柴丽娟", "冯树森", "郭凤霞"]),
        ("sort=name&presence=living", ["柴丽娟", "冯树森", "冯雨桐", "郭凤霞"]),
    ],
)
def test_it_filters_and_sorts(
    household: Household,
    elder: Resident,
    away_resident: Resident,
    clerk: User,
    sign_in: SignIn,
    query: str,
    shown: list[str],
) -> None:
    page = text_of(sign_in(clerk), f"{RESIDENTS}?{query}")
    assert names_in(page, "郭凤霞", "柴丽娟", "冯树森", "冯雨桐", "佟丽君") == shown


def test_it_refuses_a_filter_that_does_not_exist(household: Household, clerk: User, sign_in: SignIn) -> None:
    assert "在住情况: nowhere" in text_of(sign_in(clerk), f"{RESIDENTS}?presence=nowhere", 422)


def test_a_filter_that_leaves_nothing_says_so(household: Household, clerk: User, sign_in: SignIn) -> None:
    assert "没有一行符合" in text_of(sign_in(clerk), f"{RESIDENTS}?need=dialysis")


def test_an_empty_area_says_why(clerk: User, sign_in: SignIn) -> None:
    assert "还没有" in text_of(sign_in(clerk), RESIDENTS)


# ---- doors -------------------------------------------------------------------------------------
def test_who_has_no_ledger_in_the_duty_finds_no_page(
    household: Household, leader: User, warden: User, auditor: User, doctor: User, sign_in: SignIn
) -> None:
    for user in (leader, warden, auditor, doctor):
        for url in ("/ledgers/", RESIDENTS, SPECIAL, f"{RESIDENTS}take/"):
            assert sign_in(user).get(url).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    response = client.get(RESIDENTS)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_another_community_looks_missing(
    household: Household, community: Area, other_clerk: User, sign_in: SignIn
) -> None:
    assert sign_in(other_clerk).get(f"{RESIDENTS}?area={community.code}").status_code == 404
    assert "柴丽娟" not in text_of(sign_in(other_clerk), RESIDENTS)


def test_a_ledger_that_does_not_exist_looks_missing(clerk: User, sign_in: SignIn) -> None:
    assert sign_in(clerk).get("/ledgers/secrets/").status_code == 404


# ---- size --------------------------------------------------------------------------------------
def fill(area: Area, homes: int) -> None:
    for number in range(homes):
        home = settle(area, f"7-1-{number + 1:03}", Occupancy.OWNER)
        person = join(home, f"孙{number:03}", relation=Relation.HEAD, presence=Presence.LIVING)
        SupportNeed.objects.create(resident=person, area=area, area_code=area.code, code=NeedCode.ELDER_ALONE)


@pytest.mark.parametrize("url", [RESIDENTS, SPECIAL])
def test_the_queries_of_a_page_do_not_grow_with_its_rows(
    building: Area, clerk: User, sign_in: SignIn, django_assert_max_num_queries: Callable, url: str
) -> None:
    client = sign_in(clerk)
    fill(building, 3)
    client.get(url)  # the first page of a session also notes the session
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(url)
    for number in range(3, 60):
        home = settle(building, f"7-1-{number + 1:03}")
        person = join(home, f"孙{number:03}")
        SupportNeed.objects.create(
            resident=person, area=building, area_code=building.code, code=NeedCode.ELDER_ALONE
        )
    with django_assert_max_num_queries(len(few)):
        page = client.get(url).content.decode()
    assert "孙049" in page
    assert "孙050" not in page


def test_the_second_page_goes_on_where_the_first_ended(building: Area, clerk: User, sign_in: SignIn) -> None:
    fill(building, 55)
    page = text_of(sign_in(clerk), f"{RESIDENTS}?page=2")
    assert names_in(page, "孙049", "孙050", "孙054") == ["孙050", "孙054"]
