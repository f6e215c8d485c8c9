import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.headings import FIELDS, Why, default_vocabulary, is_known, normalise, recognise

MOCK_SHEET = ["序号", "楼栋号", "户主姓名", "人口", "电话", "身份证", "备注"]


def fields_of(*headings: str) -> list[str | None]:
    return [guess.field for guess in recognise(headings)]


def test_it_recognises_a_clerks_sheet() -> None:
    assert fields_of(*MOCK_SHEET) == [
        "serial",
        "building",
        "head_name",
        "household_size",
        "phone",
        "document",
        "notes",
    ]


@pytest.mark.parametrize(
    ("heading", "field", "why"),
    [
        ("姓名", "name", Why.EXACT),
        ("姓  名", "name", Why.NORMALISED),
        ("* 姓名：", "name", Why.NORMALISED),
        ("1.姓名", "name", Why.NORMALISED),
        ("手机号码（必填）", "phone", Why.SYNONYM),
        ("电话1", "phone", Why.SYNONYM),
        ("居民身份证号码（18位）", "document", Why.SYNONYM),
        ("身份证件号", "document", Why.SIMILAR),
        ("与户主之关系", "relation", Why.SIMILAR),
        ("现居住详细地址", "door", Why.SIMILAR),
        ("人户状态（自住/租住/空置）", "occupancy", Why.NORMALISED),
        ("楼栋/单元", "building_stairwell", Why.NORMALISED),
        ("居住小区-楼-单元-室", "door", Why.SYNONYM),
        ("户主 / 姓名", "head_name", Why.SYNONYM),
        ("紧急联系人 / 电话", "emergency_phone", Why.NORMALISED),
        ("住址 / 楼", "building", Why.NORMALISED),
        ("是否独居", "need_elder_alone", Why.EXACT),
        ("返乡原因", "ignore", Why.OTHER_LEDGER),
        ("门牌", "room", Why.EXACT),
    ],
)
def test_it_finds_the_field_and_says_why(heading: str, field: str, why: Why) -> None:
    guess = recognise([heading])[0]
    assert (guess.field, guess.why) == (field, why)


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("民族", "ethnicity"),
        ("政治面貌（党员/群众）", "politics"),
        ("婚姻状况", "marriage"),
        ("宗教信仰", "belief"),
        ("活动轨迹", "movements"),
        ("购药时间", "medicine_purchases"),
        ("医保类型", "medicine_purchases"),
        ("健康码", "health_code"),
        ("管控等级", "control_grades"),
    ],
)
def test_it_names_the_reason_for_not_keeping_a_column(heading: str, reason: str) -> None:
    guess = recognise([heading])[0]
    assert (guess.field, guess.why, guess.reason) == ("not_kept", Why.NOT_KEPT, reason)
    rule = default_vocabulary().not_kept[reason]
    assert rule.zh
    assert rule.en


@pytest.mark.parametrize(
    "heading", ["", "王芳", "13812345678", "3#1-101", "配偶身份证号", "责任社区民警电话", "户数"]
)
def test_it_does_not_force_a_field_on_other_text(heading: str) -> None:
    assert fields_of(heading) == [None]


def test_a_field_goes_to_the_surest_column_only() -> None:
    guesses = recognise(["联系电话1", "电话", "联系电话"])
    assert [guess.field for guess in guesses] == [None, None, "phone"]
    assert (guesses[0].why, guesses[0].reason) == (Why.TAKEN, "phone")


def test_a_name_and_a_head_of_household_stand_side_by_side() -> None:
    assert fields_of("户主姓名", "姓名", "与户主关系", "联系人", "联系人电话", "联系电话") == [
        "head_name",
        "name",
        "relation",
        "emergency_name",
        "emergency_phone",
        "phone",
    ]


def test_columns_that_are_left_out_may_repeat() -> None:
    assert fields_of("登记日期", "登记人", "民族", "婚姻状况") == ["ignore", "ignore", "not_kept", "not_kept"]


def test_every_heading_of_the_known_ledgers_is_recognised() -> None:
    folder = resources.files("linli.lib.vocabulary")
    with (folder / "ledger_columns_zh.csv").open(encoding="utf-8") as file:
        headings = [row["column_heading"] for row in csv.DictReader(file)]
    assert len(headings) == 339
    assert [heading for heading in headings if recognise([heading])[0].field is None] == []


def test_the_ledger_of_residents_is_recognised_as_a_whole() -> None:
    folder = resources.files("linli.lib.vocabulary")
    with (folder / "ledger_columns_zh.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["ledger"] == "居民信息登记表"]
    found = fields_of(*[row["column_heading"] for row in rows])
    assert " ".join(map(str, found)) == (
        "serial name sex age not_kept document phone address_registered door area building_stairwell "
        "not_kept ignore not_kept ignore notes"
    )


def test_no_heading_stands_for_two_fields() -> None:
    vocabulary = default_vocabulary()
    rules = [*vocabulary.fields.values(), *vocabulary.not_kept.values()]
    seen: dict[str, str] = {}
    for rule in rules:
        for heading in rule.headings:
            assert seen.setdefault(normalise(heading), rule.key) == rule.key, heading


def test_every_field_finds_itself_by_its_own_names() -> None:
    for key, field in FIELDS.items():
        assert fields_of(field.zh) == fields_of(field.en) == [key]


def test_a_heading_is_told_from_a_name() -> None:
    assert is_known("联系电话（必填）")
    assert not is_known("王芳")


any_heading = st.one_of(st.text(max_size=12), st.sampled_from([field.zh for field in FIELDS.values()]))


@given(st.lists(any_heading, max_size=30))
def test_no_heading_breaks_the_recognition(headings: list[str]) -> None:
    guesses = recognise(headings)
    kept = [guess.field for guess in guesses if guess.field not in (None, "ignore", "not_kept")]
    assert len(guesses) == len(headings)
    assert len(kept) == len(set(kept))
