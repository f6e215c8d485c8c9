import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.credit_codes import _SIGNS, CreditCodeProblem, credit_check_sign, read_credit_code

SAMPLE = "91350100M000100Y43"


@pytest.mark.parametrize("written", [SAMPLE, SAMPLE.lower(), " 91350100 M000100Y43 ", "９1350100M000100Y43"])
def test_a_valid_code_is_read_however_it_is_typed(written: str) -> None:
    read = read_credit_code(written)
    assert (read.number, read.problem) == (SAMPLE, None)


def test_a_wrong_check_sign_comes_with_the_right_one() -> None:
    read = read_credit_code(SAMPLE[:17] + "7")
    assert (read.problem, read.expected_check) == (CreditCodeProblem.WRONG_CHECK_DIGIT, "3")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("9135", CreditCodeProblem.WRONG_LENGTH),
        ("9135O100M000100Y43", CreditCodeProblem.WRONG_CHARACTERS),
        ("", None),
    ],
)
def test_other_text_says_what_is_wrong(written: str, problem: CreditCodeProblem | None) -> None:
    assert read_credit_code(written).problem is problem


@given(st.text(_SIGNS, min_size=17, max_size=17))
def test_every_code_with_its_check_sign_is_valid(first17: str) -> None:
    assert read_credit_code(first17 + credit_check_sign(first17)).problem is None
