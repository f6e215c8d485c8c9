"""Giving codes: the parent's code and a number after it, which no area ever had."""

from bisect import bisect_left, insort

from django.utils.translation import gettext as _

from linli.areas.history import codes_ever_under
from linli.areas.models import Area
from linli.areas.problems import CodesExhausted, CodeUnfit
from linli.areas.rules import (
    STATUTORY_DIGITS,
    next_number,
    number_range,
    range_of_kind,
)
from linli.lib.area_codes import AFTER_DIGITS, AreaCodeError, parent_prefix, prefix, statutory_level

LONGEST = 40


class Numbering:
    """Free codes under any area within `root`. Reads every code that was ever used there, once."""

    def __init__(self, root: Area) -> None:
        self.codes = sorted(codes_ever_under(root.code))
        self._numbers: dict[tuple[str, int], set[int]] = {}

    def next_code(self, parent: Area, digits: int, *, first: int = 1, last: int = 0) -> str:
        """Take the number after the highest taken one; digits of another level never overlap with it."""
        start = _start_of(parent, digits)
        taken = self._taken(start, digits)
        while number := next_number(taken, first=first, last=last or 10**digits - 1):
            taken.add(number)
            code = f"{start}{number:0{digits}d}"
            if len(code) <= LONGEST and not self._overlaps(code, parent.code):
                insort(self.codes, code)
                return code
        raise CodesExhausted(parent=parent.name)

    def _taken(self, start: str, digits: int) -> set[int]:
        if (start, digits) not in self._numbers:
            length = len(start) + digits
            begin, end = bisect_left(self.codes, start), bisect_left(self.codes, start + AFTER_DIGITS)
            found = {int(code[len(start) :]) for code in self.codes[begin:end] if len(code) == length}
            self._numbers[start, digits] = found
        return self._numbers[start, digits]

    def _overlaps(self, code: str, parent: str) -> bool:
        """True when the code was used, lies within a used one, or a used one lies within it."""
        at = bisect_left(self.codes, code)
        if at < len(self.codes) and self.codes[at].startswith(code):
            return True
        return any(self._has(code[:length]) for length in range(len(parent) + 1, len(code)))

    def _has(self, code: str) -> bool:
        at = bisect_left(self.codes, code)
        return at < len(self.codes) and self.codes[at] == code


def _start_of(parent: Area, digits: int) -> str:
    """A city without counties has its towns directly under it, with zeros in the place of the county."""
    city_without_counties = len(parent.code) == 4 and digits == STATUTORY_DIGITS["town"]
    return f"{parent.code}00" if city_without_counties else parent.code


def _check_not_given_by_state(level: str, parent: Area) -> None:
    if level in {"province", "city", "county"}:
        why = _("a city or county has the code that the state gave it; read its table in")
        raise CodeUnfit(given="-", parent=parent.name, why=why)


def code_for_new(parent: Area, level: str, *, digits: int, kind: str = "") -> str:
    """A free code for a new area. Towns and communities are numbered by their kind."""
    _check_not_given_by_state(level, parent)
    numbering = Numbering(parent)
    if level not in STATUTORY_DIGITS:
        return numbering.next_code(parent, digits)
    first, last = range_of_kind(level, kind)
    return numbering.next_code(parent, digits, first=first, last=last)


def code_for_moved(area: Area, parent: Area, numbering: Numbering, digits: int) -> str:
    """A free code under the new parent; a village stays in the numbers of villages."""
    _check_not_given_by_state(area.level, parent)
    first, last = (
        number_range(area.code, area.kind) if area.level in STATUTORY_DIGITS else (1, 10**digits - 1)
    )
    return numbering.next_code(parent, digits, first=first, last=last)


def checked_code(given: str, parent: Area, level: str) -> str:
    """The prefix code of a statutory code that a person gave, if it fits under the parent and is free."""
    try:
        code = prefix(given.strip())
        fits = statutory_level(code) == level and parent_prefix(code) == parent.code
    except AreaCodeError:
        why = _("a code has 12 digits, such as 231085100006")
        raise CodeUnfit(given=given, parent=parent.name, why=why) from None
    if not fits:
        raise CodeUnfit(
            given=given, parent=parent.name, why=_("it must begin with {code}").format(code=parent.code)
        )
    if code in codes_ever_under(parent.code):
        raise CodeUnfit(given=given, parent=parent.name, why=_("it was given before"))
    return code


def digits_of(area: Area) -> int:
    """How many digits the area has after its parent's."""
    if area.level in STATUTORY_DIGITS:
        return STATUTORY_DIGITS[area.level]
    return len(area.code) - len(area.parent.code) if area.parent else len(area.code)
