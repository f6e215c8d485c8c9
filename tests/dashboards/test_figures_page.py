"""The page of figures: adding up, missing records, past days, small counts, doors, queries."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from django.db import transaction
from django.test import Client

from linli.areas.models import Area, AreaSpan
from linli.areas.tallies import recount
from linli.people.models import User
from linli.registers.choices import NeedCode, Occupancy, Presence
from linli.registers.models import Household, Resident, SupportNeed
from tests.conftest import LONG_AGO, TODAY, join, place, settle

SignIn = Callable[[User], Client]
FIGURES = "/figures/"
MOST_QUERIES = 24  # with those of the session, the duty and the header
YESTERDAY = TODAY - timedelta(days=1)


def count(*areas: Area, on=TODAY) -> None:
    with transaction.atomic():
        recount([area.code for area in areas], day=on)


def get(client: Client, url: str = FIGURES, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def row_of(page: str, name: str, table: int = 0) -> str:
    """The text of the line that begins with this area, in the board (0) or in the table of all numbers (1)."""
    lines = [
        line
        for line in re.findall(r"<tr.*?</tr>", page, re.S)
        if re.search(rf"<th[^>]*>[^<]*(<a[^>]*>)?{name}", line)
    ]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", lines[table])).strip()


# ---- adding up ---------------------------------------------------------------------------------
def test_the_parts_stand_beside_the_whole(
    household: Household,
    stranger_resident: Resident,
    community: Area,
    other_community: Area,
    township_officer: User,
    sign_in: SignIn,
) -> None:
    count(community, other_community)
    page = get(sign_in(township_officer))
    assert row_of(page, "和平社区").endswith("1 3 3 0")
    assert row_of(page, "沿河社区").endswith("1 1 1 0")
    assert row_of(page, "八面通镇合计") == "八面通镇合计 含 2 / 2 2 4 4 0"


def test_an_area_without_a_record_is_not_zero(
    household: Household, community: Area, other_community: Area, township_officer: User, sign_in: SignIn
) -> None:
    count(community)
    page = get(sign_in(township_officer))
    assert row_of(page, "沿河社区") == "沿河社区 未建档 未建档"
    assert "含 1 / 2" in page
    assert 'class="ll-miss"' in page


def test_the_tiles_show_one_measure_and_hatch_what_has_no_record(
    household: Household,
    vacant: Household,
    community: Area,
    other_community: Area,
    leader: User,
    sign_in: SignIn,
) -> None:
    count(community)
    page = get(sign_in(leader), f"{FIGURES}?measure=households.dwellings")
    tiles = re.findall(r'class="ll-tile ll-tile-(\S+)" title="([^"]*)"', page)
    assert ("miss", "沿河社区居委会 未建档") in tiles
    assert ("step-1", "和平社区居委会 &lt;3") in tiles


def test_what_stands_in_no_part_has_a_line_of_its_own(
    household: Household, community: Area, clerk: User, sign_in: SignIn
) -> None:
    join(settle(community, "8-1-101"), "散户")
    count(community)
    page = get(sign_in(clerk))
    assert row_of(page, "未分到下级").endswith("1 1 1 0")
    assert row_of(page, "第一网格").endswith("1 3 3 0")


def test_a_place_without_parts_has_figures_and_no_board(
    household: Household, building: Area, warden: User, grid_worker: User, sign_in: SignIn
) -> None:
    count(building)
    page = get(sign_in(grid_worker), f"{FIGURES}?area={building.code}")
    assert "ll-board" not in page
    assert ">3<small>" in page


def test_a_new_city_says_that_nothing_is_recorded(community: Area, leader: User, sign_in: SignIn) -> None:
    page = get(sign_in(leader))
    assert "还没有一户建档" in page
    assert ">0<small>" not in page


# ---- past days ---------------------------------------------------------------------------------
def test_a_past_day_is_shown_with_the_numbers_of_then(
    household: Household, community: Area, clerk: User, sign_in: SignIn
) -> None:
    count(community, on=YESTERDAY)
    join(household, "冯念")
    count(community)
    client = sign_in(clerk)
    assert ">3<small>" in get(client, f"{FIGURES}?day=2026-11-19")
    now = get(client)
    assert ">4<small>" in now
    assert "▲ 1" in now


def test_a_past_day_is_shown_with_the_names_of_then(
    household: Household, community: Area, town: Area, leader: User, sign_in: SignIn
) -> None:
    count(community, on=YESTERDAY)
    AreaSpan.objects.filter(area=community).update(until_on=TODAY)
    AreaSpan.objects.create(
        area=community,
        code=community.code,
        level="community",
        name="新和平社区居委会",
        parent=town,
        from_on=TODAY,
    )
    client = sign_in(leader)
    assert "新和平" not in get(client, f"{FIGURES}?area={town.code}&day=2026-11-19")
    assert "新和平" in get(client, f"{FIGURES}?area={town.code}")


@pytest.mark.parametrize("day", ["2026-11-21", "2026-02-30", "yesterday"])
def test_a_day_that_cannot_be_shown_is_refused(
    community: Area, clerk: User, sign_in: SignIn, day: str
) -> None:
    assert "没有数字" in get(sign_in(clerk), f"{FIGURES}?day={day}", 422)


def test_before_it_was_founded_an_area_has_no_figures(community: Area, clerk: User, sign_in: SignIn) -> None:
    assert "和平社区" in get(sign_in(clerk), f"{FIGURES}?day=2019-12-31", 422)


# ---- small counts ------------------------------------------------------------------------------
@pytest.fixture
def two_on_dialysis(household: Household, community: Area) -> None:
    for person in Resident.everywhere.filter(name__in=["柴丽娟", "冯树森"]):
        SupportNeed.objects.create(
            resident=person, area=person.area, area_code=person.area_code, code=NeedCode.DIALYSIS
        )
    count(community)


@pytest.mark.usefixtures("two_on_dialysis")
def test_a_leader_sees_less_than_three_of_a_community(community: Area, leader: User, sign_in: SignIn) -> None:
    page = get(sign_in(leader), f"{FIGURES}?area={community.code}&group=needs&measure=needs.dialysis")
    assert "&lt;3<small>" in page  # the headline: people with a need
    assert row_of(page, "第一网格", 1).count("&lt;3") == 2
    assert "66.7" not in page  # two of three would say it
    assert "血液透析" not in "".join(re.findall(r'"labels": \[.*?\]', page))


@pytest.mark.usefixtures("two_on_dialysis")
def test_a_clerk_sees_the_count_itself(community: Area, clerk: User, sign_in: SignIn) -> None:
    page = get(sign_in(clerk), f"{FIGURES}?group=needs")
    assert "&lt;3" not in page
    assert "measure=needs.dialysis" in page


@pytest.mark.usefixtures("two_on_dialysis")
def test_a_leaders_workbook_hides_it_too(community: Area, leader: User, sign_in: SignIn) -> None:
    response = sign_in(leader).get(f"/figures/download/?area={community.code}")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["特殊需要"]
    cells = {cell for row in sheet.values for cell in row}
    assert "<3" in cells
    assert 2 not in cells


# ---- the workbook ------------------------------------------------------------------------------
def test_the_workbook_says_what_it_covers_and_never_writes_a_missing_zero(
    household: Household, community: Area, other_community: Area, township_officer: User, sign_in: SignIn
) -> None:
    count(community)
    response = sign_in(township_officer).get("/figures/download/")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["房屋和住户", "人口", "年龄", "特殊需要", "完整程度"]
    rows = list(book["人口"].values)
    missing = next(row for row in rows if row[0] == "沿河社区")
    assert set(missing[1:]) == {"未建档"}
    assert any("合计含 1 / 2" in str(row[0]) for row in rows)
    total = next(row for row in rows if row[0] == "八面通镇合计")
    assert total[2:4] == (3, 3)


# ---- rows behind a number ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("measure", "names"),
    [
        ("residents.registered", ["柴丽娟", "冯树森", "冯雨桐", "郭凤霞", "佟丽君"]),
        ("residents.away", ["佟丽君"]),
        ("ages.eighty_and_over", ["郭凤霞"]),
        ("needs.elder_alone", ["郭凤霞"]),
        ("households.lived_in", ["柴丽娟", "郭凤霞", "佟丽君"]),
        ("completeness.with_document", ["柴丽娟"]),
    ],
)
def test_a_number_opens_the_rows_that_it_counts(
    household: Household,
    elder: Resident,
    away_resident: Resident,
    community: Area,
    clerk: User,
    sign_in: SignIn,
    measure: str,
    names: list[str],
) -> None:
    count(community)
    client = sign_in(clerk)
    url = f"/figures/rows/?area={community.code}&amp;measure={measure}"
    groups = ("households", "residents", "ages", "needs", "completeness")
    assert any(url in get(client, f"{FIGURES}?group={group}") for group in groups)
    page = get(client, url.replace("&amp;", "&"))
    everybody = ["柴丽娟", "冯树森", "冯雨桐", "郭凤霞", "佟丽君"]
    assert sorted(name for name in everybody if name in page) == sorted(names)
    assert "15100004108" not in page


def test_the_rows_of_a_past_day_say_that_they_are_todays(
    household: Household, community: Area, clerk: User, sign_in: SignIn
) -> None:
    count(community, on=YESTERDAY)
    join(household, "冯念")
    count(community)
    page = get(sign_in(clerk), "/figures/rows/?measure=residents.living&day=2026-11-19")
    assert "11月19日 是 3 人" in page
    assert "冯念" in page


def test_rows_are_for_those_whose_duty_opens_them(
    household: Household,
    community: Area,
    leader: User,
    auditor: User,
    warden: User,
    doctor: User,
    sign_in: SignIn,
) -> None:
    count(community)
    for user in (leader, auditor, warden, doctor):
        assert sign_in(user).get("/figures/rows/?measure=residents.living").status_code == 404
    assert "/figures/rows/" not in get(sign_in(leader))


def test_a_measure_that_does_not_exist_looks_missing(community: Area, clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    for url in (f"{FIGURES}?measure=residents.happy", "/figures/rows/?measure=residents.happy"):
        assert client.get(url).status_code == 404


# ---- doors -------------------------------------------------------------------------------------
PAGES = (
    FIGURES,
    "/figures/rows/?measure=residents.living",
    "/figures/outlines/",
    "/figures/download/",
    "/figures/measures/",
)


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    for url in PAGES:
        assert client.get(url)["Location"].startswith("/accounts/login/")


def test_another_community_looks_missing(community: Area, other_clerk: User, sign_in: SignIn) -> None:
    for url in PAGES[:-1]:
        asked = f"{url}{'&' if '?' in url else '?'}area={community.code}"
        assert sign_in(other_clerk).get(asked).status_code == 404


def test_a_warden_has_no_figures(building: Area, warden: User, sign_in: SignIn) -> None:
    for url in PAGES:
        assert sign_in(warden).get(url).status_code == 404


# ---- maps --------------------------------------------------------------------------------------
SQUARE = {"type": "Polygon", "coordinates": [[[130.5, 44.9], [130.6, 44.9], [130.6, 45.0], [130.5, 44.9]]]}


def test_a_citys_own_outlines_take_the_place_of_the_tiles(
    household: Household, community: Area, other_community: Area, town: Area, leader: User, sign_in: SignIn
) -> None:
    Area.objects.filter(pk=community.pk).update(shape=SQUARE)
    count(community)
    client = sign_in(leader)
    page = get(client, f"{FIGURES}?area={town.code}")
    assert f"/figures/outlines/?area={town.code}" in page
    found = client.get(f"/figures/outlines/?area={town.code}").json()
    assert [one["properties"]["name"] for one in found["features"]] == ["和平社区居委会"]
    assert found["features"][0]["geometry"] == SQUARE
    assert "/figures/outlines/" not in get(client, f"{FIGURES}?area={town.code}&view=tiles")


# ---- size --------------------------------------------------------------------------------------
def test_the_queries_of_the_page_do_not_grow_with_the_city(
    household: Household,
    community: Area,
    town: Area,
    leader: User,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable,
) -> None:
    client = sign_in(leader)
    count(community)
    client.get(FIGURES)  # the first page of a session also notes the session
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(FIGURES)
    added = [place(f"231085100{n:03}", "community", f"第{n}村委会", town) for n in range(201, 241)]
    for area in added:
        settle(area, "1-1-101", Occupancy.OWNER)
    for day in (LONG_AGO, YESTERDAY, TODAY):
        count(*added, on=day)
    with django_assert_max_num_queries(len(few)):
        assert get(client).count("ll-tile-step") > 40


def test_the_queries_behind_a_number_do_not_grow_with_its_rows(
    household: Household,
    building: Area,
    clerk: User,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable,
) -> None:
    client = sign_in(clerk)
    for measure in ("residents.living", "households.lived_in", "needs.infant"):
        url = f"/figures/rows/?measure={measure}"
        client.get(url)
        with django_assert_max_num_queries(MOST_QUERIES) as few:
            client.get(url)
        for _ in range(30):
            person = join(household, "多一人", presence=Presence.LIVING)
            SupportNeed.objects.create(
                resident=person, area=building, area_code=building.code, code=NeedCode.INFANT
            )
        with django_assert_max_num_queries(len(few) + 3):  # an empty list fetches nobody
            client.get(url)


def test_the_page_of_measures_explains_each_number(clerk: User, sign_in: SignIn) -> None:
    page = get(sign_in(clerk), "/figures/measures/")
    assert 'id="residents.living"' in page
    assert 'id="needs.dialysis"' in page
