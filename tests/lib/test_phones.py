import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.phones import PhoneKind, PhoneProblem, phone_tail, read_phone


@pytest.mark.parametrize(
    "cell",
    [
        "13812345678",
        13812345678,
        13812345678.0,
        "13812345678.0",
        "138 1234 5678",
        "138-1234-5678",
        "138.1234.5678",
        "１３８１２３４５６７８",
        "+8613812345678",
        "+86 138 1234 5678",
        "0086-138-1234-5678",
        "86 13812345678",
        "013812345678",
        " 13812345678\u200b",
        "138\xa01234\u30005678",
        "'13812345678",
        "1.3812345678E+10",
        "电话：13812345678",
    ],
)
def test_a_mobile_is_read_however_it_is_typed(cell: object) -> None:
    read = read_phone(cell)
    assert (read.number, read.kind, read.problem, read.others) == ("13812345678", PhoneKind.MOBILE, None, ())
    assert read.note in ("", "电话")


@pytest.mark.parametrize(
    ("cell", "number", "extension"),
    [
        ("0453-3123456", "04533123456", ""),
        ("(0453)3123456", "04533123456", ""),
        ("（0453）3123456", "04533123456", ""),
        ("0453 312 3456", "04533123456", ""),
        ("010-62345678", "01062345678", ""),
        ("021 6234 5678 转 802", "02162345678", "802"),
        ("0453-3123456-12", "04533123456", "12"),
        ("+86-453-3123456", "04533123456", ""),
        ("3123456", "3123456", ""),
        ("62345678", "62345678", ""),
    ],
)
def test_a_landline_keeps_its_digits(cell: str, number: str, extension: str) -> None:
    read = read_phone(cell)
    assert (read.number, read.kind, read.extension) == (number, PhoneKind.LANDLINE, extension)
    assert read.is_usable


@pytest.mark.parametrize(
    ("cell", "first", "others"),
    [
        ("13812345678/13987654321", "13812345678", ("13987654321",)),
        ("13812345678、13987654321", "13812345678", ("13987654321",)),
        ("13812345678，13987654321", "13812345678", ("13987654321",)),
        ("13812345678 13987654321", "13812345678", ("13987654321",)),
        ("13812345678\n13987654321", "13812345678", ("13987654321",)),
        ("13812345678-13987654321", "13812345678", ("13987654321",)),
        ("13812345678 0453-3123456", "13812345678", ("04533123456",)),
        ("0453-3123456/13812345678", "04533123456", ("13812345678",)),
        ("13812345678；13812345678", "13812345678", ()),
    ],
)
def test_a_second_number_in_the_cell_is_kept_apart(cell: str, first: str, others: tuple[str, ...]) -> None:
    read = read_phone(cell)
    assert (read.number, read.others, read.problem) == (first, others, None)


def test_words_beside_a_number_become_its_note() -> None:
    read = read_phone("13812345678（儿子）")
    assert (read.number, read.note) == ("13812345678", "儿子")


@pytest.mark.parametrize(
    ("cell", "number"),
    [("+852 9123 4567", "+85291234567"), ("00852-91234567", "+85291234567"), ("400-810-1234", "4008101234")],
)
def test_other_numbers_are_kept_as_they_are(cell: str, number: str) -> None:
    read = read_phone(cell)
    assert (read.number, read.kind, read.problem) == (number, PhoneKind.OTHER, None)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("1.50E+10", PhoneProblem.ROUNDED),
        ("1.381E+10", PhoneProblem.ROUNDED),
        ("１．５０Ｅ＋１０", PhoneProblem.ROUNDED),
        (15000000000.0, PhoneProblem.ROUNDED),
        ("138****5678", PhoneProblem.MASKED),
        ("1381234567", PhoneProblem.WRONG_LENGTH),
        ("138123456789", PhoneProblem.WRONG_LENGTH),
        ("11012345678", PhoneProblem.WRONG_LENGTH),
        ("661", PhoneProblem.WRONG_LENGTH),
        ("同上", PhoneProblem.NOT_A_NUMBER),
    ],
)
def test_a_spoiled_number_says_how(cell: object, problem: PhoneProblem) -> None:
    read = read_phone(cell)
    assert read.problem is problem
    assert not read.is_usable


@pytest.mark.parametrize("cell", [None, "", " ", "无", "-", "/", "暂无", "0", 0])
def test_no_phone_is_no_problem(cell: object) -> None:
    assert (read_phone(cell).number, read_phone(cell).problem) == ("", None)


@given(st.from_regex(r"\A1[3-9][0-9]{8}[1-9]\Z"), st.sampled_from(["{}", "+86{}", "0086 {}", "({})", "{} "]))
def test_every_mobile_comes_back(number: str, form: str) -> None:
    assert read_phone(form.format(number)).number == number


@given(st.one_of(st.text(), st.floats(), st.integers(), st.text("0123456789+-/() E.*", max_size=30)))
def test_no_cell_breaks_the_reading(cell: object) -> None:
    read = read_phone(cell)
    assert read.problem is None or not read.is_usable


def test_the_tail_is_the_last_four_digits() -> None:
    assert phone_tail("13812345678") == "5678"
    assert phone_tail("+852 9123 4567") == "4567"
    assert phone_tail("") == ""
