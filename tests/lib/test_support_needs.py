import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.support_needs import NeedCode, read_needs


def codes_in(text: str) -> list[str]:
    return [need.code.value for need in read_needs(text)]


@pytest.mark.parametrize(
    ("note", "code", "evidence"),
    [
        ("独居", "elder_alone", "独居"),
        ("老伴去世，一个人住", "elder_alone", "一个人住"),
        ("空巢老人", "elder_empty_nest", "空巢老人"),
        ("子女都在外地", "elder_empty_nest", "子女都在外地"),
        ("肢体二级残疾", "disabled_care", "肢体二级残疾"),
        ("常年卧床", "disabled_care", "卧床"),
        ("坐轮椅，行动不便", "disabled_care", "轮椅"),
        ("瘫痪在床", "disabled_care", "瘫痪"),
        ("老年痴呆", "dementia", "老年痴呆"),
        ("预产期12月", "pregnant", "预产期12月"),
        ("预产期2022.12.20", "pregnant", "预产期2022.12.20"),
        ("孕28周", "pregnant", "孕28周"),
        ("怀孕六个月", "pregnant", "怀孕六个月"),
        ("儿媳孕", "pregnant", "孕"),
        ("产后一个月", "pregnant", "产后"),
        ("每周一三五透析", "dialysis", "透析"),
        ("尿毒症", "dialysis", "尿毒症"),
        ("肺癌化疗中", "oncology", "肺癌"),
        ("高血压", "chronic_medicine", "高血压"),
        ("糖尿病，打胰岛素", "chronic_medicine", "糖尿病"),
        ("慢病", "chronic_medicine", "慢病"),
        ("精神二级", "mental", "精神二级"),
        ("留守儿童", "child_unattended", "留守儿童"),
        ("孩子放学无人照看", "child_unattended", "孩子放学无人照看"),
        ("孙女1岁半", "infant", "孙女1岁半"),
        ("孙女一岁半", "infant", "孙女一岁半"),
        ("2岁的女儿", "infant", "2岁的女儿"),
        ("孙子8个月", "infant", "孙子8个月"),
        ("3岁以下", "infant", "3岁以下"),
        ("低保户", "minimum_living", "低保户"),
        ("特困供养", "minimum_living", "特困供养"),
        ("老人机", "no_smartphone", "老人机"),
        ("无智能手机", "no_smartphone", "无智能手机"),
        ("没有手机", "no_smartphone", "没有手机"),
        ("不会用微信", "no_smartphone", "不会用微信"),
        ("聋哑", "language", "聋哑"),
        ("需要手语", "language", "手语"),
        ("只会说傣语", "language", "只会说傣语"),
        ("不会说普通话", "language", "不会说普通话"),
    ],
)
def test_it_finds_a_need_and_the_words_for_it(note: str, code: str, evidence: str) -> None:
    assert [(need.code.value, need.evidence) for need in read_needs(note)] == [(code, evidence)]


@pytest.mark.parametrize(
    "note",
    [
        "",
        "租房，8月来的",
        "非独居",
        "无残疾",
        "没有慢病",
        "无高血压、糖尿病",
        "不是低保户",
        "低保：否",
        "低保已取消",
        "备孕中",
        "不孕不育",
        "孙女12岁",
        "孙女3岁以上",
        "住了8个月",
        "82岁",
        "有智能手机",
        "儿子23岁",
        "无精神障碍",
        "三口人住",
        "十三岁以下",
    ],
)
def test_it_finds_nothing_where_nothing_is_said_or_it_is_denied(note: str) -> None:
    assert codes_in(note) == []


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        ("独居，高血压，用老人机", ["elder_alone", "chronic_medicine", "no_smartphone"]),
        ("无子女独居", ["elder_alone"]),
        ("未婚孕妇", ["pregnant"]),
        ("残疾无证", ["disabled_care"]),
        ("精神残疾、低保", ["mental", "minimum_living"]),
        ("无慢病，独居", ["elder_alone"]),
        ("无慢病、独居老人已登记", ["elder_alone"]),
        ("空巢、糖尿病/高血压", ["elder_empty_nest", "chronic_medicine"]),
        ("透析 低保", ["dialysis", "minimum_living"]),
        ("低保低保", ["minimum_living"]),
    ],
)
def test_it_tells_several_needs_apart(note: str, codes: list[str]) -> None:
    assert codes_in(note) == codes


@given(st.one_of(st.text(), st.text("无独居，、残疾孕3岁孙女低保没有智能手机不", max_size=30)))
def test_no_note_breaks_the_reading(note: str) -> None:
    found = codes_in(note)
    assert len(found) == len(set(found))
    assert set(found) <= set(NeedCode)
