"""What one reader sees of a figure: the text, and the way to the rows behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from linli.areas.past import Place
from linli.areas.showing import hides_small, number
from linli.care.models import Episode, MedicalTrip
from linli.core.numbers import difference
from linli.incidents.models import Overreach
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.reports.daily.fields import Field

Text = str | Promise
# Pages above this one list the rows; the page of the register's numbers, and that of a day's numbers.
ROWS_PAGES = {"register": "dashboards:rows", "day": "dashboards:day_rows", "gates": "dashboards:gates_rows",
              "care": "dashboards:care_rows"}  # fmt: skip
# Beside the duty to open rows at all: what opens those of care, by what the number counts.
OF_CARE: dict[type, str] = {Episode: C.CARE_READ, MedicalTrip: C.TRIPS_WRITE, Overreach: C.FINDINGS_READ}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a table. Without a number it was not counted or not filled in, which is not zero."""

    field: Field
    text: str
    value: int | None
    href: str = ""
    is_zero: bool = False
    is_missing: bool = False
    is_doubtful: bool = False
    starts_group: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """One group of columns: its words over them, or the unit where a column stands alone."""

    text: Text
    columns: int
    is_unit: bool


@dataclass(frozen=True)
class Reader:
    """A viewer looking at the report of a day."""

    viewer: Viewer
    day: date
    today: date

    @cached_property
    def sees_rows(self) -> bool:
        return self.viewer.may(C.ROWS_BEHIND_FIGURES, C.HOUSEHOLDS_READ)

    def hides(self, code: str) -> bool:
        return hides_small(code, sees_rows=self.sees_rows)

    def cells(
        self, place: Place, numbers: Mapping[str, int], fields: Iterable[Field], doubtful: Iterable[str] = ()
    ) -> list[Cell]:
        asked = set(doubtful)
        found: list[Cell] = []
        group: Text | None = None
        for one in fields:
            starts = one.group != group or not one.group
            found.append(self.cell(place, numbers, one, is_doubtful=one.key in asked, starts=starts))
            group = one.group
        return found

    def cell(
        self,
        place: Place,
        numbers: Mapping[str, int],
        one: Field,
        *,
        is_doubtful: bool = False,
        starts: bool = False,
    ) -> Cell:
        n = numbers.get(one.key)
        if n is None:
            return Cell(one, "", None, is_missing=True, starts_group=starts)
        shown = number(n, hide_small=self.hides(place.code))
        href = self.href(place, one) if n and not shown.is_hidden else ""
        return Cell(one, shown.text, shown.value, href, shown.is_zero, False, is_doubtful, starts)

    def href(self, place: Place, one: Field) -> str:
        """The rows behind the figure, where there are any and the reader's duty opens them."""
        if (
            one.shown is None
            or not one.rows
            or not self.sees_rows
            or not self.viewer.scope.covers(place.code)
        ):
            return ""
        if one.shown.group == "needs" and not self.viewer.may(C.NEEDS):
            return ""
        if one.rows == "gates" and not self.viewer.may(C.GATES_READ):
            return ""
        if one.rows == "care" and not self.viewer.may(OF_CARE[one.shown.counts]):
            return ""
        page = self._pages.get(one.rows, "")
        on = "" if self.day == self.today else f"&day={self.day.isoformat()}"
        return f"{page}?area={place.code}{on}&measure={one.shown.key}" if page else ""

    def area_href(self, place: Place) -> str:
        if not self.viewer.scope.covers(place.code):
            return ""
        on = "" if self.day == self.today else f"&day={self.day.isoformat()}"
        return f"?area={place.code}{on}"

    def difference(
        self, place: Place, differences: Mapping[str, int], numbers: Mapping[str, int], key: str
    ) -> str:
        """Beside yesterday; left out where one of the two counts is not shown, for it would tell the other."""
        if key not in differences or key not in numbers:
            return ""
        now = numbers[key]
        hidden = any(
            number(n, hide_small=self.hides(place.code)).is_hidden for n in (now, now - differences[key])
        )
        return "" if hidden else difference(differences[key])

    @cached_property
    def _pages(self) -> dict[str, str]:
        return {kind: _url(name) for kind, name in ROWS_PAGES.items()}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def headings(fields: Sequence[Field]) -> list[Heading]:
    """The upper line of the table's head."""
    found: list[Heading] = []
    for one in fields:
        if one.group and found and not found[-1].is_unit and found[-1].text == one.group:
            found[-1] = Heading(one.group, found[-1].columns + 1, False)
        else:
            found.append(Heading(one.group or one.unit, 1, not one.group))
    return found
