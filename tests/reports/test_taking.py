"""Taking a ledger away: with a reason, capped, marked, in the trail, masked by default."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from linli.areas.models import Area
from linli.core.models import AccessEntry, AuditEntry
from linli.core.problems import NotFound, ReadOnly, TooMany
from linli.people.models import User
from linli.people.viewer import Viewer, viewer_of
from linli.registers.choices import NeedCode
from linli.registers.models import Contact, Household, Resident, SupportNeed
from linli.reports import actions, rules
from linli.reports.actions import take_ledger
from linli.reports.choices import ExportState, TakenAs
from linli.reports.ledgers import LEDGERS, ledger_named
from linli.reports.models import Export
from linli.reports.problems import NoSuchLedger, NothingToTake, SayWhy
from linli.reports.queries import Chosen
from linli.reports.sheets import workbook_of
from tests.conftest import TODAY, join, settle

SignIn = Callable[[User], Client]
See = Callable[[User], Viewer]
RESIDENTS = "/ledgers/residents/take/"
FORM = {"purpose": "visits", "numbers": "masked", "taken_as": "workbook"}


def take(actor: Viewer, area: Area, ledger: str = "residents", **more: Any) -> Export:
    values = {"chosen": Chosen(), "taken_as": TakenAs.WORKBOOK, "reason": "入户核对", **more}
    return take_ledger(LEDGERS[ledger], actor=actor, area=area, **values)


def sheet_of(content: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def table_of(content: bytes) -> list[dict[str, Any]]:
    """The rows under the headings, by heading."""
    rows = list(sheet_of(content).values)
    head = next(at for at, row in enumerate(rows) if row[0] in {"序号", "No."})
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def raw_text(content: bytes) -> str:
    """Everything that the file holds, to look for what it must not hold."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


# ---- the workbook ------------------------------------------------------------------------------
def test_it_has_the_headings_of_offices_and_a_row_for_each_person(
    household: Household, vacant: Household, clerk: User, sign_in: SignIn
) -> None:
    rows = table_of(sign_in(clerk).post(RESIDENTS, FORM).content)
    assert [(row["门牌"], row["姓名"]) for row in rows] == [
        ("3-1-501", "空置"),
        ("3-2-501", "柴丽娟"),
        ("3-2-501", "冯树森"),
        ("3-2-501", "冯雨桐"),
    ]
    assert rows[1]["常住人数"] == 3
    assert rows[1]["户主"] == "柴丽娟"


def test_numbers_are_masked_text(household: Household, clerk: User, sign_in: SignIn) -> None:
    content = sign_in(clerk).post(RESIDENTS, FORM).content
    row = table_of(content)[0]
    assert (row["联系电话"], row["证件号码"]) == ("151****4108", "231085********0426")
    assert "231085197403020426" not in raw_text(content)
    cell = next(cell for row in sheet_of(content).iter_rows() for cell in row if cell.value == "151****4108")
    assert (cell.data_type, cell.number_format) == ("s", "@")


def test_whole_numbers_come_on_request_for_those_who_may_open_them(
    household: Household, clerk: User, sign_in: SignIn
) -> None:
    Contact.objects.create(
        household=household,
        area=household.area,
        area_code=household.area_code,
        name="冯小满",
        phone="13611112222",
    )
    row = table_of(sign_in(clerk).post(RESIDENTS, {**FORM, "numbers": "whole"}).content)[0]
    assert (row["联系电话"], row["证件号码"]) == ("15100004108", "231085197403020426")
    assert row["联系人电话"] == "13611112222"
    assert Export.everywhere.get().whole_numbers


def test_a_childs_telephone_is_left_out_even_then(household: Household, clerk: User, sign_in: SignIn) -> None:
    child = Resident.everywhere.get(name="冯雨桐")
    child.phone = "13911112222"
    child.save()
    content = sign_in(clerk).post(RESIDENTS, {**FORM, "numbers": "whole"}).content
    assert table_of(content)[2]["联系电话"] == "未成年，不显示"
    assert "13911112222" not in raw_text(content)


