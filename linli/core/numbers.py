"""How numbers are written: all digits in tables, a headline in running text, differences unjudged."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, pgettext

Number = int | float | Decimal

HEADLINE_FROM = 100_000
_HUNDRED_MILLION = 100_000_000
_TEN_THOUSAND = 10_000
DOES_NOT_APPLY = "—"


def in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def thousands(number: Number | None) -> str:
    """`34206` -> `34,206`. None is written as a dash, which means: does not apply."""
    if number is None:
        return DOES_NOT_APPLY
    return f"{number:,}"


def headline(number: Number | None, unit: str = "") -> str:
    """The short form for running text: `11.84 万户` from 100,000 up; never for a column that is added up."""
    if number is None:
        return DOES_NOT_APPLY
    if not in_chinese() or _size(number) < HEADLINE_FROM:
        return f"{thousands(number)} {unit}".rstrip()
    if _size(number) >= _HUNDRED_MILLION:
        return f"{_at_most_two_decimals(number, _HUNDRED_MILLION)} 亿{unit}"
    return f"{_at_most_two_decimals(number, _TEN_THOUSAND)} 万{unit}"


def _at_most_two_decimals(number: Number, by: int) -> str:
    rounded = (Decimal(str(number)) / by).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".")


def percent(part: Number | None, base: Number | None) -> Decimal | None:
    """The share with one decimal, or None where there is no base to speak of."""
    if part is None or not base:
        return None
    return (Decimal(str(part)) * 100 / Decimal(str(base))).quantize(Decimal("0.1"), ROUND_HALF_UP) + 0


def share(part: Number | None, base: Number | None) -> str:
    """`69.9%`; a dash where there is no base. Write the base beside it."""
    found = percent(part, base)
    return DOES_NOT_APPLY if found is None else f"{found}%"


def difference(number: Number | None) -> str:
    """`▲ 306`, `▼ 3`, or the word for no change. In ink: more is neither better nor worse by itself."""
    if number is None:
        return DOES_NOT_APPLY
    if number == 0:
        return pgettext("difference", "no change")
    return f"{'▲' if number > 0 else '▼'} {thousands(_size(number))}"


def _size(number: Number) -> Number:
    return -number if number < 0 else number
