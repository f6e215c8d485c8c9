"""Lists from above: read however they come, matched, given out, answered, closed, and emptied."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from uuid import uuid5

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.facts import FieldFact
from linli.core.models import AccessEntry, AuditEntry
from linli.core.problems import Problem
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Household, Resident
from linli.rounds.actions import (
    close_list,
    drop_list,
    empty_old_lists,
    give_list_out,
    pass_check_on,
    reopen_check,
    share_out_here,
    take_check_results,
    take_list_in,
    tell_check,
)
from linli.rounds.bodies import CheckResult
from linli.rounds.choices import CheckOutcome, ListState
from linli.rounds.list_matching import place_rows
from linli.rounds.list_reading import read_list
from linli.rounds.list_sheets import MOST_ROWS, rows_of_file, rows_of_text
from linli.rounds.models import Check, CheckList, CheckStep
from linli.rounds.problems import ListRefused
from tests.conftest import NOW, place
from tests.rounds.conftest import DEVICE, MORNING, SPACE

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

HEADINGS: list[object] = ["序号", "姓名", "联系电话", "所属社区", "现住址", "备注"]
ROWS: list[list[object]] = [
    HEADINGS,
    [1, "柴丽娟", "151 0000 4108", "", "", "火车 K7063"],  # in the register, by telephone
    [2, "郭凤霞", "", "", "和平家园3-1-101", ""],  # by name and door
    [3, "莫连城", "13900000003", "沿河社区", "", ""],
    [4, "佟丽君", "13900000004", "", "", ""],
    [5, "柴丽娟", "15100004108", "", "", ""],  # the first row again
    [6, "", "", "", "三号楼", ""],  # nobody
]


@contextmanager
def refused_as(code: str) -> Iterator[pytest.ExceptionInfo[Problem]]:
    with pytest.raises(Problem) as caught:
        yield caught
    assert caught.value.code == code


def book(rows: list[list[object]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


# ---- reading ----------------------------------------------------------------------------------------------
def test_columns_are_found_by_their_headings_below_a_title() -> None:
    rows = read_list(rows_of_file(book([["11月20日省推返乡人员"], *ROWS]), name="名单.xlsx"))
    assert [row.name for row in rows] == ["柴丽娟", "郭凤霞", "莫连城", "佟丽君", "柴丽娟", ""]
    assert rows[0].number == 3
    assert (rows[0].phone, rows[0].note) == ("15100004108", "火车 K7063")
    assert (rows[1].door, rows[2].community) == ("3-1-101", "沿河社区")


def test_what_cannot_be_used_says_why() -> None:
    rows = read_list([list(row) for row in ROWS])
    assert [(row.trouble, row.same_as) for row in rows[4:]] == [("twice", 2), ("nobody", None)]


@pytest.mark.parametrize(
    "pasted",
    [
        "柴丽娟\t15100004108\t和平家园3-2-501\n郭凤霞\t13800006021\t3-1-101",
        "柴丽娟，15100004108，和平家园3-2-501\n郭凤霞，13800006021，3-1-101",
        "柴丽娟 15100004108 和平家园3-2-501\n郭凤霞 13800006021 3-1-101",
        "姓名,电话,住址\n柴丽娟,15100004108,和平家园3-2-501\n郭凤霞,13800006021,3-1-101",
    ],
)
def test_pasted_text_is_read_with_or_without_headings(pasted: str) -> None:
    rows = read_list(rows_of_text(pasted))
    assert [(row.name, row.phone, row.door) for row in rows] == [
        ("柴丽娟", "15100004108", "3-2-501"),
        ("郭凤霞", "13800006021", "3-1-101"),
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.xlsx"),
        (b"PK\x03\x04 no zip", "a.xlsx"),
        (b"%PDF-1.7", "a.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook", "a.xls"),
        (b"\xff\xff\xff\xff", "a.csv"),
        (book([["日期", "金额"], ["2026-11-20", 5.5]]), "a.xlsx"),
        (book([HEADINGS]), "a.xlsx"),
        (book([]), "a.xlsx"),
        (("姓名,电话\n" + "佟丽君,13900000004\n" * (MOST_ROWS + 60)).encode(), "a.csv"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(content: bytes, name: str) -> None:
    with pytest.raises(ListRefused) as refused:
        read_list(rows_of_file(content, name=name))
    assert refused.value.data["why"]


# ---- matching and giving out --------------------------------------------------------------------------------
@pytest.fixture
def draft(
    town: Area, community: Area, other_community: Area, grid: Area, other_grid: Area, household: Household,
    elder: Resident, township_officer: User,
) -> CheckList:  # fmt: skip
    """The town's list of six rows, two of which mean people of the register."""
    rows = place_rows(read_list([list(row) for row in ROWS]), Scope((town.code,)))
    return take_list_in(
        town, list_id=new_id(), title="省推名单", sent_by="市疾控", rows=rows, actor=township_officer
    )


