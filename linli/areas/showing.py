"""Counts as they may be shown: below the township a count of one or two may point at a person."""

from dataclasses import dataclass

SMALL = 3
TOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Number:
    """A count as it may be shown. `value` is empty where the count itself is not for the reader."""

    text: str
    value: int | None
    is_zero: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.value is None


def number(n: int, *, hide_small: bool) -> Number:
    if hide_small and 0 < n < SMALL:
        return Number(f"<{SMALL}", None)
    return Number(f"{n:,}", n, is_zero=not n)


def hides_small(code: str, *, sees_rows: bool) -> bool:
    """Whoever may open the rows behind a number sees it; others see small counts down to the township."""
    return not sees_rows and len(code) > TOWN_DIGITS
