"""The outcome of each row, and what is asked."""

from datetime import date

import pytest

from linli.imports import actions, files
from linli.imports.models import Batch, Row
from linli.registers.choices import NeedCode, Presence, Relation
from linli.registers.models import Household, Resident, SupportNeed
from tests.conftest import join, settle
from tests.imports.books import document, plain, text, xls, xlsx
from tests.imports.conftest import contents_of, row_of, said_of

pytestmark = pytest.mark.django_db


def asked(batch: Batch, number: int) -> list[str]:
    return [str(ask.code) for ask in contents_of(batch, number).asks]


# ---- outcomes ------------------------------------------------------------------------------------
def test_what_the_register_says_already_is_no_change(check, resident):
    batch = check(plain(["柴丽娟", "3-2-501", "15100004108"]))
    assert row_of(batch, 2).outcome == "same"
    assert batch.counts["same"] == 1


def test_a_changed_telephone_is_told_with_masked_numbers(check, resident):
    batch = check(plain(["柴丽娟", "3-2-501", "15100009999", document("23108519740302042")],
                        headings=("姓名", "门牌", "电话", "出生日期")))  # fmt: skip
    change = next(s for s in contents_of(batch, 2).said if s.data.get("column") == "phone")
    assert (change.data["from"], change.data["to"]) == ("151****4108", "151****9999")


def test_an_age_does_not_override_a_known_day_of_birth(check, resident):
    batch = check(plain(["柴丽娟", "3-2-501", "52"], headings=("姓名", "门牌", "年龄")))
    assert row_of(batch, 2).outcome == "same"


def test_columns_that_are_never_kept_leave_no_trace(check):
    batch = check(plain(["苏明远", "3-2-102", "满族", "党员"], headings=("姓名", "门牌", "民族", "政治面貌")))
    assert contents_of(batch, 2).cells == ["苏明远", "3-2-102", "", ""]


def test_rows_of_the_batch_and_its_file_are_encrypted(check):
    batch = check(plain(["苏明远", "3-2-102", "13800001111"]))
    stored = (files.folder() / batch.stored_as).read_bytes()
    assert b"PK\x03\x04" not in stored
    with_plain = Row.objects.filter(batch=batch).extra(where=["sealed LIKE '%%苏明远%%'"])
    assert not with_plain.exists()


def test_totals_headings_remarks_and_blank_rows_are_skipped(check):
    batch = check(plain(["苏明远", "3-2-102", "1"], ["", "", ""], ["姓名", "门牌", "电话"], ["合计", "1人", ""],
                        ["注：以上情况属实，由社区负责解释", "", ""], ["苏小雨", "3-2-103", "1"]))  # fmt: skip
    assert batch.counts["skipped"] == 4
    assert batch.counts["new"] + batch.counts["question"] == 2


def test_members_without_a_door_join_the_household_above(check, write):
    write(check(plain(["苏明远", "3-2-102", ""], ["苏小雨", "", ""], ["苏小雪", "", ""])))
    assert Resident.everywhere.get(name="苏明远").household.members.count() == 3


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xls([["台账", "", ""], ["姓名", "门牌", "电话"], ["苏明远", "3-2-102", "13800001111"], ["苏小雨", "", ""]],
             merged=[(0, 0, 0, 2), (2, 3, 1, 1)]), "台账.xls"),
        (text([["台账", "", ""], ["姓名", "门牌", "电话"], ["苏明远", "3-2-102", "13800001111"], ["苏小雨", "", ""]],
              encoding="gb18030"), "台账.csv"),
    ],
)  # fmt: skip
def test_old_workbooks_and_text_files_end_in_the_register(check, write, content, name):
    write(check(content, name))
    assert Resident.everywhere.get(name="苏小雨").household.door == "3-2-102"


def test_a_line_with_a_building_holds_for_the_rows_below(check, write):
    write(check(plain(["3号楼1单元", "", ""], ["苏明远", "101", ""])))
    assert Resident.everywhere.get(name="苏明远").household.door == "3-1-101"


def test_an_empty_dwelling_is_a_household_without_people(check, write):
    batch = write(check(plain(["空置", "3-2-102", ""])))
    assert row_of(batch, 2).outcome == "new"
    home = Household.everywhere.get(door="3-2-102")
    assert (home.occupancy, home.members.count()) == ("vacant", 0)


def test_a_row_without_name_door_or_sense_is_refused_with_advice(check):
    batch = check(
        plain(
            ["", "3-2-102", "13800001111"],
            ["柴*娟", "3-2-103", ""],
            ["苏明远", "", ""],
            ["林海", "3号楼", ""],
        )
    )
    assert [said_of(batch, n)[0] for n in (2, 3, 5)] == ["no_name", "name_masked", "no_room"]


# ---- who is it -------------------------------------------------------------------------------------
def test_the_document_finds_a_person_whatever_the_door(check, resident):
    headings = ("姓名", "门牌", "身份证号")
    resident.document = document("23108519740302042")
    resident.save()
    batch = check(plain(["柴丽娟", "", resident.document], headings=headings))
    assert row_of(batch, 2).outcome == "same"


