"""The live round as it is drawn: six figures, a line an area, the day's growth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.areas.measures import Measure
from linli.areas.rules import short_name
from linli.areas.tallies import Figures
from linli.core.components import Chart, Figure, Series
from linli.core.numbers import percent, thousands
from linli.dashboards import rules
from linli.dashboards.live import HOURS, LIVED_IN, Live, Trend
from linli.dashboards.queries import Place
from linli.dashboards.reader import Reader
from linli.rounds import measures as rounds

# What a line of the board shows beside the bar.
COLUMNS = (
    rounds.CHANGED,
    rounds.ABNORMAL,
    rounds.NEEDS_HELP,
    rounds.SILENT,
    rounds.NOBODY_HOME,
    rounds.ASKED_AGAIN,
)
HEADLINES = (
    rounds.ANSWERED,
    rounds.SILENT,
    rounds.CHANGED,
    rounds.ABNORMAL,
    rounds.NEEDS_HELP,
    rounds.CONTACTS,
)
FIRST_HOUR = 6


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
    answered: Cell
    of: str
    share: float | None
    cells: Sequence[Cell]
    is_silent: bool  # nothing at all was heard from there


@dataclass(frozen=True)
class DayReader:
    """A reader of the numbers of a day; small counts and rows as on the page of figures."""

    reader: Reader

    def cell(self, place: Place, numbers: Mapping[str, int], one: Measure) -> Cell:
        n = numbers.get(one.key, 0)
        shown = rules.number(n, hide_small=self.reader.hides_small(place.code))
        href = "" if not n or shown.is_hidden else self.rows_href(place, one)
        return Cell(one, shown, href, is_alarm=bool(n) and one is rounds.ABNORMAL)

    def rows_href(self, place: Place, one: Measure) -> str:
        if not self.reader.opens(one) or not self.reader.scope.covers(place.code_now):
            return ""
        on = "" if self.reader.is_today else f"&day={self.reader.day.isoformat()}"
        return f"{reverse('dashboards:day_rows')}?area={place.code_now}{on}&measure={one.key}"

    def share(self, place: Place, numbers: Mapping[str, int]) -> float | None:
        figures = Figures(place.code, self.reader.day, dict(numbers))
        found = self.reader.share(figures, rounds.ANSWERED_OF_LIVED_IN.key, LIVED_IN)
        return None if found is None else min(found, 100.0)


def figures(found: Live, reader: Reader, trend: Trend) -> list[Figure]:
    day = DayReader(reader)
    return [_figure(one, found, day, trend) for one in HEADLINES]


def _figure(one: Measure, found: Live, day: DayReader, trend: Trend) -> Figure:
    numbers = found.of(found.place.code)
    cell = day.cell(found.place, numbers, one)
    if cell.number.value is None:  # too few to be told: the text stands where the note does
        return Figure(one.label, 0, one.unit, note=_("fewer than {n}").format(n=rules.SMALL))
    note, share, mark, difference = "", None, None, None
    if one is rounds.ANSWERED:
        share, mark = day.share(found.place, numbers), percent(trend.until_now, numbers[LIVED_IN])
        note = _("of {n} lived in").format(n=thousands(numbers[LIVED_IN]))
        if share is not None:
            note = f"{note} · {share}%"
        difference = cell.number.value - trend.until_now if trend.until_now else None
    return Figure(
        one.label,
        cell.number.value,
        one.unit,
        cell.href,
        note,
        difference,
        _("yesterday at this hour"),
        share,
        mark,
    )


def lines(found: Live, reader: Reader) -> list[Line]:
    return [line_of(one, found, reader) for one in found.children]


def line_of(place: Place, found: Live, reader: Reader, *, name: str = "") -> Line:
    day, numbers = DayReader(reader), found.of(place.code)
    return Line(
        name=name or short_name(place.name),
        href=reader.area_href(place) if place is not found.place else "",
        answered=day.cell(place, numbers, rounds.ANSWERED),
        of=rules.number(numbers[LIVED_IN], hide_small=reader.hides_small(place.code)).text,
        share=day.share(place, numbers),
        cells=[day.cell(place, numbers, one) for one in COLUMNS],
        is_silent=not numbers.get(rounds.CONTACTS.key, 0) and bool(numbers[LIVED_IN]),
    )


def chart(found: Live, trend: Trend, reader: Reader, now: datetime, today: date) -> Chart | None:
    """Answers by the hour beside yesterday's. Not drawn where the counts are too small for the reader."""
    if trend.is_empty or reader.hides_small(found.place.code):
        return None
    counted = [n for n in trend.today if n is not None]
    said = _("{n} households have answered; yesterday at this hour it was {before}.")
    return Chart(
        title=_("Households that have answered, by the hour"),
        sentence=said.format(n=thousands(counted[-1] if counted else 0), before=thousands(trend.until_now)),
        labels=[f"{hour + 1:02}:00" for hour in range(FIRST_HOUR, HOURS)],
        series=[
            Series(_("Yesterday"), list(trend.yesterday[FIRST_HOUR:]), "dash"),
            Series(
                _("Today") if found.day == today else _("That day"), list(trend.today[FIRST_HOUR:]), "ink"
            ),
        ],
        unit=_("households"),
        heading=_("Until"),
    )
