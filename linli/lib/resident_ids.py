"""The 18-digit resident number (GB 11643): 6 county, 8 birth date, 3 order (odd for men), 1 check sign."""

from datetime import date
from operator import mul

from linli.lib.cells import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_SIGNS = "10X98765432"
_BIRTH_YEARS = range(1850, 2151)


def check_digit(first17: str) -> str:
    """Return the 18th sign of a number whose first 17 digits are given."""
    if len(first17) != 17 or not first17.isdecimal():
        raise ValueError("a check digit needs exactly 17 digits")
    return _CHECK_SIGNS[sum(map(mul, map(int, first17), _WEIGHTS)) % 11]


def from_old(number15: str) -> str:
    """Return the 18-digit form of a 15-digit number, given out until 1999 with a two-digit year."""
    first17 = f"{number15[:6]}19{number15[6:]}"
    return first17 + check_digit(first17)


def birth_in(number: str) -> date | None:
    """Return the birth date in digits 7 to 14, or None where there is no such day."""
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if year not in _BIRTH_YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def sex_in(number: str) -> Sex:
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