def test_somebody_known_behind_another_door_is_asked_about(check, clerk, write, resident):
    batch = check(plain(["柴丽娟", "3-1-601", "15100004108"]))
    assert asked(batch, 2) == ["moved"]
    actions.answer_question(batch, 2, "moved", "move", actor=clerk)
    write(batch)
    resident.refresh_from_db()
    assert resident.household.door == "3-1-601"


def test_somebody_who_stays_keeps_the_door(check, clerk, write, resident):
    batch = check(
        plain(["柴丽娟", "3-1-601", "15100004108", "市医院"], headings=("姓名", "门牌", "电话", "工作单位"))
    )
    actions.answer_question(batch, 2, "moved", "stay", actor=clerk)
    write(batch)
    resident.refresh_from_db()
    assert (resident.household.door, resident.workplace) == ("3-2-501", "市医院")


def test_another_name_with_the_same_document_is_asked_about(check, clerk, write, resident):
    resident.document = document("23108519740302042")
    resident.save()
    batch = check(plain(["柴莉娟", "3-2-501", resident.document], headings=("姓名", "门牌", "身份证号")))
    assert asked(batch, 2) == ["name"]
    actions.answer_question(batch, 2, "name", "take", actor=clerk)
    write(batch)
    resident.refresh_from_db()
    assert resident.name == "柴莉娟"


def test_two_of_one_name_and_year_with_other_birthdays_are_two(check, resident):
    batch = check(plain(["柴丽娟", "3-1-601", "1974-09-09"], headings=("姓名", "门牌", "出生日期")))
    assert (row_of(batch, 2).outcome, asked(batch, 2)) == ("new", [])


def test_a_person_twice_in_the_sheet_is_one(check, write):
    batch = write(check(plain(["苏明远", "3-2-102", "13800001111"], ["苏明远", "3-2-102", "13800001111"])))
    assert said_of(batch, 3) == ["repeated"]
    assert Resident.everywhere.filter(name="苏明远").count() == 1


def test_a_second_row_of_a_person_adds_what_the_first_lacks(check, write):
    batch = write(check(plain(["苏明远", "3-2-102", "13800001111", ""], ["苏明远", "3-2-102", "13800001111", "市医院"],
                              headings=("姓名", "门牌", "电话", "单位"))))  # fmt: skip
    assert row_of(batch, 3).outcome == "changed"
    assert Resident.everywhere.get(name="苏明远").workplace == "市医院"


def test_a_row_that_follows_a_held_one_opens_the_person_itself(check, clerk, write):
    """Row 2 waits for an answer; row 3, the same person, must not wait for it, and must not make a second."""
    rows = plain(["苏明远", "3-2-102", "13800001111", "123"], ["苏明远", "3-2-102", "13800001111", ""],
                 headings=("姓名", "门牌", "电话", "身份证号"))  # fmt: skip
    batch = check(rows)
    write_all = actions.take_presets(batch, actor=clerk)
    assert write_all == 1
    write(batch)
    assert Resident.everywhere.filter(name="苏明远").count() == 1


# ---- the household -----------------------------------------------------------------------------------
def test_a_second_head_is_asked_about_with_the_members_after_it(check, clerk, write, elder):
    headings = ("姓名", "门牌", "与户主关系")
    batch = check(plain(["韩立冬", "3-1-101", "户主"], ["韩小雪", "", "女"], headings=headings))
    assert asked(batch, 2) == asked(batch, 3) == ["head"]
    assert row_of(batch, 3).leader == 2
    actions.answer_question(batch, 2, "head", "beside", actor=clerk)
    assert row_of(batch, 3).outcome == "new"
    write(batch)
    home = Resident.everywhere.get(name="韩立冬").household
    assert (home.door, home.part, home.members.count()) == ("3-1-101", "2", 2)


def test_new_people_may_take_the_place_of_those_on_file(check, clerk, write, elder):
    batch = check(plain(["韩立冬", "3-1-101", "户主"], headings=("姓名", "门牌", "与户主关系")))
    actions.answer_question(batch, 2, "head", "replace", actor=clerk)
    write(batch)
    elder.refresh_from_db()
    assert (elder.presence, elder.left_on) == (Presence.MOVED_OUT, date(2026, 11, 20))
    assert Resident.everywhere.get(name="韩立冬").household_id == elder.household_id


def test_one_more_person_joins_as_no_head_and_stays_so(check, clerk, write, elder):
    rows = plain(["韩立冬", "3-1-101", "户主"], headings=("姓名", "门牌", "与户主关系"))
    batch = check(rows)
    actions.answer_question(batch, 2, "head", "join", actor=clerk)
    write(batch)
    assert Resident.everywhere.get(name="韩立冬").relation == Relation.OTHER
    assert check(rows).counts["same"] == 1