def test_special_groups_says_what_is_due_and_leaves_health_out(
    elder: Resident, clerk: User, sign_in: SignIn
) -> None:
    elder.needs.filter(code=NeedCode.CHRONIC_MEDICINE).update(medicine_until="2026-11-25", is_confirmed=False)
    need = SupportNeed.everywhere.get(code=NeedCode.CHRONIC_MEDICINE)
    need.details, need.hospital = "高血压", "市医院"
    need.save()
    content = sign_in(clerk).post("/ledgers/special_groups/take/", FORM).content
    [row] = table_of(content)
    assert (row["姓名"], row["断药日期"], row["是否独居"]) == ("郭凤霞", "2026-11-25", "是")
    assert "（待核）" in row["类别"]
    assert "就诊医院" not in row
    assert "高血压" not in raw_text(content)
    assert "市医院" not in raw_text(content)
    assert "病种/孕周/透析频次" in str(sheet_of(content)["A4"].value)


def test_the_filter_goes_with_it(household: Household, elder: Resident, clerk: User, sign_in: SignIn) -> None:
    content = sign_in(clerk).post(f"{RESIDENTS}?age=eighty_and_over", FORM).content
    assert [row["姓名"] for row in table_of(content)] == ["郭凤霞"]


def test_in_english_the_headings_are_english(household: Household, clerk: User, viewer: See) -> None:
    with translation.override("en"):
        export = take(viewer(clerk), household.area)
        rows = table_of(workbook_of(export, viewer(clerk)).content)
    assert rows[0]["Name"] == "柴丽娟"
    assert rows[0]["Where"] == "Living here"


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_nothing_in_a_cell_becomes_a_formula(building: Area, clerk: User, viewer: See, text: str) -> None:
    join(settle(building, "3-1-101"), text)
    content = workbook_of(take(viewer(clerk), building), viewer(clerk)).content
    cells = [cell for row in sheet_of(content).iter_rows() for cell in row if cell.value == text]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    assert "<f>" not in raw_text(content)


# ---- the mark ----------------------------------------------------------------------------------
def test_the_mark_stands_on_the_sheet_and_on_every_printed_page(
    household: Household, clerk: User, sign_in: SignIn
) -> None:
    content = sign_in(clerk).post(RESIDENTS, FORM).content
    sheet, export = sheet_of(content), Export.everywhere.get()
    line = str(sheet["A2"].value)
    for part in ("宋文书", "2026-11-20 10:12", "穆棱市 › 八面通镇 › 和平社区", "上门核对", export.number):
        assert part in line
    assert export.number in sheet.oddHeader.center.text
    assert "和平社区" in sheet.oddFooter.left.text
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert export.number in archive.read("xl/drawings/drawing1.xml").decode()


# ---- the trail ---------------------------------------------------------------------------------
def test_the_trail_says_who_took_how_many_rows_and_why(
    household: Household, community: Area, clerk: User, sign_in: SignIn
) -> None:
    sign_in(clerk).post(RESIDENTS, {**FORM, "purpose": "other", "other": "大雪停电，逐户问"})
    look, entry = AccessEntry.objects.get(), AuditEntry.objects.get()
    assert (look.actor_name, look.what, look.rows, look.reason) == ("宋文书", "export", 3, "大雪停电，逐户问")
    assert look.area_code == community.code
    assert (entry.action, entry.data["rows"], entry.data["ledger"]) == (
        "reports:ledger:taken",
        3,
        "residents",
    )
    assert "大雪" not in str(entry.data)


def test_each_taking_is_one_line_of_its_own(household: Household, clerk: User, sign_in: SignIn) -> None:
    for _ in range(2):
        sign_in(clerk).post(RESIDENTS, FORM)
    assert AccessEntry.objects.count() == 2


# ---- refusals ----------------------------------------------------------------------------------
def test_it_is_refused_without_a_reason(household: Household, clerk: User, viewer: See) -> None:
    with pytest.raises(SayWhy):
        take(viewer(clerk), household.area, reason="  ")


@pytest.mark.parametrize("form", [{}, {"purpose": "other", "other": " "}, {"purpose": "fun"}])
def test_the_form_comes_back_with_what_was_typed(
    household: Household, clerk: User, sign_in: SignIn, form: dict[str, str]
) -> None:
    response = sign_in(clerk).post(RESIDENTS, {**form, "numbers": "whole"})
    assert response.status_code == 422
    assert 'value="whole"' in response.content.decode()
    assert not Export.everywhere.exists()


