"""Care as it is drawn: the figures of an area on a day, a line for each area below, by measure, and the last two weeks.

Small counts below the township point at people: whoever may not open the rows sees that there are few, not how many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.areas.measures import Measure
from linli.areas.rules import short_name
from linli.areas.scopes import Scope
from linli.care import measures as care
from linli.care.figures import care_figures, care_over
from linli.core import moments
from linli.core.components import Chart, Figure, Series
from linli.core.numbers import percent, thousands
from linli.dashboards import rules
from linli.dashboards.duty_board import Opens
from linli.dashboards.queries import Place, places_below

HEADLINES = (care.OPEN, care.OVERDUE, care.RELEASED, care.TRIPS_DUE, care.APPEALS, care.OVERREACH)
COLUMNS = (
    care.OPENED, care.OPEN, care.RELEASED, care.OVERDUE, care.CANCELLED, care.CASES, care.UNCHECKED, care.APPEALS,
    care.TRIPS_DUE, care.TRIPS_MISSED, care.OVERREACH,
)  # fmt: skip
ALARMS = (care.OVERDUE, care.TRIPS_MISSED, care.OVERREACH)
TREND = (care.OPEN,)
DEADLINES = (care.TRIPS_DUE, care.TRIPS_DONE)
DAYS = 14


@dataclass(frozen=True, slots=True)
class Cell:
    measure: Measure
    number: rules.Number
    href: str = ""
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    href: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class InCare:
    """The numbers of one day, of an area and of those below it."""

    place: Place
    day: date
    children: Sequence[Place]
    numbers: Mapping[str, Mapping[str, int]]
    sees_rows: bool

    def number(self, place: Place, one: Measure) -> rules.Number:
        hide = rules.hides_small(place.code, sees_rows=self.sees_rows) and one is not care.OVERREACH
        return rules.number(self.numbers[place.code][one.key], hide_small=hide)


def in_care_of(place: Place, day: date, *, sees_rows: bool) -> InCare:
    """A fixed number of queries, however many areas there are below."""
    children = places_below([place.area_id], day)
    codes = [place.code, *(one.code for one in children)]
    return InCare(place, day, children, care_figures(codes, within=place.code, day=day), sees_rows)


def figures(found: InCare, opens: Opens) -> list[Figure]:
    return [_figure(one, found, opens(one, found.place.code_now)) for one in HEADLINES]


def _figure(one: Measure, found: InCare, href: str) -> Figure:
    shown = found.number(found.place, one)
    if shown.is_hidden:
        return Figure(
            one.label, None, one.unit, note=pgettext("care figures", "fewer than {n}").format(n=rules.SMALL)
        )
    note, share = "", None
    numbers = found.numbers[found.place.code]
    if one is care.TRIPS_DUE:
        done = found.number(found.place, care.TRIPS_DONE)
        if not done.is_hidden:
            note = pgettext("care figures", "{n} done").format(n=thousands(numbers[care.TRIPS_DONE.key]))
            share = percent(numbers[care.TRIPS_DONE.key], numbers[one.key])
    return Figure(one.label, shown.value, one.unit, href=href if shown.value else "", note=note, share=share)


def by_measure(found: InCare, opens: Opens) -> list[Cell]:
    """What people in care are asked for, the measures that somebody is under."""
    cells = [_cell(found, found.place, one, opens) for one in care.BY_MEASURE]
    return [one for one in cells if not one.number.is_zero]


def lines(found: InCare, opens: Opens, *, href: str) -> list[Line]:
    return [_line(found, one, f"{href}{one.code_now}", opens) for one in found.children]


def total(found: InCare, opens: Opens) -> Line:
    return _line(found, found.place, "", opens)


def _line(found: InCare, place: Place, href: str, opens: Opens) -> Line:
    return Line(short_name(place.name), href, [_cell(found, place, one, opens) for one in COLUMNS])


def _cell(found: InCare, place: Place, one: Measure, opens: Opens) -> Cell:
    shown = found.number(place, one)
    alarm = one in ALARMS and not shown.is_zero
    return Cell(one, shown, opens(one, place.code_now) if shown.value else "", alarm)


def charts(found: InCare) -> list[Chart]:
    """The last two weeks. Nothing is drawn where a day's count would point at people."""
    days = [found.day - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    over = care_over(Scope((found.place.code,)), (*TREND, *DEADLINES), days)
    hides = rules.hides_small(found.place.code, sees_rows=found.sees_rows)
    drawn = [
        _chart(_("In care, {n} days").format(n=DAYS), TREND, over, days, hides),
        _chart(_("Must not wait, {n} days").format(n=DAYS), DEADLINES, over, days, hides),
    ]
    return [one for one in drawn if one is not None]


def _chart(
    title: str, shown: Sequence[Measure], over: Mapping[str, Sequence[int]], days: Sequence[date], hides: bool
) -> Chart | None:
    counted = [over[one.key] for one in shown]
    if not any(map(any, counted)) or (hides and any(0 < n < rules.SMALL for line in counted for n in line)):
        return None
    kind = "bar" if len(shown) > 1 else "ink"  # two lines that meet would hide each other's names
    first, last, most = counted[0][0], counted[0][-1], max(counted[0])
    return Chart(
        title=title,
        sentence=_("From {first} to {last} in these days; at most {most}.").format(
            first=thousands(first), last=thousands(last), most=thousands(most)
        ),
        labels=[moments.day(day) for day in days],
        series=[Series(one.label, list(line), kind) for one, line in zip(shown, counted, strict=True)],
        unit=shown[0].unit,
        heading=_("Day"),
    )
