from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.cells import DateProblem, Precision, read_date

DAY, MONTH, YEAR = Precision.DAY, Precision.MONTH, Precision.YEAR


@pytest.mark.parametrize(
    ("cell", "value", "precision"),
    [
        (datetime(2020, 1, 5, 8, 30), date(2020, 1, 5), DAY),
        (date(2020, 1, 5), date(2020, 1, 5), DAY),
        (43835, date(2020, 1, 5), DAY),
        (43835.354, date(2020, 1, 5), DAY),
        ("43835", date(2020, 1, 5), DAY),
        ("2020.1.5", date(2020, 1, 5), DAY),
        ("2020.01.05", date(2020, 1, 5), DAY),
        ("2020-1-5", date(2020, 1, 5), DAY),
        ("2020/1/5", date(2020, 1, 5), DAY),
        ("2020/1/5 0:00:00", date(2020, 1, 5), DAY),
        ("2020-01-05T08:30:00", date(2020, 1, 5), DAY),
        ("2020-01-05 08:30", date(2020, 1, 5), DAY),
        ("2020年1月5日", date(2020, 1, 5), DAY),
        ("2020 年 1 月 5 日", date(2020, 1, 5), DAY),
        ("２０２０年１月５号", date(2020, 1, 5), DAY),
        ("2020年1月5日（星期日）", date(2020, 1, 5), DAY),
        ("二〇二〇年一月五日", date(2020, 1, 5), DAY),
        ("一九七四年十二月三十一日", date(1974, 12, 31), DAY),
        ("2020、1、5", date(2020, 1, 5), DAY),
        ("2020。1。5", date(2020, 1, 5), DAY),
        ("2020—1—5", date(2020, 1, 5), DAY),
        ("20200105", date(2020, 1, 5), DAY),
        (20200105, date(2020, 1, 5), DAY),
        (20200105.0, date(2020, 1, 5), DAY),
        ("20200105083000", date(2020, 1, 5), DAY),
        ("740506", date(1974, 5, 6), DAY),
        ("74.5.6", date(1974, 5, 6), DAY),
        ("20.1.5", date(2020, 1, 5), DAY),
        ("1/25/2020", date(2020, 1, 25), DAY),
        ("25/1/2020", date(2020, 1, 25), DAY),
        ("5/5/2020", date(2020, 5, 5), DAY),
        ("1974年5月6日生", date(1974, 5, 6), DAY),
        ("2020.1", date(2020, 1, 1), MONTH),
        ("2020.10", date(2020, 10, 1), MONTH),
        (2020.11, date(2020, 11, 1), MONTH),
        (2020.05, date(2020, 5, 1), MONTH),
        ("1974年5月", date(1974, 5, 1), MONTH),
        ("1974-05", date(1974, 5, 1), MONTH),
        ("197405", date(1974, 5, 1), MONTH),
        (197405, date(1974, 5, 1), MONTH),
        ("74年5月", date(1974, 5, 1), MONTH),
        ("1974年", date(1974, 1, 1), YEAR),
        ("1974", date(1974, 1, 1), YEAR),
        (1974.0, date(1974, 1, 1), YEAR),
        ("74年", date(1974, 1, 1), YEAR),
        ("1974年生人", date(1974, 1, 1), YEAR),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_written(cell: object, value: date, precision: Precision) -> None:
    read = read_date(cell)
    assert (read.value, read.precision, read.problem) == (value, precision, None)


@pytest.mark.parametrize(
    ("cell", "value", "precision", "problem"),
    [
        ("2020.2.30", date(2020, 2, 1), MONTH, DateProblem.NO_SUCH_DAY),
        ("2020.13.1", date(2020, 1, 1), YEAR, DateProblem.NO_SUCH_DAY),
        ("20200230", date(2020, 2, 1), MONTH, DateProblem.NO_SUCH_DAY),
        (2020.1, date(2020, 1, 1), YEAR, DateProblem.AMBIGUOUS),
        ("5/6/1974", date(1974, 5, 6), DAY, DateProblem.AMBIGUOUS),
        ("12月5日", None, None, DateProblem.NO_YEAR),
        ("46", None, None, DateProblem.NOT_A_DATE),
        (46, None, None, DateProblem.NOT_A_DATE),
        ("46岁", None, None, DateProblem.NOT_A_DATE),
        ("2020105", None, None, DateProblem.NOT_A_DATE),
        ("长期", None, None, DateProblem.NOT_A_DATE),
        ("99999999", None, None, DateProblem.NOT_A_DATE),
        (True, None, None, DateProblem.NOT_A_DATE),
    ],
)
def test_a_doubtful_date_keeps_what_is_certain(
    cell: object, value: date | None, precision: Precision | None, problem: DateProblem
) -> None:
    read = read_date(cell)
    assert (read.value, read.precision, read.problem) == (value, precision, problem)


@pytest.mark.parametrize("cell", [None, "", "  ", "无", "-", "不详"])
def test_an_empty_date_is_no_problem(cell: object) -> None:
    read = read_date(cell)
    assert (read.value, read.problem) == (None, None)


def test_a_two_digit_year_goes_into_the_century_that_is_given() -> None:
    assert read_date("22.5.6").value == date(2022, 5, 6)
    assert read_date("22.5.6", default_century=19).value == date(1922, 5, 6)


@given(
    st.dates(min_value=date(1910, 1, 1), max_value=date(2090, 12, 31)),
    st.sampled_from(
        [
            "{0}.{1}.{2}",
            "{0}-{1:02}-{2:02}",
            "{0}/{1}/{2}",
            "{0}年{1}月{2}日",
            "{0}{1:02}{2:02}",
        ]
    ),
)
def test_every_day_comes_back_from_each_way_of_writing_it(day: date, form: str) -> None:
    assert read_date(form.format(day.year, day.month, day.day)).value == day


@given(st.dates(min_value=date(1910, 1, 1), max_value=date(2090, 12, 31)))
def test_every_day_comes_back_from_its_serial(day: date) -> None:
    assert read_date(float((day - date(1899, 12, 30)).days)).value == day


@given(st.one_of(st.text(), st.floats(), st.integers()))
def test_no_cell_breaks_the_reading(cell: object) -> None:
    read = read_date(cell)
    assert read.value is None or read.precision is not None
