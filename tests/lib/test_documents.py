from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.cells import Sex
from linli.lib.documents import (
    DocumentKind,
    DocumentProblem,
    DocumentWarning,
    check_digit,
    read_document,
    read_document_kind,
)

WOMAN_1949 = "11010519491231002X"
MAN_1988 = "440524188001010014"

births = st.dates(min_value=date(1880, 1, 1), max_value=date(2099, 12, 31))
orders = st.integers(min_value=0, max_value=999)


def made_up(birth: date, order: int, county: str = "231085") -> str:
    first17 = f"{county}{birth:%Y%m%d}{order:03}"
    return first17 + check_digit(first17)


@given(births, orders)
def test_a_valid_number_tells_birth_sex_and_county(birth: date, order: int) -> None:
    read = read_document(made_up(birth, order))
    assert (read.kind, read.problem, read.birth_on) == (DocumentKind.RESIDENT_ID, None, birth)
    assert read.sex is (Sex.MALE if order % 2 else Sex.FEMALE)
    assert read.county_code == "231085"
    assert read.is_usable


@given(births, orders, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(birth: date, order: int, place: int, shift: int) -> None:
    number = made_up(birth, order)
    digit = (int(number[place]) + shift) % 10
    wrong = f"{number[:place]}{digit}{number[place + 1 :]}"
    assert not read_document(wrong).is_usable


@given(births, orders, st.integers(0, 15))
def test_two_swapped_digits_never_pass(birth: date, order: int, place: int) -> None:
    number = made_up(birth, order)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not read_document(swapped).is_usable


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "11010519491231002×",
        "11010519491231002Х",
        "'11010519491231002X",
        "身份证：11010519491231002X",
        "身份证号码 11010519491231002X",
        "11010519491231002X（本人）",
        "王芳11010519491231002X",
        "110105\u200b19491231002X",
        "11010519491231002X/11010519491231002X",
    ],
)
def test_it_reads_a_number_however_it_is_typed(written: str) -> None:
    read = read_document(written)
    assert (read.number, read.problem, read.birth_on) == (WOMAN_1949, None, date(1949, 12, 31))


def test_a_number_kept_as_a_whole_number_is_read() -> None:
    assert read_document(440524188001010014).number == MAN_1988


def test_a_wrong_check_digit_comes_with_the_right_one() -> None:
    read = read_document("110105194912310029")
    assert (read.problem, read.expected_check) == (DocumentProblem.WRONG_CHECK_DIGIT, "X")
    assert (read.birth_on, read.sex) == (date(1949, 12, 31), Sex.FEMALE)
    assert not read.is_usable


def test_a_day_that_does_not_exist_is_named() -> None:
    first17 = "11010519490231002"
    read = read_document(first17 + check_digit(first17))
    assert (read.problem, read.birth_on) == (DocumentProblem.NO_SUCH_DAY, None)


def test_an_unknown_county_only_warns() -> None:
    read = read_document(WOMAN_1949, known_counties={"231085"})
    assert (read.problem, read.warning) == (None, DocumentWarning.UNKNOWN_COUNTY)
    assert read_document(WOMAN_1949, known_counties={"110105"}).warning is None


def test_an_old_number_becomes_the_new_one_with_a_warning() -> None:
    read = read_document("110105491231002")
    assert (read.number, read.warning) == (WOMAN_1949, DocumentWarning.OLD_NUMBER)
    assert (read.as_written, read.birth_on) == ("110105491231002", date(1949, 12, 31))
    assert read_document(110105491231002.0).number == WOMAN_1949


def test_an_old_number_with_a_wrong_day_is_a_problem() -> None:
    assert read_document("110105491331002").problem is DocumentProblem.NO_SUCH_DAY


@pytest.mark.parametrize(
    ("cell", "birth"),
    [
        (2.3108519740412043e17, date(1974, 4, 12)),
        (float(int(WOMAN_1949[:17] + "0")), date(1949, 12, 31)),
        ("2.31085E+17", None),
        ("2.31085197404120E+17", date(1974, 4, 12)),
        ("231085197404120000", date(1974, 4, 12)),
    ],
)
def test_a_number_that_a_spreadsheet_rounded_is_never_kept(cell: object, birth: date | None) -> None:
    read = read_document(cell)
    assert (read.problem, read.birth_on, read.sex) == (DocumentProblem.ROUNDED, birth, None)
    assert not read.is_usable


def test_a_valid_number_that_ends_in_three_zeros_is_kept_with_a_warning() -> None:
    number = next(
        candidate for day in range(1, 29) if (candidate := made_up(date(1974, 4, day), 200)).endswith("000")
    )
    read = read_document(number)
    assert (read.is_usable, read.warning) == (True, DocumentWarning.MAYBE_ROUNDED)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("2310**********1823", DocumentProblem.MASKED),
        ("231085XXXXXXXX0412", DocumentProblem.MASKED),
        ("23108519740412041", DocumentProblem.WRONG_LENGTH),
        ("2310851974041204123", DocumentProblem.WRONG_LENGTH),
        ("13812345678", DocumentProblem.WRONG_LENGTH),
        ("12345", DocumentProblem.WRONG_LENGTH),
        ("23108519740412O412", DocumentProblem.WRONG_CHARACTERS),
        (f"{WOMAN_1949}、{MAN_1988}", DocumentProblem.SEVERAL),
    ],
)
def test_a_spoiled_number_says_how(written: str, problem: DocumentProblem) -> None:
    read = read_document(written)
    assert read.problem is problem
    assert read.number
    assert not read.is_usable


