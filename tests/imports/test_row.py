"""What one row says: pure rules, no database."""

from datetime import date
from typing import Any

import pytest

from linli.imports.fields import Column
from linli.imports.rules.carrying import Carrier
from linli.imports.rules.reading import Reading
from linli.imports.rules.row import RowReader
from tests.conftest import TODAY
from tests.imports.books import document

VALID = document("23108519740302042")


def read(**cells: Any) -> Reading:
    """`read(name="柴丽娟", door="3-2-501")`: a sheet with just these columns, and one row."""
    given = {"name": "柴丽娟", "door": "3-2-501"} | cells
    columns = [Column(n, field, field) for n, field in enumerate(given)]
    return RowReader(columns, today=TODAY).read(2, Carrier(columns).fill(1, list(given.values())))


def codes(reading: Reading) -> list[str]:
    return [str(one.code) for one in (*reading.remarks, *reading.doubts)]


# ---- who -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("柴丽娟", "柴丽娟"),
        ("柴 丽 娟", "柴丽娟"),
        ("柴丽娟（户主）", "柴丽娟"),
        ("迪丽·热娜", "迪丽·热娜"),
        ("John Smith", "John Smith"),
    ],
)
def test_it_tidies_names(written, name):
    assert read(name=written).name == name


def test_a_role_beside_the_name_is_the_relation():
    assert read(name="柴丽娟（户主）").person["relation"] == "head"


@pytest.mark.parametrize(
    ("written", "refusal"),
    [("", "no_name"), ("柴*娟", "name_masked"), ("李某", "name_masked"), ("柴丽娟、冯树森", "several_names"),
     ("13800001111", "not_a_name"), ("王", "not_a_name")],
)  # fmt: skip
def test_it_refuses_what_is_no_name(written, refusal):
    found = read(name=written).refusal
    assert found is not None
    assert found.code == refusal


@pytest.mark.parametrize("written", ["空置", "空房", "无人"])
def test_a_row_without_a_person_that_says_empty_is_a_dwelling(written):
    assert read(name=written).is_dwelling


def test_a_household_sheet_names_the_head():
    columns = [Column(0, "户主姓名", "head_name"), Column(1, "门牌", "door")]
    reading = RowReader(columns, today=TODAY).read(2, Carrier(columns).fill(1, ["柴丽娟", "3-2-501"]))
    assert (reading.name, reading.person["relation"]) == ("柴丽娟", "head")


def test_whoever_is_named_as_head_is_the_head():
    assert read(head_name="柴丽娟").person["relation"] == "head"
    assert "relation" not in read(head_name="冯树森").person


@pytest.mark.parametrize(
    ("written", "relation"),
    [("户主", "head"), ("妻", "spouse"), ("长子", "son"), ("女", "daughter"), ("外孙女", "grandchild"), ("岳母", "parent"),
     ("姥姥", "grandparent"), ("弟弟", "sibling"), ("租客", "tenant"), ("儿媳", "other"), ("户主之妻", "spouse")],
)  # fmt: skip
def test_it_reads_relations(written, relation):
    assert read(relation=written).person["relation"] == relation


def test_an_unknown_relation_is_other_and_said():
    reading = read(relation="干亲家")
    assert reading.person["relation"] == "other"
    assert "read_as" in codes(reading)


# ---- numbers -------------------------------------------------------------------------------------
def test_a_document_tells_birth_and_sex():
    person = read(document=VALID).person
    assert (person["birth_on"], person["sex"], person["document_kind"]) == (
        date(1974, 3, 2),
        "female",
        "resident_id",
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [(float(VALID[:17] + "0"), "rounded"), ("2.31085E+17", "rounded"), (VALID[:-1] + "1", "wrong_check_digit"),
     (VALID[:17], "wrong_length"), (document("23108519740230042"), "no_such_day")],
)  # fmt: skip
def test_a_spoiled_document_is_asked_about_and_not_kept(written, problem):
    reading = read(document=written)
    assert "document" not in reading.person
    assert reading.doubts[0].data["problem"] == problem


def test_wide_digits_and_a_small_x_are_read():
    number = document("23108519740302040")
    for n in range(10):
        number = document(f"2310851974030204{n}")
        if number.endswith("X"):
            break
    wide = number.translate(str.maketrans("0123456789X", "０１２３４５６７８９x"))
    assert read(document=wide).person["document"] == number


def test_a_masked_document_is_left_out_without_a_question():
    reading = read(document="231085********0426")
    assert codes(reading) == ["document_masked"]


def test_fifteen_digits_become_eighteen():
    reading = read(document="231085740302042")
    assert len(reading.person["document"]) == 18
    assert "old_document" in codes(reading)


def test_the_document_goes_before_the_columns_of_birth_and_sex():
    reading = read(document=VALID, birth="1975-01-01", sex="男")
    assert reading.person["birth_on"] == date(1974, 3, 2)
    assert {"birth_from_document", "sex_from_document"} <= set(codes(reading))


@pytest.mark.parametrize("written", ["1.50E+10", 1.5e10, "15000000000"])
def test_a_telephone_that_lost_its_end_is_asked_about(written):
    assert read(phone=written).doubts[0].data["problem"] == "rounded"


@pytest.mark.parametrize(
    "written",
    [
        "151-0000-4108",
        "１５１００００４１０８",
        " 15100004108 ",
        15100004108.0,
        "+86 15100004108",
        "电话15100004108",
    ],
)
def test_it_reads_telephones_as_they_are_typed(written):
    assert read(phone=written).person["phone"] == "15100004108"


