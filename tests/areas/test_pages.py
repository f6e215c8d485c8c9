"""The pages of the tree."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.actions import import_divisions, merge_areas, move_area, rename_area
from linli.areas.models import Area
from linli.areas.views.picking import link_to
from linli.people.models import User
from linli.registers.models import Household
from tests.areas.conftest import DAY, count
from tests.areas.invariants import check_tree
from tests.areas.test_import_divisions import FOLDER, SINCE
from tests.conftest import TODAY, appoint, place

SignIn = Callable[[User], Client]


def text_of(response: Any) -> str:
    return response.content.decode()


def followed(client: Client, response: Any) -> Any:
    """The page to which an action leads."""
    assert response.status_code == 303
    return client.get(response["Location"])


def browser(sign_in: SignIn, user: User) -> Client:
    client = sign_in(user)
    client.raise_request_exception = True
    return client


@pytest.fixture
def admin(sign_in: SignIn, administrator: User) -> Client:
    return browser(sign_in, administrator)


# ---- the tree ----------------------------------------------------------------------------------
def test_the_tree_begins_at_the_duty_and_shows_what_lies_in_it(
    sign_in: SignIn, leader: User, community: Area, other_community: Area, household: Household
) -> None:
    count(community)
    client = browser(sign_in, leader)
    assert "八面通镇" in text_of(client.get("/areas/"))
    page = client.get("/areas/?area=231085100")
    assert page.status_code == 200
    body = text_of(page)
    assert body.index("沿河社区居委会") < body.index("和平社区居委会")
    assert "231085100006" in body


def test_a_place_without_a_record_is_not_zero(
    sign_in: SignIn, leader: User, community: Area, other_community: Area, household: Household
) -> None:
    count(community)
    page = browser(sign_in, leader).get("/areas/?area=231085100")
    cells = {row.place.name: [n for _, n in row.cells] for row in page.context["page"]}
    assert cells == {"沿河社区居委会": [None, None], "和平社区居委会": [1, 3]}


def test_a_past_day_shows_the_names_of_then(admin: Client, community: Area) -> None:
    rename_area(community, name="曙光社区", on=TODAY, actor=None)
    assert "曙光社区" in text_of(admin.get("/areas/?area=231085100"))
    then = text_of(admin.get("/areas/?area=231085100&day=2026-11-17"))
    assert "和平社区居委会" in then
    assert "曙光社区" not in then


@pytest.mark.parametrize("day", ["2027-01-01", "x", "2019-01-01"])
def test_a_day_that_cannot_be_shown_is_refused(admin: Client, city: Area, day: str) -> None:
    page = admin.get(f"/areas/?day={day}")
    assert page.status_code == 422


def test_it_finds_within_by_name_pinyin_and_code(
    admin: Client, building: Area, other_community: Area
) -> None:
    for text, name in (("3号", "3号楼"), ("heping", "和平社区居委会"), ("231085100005", "沿河社区居委会")):
        page = admin.get("/areas/", {"q": text})
        assert [row.place.name for row in page.context["page"]] == [name]
    assert admin.get("/areas/", {"q": "没有的地方"}).status_code == 200


def test_names_that_could_be_anothers_come_with_their_path(
    admin: Client, community: Area, village: Area
) -> None:
    page = admin.get("/areas/", {"q": "和平"})
    assert {row.path for row in page.context["page"]} == {"八面通镇"}


def test_it_sorts_filters_and_pages(admin: Client, city: Area) -> None:
    town = place("231085102", "town", "下城子镇", city, "镇")
    for number in range(1, 61):
        place(f"231085102{number:03}", "community", f"第{number}社区", town, "居委会(社区)")
    place("231085102200", "community", "老村村委会", town, "村委会")
    first = admin.get("/areas/?area=231085102")
    assert (len(first.context["page"]), first.context["page"].paginator.num_pages) == (50, 2)
    last = admin.get("/areas/?area=231085102&sort=-code")
    assert last.context["page"][0].place.name == "老村村委会"
    some = admin.get("/areas/", {"area": "231085102", "level": "村委会", "sort": "children"})
    assert [row.place.name for row in some.context["page"]] == ["老村村委会"]
    assert admin.get("/areas/?area=231085102&sort=nonsense&page=99").status_code == 200


def test_its_queries_do_not_grow_with_the_rows(sign_in: SignIn, db: None) -> None:
    root = import_divisions(FOLDER / "division_230900.csv", source="x", on=SINCE, actor=None).root
    client = browser(sign_in, appoint("ju", "局长", "command_staff", root))
    counts = []
    for code in ("230902031", "230921", "2309"):
        client.get(f"/areas/?area={code}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/areas/?area={code}&q=社区")
        counts.append(len(queries))
    assert max(counts) - min(counts) <= 1


def test_the_lowest_place_leads_to_its_households(sign_in: SignIn, clerk: User, building: Area) -> None:
    body = text_of(browser(sign_in, clerk).get(f"/areas/?area={building.code}"))
    assert f"/register/?area={building.code}" in body


# ---- who sees what -----------------------------------------------------------------------------
ACTS = ("found", "levels", "rename", "move", "merge", "split", "close")


def test_nothing_outside_the_duty_is_shown(
    sign_in: SignIn, clerk: User, other_community: Area, town: Area
) -> None:
    client = browser(sign_in, clerk)
    for code in (other_community.code, town.code, "231085", "999999", "abc"):
        assert client.get(f"/areas/?area={code}").status_code == 404
        for page in ("", *(f"{act}/" for act in ACTS)):
            assert client.get(f"/areas/{code}/{page}").status_code == 404
            assert client.post(f"/areas/{code}/{page}").status_code in (404, 405)


def test_without_a_sign_in_one_is_sent_to_it(client: Client, community: Area) -> None:
    for url in ("/areas/", f"/areas/{community.code}/", f"/areas/{community.code}/rename/"):
        assert client.get(url).status_code == 302


def test_a_clerk_changes_what_lies_in_the_community_and_not_the_community(
    sign_in: SignIn, clerk: User, community: Area, grid: Area, other_grid: Area
) -> None:
    client = browser(sign_in, clerk)
    for act in ("rename", "move", "merge", "split", "close"):
        assert client.get(f"/areas/{community.code}/{act}/").status_code == 404
        assert client.get(f"/areas/{grid.code}/{act}/").status_code == 200
    assert client.get(f"/areas/{community.code}/found/").status_code == 200
    client.post(f"/areas/{community.code}/rename/", {"name": "我的社区", "on": "2026-11-20"})
    assert Area.objects.get(pk=community.pk).name == "和平社区居委会"


@pytest.mark.parametrize("who", ["leader", "township_officer", "grid_worker", "auditor"])
def test_who_only_looks_changes_nothing(
    who: str, request: pytest.FixtureRequest, sign_in: SignIn, building: Area, grid: Area
) -> None:
    client = browser(sign_in, request.getfixturevalue(who))
    area = building if who == "grid_worker" else grid
    assert client.get(f"/areas/{area.code}/").status_code == 200
    for act in ACTS:
        assert client.get(f"/areas/{area.code}/{act}/").status_code == 404


def test_a_warden_has_no_tree_and_may_still_choose_an_area(sign_in: SignIn, warden: User) -> None:
    client = browser(sign_in, warden)
    assert client.get("/areas/").status_code == 404
    assert client.get("/areas/pick/").status_code == 200


# ---- one area ----------------------------------------------------------------------------------
def test_the_page_of_an_area_tells_its_history(admin: Client, community: Area, other_town: Area) -> None:
    rename_area(community, name="曙光社区", on=TODAY - DAY, actor=None, reason="三号文件")
    move_area(community, to=other_town, on=TODAY, actor=None)
    for code in (community.code, "231085100006"):
        body = text_of(admin.get(f"/areas/{code}/"))
        assert all(
            word in body
            for word in ("曙光社区", "和平社区居委会", "三号文件", "231085100006", "231085101001")
        )


def test_a_closed_area_leads_to_its_heir(
    sign_in: SignIn, other_clerk: User, community: Area, other_community: Area
) -> None:
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    page = browser(sign_in, other_clerk).get(f"/areas/{community.code}/")
    assert page.status_code == 200
    assert f"/areas/{other_community.code}/" in text_of(page)


def test_the_playbook_shows_levels_and_mechanisms(sign_in: SignIn, leader: User, community: Area) -> None:
    page = browser(sign_in, leader).get("/areas/playbook/")
    assert [level["name"] for level in page.context["levels"]] == ["网格", "楼栋", "楼道", "胡同", "村民小组"]
    assert {"A1", "A16", "C1"} <= {line.id for line in page.context["mechanisms"]}


def test_a_city_without_a_playbook_says_so(sign_in: SignIn, db: None) -> None:
    root = place("530828", "county", "某县", None)
    client = browser(sign_in, appoint("x", "某", "administrator", root))
    assert client.get("/areas/playbook/").status_code == 200
    assert client.get("/areas/").status_code == 200
    town = place("530828100", "town", "某镇", root)
    community = place("530828100001", "community", "某社区", town)
    assert client.get(f"/areas/{community.code}/").status_code == 200
    assert client.get(f"/areas/{community.code}/found/").status_code == 404
    assert client.get(f"/areas/{community.code}/levels/").status_code == 422


# ---- choosing an area --------------------------------------------------------------------------
def test_choosing_leads_back_with_the_area_in_the_address(admin: Client, community: Area) -> None:
    body = text_of(
        admin.get("/areas/pick/", {"area": "231085100", "next": "/figures/?area=231085&group=age&page=3"})
    )
    assert f'href="/figures/?area={community.code}&amp;group=age"' in body


def test_choosing_searches_within_the_duty(
    sign_in: SignIn, clerk: User, building: Area, other_community: Area
) -> None:
    client = browser(sign_in, clerk)
    assert [one.code for one, *_ in client.get("/areas/pick/?q=3号").context["found"]] == [building.code]
    assert client.get("/areas/pick/?q=沿河").context["found"] == []
    piece = client.get("/areas/pick/?q=3号", headers={"HX-Request": "true"})
    assert "<html" not in text_of(piece)


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "x"])
def test_choosing_never_leads_elsewhere(admin: Client, community: Area, evil: str) -> None:
    page = admin.get("/areas/pick/", {"next": evil})
    assert page.context["next"] == "/"


def test_links_keep_what_the_page_showed(community: Area) -> None:
    assert (
        link_to("/register/?page=2&q=%E7%8E%8B&area=1", community)
        == f"/register/?area={community.code}&q=%E7%8E%8B"
    )


# ---- changing ----------------------------------------------------------------------------------
DAY_GIVEN = {"on": "2026-11-20", "reason": "三号文件"}


def test_founding_by_page(admin: Client, community: Area, administrator: User) -> None:
    url = f"/areas/{community.code}/found/"
    page = followed(admin, admin.post(url, {"level": "grid", "name": "第一网格", **DAY_GIVEN}))
    new = Area.objects.get(parent=community)
    assert (new.name, new.code) == ("第一网格", f"{community.code}001")
    assert "第一网格" in text_of(page)
    again = followed(admin, admin.post(url, {"level": "grid", "name": "一网格", **DAY_GIVEN}))
    assert Area.objects.filter(parent=community).count() == 1
    assert "已经" in text_of(again)


def test_founding_a_community_asks_for_its_kind_and_code(admin: Client, town: Area, community: Area) -> None:
    url = f"/areas/{town.code}/found/"
    given = {"level": "community", "name": "新村委会", "kind": "村委会", "code": "", **DAY_GIVEN}
    assert admin.post(url, given).status_code == 303
    assert Area.objects.get(name="新村委会").code == "231085100200"
    wrong = admin.post(url, {**given, "name": "再新村委会", "code": "231085101201"})
    assert wrong.status_code == 422
    assert "code" in wrong.context["form"].errors


def test_founding_a_town_asks_for_its_kind(admin: Client, city: Area, town: Area) -> None:
    given = {"level": "town", "name": "新兴街道", "kind": "街道", "code": "", **DAY_GIVEN}
    assert admin.post(f"/areas/{city.code}/found/", {**given, "kind": "村"}).status_code == 422
    assert admin.post(f"/areas/{city.code}/found/", given).status_code == 303
    assert Area.objects.get(name="新兴街道").code == "231085001"


def test_renaming_by_page(admin: Client, community: Area) -> None:
    page = admin.post(f"/areas/{community.code}/rename/", {"name": "曙光社区", **DAY_GIVEN})
    assert (page.status_code, page["Location"]) == (303, f"/areas/{community.code}/")
    assert Area.objects.get(pk=community.pk).name == "曙光社区"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "", "on": "2026-11-20"}, "name"),
        ({"name": "沿河社区居委会", "on": "2026-11-20"}, "name"),
        ({"name": "甲社区", "on": "2026-11-21"}, "on"),
        ({"name": "甲社区", "on": "2019-01-01"}, "on"),
        ({"name": "甲社区", "on": "gestern"}, "on"),
        ({"name": "甲社区", "on": ""}, "on"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(
    admin: Client, community: Area, other_community: Area, given: dict[str, str], field: str
) -> None:
    page = admin.post(f"/areas/{community.code}/rename/", {**given, "reason": "因为所以"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert "因为所以" in text_of(page)
    assert Area.objects.get(pk=community.pk).name == "和平社区居委会"


def test_moving_by_page(admin: Client, community: Area, other_town: Area) -> None:
    url = f"/areas/{community.code}/move/"
    assert f"穆棱市 › 穆棱镇（{other_town.code}）" in text_of(admin.get(url))
    assert admin.post(url, {"to": "没有的镇", **DAY_GIVEN}).status_code == 422
    page = admin.post(url, {"to": f"穆棱市 › 穆棱镇（{other_town.code}）", **DAY_GIVEN})
    assert (page.status_code, page["Location"]) == (303, "/areas/231085101001/")


@pytest.mark.parametrize("typed", ["穆棱镇", "231085101", "231085101000", "穆棱市 › 穆棱镇"])
def test_where_to_may_be_typed_in_several_ways(
    admin: Client, community: Area, other_town: Area, typed: str
) -> None:
    assert admin.post(f"/areas/{community.code}/move/", {"to": typed, **DAY_GIVEN}).status_code == 303


def test_a_clerk_moves_within_the_duty_alone(
    sign_in: SignIn, clerk: User, grid: Area, other_grid: Area, building: Area, other_community: Area
) -> None:
    client = browser(sign_in, clerk)
    assert (
        client.post(f"/areas/{grid.code}/move/", {"to": other_community.code, **DAY_GIVEN}).status_code == 422
    )
    assert (
        client.post(f"/areas/{building.code}/move/", {"to": other_grid.code, **DAY_GIVEN}).status_code == 303
    )
    check_tree()


def test_merging_by_page(admin: Client, community: Area, other_community: Area, village: Area) -> None:
    url = f"/areas/{community.code}/merge/"
    assert admin.post(url, {"result": "into", **DAY_GIVEN}).status_code == 422
    assert (
        admin.post(url, {"result": "new", "others": [village.pk], "name": " ", **DAY_GIVEN}).status_code
        == 422
    )
    page = admin.post(url, {"result": "into", "others": [other_community.pk], **DAY_GIVEN})
    assert page["Location"] == f"/areas/{community.code}/"
    page = admin.post(url, {"result": "new", "others": [village.pk], "name": "新和平社区", **DAY_GIVEN})
    assert Area.objects.get(name="新和平社区").is_open
    assert Area.objects.current().filter(level="community").count() == 1


def test_dividing_by_page(admin: Client, community: Area, grid: Area, other_grid: Area) -> None:
    url = f"/areas/{community.code}/split/"
    given = {
        "goes_on": "yes",
        "part_1": "新和平社区",
        f"child_{other_grid.pk}": "1",
        f"child_{grid.pk}": "0",
        **DAY_GIVEN,
    }
    nothing = admin.post(url, {**given, f"child_{other_grid.pk}": "0"})
    assert nothing.status_code == 422
    assert "新和平社区" in text_of(nothing)
    assert admin.post(url, {**given, "goes_on": "no"}).status_code == 422
    assert admin.post(url, given).status_code == 303
    assert Area.objects.get(pk=other_grid.pk).parent.name == "新和平社区"


def test_closing_by_page(
    admin: Client, grid: Area, building: Area, household: Household, other_grid: Area
) -> None:
    assert "3号楼" in text_of(admin.get(f"/areas/{building.code}/close/"))
    refused = admin.post(f"/areas/{building.code}/close/", DAY_GIVEN)
    assert refused.status_code == 422
    page = followed(admin, admin.post(f"/areas/{other_grid.code}/close/", DAY_GIVEN))
    assert not Area.objects.get(pk=other_grid.pk).is_open
    assert page.status_code == 200


def test_the_top_of_a_tree_is_only_renamed(admin: Client, city: Area) -> None:
    for act in ("move", "merge", "split", "close"):
        assert admin.post(f"/areas/{city.code}/{act}/", DAY_GIVEN).status_code == 422
    assert admin.post(f"/areas/{city.code}/rename/", {"name": "穆棱", **DAY_GIVEN}).status_code == 303


def test_a_closed_area_is_not_changed_again(admin: Client, grid: Area, other_grid: Area) -> None:
    admin.post(f"/areas/{other_grid.code}/close/", DAY_GIVEN)
    for act in ACTS:
        assert admin.get(f"/areas/{other_grid.code}/{act}/").status_code == 404


# ---- from a workbook ---------------------------------------------------------------------------
def upload(*rows: list[Any], name: str = "地方.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


SHEET = (["网格", "楼栋", "单元"], ["一网格", 3, 1], ["二网格", "", 4])


def test_a_workbook_is_previewed_and_then_founded(admin: Client, community: Area) -> None:
    url = f"/areas/{community.code}/levels/"
    assert admin.get(url).status_code == 200
    preview = admin.post(url, {"file": upload(*SHEET), "on": "2026-11-20"})
    assert preview.status_code == 200
    assert [count.number for count in preview.context["counts"]] == [1, 0, 1]
    assert not Area.objects.filter(level="grid").exists()
    done = followed(admin, admin.post(url, {"kept": preview.context["kept"]}))
    assert done.status_code == 200
    assert Area.objects.within(community.code).count() == 4
    admin.post(url, {"kept": preview.context["kept"]})
    assert Area.objects.within(community.code).count() == 4


def test_a_preview_cannot_be_tampered_with_or_used_elsewhere(
    admin: Client, community: Area, other_community: Area
) -> None:
    preview = admin.post(f"/areas/{community.code}/levels/", {"file": upload(*SHEET), "on": "2026-11-20"})
    kept = preview.context["kept"]
    for code, given in (
        (community.code, kept[:-2] + "xx"),
        (other_community.code, kept),
        (community.code, "x"),
    ):
        assert admin.post(f"/areas/{code}/levels/", {"kept": given}).status_code == 303
    assert not Area.objects.filter(level="grid").exists()


@pytest.mark.parametrize(
    ("file", "on", "field"),
    [
        (None, "2026-11-20", "file"),
        (SimpleUploadedFile("x.xlsx", b"nonsense"), "2026-11-20", "file"),
        (SimpleUploadedFile("x.csv", b""), "2026-11-20", "file"),
        (SimpleUploadedFile("x.csv", "姓名,电话\n甲,1".encode()), "2026-11-20", "file"),
        ("sheet", "2026-11-29", "on"),
        ("sheet", "", "on"),
    ],
)
def test_a_workbook_that_cannot_be_used_is_refused_in_its_place(
    admin: Client, community: Area, file: Any, on: str, field: str
) -> None:
    given = {"file": upload(*SHEET) if file == "sheet" else file, "on": on}
    if isinstance(file, SimpleUploadedFile):
        file.seek(0)
    page = admin.post(f"/areas/{community.code}/levels/", {k: v for k, v in given.items() if v is not None})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_days_are_offered_up_to_today(admin: Client, community: Area) -> None:
    body = text_of(admin.get(f"/areas/{community.code}/rename/"))
    assert 'max="2026-11-20"' in body
    assert f'value="{TODAY - timedelta(0)}"' in body


# ---- other pages --------------------------------------------------------------------------------
def test_figures_of_last_tuesday_open_at_the_old_code(
    admin: Client, lived_in: None, community: Area, other_town: Area
) -> None:
    before = admin.get("/figures/?area=231085100006&day=2026-11-17")
    move_area(community, to=other_town, on=TODAY, actor=None)
    after = admin.get("/figures/?area=231085100006&day=2026-11-17")
    assert (before.status_code, after.status_code) == (200, 200)
    assert after.context["name"] == before.context["name"]
    assert [h.number for h in after.context["headlines"]] == [h.number for h in before.context["headlines"]]


def test_figures_of_a_merged_area_open_for_whoever_has_the_heir(
    sign_in: SignIn, other_clerk: User, lived_in: None, community: Area, other_community: Area
) -> None:
    client = browser(sign_in, other_clerk)
    assert client.get("/figures/?area=231085100006&day=2026-11-17").status_code == 404
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    page = client.get("/figures/?area=231085100006&day=2026-11-17")
    assert page.status_code == 200
    assert "和平社区" in text_of(page)
    assert client.get("/register/?area=231085100006").status_code == 200


def test_the_header_leads_to_the_choice_of_areas_and_back(admin: Client, community: Area) -> None:
    body = text_of(admin.get("/areas/?area=231085100"))
    assert "/areas/pick/?area=231085100&amp;next=%2Fareas%2F%3Farea%3D231085100" in body