@pytest.mark.parametrize("cell", [None, "", " ", "无", "-", "/", "不详", "未办理", "N/A"])
def test_no_document_is_no_problem(cell: object) -> None:
    read = read_document(cell)
    assert (read.kind, read.number, read.problem, read.warning) == (DocumentKind.NONE, "", None, None)


def test_words_instead_of_a_number_are_left_for_a_person_to_see() -> None:
    read = read_document("新生儿，还没上户口")
    assert (read.kind, read.warning) == (DocumentKind.NONE, DocumentWarning.WORDS_ONLY)
    assert read.as_written == "新生儿，还没上户口"


@pytest.mark.parametrize(
    ("written", "kind", "number"),
    [
        ("H12345678", DocumentKind.HK_MACAU_PERMIT, "H12345678"),
        ("m1234567801", DocumentKind.HK_MACAU_PERMIT, "M1234567801"),
        ("H12345678(01)", DocumentKind.HK_MACAU_PERMIT, "H1234567801"),
        ("0123456789(B)", DocumentKind.TAIWAN_PERMIT, "0123456789B"),
        ("E12345678", DocumentKind.PASSPORT, "E12345678"),
        ("护照：EA1234567", DocumentKind.PASSPORT, "EA1234567"),
        ("G12345678", DocumentKind.PASSPORT, "G12345678"),
        ("USA110181010112", DocumentKind.FOREIGNER_PERMANENT_RESIDENCE, "USA110181010112"),
        ("军字第1234567号", DocumentKind.MILITARY, "军字第1234567号"),
    ],
)
def test_other_documents_are_known_by_their_shape(written: str, kind: DocumentKind, number: str) -> None:
    read = read_document(written)
    assert (read.kind, read.number, read.problem, read.warning) == (kind, number, None, None)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("12345678", DocumentKind.TAIWAN_PERMIT),
        ("123456789", DocumentKind.PASSPORT),
        ("AB1234567", DocumentKind.PASSPORT),
        ("19740412", DocumentKind.OTHER),
        ("R370123456", DocumentKind.BIRTH_CERTIFICATE),
        ("A-7/B", DocumentKind.OTHER),
    ],
)
def test_a_shape_that_several_documents_share_is_a_guess(written: str, kind: DocumentKind) -> None:
    read = read_document(written)
    assert (read.kind, read.problem, read.warning) == (kind, None, DocumentWarning.GUESSED_KIND)


@pytest.mark.parametrize(
    ("county", "kind"),
    [
        ("810000", DocumentKind.HMT_RESIDENCE_PERMIT),
        ("820000", DocumentKind.HMT_RESIDENCE_PERMIT),
        ("830000", DocumentKind.HMT_RESIDENCE_PERMIT),
        ("911840", DocumentKind.FOREIGNER_PERMANENT_RESIDENCE),
    ],
)
def test_residence_cards_share_the_check_digit_and_have_no_county(county: str, kind: DocumentKind) -> None:
    read = read_document(made_up(date(1981, 10, 1), 7, county), known_counties=set())
    assert (read.kind, read.problem, read.warning) == (kind, None, None)
    assert (read.birth_on, read.sex, read.county_code) == (date(1981, 10, 1), Sex.MALE, None)


def test_a_stated_kind_settles_a_shared_shape() -> None:
    read = read_document("123456789", DocumentKind.PASSPORT)
    assert (read.kind, read.warning) == (DocumentKind.PASSPORT, None)
    assert read_document("C01234567", DocumentKind.OTHER).kind is DocumentKind.OTHER


def test_the_number_goes_before_the_stated_kind() -> None:
    read = read_document(WOMAN_1949, DocumentKind.PASSPORT)
    assert (read.kind, read.problem) == (DocumentKind.RESIDENT_ID, None)
    assert read.warning is DocumentWarning.OTHER_KIND
    assert read_document("H12345678", DocumentKind.RESIDENT_ID).kind is DocumentKind.HK_MACAU_PERMIT


@given(
    st.one_of(st.text(), st.floats(), st.integers(), st.text("0123456789Xx*-. E+", max_size=20)),
    st.one_of(st.none(), st.sampled_from(DocumentKind)),
)
def test_no_cell_breaks_the_reading(cell: object, kind: DocumentKind | None) -> None:
    read = read_document(cell, kind)
    assert read.kind in DocumentKind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("居民身份证", DocumentKind.RESIDENT_ID),
        ("身份证", DocumentKind.RESIDENT_ID),
        ("护照", DocumentKind.PASSPORT),
        ("港澳居民来往内地通行证", DocumentKind.HK_MACAU_PERMIT),
        ("台湾居民来往大陆通行证", DocumentKind.TAIWAN_PERMIT),
        ("港澳台居民居住证", DocumentKind.HMT_RESIDENCE_PERMIT),
        ("外国人永久居留身份证", DocumentKind.FOREIGNER_PERMANENT_RESIDENCE),
        ("户口本", DocumentKind.HOUSEHOLD_BOOK),
        ("军官证", DocumentKind.MILITARY),
        ("出生医学证明", DocumentKind.BIRTH_CERTIFICATE),
        ("其他", DocumentKind.OTHER),
        ("无", DocumentKind.NONE),
        ("", None),
        ("张三", None),
    ],
)
def test_a_kind_is_read_from_its_words(words: str, kind: DocumentKind | None) -> None:
    assert read_document_kind(words) is kind


def test_a_check_digit_needs_seventeen_digits() -> None:
    with pytest.raises(ValueError, match="17 digits"):
        check_digit("123")