def test_rows_are_matched_with_the_register_and_with_communities(
    draft: CheckList, resident: Resident, elder: Resident, other_community: Area
) -> None:
    rows = {row.number: row for row in draft.checks.all()}
    assert (rows[2].resident, rows[2].matched_by, rows[2].is_certain) == (resident, "phone", True)
    assert (rows[3].resident, rows[3].matched_by) == (elder, "name_and_door")
    assert rows[4].goes_to == other_community.code
    assert (rows[5].resident, rows[5].goes_to) == (None, "")


def test_two_communities_of_one_name_are_not_guessed(
    town: Area, community: Area, township_officer: User
) -> None:
    place("231085100020", "community", "和平村委会", town)
    rows = place_rows(read_list(rows_of_text("姓名,电话,社区\n佟丽君,13900000004,和平")), Scope((town.code,)))
    assert rows[0].goes_to == ""


def test_names_and_numbers_are_encrypted_at_rest(draft: CheckList) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, place, sent_note FROM rounds_check")
        kept = str(cursor.fetchall())
    assert "柴丽娟" not in kept
    assert "15100004108" not in kept


def test_nothing_reaches_a_grid_before_it_is_given_out(draft: CheckList, grid: Area) -> None:
    assert not Check.objects.within(grid.code).exists()


@pytest.fixture
def running(draft: CheckList, grid: Area, other_grid: Area, township_officer: User) -> CheckList:
    return give_list_out(
        draft, targets=[grid, other_grid], due_at=NOW + timedelta(hours=5), actor=township_officer
    )


def test_known_people_go_to_their_grid_and_the_rest_is_spread(
    running: CheckList, grid: Area, other_grid: Area, other_community: Area, town: Area
) -> None:
    going = {row.number: row.area_code for row in running.checks.all()}
    assert going == {
        2: grid.code, 3: grid.code, 4: other_community.code, 5: other_grid.code, 6: town.code, 7: town.code
    }  # fmt: skip
    assert (running.state, running.due_at) == (ListState.RUNNING, NOW + timedelta(hours=5))


def test_it_is_given_out_once_and_never_to_nobody(
    draft: CheckList, grid: Area, other_community: Area, township_officer: User
) -> None:
    with refused_as("rounds.no_grid_chosen"):
        give_list_out(draft, targets=[], due_at=None, actor=township_officer)
    give_list_out(draft, targets=[grid], due_at=None, actor=township_officer)
    with refused_as("rounds.list_not_open"):
        give_list_out(draft, targets=[other_community], due_at=None, actor=township_officer)


def test_the_same_form_sent_twice_takes_one_list_in(town: Area, township_officer: User) -> None:
    rows = place_rows(read_list(rows_of_text("佟丽君 13900000004\n莫连城 13900000003")), Scope((town.code,)))
    list_id = new_id()
    for _ in range(2):
        take_list_in(town, list_id=list_id, title="名单", sent_by="", rows=rows, actor=township_officer)
    assert Check.everywhere.count() == 2


def test_a_dropped_draft_leaves_nothing(draft: CheckList, township_officer: User) -> None:
    drop_list(draft, actor=township_officer)
    assert not CheckList.everywhere.exists()
    assert not Check.everywhere.exists()


