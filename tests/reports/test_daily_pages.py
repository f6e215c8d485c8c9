"""The report's page and its files: who sees what, what is said, the same numbers everywhere."""

import io
import re
import zipfile
from collections.abc import Callable
from ctypes.util import find_library
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.areas.tallies import recount
from linli.core.models import AccessEntry
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.models import Household, Resident
from linli.reports.daily.actions import freeze_due, submit_report
from linli.reports.daily.models import DailyReport
from tests.conftest import NOW, TODAY, appoint, place, settle

SignIn = Callable[[User], Client]
See = Callable[[User], Viewer]
PAGE = "/reports/daily/"
AREA = "by_hand.disinfected"


@pytest.fixture
def counted(household: Household, elder: Resident, community: Area) -> None:
    with transaction.atomic():
        recount([community.code], day=TODAY)


def text_of(client: Client, url: str = PAGE, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def line_of(page: str, name: str) -> str:
    found = next(
        one
        for one in re.findall(r"<tr.*?</tr>", page, re.S)
        if re.search(rf"<th[^>]*>(<a[^>]*>)?{name}", one)
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found)).strip()


# ---- seeing -----------------------------------------------------------------------------------------
def test_the_township_sees_who_has_reported_and_who_is_responsible_for_the_rest(
    counted: None, community: Area, other_community: Area, clerk: User, other_clerk: User,
    township_officer: User, viewer: See, sign_in: SignIn,
) -> None:  # fmt: skip
    submit_report(community, on=TODAY, actor=viewer(clerk), filled={AREA: 0})
    page = text_of(sign_in(township_officer))
    assert line_of(page, "和平社区").startswith("和平社区 已报 2 ")
    assert "迟 12 分 宋文书" in line_of(page, "和平社区")
    assert line_of(page, "沿河社区").startswith("沿河社区 过时未报 还没报 负责 苗文书")
    assert "1 / 2，缺 1" in line_of(page, "合计")


def test_zero_and_not_filled_in_look_different(
    counted: None, community: Area, clerk: User, township_officer: User, viewer: See, sign_in: SignIn
) -> None:
    submit_report(community, on=TODAY, actor=viewer(clerk), filled={AREA: 0})
    line = line_of(text_of(sign_in(township_officer)), "和平社区")
    assert re.search(r" 0 未填 ", line)


def test_a_leader_sees_figures_and_no_rows(
    counted: None, community: Area, leader: User, clerk: User, viewer: See, sign_in: SignIn
) -> None:
    submit_report(community, on=TODAY, actor=viewer(clerk))
    page = text_of(sign_in(leader), f"{PAGE}?area={community.parent.code}")
    assert "measure=" not in page
    assert "&lt;3" in line_of(page, "和平社区")  # two households may point at somebody


def test_the_clerk_opens_the_rows_behind_a_number(
    counted: None, community: Area, clerk: User, sign_in: SignIn
) -> None:
    page = text_of(sign_in(clerk))
    hrefs = set(re.findall(r'href="(/figures/[^"]*measure=[^"]*)"', page))
    assert {"/figures/rows/", "/figures/live/rows/"} <= {one.split("?")[0] for one in hrefs}
    client = sign_in(clerk)
    for href in hrefs:
        assert client.get(href.replace("&amp;", "&")).status_code == 200


def test_another_area_is_not_found(other_community: Area, clerk: User, sign_in: SignIn) -> None:
    text_of(sign_in(clerk), f"{PAGE}?area={other_community.code}", status=404)
    text_of(sign_in(clerk), f"{PAGE}xlsx/?area={other_community.code}", status=404)


def test_a_day_that_is_none_is_refused(clerk: User, sign_in: SignIn) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    for day in ("gestern", tomorrow):
        assert sign_in(clerk).get(f"{PAGE}?day={day}").status_code == 422


def test_the_number_of_queries_does_not_grow_with_the_areas_below(
    counted: None,
    town: Area,
    community: Area,
    clerk: User,
    township_officer: User,
    viewer: See,
    sign_in: SignIn,
) -> None:
    submit_report(community, on=TODAY, actor=viewer(clerk))
    place("231085100019", "community", "第19社区居委会", town, "居委会(社区)")
    client = sign_in(township_officer)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text_of(client)
        return len(queries)

    asked()
    before = asked()
    for number in range(20, 40):
        more = place(f"2310851000{number}", "community", f"第{number}社区居委会", town, "居委会(社区)")
        who = appoint(f"clerk{number}", f"文书{number}", "clerk", more)
        if number % 2:
            submit_report(more, on=TODAY, actor=viewer(who))
    assert asked() == before


def test_a_day_on_which_nobody_counted_the_register_is_not_zero(
    counted: None, community: Area, clerk: User, sign_in: SignIn
) -> None:
    page = text_of(sign_in(clerk), f"{PAGE}?day={(TODAY - timedelta(days=1)).isoformat()}")
    assert line_of(page, "在册人口").startswith("在册人口 人 未统计")
    assert line_of(page, "将到").startswith("将到 0")


