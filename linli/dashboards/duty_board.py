"""Posts on duty as they are drawn: the figures of an area on a day, and a line for each area below."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.areas.measures import Measure
from linli.areas.rules import short_name
from linli.areas.tallies import figures_at
from linli.core.components import Figure
from linli.core.numbers import percent, thousands
from linli.dashboards.queries import Place, places_below
from linli.duty import measures as duty
from linli.duty.figures import duty_figures

LIVED_IN = "households.lived_in"
HEADLINES = (duty.PUBLISHED, duty.SHORT, duty.ON_DUTY_NOW, duty.HOURS, duty.TEAMS, duty.LIAISED)
COLUMNS = (
    duty.PUBLISHED, duty.CLAIMED, duty.SHORT, duty.ON_DUTY_NOW, duty.ON_POST, duty.HOURS, duty.TEAMS, duty.SPONSORED,
    duty.LIAISED,
)  # fmt: skip


# The address of the rows behind a number of an area, by its code today; empty where the reader's duty opens none.
Opens = Callable[[Measure, str], str]


@dataclass(frozen=True, slots=True)
class Cell:
    measure: Measure
    n: int
    is_alarm: bool = False
    href: str = ""  # its rows, where there are any for the reader


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    href: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class OnDuty:
    """The numbers of one moment, of an area and of those below it."""

    place: Place
    day: date
    children: Sequence[Place]
    numbers: Mapping[str, Mapping[str, int]]

    @property
    def version(self) -> str:
        parts = [f"{code}:{sorted(found.items())}" for code, found in sorted(self.numbers.items())]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:20]


def on_duty_of(place: Place, day: date) -> OnDuty:
    """A fixed number of queries, however many areas there are below."""
    children = places_below([place.area_id], day)
    codes = [place.code, *(one.code for one in children)]
    counted, kept = duty_figures(codes, within=place.code, day=day), figures_at(codes, day=day)
    numbers = {code: {**counted[code], LIVED_IN: kept[code][LIVED_IN]} for code in codes}
    return OnDuty(place, day, children, numbers)


def figures(found: OnDuty, opens: Opens) -> list[Figure]:
    numbers = found.numbers[found.place.code]
    return [_figure(one, numbers, opens(one, found.place.code_now)) for one in HEADLINES]


def _figure(one: Measure, numbers: Mapping[str, int], href: str) -> Figure:
    note, share = "", None
    if one is duty.PUBLISHED:
        share = percent(numbers[duty.CLAIMED.key], numbers[one.key])
        note = _("{n} of them filled").format(n=thousands(numbers[duty.CLAIMED.key]))
    elif one is duty.LIAISED:
        share = percent(numbers[one.key], numbers[LIVED_IN])
        note = pgettext("duty", "of {n} lived in").format(n=thousands(numbers[LIVED_IN]))
    opened = href if numbers[one.key] else ""
    return Figure(one.label, numbers[one.key], one.unit, href=opened, note=note, share=share)


def lines(found: OnDuty, opens: Opens, *, href: str) -> list[Line]:
    """`href` begins the address of this page for an area."""
    return [_line(one, found, f"{href}{one.code_now}", opens) for one in found.children]


def total(found: OnDuty, opens: Opens) -> Line:
    return _line(found.place, found, "", opens)


def _line(place: Place, found: OnDuty, href: str, opens: Opens) -> Line:
    numbers = found.numbers[place.code]
    cells = [_cell(one, numbers[one.key], opens(one, place.code_now)) for one in COLUMNS]
    return Line(short_name(place.name), href, cells)


def _cell(one: Measure, n: int, href: str) -> Cell:
    return Cell(one, n, one is duty.SHORT and n > 0, href if n else "")
