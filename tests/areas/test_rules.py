"""How areas are named and numbered."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas.rules import (
    clean_name,
    is_village,
    name_key,
    next_number,
    number_range,
    place_name,
    range_of_kind,
    short_name,
    spell,
)
from tests.areas.test_import_divisions import FOLDER


@pytest.mark.parametrize(
    "names",
    [
        ("3号楼", "三号楼", "3栋", "３＃", "03", "3幢", "3#楼", " 3 号楼"),
        ("A座", "a栋", "Ａ"),
        ("1单元", "一单元", "1门", "1"),
        ("第一网格", "一网格", "1网格", "第1网格"),
        ("和平家园", "和平家园小区"),
        ("十二组", "12组", "第十二村民小组"),
    ],
)
def test_one_place_has_one_key(names: tuple[str, ...]) -> None:
    assert len({name_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("3号楼", "13号楼"), ("A座", "B座"), ("和平家园", "和平里"), ("东风楼", "东风")]
)
def test_other_places_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=30))
def test_cleaning_and_keys_take_any_text_and_settle(text: str) -> None:
    cleaned = clean_name(text)
    assert clean_name(cleaned) == cleaned
    assert name_key(cleaned) == name_key(clean_name(cleaned))
    spell(text)
    short_name(cleaned)


@pytest.mark.parametrize(
    ("level", "text", "name"),
    [("building", "3", "3号楼"), ("stairwell", "02", "2单元"), ("grid", "1", "第1网格"), ("compound", "7", "7"),
     ("building", "三号楼", "三号楼"), ("group", " 4 ", "4组")],
)  # fmt: skip
def test_a_number_alone_gets_its_levels_word(level: str, text: str, name: str) -> None:
    assert place_name(level, text) == name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("和平社区居委会", "和平社区"),
        ("城东社区居民委员会", "城东社区"),
        ("古城社区居民委员", "古城社区"),
        ("清和村委会", "清和村"),
        ("芒弄村民委员会", "芒弄村"),
        ("西岗居委会", "西岗居委会"),
        ("东村村村委会", "东村村"),
        ("3号楼", "3号楼"),
        ("八面通镇", "八面通镇"),
        ("金矿社区", "金矿社区"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


def test_no_two_communities_of_a_town_share_a_short_name() -> None:
    for path in FOLDER.glob("division_*.csv"):
        rows = [row for row in csv.DictReader(path.open()) if row["level"] == "village"]
        named = {(row["parent_code"], short_name(row["name"])) for row in rows}
        assert len(named) == len({(row["parent_code"], row["name"]) for row in rows})


def test_spelling_goes_by_words() -> None:
    assert spell("长兴乡") == ("changxingxiang", "cxx")
    assert spell("3号楼") == ("3haolou", "3hl")


@pytest.mark.parametrize(
    ("code", "kind", "village"),
    [("231085100006", "居委会(社区)", False), ("231085100200", "村委会", True), ("231085100200", "", True),
     ("231085100006", "", False), ("230902400501", "其他(林场/农场/开发区等)", False)],
)  # fmt: skip
def test_the_sources_word_says_what_a_village_is(code: str, kind: str, village: bool) -> None:
    assert is_village(code, kind) is village


def test_numbers_go_on_after_the_highest_and_then_fill_gaps() -> None:
    assert next_number([], first=1, last=9) == 1
    assert next_number([1, 2, 5], first=1, last=9) == 6
    assert next_number([1, 2, 9], first=1, last=9) == 3
    assert next_number(range(1, 10), first=1, last=9) is None
    assert next_number([1, 2, 300], first=200, last=399) == 301


def test_numbers_keep_to_their_kind() -> None:
    assert number_range("231085100200") == (200, 399)
    assert number_range("231085100006") == (1, 199)
    assert number_range("230902031") == (1, 99)
    assert range_of_kind("town", "镇") == (100, 199)
    assert range_of_kind("community", "村委会") == (200, 399)
