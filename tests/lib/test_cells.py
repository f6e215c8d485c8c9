from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.cells import (
    Sex,
    is_blank,
    read_age,
    read_int,
    read_sex,
    read_yes_no,
    text_of,
)
from linli.lib.texts import numerals_to_digits, read_numeral, squeeze


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("", ""),
        (" \u3000\xa0 ", ""),
        (1.0, "1"),
        (1, "1"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (13812345678.0, "13812345678"),
        (Decimal("3.0"), "3"),
        (float("nan"), ""),
        (True, "TRUE"),
        (datetime(2020, 1, 5), "2020-01-05"),
        (datetime(2020, 1, 5, 8, 30), "2020-01-05 08:30"),
        (date(2020, 1, 5), "2020-01-05"),
        (time(8, 30), "08:30"),
        ("  王芳\u200b ", "王芳"),
        ("３号楼２单元５０１", "3号楼2单元501"),
        ("138\xa01234\u30005678", "138 1234 5678"),
        ("租房，8月来的（临时）", "租房，8月来的（临时）"),
        ("第一行\n第二行\r\n第三行", "第一行 第二行 第三行"),
        ("第一行_x000D_\n第二行", "第一行 第二行"),
        ("\ufeff序号", "序号"),
        ("'231085197404120412", "231085197404120412"),
        ("#N/A", ""),
        ("#REF!", ""),
        ("３＃１－１０１", "3#1-101"),
        ("\t12\t", "12"),
        ("𬭛·㐱", "𬭛·㐱"),
    ],
)
def test_a_cell_becomes_tidy_text(cell: object, text: str) -> None:
    assert text_of(cell) == text


@given(st.text())
def test_tidy_text_stays_as_it_is(text: str) -> None:
    once = text_of(text)
    assert text_of(once).lstrip("'") == once.lstrip("'")


def test_a_cell_of_spaces_is_blank() -> None:
    assert is_blank(" \u3000")
    assert not is_blank(0)


def test_squeezed_text_has_no_space_and_no_wide_sign() -> None:
    assert squeeze("（王　芳）：１２ ３") == "(王芳):123"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("一百零二", 102),
        ("一百二十", 120),
        ("五〇一", 501),
        ("五零一", 501),
        ("一九七四", 1974),
        ("叁", 3),
        ("拾贰", 12),
        ("", None),
        ("人", None),
        ("十百", None),
        ("二三十", None),
    ],
)
def test_a_number_in_words_is_read(words: str, number: int | None) -> None:
    assert read_numeral(words) == number


def test_only_numbers_in_words_become_digits() -> None:
    assert numerals_to_digits("二单元五零一室") == "2单元501室"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (3, 3),
        (3.0, 3),
        ("3", 3),
        (" ３ ", 3),
        ("三", 3),
        ("3人", 3),
        ("三口人", 3),
        ("共4人", 4),
        ("3.0", 3),
        (3.5, None),
        ("3+1", None),
        ("3-4", None),
        ("", None),
        (None, None),
        ("多", None),
        (True, None),
    ],
)
def test_a_whole_number_is_read(cell: object, number: int | None) -> None:
    assert read_int(cell) == number


@pytest.mark.parametrize(
    ("cell", "age"),
    [
        (46, 46),
        (46.0, 46),
        ("46岁", 46),
        ("46周岁", 46),
        ("１岁半", 1),
        ("1岁3个月", 1),
        ("8个月", 0),
        ("14个月", 1),
        ("20天", 0),
        ("四十六", 46),
        ("80多岁", 80),
        ("约70岁", 70),
        (1974, None),
        ("1974", None),
        (-1, None),
        ("不详", None),
        (None, None),
        (False, None),
    ],
)
def test_an_age_is_read(cell: object, age: int | None) -> None:
    assert read_age(cell) == age


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        ("男", Sex.MALE),
        (" 女 ", Sex.FEMALE),
        ("男性", Sex.MALE),
        ("M", Sex.MALE),
        ("Ｆ", Sex.FEMALE),
        (1, Sex.MALE),
        (2.0, Sex.FEMALE),
        ("2-女", Sex.FEMALE),
        ("0", None),
        ("未知", None),
        (None, None),
    ],
)
def test_a_sex_is_read(cell: object, sex: Sex | None) -> None:
    assert read_sex(cell) is sex


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("是", True),
        ("有", True),
        ("√", True),
        ("Y", True),
        (1, True),
        (True, True),
        ("否", False),
        ("无", False),
        ("×", False),
        (0.0, False),
        (False, False),
        ("不在", False),
        ("不详", None),
        ("", None),
    ],
)
def test_yes_and_no_are_read(cell: object, answer: bool | None) -> None:
    assert read_yes_no(cell) is answer