# ---- acting -------------------------------------------------------------------------------------------
def test_the_clerk_hands_in_and_signs_on_the_page(
    counted: None, community: Area, clerk: User, sign_in: SignIn
) -> None:
    client = sign_in(clerk)
    response = client.post(
        f"{PAGE}hand-in/?area={community.code}", {"filled_0": "0", "filled_1": "", "remark": "正常"}
    )
    assert response.status_code == 303
    page = text_of(client)
    assert "核对无误，宋文书 签报" in page
    assert client.post(f"{PAGE}sign/?area={community.code}").status_code == 303
    report = DailyReport.objects.get()
    assert (report.signed_name, report.figures[AREA], report.remark) == ("宋文书", 0, "正常")
    assert "by_hand.notices" not in report.figures


def test_nothing_that_was_typed_is_lost_when_it_is_refused(
    counted: None, community: Area, clerk: User, sign_in: SignIn
) -> None:
    client = sign_in(clerk)
    response = client.post(f"{PAGE}hand-in/?area={community.code}", {"filled_0": "-3", "remark": "今天停电"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "今天停电" in page
    assert 'value="-3"' in page


def test_who_has_handed_in_meanwhile_is_named(
    counted: None, community: Area, clerk: User, viewer: See, sign_in: SignIn
) -> None:
    submit_report(community, on=TODAY, actor=viewer(clerk))
    response = sign_in(clerk).post(f"{PAGE}hand-in/?area={community.code}", {"remark": ""})
    assert response.status_code == 409
    assert "宋文书 10:12 已经报过了" in response.content.decode()


def test_a_frozen_figure_stands_beside_its_correction(
    counted: None, community: Area, clerk: User, viewer: See, sign_in: SignIn
) -> None:
    submit_report(community, on=TODAY, actor=viewer(clerk), filled={AREA: 50})
    freeze_due(NOW)
    client = sign_in(clerk)
    sent = {"field": AREA, "new": "500", "note": "少写了一个零"}
    assert client.post(f"{PAGE}correct/?area={community.code}", sent).status_code == 303
    page = text_of(client)
    assert "<s>50</s>" in page
    assert "<ins>500</ins>" in page
    assert "少写了一个零" in page


# ---- files ----------------------------------------------------------------------------------------------
def test_the_workbook_says_the_numbers_of_the_page(
    counted: None, community: Area, other_community: Area, clerk: User, township_officer: User, viewer: See,
    sign_in: SignIn,
) -> None:  # fmt: skip
    submit_report(community, on=TODAY, actor=viewer(clerk), filled={AREA: 7})
    client = sign_in(township_officer)
    on_page = line_of(text_of(client), "和平社区").split()
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}xlsx/").content))
    rows = {row[0]: row for row in book["分区域"].iter_rows(values_only=True)}
    assert [str(cell) for cell in rows["和平社区"][1:-1]] == on_page[1:-5]
    assert set(rows["沿河社区"][1:-1]) == {"过时未报", "未报"}  # the word in every cell, never an empty one
    assert "八面通镇" in book["全部数字"]["A1"].value
    assert AccessEntry.objects.get(what="export").reason == "日报"


def test_the_word_document_holds_the_same_tables_with_a_mark(
    counted: None, community: Area, clerk: User, sign_in: SignIn
) -> None:
    response = sign_in(clerk).get(f"{PAGE}docx/")
    book = zipfile.ZipFile(io.BytesIO(response.content))
    document = book.read("word/document.xml").decode()
    assert "和平社区日报，11月20日" in document
    assert "每日一问，户" in document
    assert "宋文书 2026-11-20 10:12" in book.read("word/header.xml").decode()
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]


def test_the_pdf_is_made_without_fetching_anything(
    counted: None, community: Area, clerk: User, sign_in: SignIn
) -> None:
    if find_library("pangoft2-1.0") is None:
        pytest.skip("Pango is not installed here.")
    response = sign_in(clerk).get(f"{PAGE}pdf/")
    assert response.content.startswith(b"%PDF-")


def test_the_sheet_of_paper_is_marked_and_kept_in_the_log(
    counted: None, community: Area, clerk: User, sign_in: SignIn
) -> None:
    page = text_of(sign_in(clerk), f"{PAGE}paper/")
    assert "ll-watermark" in page
    assert AccessEntry.objects.get(what="print").area_code == community.code


def test_there_is_no_other_kind_of_file(community: Area, clerk: User, sign_in: SignIn) -> None:
    text_of(sign_in(clerk), f"{PAGE}csv/", status=404)


def test_a_place_without_parts_has_a_page(
    building: Area, household: Household, clerk: User, sign_in: SignIn
) -> None:
    settle(building, "3-9-901")
    assert "日报" in text_of(sign_in(clerk), f"{PAGE}?area={building.code}")