def test_a_community_shares_out_what_it_was_given(
    draft: CheckList, community: Area, grid: Area, other_grid: Area, clerk: User, township_officer: User
) -> None:
    give_list_out(draft, targets=[community], due_at=None, actor=township_officer)
    assert share_out_here(draft, community, targets=[grid, other_grid], actor=clerk) == 3
    going = {row.number: row.area_code for row in Check.objects.within(community.code)}
    assert going == {2: grid.code, 3: grid.code, 5: other_grid.code}


# ---- answering ------------------------------------------------------------------------------------------------
@pytest.fixture
def check(running: CheckList) -> Check:
    return running.checks.get(number=2)


def tell(check: Check, by: User, outcome: str = "located", note: str = "在家") -> Check:
    return tell_check(
        check, step_id=new_id(), outcome=CheckOutcome(outcome), note=note, actor=by, at=timezone.now()
    )


def test_an_outcome_is_kept_with_who_and_when(check: Check, grid_worker: User) -> None:
    tell(check, grid_worker)
    check.refresh_from_db()
    assert (check.outcome, check.note, check.told_by) == ("located", "在家", grid_worker)
    assert check.steps.get().kind == "told"


def test_of_two_answers_the_first_stands(check: Check, grid_worker: User, clerk: User) -> None:
    stale = Check.everywhere.get(pk=check.pk)
    tell(check, grid_worker)
    with refused_as("rounds.check_answered") as refused:
        tell(stale, clerk, "abroad")
    assert "郎玉珍" in str(refused.value)


def test_it_is_opened_again_with_a_reason_and_what_was_told_stays(
    check: Check, grid_worker: User, clerk: User
) -> None:
    with refused_as("rounds.check_not_answered"):
        reopen_check(check, reason="没有去过", actor=clerk)
    tell(check, grid_worker)
    reopen_check(check, reason="没有去过", actor=clerk)
    check.refresh_from_db()
    assert (check.outcome, check.told_by) == ("", None)
    kept = [(step.kind, step.outcome, step.note) for step in check.steps.order_by("at")]
    assert kept == [("told", "located", "在家"), ("reopened", "", "没有去过")]


def test_it_is_passed_on_to_another_grid(check: Check, other_grid: Area, clerk: User) -> None:
    pass_check_on(check, to=other_grid, actor=clerk)
    assert Check.objects.within(other_grid.code).filter(pk=check.pk).exists()


def told(number: int, check: Check, by: User, outcome: str = "other_city") -> FieldFact:
    body = CheckResult(check=check.pk, outcome=outcome, note="去了哈尔滨")  # type: ignore[arg-type]
    pk = uuid5(SPACE, f"check-{number}")
    return FieldFact(pk, "check_result", body, MORNING + timedelta(minutes=number), NOW, by.pk, DEVICE)


def test_a_phone_tells_an_outcome_and_the_same_batch_counts_once(check: Check, grid_worker: User) -> None:
    batch = [told(1, check, grid_worker)]
    for _ in range(3):
        assert not take_check_results(batch)
    check.refresh_from_db()
    assert (check.outcome, check.told_at, CheckStep.everywhere.count()) == ("other_city", batch[0].at, 1)


def test_two_phones_answer_one_row_and_both_are_kept(check: Check, grid_worker: User, clerk: User) -> None:
    take_check_results([told(2, check, clerk, "abroad"), told(1, check, grid_worker)])
    check.refresh_from_db()
    assert (check.outcome, check.told_by) == ("other_city", grid_worker)
    kinds = list(check.steps.order_by("at").values_list("kind", "outcome"))
    assert kinds == [("told", "other_city"), ("told_later", "abroad")]


def test_a_phone_of_elsewhere_or_for_a_closed_list_is_refused(
    check: Check, grid_worker: User, other_clerk: User, running: CheckList
) -> None:
    stranger = told(1, check, other_clerk)
    assert take_check_results([stranger])[stranger.id].code == "rounds.check_not_there"
    close_list(running, reason="疫情结束", actor=None)
    late = told(2, check, grid_worker)
    assert take_check_results([late])[late.id].code == "rounds.list_not_open"
    assert not CheckStep.everywhere.exists()


