"""Dates as spreadsheets and people write them, with how exact they are."""

import math
import re
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from linli.lib.texts import numerals_to_digits, squeeze, tidy


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class DateProblem(StrEnum):
    NOT_A_DATE = "not_a_date"
    NO_YEAR = "no_year"
    NO_SUCH_DAY = "no_such_day"
    AMBIGUOUS = "ambiguous"


class DateRead(msgspec.Struct, frozen=True):
    """A date and how exact it is: for a month `value` is its first day, for a year 1 January.

    An empty cell gives neither a value nor a problem. A problem may come with what could still be read.
    """

    value: date | None = None
    precision: Precision | None = None
    problem: DateProblem | None = None


NO_DATE = DateRead()
_NOT_A_DATE = DateRead(problem=DateProblem.NOT_A_DATE)
_YEARS = range(1850, 2151)
# Two-digit years without a century: 31..99 belong to 19xx, 00..30 to 20xx.
_PIVOT = 30
# A day number of Excel below this (before 1908) is more likely a year, an age or an amount.
_SERIALS = range(3_000, 73_051)
_EPOCH = date(1899, 12, 30)

_TIME = re.compile(r"[T ]*\d{1,2}[:：时]\d{1,2}([:：分]\d{1,2}(\.\d+)?秒?|分)?(Z|[+-]\d\d:?\d\d)?$")
_WEEKDAY = re.compile(r"\(?(星期|周|礼拜)[一二三四五六日天]\)?")
_TAIL = re.compile(r"(出生|生人|生|左右|前后|[日号])+$")
_SEPARATORS = re.compile(r"[年月./、,,。\\—–_-]+")
_EMPTY_WORDS = frozenset(("", "无", "-", "--", "/", "\\", "不详", "未知", "暂无", "空"))
_YEAR_FIRST = re.compile(r"(\d{4}|\d{2})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})")


def read_date(cell: object, *, default_century: int | None = None) -> DateRead:
    """Read a date from a cell of any type. `default_century=19` puts every two-digit year into 19xx."""
    if isinstance(cell, datetime):
        return DateRead(cell.date(), Precision.DAY)
    if isinstance(cell, date):
        return DateRead(cell, Precision.DAY)
    if isinstance(cell, bool) or cell is None:
        return NO_DATE if cell is None else _NOT_A_DATE
    if isinstance(cell, int | float):
        return _read_number(float(cell))
    return _read_text(str(cell), default_century)


def _read_number(number: float) -> DateRead:
    if not math.isfinite(number) or number < _YEARS.start:
        return _NOT_A_DATE
    if number.is_integer():
        return _read_digits(str(int(number)), None)
    if number >= _YEARS.stop:
        return _from_serial(int(number))
    year, _, month = f"{number:.10g}".partition(".")
    if month == "1":
        # 2020.10 kept as a number loses its zero: January and October look alike.
        read = _build(int(year), None, None)
        return msgspec.structs.replace(read, problem=read.problem or DateProblem.AMBIGUOUS)
    return _build(int(year), int(month), None)


def _read_text(text: str, century: int | None) -> DateRead:
    bare = squeeze(_TIME.sub("", tidy(text)))
    if bare in _EMPTY_WORDS:
        return NO_DATE
    if bare.isascii() and bare.isdigit():
        return _read_digits(bare, century)
    bare = _TAIL.sub("", _WEEKDAY.sub("", numerals_to_digits(bare)))
    if "月" in bare and not re.search(r"\d[年./-]", bare):
        return DateRead(problem=DateProblem.NO_YEAR)
    parts = _SEPARATORS.sub("-", bare).strip("-")
    if len(parts) == 2 and "年" not in bare:
        return _NOT_A_DATE
    if len(parts) >= 5 and parts.isdigit():
        return _read_digits(parts, century)
    return _read_parts(parts, century)


def _read_parts(parts: str, century: int | None) -> DateRead:
    first = last = None
    if found := _YEAR_FIRST.fullmatch(parts):
        year, month, day = found.groups()
        first = _build(_full_year(year, century), month and int(month), day and int(day))
        if first.problem is None or len(year) == 4:
            return first
    if found := _YEAR_LAST.fullmatch(parts):
        last = _read_year_last(int(found[1]), int(found[2]), _full_year(found[3], century))
    return last or first or _NOT_A_DATE


def _read_year_last(first: int, second: int, year: int) -> DateRead:
    """Read 5/6/1974 as a spreadsheet in English writes it: month first, unless that cannot be."""
    if first > 12:
        return _build(year, second, first)
    read = _build(year, first, second)
    if second <= 12 and first != second:
        return msgspec.structs.replace(read, problem=read.problem or DateProblem.AMBIGUOUS)
    return read


def _read_digits(digits: str, century: int | None) -> DateRead:
    size = len(digits)
    if size == 4 and int(digits) in _YEARS:
        return _build(int(digits), None, None)
    if size in (4, 5):
        return _from_serial(int(digits))
    if size == 6 and int(digits[:4]) in _YEARS and 1 <= int(digits[4:]) <= 12:
        return _build(int(digits[:4]), int(digits[4:]), None)
    if size == 6:
        return _build(_full_year(digits[:2], century), int(digits[2:4]), int(digits[4:]))
    if size in (8, 12, 14):
        return _build(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    return _NOT_A_DATE


def _from_serial(number: int) -> DateRead:
    if number not in _SERIALS:
        return _NOT_A_DATE
    return DateRead(_EPOCH + timedelta(days=number), Precision.DAY)


def _full_year(year: str, century: int | None) -> int:
    if len(year) == 4:
        return int(year)
    if century is None:
        century = 19 if int(year) > _PIVOT else 20
    return century * 100 + int(year)


def _build(year: int, month: int | str | None, day: int | str | None) -> DateRead:
    """Build the date; a day that does not exist leaves its month, or its year, with the problem named."""
    if year not in _YEARS:
        return _NOT_A_DATE
    if month is None:
        return DateRead(date(year, 1, 1), Precision.YEAR)
    month, day = int(month), None if day is None else int(day)
    if not 1 <= month <= 12:
        return DateRead(date(year, 1, 1), Precision.YEAR, DateProblem.NO_SUCH_DAY)
    if day is None:
        return DateRead(date(year, month, 1), Precision.MONTH)
    try:
        return DateRead(date(year, month, day), Precision.DAY)
    except ValueError:
        return DateRead(date(year, month, 1), Precision.MONTH, DateProblem.NO_SUCH_DAY)
