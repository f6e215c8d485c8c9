"""The tree and its figures as they were on a day."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.areas.models import Area, AreaSpan
from linli.areas.scopes import Scope
from linli.areas.tallies import COMMUNITY_DIGITS, Figures, figures_at, figures_over
from linli.lib.area_codes import LEVEL_BY_LENGTH, range_end

COMMUNITY = LEVEL_BY_LENGTH[COMMUNITY_DIGITS]


@dataclass(frozen=True, slots=True)
class Place:
    """An area as it was on a day: its code and name then, and the code by which it is found now."""

    area_id: UUID
    code: str
    name: str
    level: str
    parent_id: UUID | None
    code_now: str


def place_on(area: Area, day: date) -> Place | None:
    """The area as it was on `day`; None before it was founded and after it was closed."""
    return next(iter(_places(_spans_on(day).filter(area=area))), None)


def places_below(parents: Iterable[UUID], day: date) -> list[Place]:
    """The areas directly under these on `day`, in code order."""
    return _places(_spans_on(day).filter(parent_id__in=list(parents)))


def _spans_on(day: date) -> QuerySet[AreaSpan]:
    running = Q(until_on=None) | Q(until_on__gt=day)
    return AreaSpan.objects.filter(running, from_on__lte=day).order_by("code")


def _places(spans: QuerySet[AreaSpan]) -> list[Place]:
    rows = spans.values_list("area_id", "code", "name", "level", "parent_id", "area__code")
    return [Place(*row) for row in rows]


@dataclass(frozen=True)
class Communities:
    """The codes of all communities of a day in order, asked once for the whole page."""

    codes: Sequence[str]

    def within(self, code: str) -> int:
        return bisect_left(self.codes, range_end(code)) - bisect_left(self.codes, code)


def communities_on(code: str, day: date) -> Communities:
    where = Scope((code,)).q("code")
    return Communities(list(_spans_on(day).filter(where, level=COMMUNITY).values_list("code", flat=True)))


@dataclass(frozen=True)
class Board:
    """An area with two levels below it and the figures of all three on a day."""

    place: Place
    day: date
    whole: Figures
    children: list[Place]
    grandchildren: dict[UUID, list[Place]]
    figures: dict[str, Figures]
    communities: Communities

    def of(self, place: Place) -> Figures:
        return self.figures[place.code]

    def below(self, place: Place) -> list[Place]:
        return self.grandchildren.get(place.area_id, [])

    @property
    def has_tiles(self) -> bool:
        return any(self.grandchildren.values())

    @cached_property
    def rest(self) -> Figures:
        """What stands in the area itself and in none of the areas below it."""
        rest = dict(self.whole.numbers)
        for child in self.children:
            for key, n in self.of(child).numbers.items():
                rest[key] = rest.get(key, 0) - n
        return Figures(self.place.code, self.day, {key: n for key, n in rest.items() if n})


def board_of(place: Place, day: date) -> Board:
    """Eight queries at most, however many areas there are and however old their history is."""
    children = places_below([place.area_id], day)
    below = places_below([child.area_id for child in children], day) if children else []
    grandchildren: dict[UUID, list[Place]] = {}
    for one in below:
        if one.parent_id is not None:
            grandchildren.setdefault(one.parent_id, []).append(one)
    figures = figures_at([place.code, *(one.code for one in (*children, *below))], day=day)
    communities = communities_on(place.code, day)
    return Board(place, day, figures[place.code], children, grandchildren, figures, communities)


def line_of(area: Area, measure: str, *, last: date, days: int) -> list[tuple[date, int | None]]:
    """One measure on each of the days up to `last`, by the code of each day; None before the first count."""
    dates = [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
    code_on = _codes_on(area, dates)
    numbers: dict[date, int | None] = dict.fromkeys(dates)
    for code in dict.fromkeys(code_on.values()):  # one, unless the area moved within these days
        spanned = [day for day in dates if code_on.get(day) == code]
        for day, figures in zip(spanned, figures_over(code, spanned), strict=True):
            numbers[day] = figures[measure] if figures else None
    return list(numbers.items())


def _codes_on(area: Area, dates: Sequence[date]) -> dict[date, str]:
    spans = list(area.spans.order_by("from_on").values_list("code", "from_on", "until_on"))
    return {
        day: code
        for day in dates
        for code, begin, end in spans
        if begin <= day and (end is None or day < end)
    }


def shapes_below(parents: Sequence[Place]) -> QuerySet[Area]:
    return Area.objects.filter(pk__in=[one.area_id for one in parents], shape__isnull=False)
