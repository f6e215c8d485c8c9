"""What the cells of a spreadsheet say: text, whole numbers, dates, sex, age, yes and no."""

import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from linli.lib.dates import NO_DATE, DateProblem, DateRead, Precision, read_date
from linli.lib.texts import (
    numerals_to_digits,
    read_numeral,
    squeeze,
    tidy,
)

__all__ = [
    "NO_DATE",
    "DateProblem",
    "DateRead",
    "Precision",
    "Sex",
    "is_blank",
    "read_age",
    "read_date",
    "read_int",
    "read_numeral",
    "read_sex",
    "read_yes_no",
    "squeeze",
    "text_of",
    "tidy",
]


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!"))
_ESCAPED_RETURN = re.compile(r"_x000[ADad]_")
_QUOTED_NUMBER = re.compile(r"'(?=\d)")


def text_of(cell: object) -> str:
    """Return what a cell says as tidy text: 1.0 is "1", a date is 2020-01-05, a broken cell is ""."""
    if type(cell) is str:
        return _text(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | Decimal):
        return _number(float(cell))
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return _text(str(cell))


@lru_cache(maxsize=20_000)  # most cells of a list say what many others say: 男, 是, 和平社区
def _text(cell: str) -> str:
    if "_x000" in cell:
        cell = _ESCAPED_RETURN.sub(" ", cell)
    text = tidy(cell)
    if text[:1] == "'":
        return _QUOTED_NUMBER.sub("", text, count=1)
    return "" if text in _ERRORS else text


def _number(number: float) -> str:
    if not math.isfinite(number):
        return ""
    return str(int(number)) if number.is_integer() else f"{number:.15g}"


def is_blank(cell: object) -> bool:
    return cell is None or not text_of(cell)


_COUNTED = re.compile(r"(?:约|共|计)?(-?\d+)(?:\.0*)?(?:人|口人|口|个人|个|名|位|户|次|岁|周岁|层|楼)?")


def read_int(cell: object) -> int | None:
    """Read a whole number with or without a counting word: 3, 3.0, 三, 3人, 三口人."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    text = squeeze(text_of(cell))
    found = _COUNTED.fullmatch(text if text.isascii() else numerals_to_digits(text))
    return int(found[1]) if found else None


_OLDEST = 130
_AGE = re.compile(
    r"(?:约|大约|近|虚岁|年龄)?(\d{1,3})(?:\.\d+)?(?:多|余)?(?:周岁|岁半|岁|虚岁|歲)?(?:多|半|左右)?"
)
_AGE_WITH_MONTHS = re.compile(r"(\d{1,2})(?:周岁|岁)(?:零|又)?\d{1,2}个?月")
_MONTHS_OLD = re.compile(r"(\d{1,2})(?:个半?)?月(?:大|半)?|(\d{1,3})天")


def read_age(cell: object) -> int | None:
    """Read full years of age; a baby counted in months or days is 0 until the months make a year."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if 0 <= cell <= _OLDEST else None
    text = numerals_to_digits(squeeze(text_of(cell)))
    if months := _MONTHS_OLD.fullmatch(text):
        return int(months[1] or 0) // 12 if months[1] else int(months[2]) // 365
    found = _AGE_WITH_MONTHS.fullmatch(text) or _AGE.fullmatch(text)
    return int(found[1]) if found and int(found[1]) <= _OLDEST else None


# Codes 1 and 2 are those of GB/T 2261.1.
_SEXES = dict.fromkeys(("男", "男性", "男孩", "m", "male", "1", "♂", "1男", "1.男", "1-男"), Sex.MALE) | (
    dict.fromkeys(
        ("女", "女性", "女孩", "f", "female", "2", "♀", "2女", "2.女", "2-女"),
        Sex.FEMALE,
    )
)


def read_sex(cell: object) -> Sex | None:
    text = squeeze(text_of(cell))
    return _SEXES.get(text) or _SEXES.get(text.lower())


# fmt: off
_YES = frozenset((
    "是", "有", "对", "在", "在住", "在家", "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "●", "■", "ok",
    "已", "需要", "需", "会", "能", "v",
))
_NO = frozenset((
    "否", "无", "没有", "没", "不是", "不在", "不", "n", "no", "false", "f", "0", "×", "x", "✗", "✘", "☐", "○", "□",
    "未", "不需要", "不会", "不能", "不在家", "不在住",
))
# fmt: on


def read_yes_no(cell: object) -> bool | None:
    """Read yes or no, also from ticks and crosses; anything else is None, and so is an empty cell."""
    if isinstance(cell, bool):
        return cell
    text = squeeze(text_of(cell)).lower()
    if text in _YES:
        return True
    return False if text in _NO else None
