"""The unified social credit code of organisations (GB 32100): 17 signs and a check sign."""

from enum import StrEnum

import msgspec

from linli.lib.cells import text_of
from linli.lib.texts import squeeze

# No I, O, S, V, Z: they look like 1, 0, 5, U, 2.
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_LENGTH = 18


class CreditCodeProblem(StrEnum):
    WRONG_LENGTH = "wrong_length"
    WRONG_CHARACTERS = "wrong_characters"
    WRONG_CHECK_DIGIT = "wrong_check_digit"


class CreditCode(msgspec.Struct, frozen=True):
    """A credit code as read; an empty cell has an empty number and no problem."""

    number: str = ""
    problem: CreditCodeProblem | None = None
    expected_check: str | None = None


def credit_check_sign(first17: str) -> str:
    """Return the 18th sign of a code whose first 17 signs are given."""
    total = sum(_VALUES[sign] * weight for sign, weight in zip(first17, _WEIGHTS, strict=True))
    return _SIGNS[-total % 31]


def read_credit_code(cell: object) -> CreditCode:
    number = squeeze(text_of(cell)).upper().replace("-", "")
    if not number:
        return CreditCode()
    if len(number) != _LENGTH:
        return CreditCode(number, CreditCodeProblem.WRONG_LENGTH)
    if not _VALUES.keys() >= set(number):
        return CreditCode(number, CreditCodeProblem.WRONG_CHARACTERS)
    expected = credit_check_sign(number[:17])
    problem = None if number[17] == expected else CreditCodeProblem.WRONG_CHECK_DIGIT
    return CreditCode(number, problem, expected)