# ---- the end -----------------------------------------------------------------------------------------------------
def test_a_list_closes_when_all_is_told_or_with_a_reason(running: CheckList, township_officer: User) -> None:
    with refused_as("rounds.checks_open") as refused:
        close_list(running, reason="", actor=township_officer)
    assert refused.value.data["n"] == 4
    for row in running.checks.filter(trouble=""):
        tell(row, township_officer, "not_found")
    assert close_list(running, reason="", actor=township_officer).state == ListState.CLOSED


def test_a_closed_list_is_emptied_after_its_term_and_keeps_its_outcomes(
    running: CheckList, check: Check, grid_worker: User
) -> None:
    tell(check, grid_worker, note="儿子接走了")
    close_list(running, reason="结束", actor=None)
    assert empty_old_lists(now=timezone.now() + timedelta(days=13)) == 0
    assert empty_old_lists(now=timezone.now() + timedelta(days=15)) == 1
    check.refresh_from_db()
    kept = (check.name, check.phone, check.place, check.note, check.household, check.outcome)
    assert kept == ("", "", "", "", None, "located")
    assert check.steps.get().note == ""
    assert empty_old_lists(now=timezone.now() + timedelta(days=16)) == 0


def test_a_draft_that_nobody_gives_out_goes(draft: CheckList) -> None:
    empty_old_lists(now=timezone.now() + timedelta(days=4))
    assert not CheckList.everywhere.exists()