def test_more_rows_than_the_cap_are_refused_and_nothing_is_kept(
    household: Household, clerk: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ROWS_AT_ONCE", 2)
    response = sign_in(clerk).post(RESIDENTS, FORM)
    assert response.status_code == 422
    assert "2" in response.content.decode()
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize(
    ("way", "limit"),
    [
        ({"on_paper": False, "whole": False, "at_the_machine": False}, 5000),
        ({"on_paper": True, "whole": False, "at_the_machine": False}, 1000),
        ({"on_paper": False, "whole": True, "at_the_machine": False}, 500),
        ({"on_paper": False, "whole": False, "at_the_machine": True}, 200_000),
    ],
)
def test_the_caps(way: dict[str, bool], limit: int) -> None:
    assert rules.limit_of(**way) == limit


def test_whole_numbers_have_a_lower_cap(
    household: Household, clerk: User, viewer: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ROWS_WITH_WHOLE_NUMBERS", 2)
    with pytest.raises(TooMany):
        take(viewer(clerk), household.area, whole_numbers=True)
    assert take(viewer(clerk), household.area).rows == 3


def test_an_empty_list_is_not_taken(community: Area, clerk: User, viewer: See) -> None:
    with pytest.raises(NothingToTake):
        take(viewer(clerk), community)


def test_a_duty_without_downloads_takes_nothing(
    household: Household, grid_worker: User, leader: User, viewer: See, sign_in: SignIn
) -> None:
    for user in (grid_worker, leader):
        with pytest.raises(NotFound):
            take(viewer(user), household.area)
        assert sign_in(user).post(RESIDENTS, FORM).status_code == 404


def test_nobody_takes_a_list_of_another_area(
    household: Household, community: Area, other_clerk: User, viewer: See
) -> None:
    with pytest.raises(NotFound):
        take(viewer(other_clerk), community)


def test_a_township_officer_gets_masked_numbers_only(
    household: Household, township_officer: User, viewer: See, sign_in: SignIn
) -> None:
    with pytest.raises(NotFound):
        take(viewer(township_officer), household.area, whole_numbers=True)
    content = sign_in(township_officer).post(RESIDENTS, {**FORM, "numbers": "whole"}).content
    assert "231085197403020426" not in raw_text(content)


def test_whoever_views_as_somebody_else_takes_nothing(
    household: Household, clerk: User, administrator: User
) -> None:
    with pytest.raises(ReadOnly):
        take(viewer_of(clerk, day=TODAY, real_user=administrator), household.area)


def test_another_community_looks_missing(
    household: Household, community: Area, other_clerk: User, sign_in: SignIn
) -> None:
    assert sign_in(other_clerk).post(f"{RESIDENTS}?area={community.code}", FORM).status_code == 404


def test_a_ledger_is_found_by_either_name() -> None:
    assert ledger_named("特殊群体") is ledger_named("special groups") is LEDGERS["special_groups"]
    with pytest.raises(NoSuchLedger, match="党员"):
        ledger_named("党员")


# ---- on paper ----------------------------------------------------------------------------------
def print_it(client: Client) -> HttpResponse:
    response = client.post(RESIDENTS, {**FORM, "taken_as": "print"})
    assert response.status_code == 302
    return client.get(response["Location"])


def test_the_paper_says_who_printed_it_and_is_marked_all_over(
    household: Household, clerk: User, sign_in: SignIn
) -> None:
    page = print_it(sign_in(clerk)).content.decode()
    export = Export.everywhere.get()
    assert page.count(f"宋文书 2026-11-20 10:12 {export.number}") >= 12
    assert "小区居民台账（一户一档）" in page
    assert "柴丽娟" in page
    assert "<thead>" in page
    assert "宋文书 打印" in page
    assert "151****4108" in page
    assert AccessEntry.objects.get().what == "print"


def test_the_paper_is_for_whoever_asked_and_for_a_day(
    household: Household, community: Area, clerk: User, sign_in: SignIn, client: Client
) -> None:
    print_it(sign_in(clerk))
    export = Export.everywhere.get()
    from tests.conftest import appoint

    colleague = appoint("tong", "同事", "clerk", community)
    assert sign_in(colleague).get(f"/ledgers/taken/{export.pk}/paper/").status_code == 404
    Export.everywhere.update(until=export.at)
    assert sign_in(clerk).get(f"/ledgers/taken/{export.pk}/paper/").status_code == 410


def test_nothing_is_kept_on_disk_for_a_small_list(household: Household, clerk: User, sign_in: SignIn) -> None:
    sign_in(clerk).post(RESIDENTS, FORM)
    export = Export.everywhere.get()
    assert (export.state, export.stored_as) == (ExportState.HANDED_OVER, "")
    assert export.rows <= actions.ROWS_WHILE_WAITING