def test_a_dwelling_said_to_be_vacant_with_people_in_it_is_asked_about(check, clerk, write, elder):
    batch = check(plain(["空置", "3-1-101", ""]))
    assert asked(batch, 2) == ["vacant"]
    actions.answer_question(batch, 2, "vacant", "move", actor=clerk)
    write(batch)
    elder.refresh_from_db()
    assert elder.presence == Presence.MOVED_OUT
    assert elder.household.occupancy == "vacant"


def test_a_head_without_a_door_is_asked_about(check):
    batch = check(
        plain(["苏明远", "3-2-102", "户主"], ["林海", "", "户主"], headings=("姓名", "门牌", "与户主关系"))
    )
    assert asked(batch, 3) == ["door_blank"]


# ---- needs, notes ------------------------------------------------------------------------------------
def test_a_sure_need_confirms_one_that_was_only_found(check, write, elder):
    SupportNeed.everywhere.filter(resident=elder, code=NeedCode.ELDER_ALONE).update(is_confirmed=False)
    write(check(plain(["郭凤霞", "3-1-101", "是"], headings=("姓名", "门牌", "是否独居"))))
    assert SupportNeed.everywhere.get(resident=elder, code=NeedCode.ELDER_ALONE).is_confirmed


def test_notes_are_added_and_not_repeated(check, write, elder):
    elder.notes = "耳朵背"
    elder.save()
    rows = plain(["郭凤霞", "3-1-101", "爱下棋"], headings=("姓名", "门牌", "备注"))
    write(check(rows))
    elder.refresh_from_db()
    assert elder.notes == "耳朵背；爱下棋"
    assert check(rows).counts["same"] == 1


def test_contact_and_car_are_added_once(check, write, elder):
    rows = plain(["郭凤霞", "3-1-101", "郭强（儿子）", "13900001111", "黑C12345"],
                 headings=("姓名", "门牌", "紧急联系人", "紧急联系人电话", "车牌号"))  # fmt: skip
    write(check(rows))
    assert check(rows).counts["same"] == 1
    assert elder.household.contacts.get().relation == "儿子"
    assert elder.household.vehicles.get().plate == "黑C12345"


# ---- answers -----------------------------------------------------------------------------------------
def test_an_answer_is_kept_for_the_same_row_in_another_sheet(check, clerk):
    first = check(plain(["苏明远", "3-2-102", "1.50E+10"]))
    actions.answer_question(first, 2, "phone", "blank", actor=clerk)
    second = check(
        xlsx(
            {"十二月": [["姓名", "门牌", "电话"], ["林海", "3-2-101", ""], ["苏明远", "3-2-102", "1.50E+10"]]}
        )
    )
    assert row_of(second, 3).answers == {"phone": "blank"}
    assert row_of(second, 3).outcome == "new"


def test_giving_a_row_back_is_not_kept_for_the_next_sheet(check, clerk):
    first = check(plain(["苏明远", "3-2-102", "1.50E+10"]))
    actions.answer_question(first, 2, "phone", "hold", actor=clerk)
    assert row_of(first, 2).outcome == "refused"
    assert row_of(check(plain(["苏明远", "3-2-102", "1.50E+10"])), 2).outcome == "question"


def test_all_questions_of_a_kind_can_be_answered_at_once(check, clerk):
    people = [[f"林{sign}海", f"3-2-10{n}", "1.50E+10"] for n, sign in enumerate("一二三四五六", start=1)]
    batch = check(plain(*people))
    assert actions.answer_alike(batch, "phone", "blank", actor=clerk) == 6
    batch.refresh_from_db()
    assert (batch.counts["question"], batch.counts["new"]) == (0, 6)


def test_two_people_of_one_household_open_one_file(check, write):
    write(check(plain(["苏明远", "3-2-102", ""], ["苏小雨", "3号楼2单元102", ""])))
    assert (
        Resident.everywhere.get(name="苏明远").household_id
        == Resident.everywhere.get(name="苏小雨").household_id
    )


def test_a_large_sheet_is_read_by_a_process_of_its_own(check, write, monkeypatch):
    monkeypatch.setattr("linli.imports.checking.LARGE", 2)
    write(
        check(
            plain(
                ["苏明远", "3-2-102", "1974年3月"],
                ["苏小雨", "", "2001.1.5"],
                ["合计", "2", ""],
                headings=("姓名", "门牌", "出生日期"),
            )
        )
    )
    assert Resident.everywhere.get(name="苏明远").birth_on == date(1974, 3, 1)
    assert Resident.everywhere.get(name="苏小雨").household.door == "3-2-102"


def test_somebody_merged_into_another_is_not_found_again(check, building):
    home = settle(building, "3-1-601")
    kept = join(home, "林海", phone="13800001111")
    join(home, "林海", phone="13800001111", merged_into=kept)
    assert row_of(check(plain(["林海", "3-1-601", "13800001111"])), 2).resident_id == kept.pk