# ---- the pages ------------------------------------------------------------------------------------------------------
def page(browser: Client, url: str, status: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == status, url
    return " ".join(answer.content.decode().split())


def test_the_whole_way_by_the_pages(
    township_officer: User, grid_worker: User, sign_in: SignIn, grid: Area, other_grid: Area,
    household: Household, resident: Resident,
) -> None:  # fmt: skip
    browser = sign_in(township_officer)
    file = SimpleUploadedFile("名单.xlsx", book(ROWS))
    answer = browser.post("/round/lists/new/", {"title": "省推名单", "file": file, "record": str(new_id())})
    assert answer.status_code == 303
    url = answer["Location"]
    shown = page(browser, url)
    for words in ("柴丽娟", "和平家园 3-2-501", "电话相同", "名单里重复", "没有姓名也没有电话"):
        assert words in shown
    assert "15100004108" not in shown
    given = {"targets": [grid.code, other_grid.code], "due_on": "2026-11-21"}
    assert browser.post(f"{url}give-out/", {"due_on": "2026-11-21"}).status_code == 422
    assert browser.post(f"{url}give-out/", given).status_code == 303
    assert CheckList.everywhere.get().due_at.isoformat() == "2026-11-21T16:00:00+00:00"  # type: ignore[union-attr]
    worker = sign_in(grid_worker)
    assert "柴丽娟" in page(worker, "/round/checks/")
    check = Check.everywhere.get(number=2)
    row = f"/round/checks/{check.pk}/"
    assert "无法落地" in page(worker, row)
    assert worker.post(row, {"outcome": "", "note": "敲门没人"}).status_code == 422
    assert worker.post(row, {"outcome": "other_city", "note": "去了哈尔滨"}).status_code == 303
    assert worker.post(row, {"outcome": "abroad"}).status_code == 409
    assert "柴丽娟" not in page(worker, "/round/checks/")
    made = sign_in(township_officer).post(f"{url}workbook/")
    rows = CalamineWorkbook.from_filelike(BytesIO(made.content)).get_sheet_by_index(0).to_python()
    assert rows[2][:3] == ["2", "柴丽娟", "151****4108"]
    assert rows[2][4] == "外市"
    assert AccessEntry.objects.get(what="export").rows == 6


def test_a_wrong_workbook_gets_a_sentence_and_what_was_typed_stays(clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    file = SimpleUploadedFile("名单.xlsx", b"PK\x03\x04 broken")
    answer = browser.post("/round/lists/new/", {"title": "漫游名单", "sent_by": "八面通镇", "file": file})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "文件坏了" in shown
    assert "漫游名单" in shown
    assert "八面通镇" in shown
    assert not CheckList.everywhere.exists()
    nothing = browser.post("/round/lists/new/", {"title": "漫游名单"})
    assert nothing.status_code == 422


def test_another_community_finds_nothing_of_the_list(
    running: CheckList, check: Check, grid: Area, other_grid: Area, town: Area, sign_in: SignIn,
) -> None:  # fmt: skip
    from tests.conftest import appoint

    far = appoint("yuan", "远文书", "clerk", place("231085100030", "community", "远方社区居委会", town))
    browser = sign_in(far)
    assert "省推名单" not in page(browser, "/round/lists/")
    for url in (
        f"/round/lists/{running.pk}/",
        f"/round/checks/{check.pk}/",
        f"/round/checks/{check.pk}/phone/",
    ):
        page(browser, url, 404)


def test_a_community_sees_its_rows_of_the_towns_list_and_cannot_close_it(
    running: CheckList, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    shown = page(browser, f"/round/lists/{running.pk}/")
    assert "柴丽娟" in shown
    assert "莫连城" not in shown  # with the other community
    for path in ("close/", "drop/", "give-out/"):
        page(browser, f"/round/lists/{running.pk}/{path}", 404)


def test_what_is_late_is_said_on_the_list_on_the_check_and_on_the_first_page(
    running: CheckList, check: Check, clerk: User, sign_in: SignIn
) -> None:
    CheckList.everywhere.update(due_at=NOW - timedelta(hours=2))
    browser = sign_in(clerk)
    assert "超时" in page(browser, f"/round/lists/{running.pk}/")
    assert "超时 2 时" in page(browser, f"/round/checks/{check.pk}/")
    assert "名单上有 3 人过时没查" in page(browser, "/")


def test_the_number_is_shown_with_a_reason_that_is_kept(
    check: Check, grid_worker: User, sign_in: SignIn, household: Household
) -> None:
    browser, url = sign_in(grid_worker), f"/round/checks/{check.pk}/phone/"
    assert "15100004108" not in page(browser, url)
    assert browser.post(url, {"reason": "other", "other": ""}).status_code == 422
    assert "15100004108" in browser.post(url, {"reason": "check"}).content.decode()
    look = AccessEntry.objects.get(what="phone")
    assert (look.actor, look.household_id) == (grid_worker, household.pk)


def test_the_trail_holds_no_names(running: CheckList, check: Check, grid_worker: User) -> None:
    tell(check, grid_worker)
    for line in AuditEntry.objects.all():
        assert "柴丽娟" not in f"{line.subject_name} {line.data}"


def queries(browser: Client, url: str) -> int:
    page(browser, url)
    with CaptureQueriesContext(connection) as counted:
        page(browser, url)
    return len(counted)


def test_more_rows_need_no_more_queries(
    town: Area, grid: Area, township_officer: User, sign_in: SignIn
) -> None:
    browser, urls = sign_in(township_officer), []
    for many in (2, 30):
        text = "\n".join(f"佟丽君 139{many:04}{n:04}" for n in range(many))
        rows = place_rows(read_list(rows_of_text(text)), Scope((town.code,)))
        taken = take_list_in(town, list_id=new_id(), title="名单", sent_by="", rows=rows, actor=None)
        give_list_out(taken, targets=[grid], due_at=None, actor=None)
        urls.append(f"/round/lists/{taken.pk}/")
    few, many_rows = (queries(browser, url) for url in urls)
    assert many_rows == few


def test_matching_a_list_takes_a_fixed_number_of_queries(town: Area, community: Area) -> None:
    counts = []
    for many in (5, 200):
        rows = read_list(rows_of_text("\n".join(f"佟丽君 139{many:04}{n:04}" for n in range(many))))
        with CaptureQueriesContext(connection) as counted:
            place_rows(rows, Scope((town.code,)))
        counts.append(len(counted))
    assert counts[0] == counts[1]