def test_a_second_number_goes_into_the_notes():
    reading = read(phone="15100004108、13800002290", notes="晚上在家")
    assert reading.person["phone"] == "15100004108"
    assert "13800002290" in reading.person["notes"]


def test_no_telephone_is_no_question():
    assert codes(read(phone="无")) == []


# ---- birth and age -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "birth", "precision"),
    [("1974.3.2", date(1974, 3, 2), "day"), ("1974年3月2日", date(1974, 3, 2), "day"), (27090, date(1974, 3, 2), "day"),
     ("1974.3", date(1974, 3, 1), "month"), ("1974年", date(1974, 1, 1), "year"), ("19740302", date(1974, 3, 2), "day")],
)  # fmt: skip
def test_it_reads_dates_of_birth(written, birth, precision):
    person = read(birth=written).person
    assert (person["birth_on"], person["birth_precision"]) == (birth, precision)


def test_an_age_tells_the_year():
    person = read(age="52岁").person
    assert (person["birth_on"], person["birth_precision"]) == (date(1974, 1, 1), "year")


def test_a_birth_in_the_future_is_left_out():
    reading = read(birth="2031-01-01")
    assert "birth_on" not in reading.person
    assert "unreadable" in codes(reading)


# ---- here, away, whose dwelling -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "written", "presence", "place"),
    [("is_living_here", "是", "living", None), ("is_living_here", "否", "away", None), ("is_away", "是", "away", None),
     ("is_away", "外出哈尔滨市", "away", "哈尔滨市"), ("is_away", "", "living", None), ("away_place", "在上海打工", "away", "上海"),
     ("is_living_here", "已搬走", "moved_out", None), ("notes", "外出", "away", None), ("notes", "2019年去世", None, None),
     ("notes", "去世", "deceased", None), ("notes", "儿子外出打工，常回来看看", None, None)],
)  # fmt: skip
def test_it_reads_who_is_here(field, written, presence, place):
    person = read(**{field: written}).person
    assert person.get("presence") == presence
    assert person.get("away_place") == place


@pytest.mark.parametrize(
    ("written", "occupancy"),
    [
        ("自住", "owner"),
        ("租住", "rented"),
        ("出租", "rented"),
        ("空置", "vacant"),
        ("门市", "other_use"),
        ("不出租", "owner"),
    ],
)
def test_it_reads_who_uses_the_dwelling(written, occupancy):
    assert read(occupancy=written).household["occupancy"] == occupancy


def test_it_reads_renting_from_the_notes_and_from_behind_the_door():
    assert read(notes="租房，8月来的").household["occupancy"] == "rented"
    assert read(door="3-2-501（出租）").household["occupancy"] == "rented"


def test_it_reads_the_number_of_people():
    assert read(household_size="三").household["stated_residents"] == 3
    assert read(household_size="4人").household["stated_residents"] == 4
    assert "unreadable" in codes(read(household_size="很多"))


# ---- needs, contacts, cars ------------------------------------------------------------------------
def test_a_need_of_its_own_column_is_sure_and_one_of_the_notes_is_not():
    assert [(n.code, n.confirmed) for n in read(support_needs="透析每周3次").needs] == [("dialysis", True)]
    assert [(n.code, n.confirmed) for n in read(notes="高血压，长期吃药").needs] == [
        ("chronic_medicine", False)
    ]
    assert [(n.code, n.confirmed) for n in read(need_elder_alone="是").needs] == [("elder_alone", True)]
    assert read(need_elder_alone="否").needs == []


def test_a_note_about_a_grandchild_is_no_need_of_the_grandmother():
    assert read(notes="孙女1岁半", document=VALID).needs == []


def test_hospital_and_day_go_to_the_need_that_asks_for_them():
    need = read(support_needs="透析", hospital="市医院", next_visit_on="2026-11-23").needs[0]
    assert (need.hospital, need.next_visit_on) == ("市医院", date(2026, 11, 23))


def test_no_smartphone_is_a_need():
    assert read(has_smartphone="否").needs[0].code == "no_smartphone"


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("冯强", "13800002290"),
        ("冯强13800002290", ""),
        ("", "冯强13800002290"),
        ("冯强（儿子）", "138-0000-2290"),
    ],
)
def test_it_reads_whom_to_call(name, phone):
    contact = read(emergency_name=name, emergency_phone=phone).contact
    assert contact is not None
    assert (contact.name, contact.phone) == ("冯强", "13800002290")


def test_it_reads_number_plates_and_leaves_other_words():
    reading = read(vehicle="黑A·12345，黑C88D99；自行车")
    assert reading.plates == ["黑A12345", "黑C88D99"]
    assert "unreadable" in codes(reading)


# ---- doors ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "written", ["3号楼2单元501", "3-2-501", "3#2-501", "３号楼 ２单元 ５０１室", "三号楼二单元501"]
)
def test_it_reads_a_door_in_one_cell(written):
    door = read(door=written).door
    assert (door.building, door.stairwell, door.room) == ("3", "2", "501")


def test_a_door_that_became_a_date_is_refused_with_advice():
    reading = read(door=date(2026, 3, 2))
    assert reading.door_refusal is not None
    assert reading.door_refusal.code == "door_became_date"


def test_a_door_without_a_room_is_refused():
    reading = read(door="3号楼")
    assert reading.door_refusal is not None
    assert reading.door_refusal.code == "no_room"
