"""The charts of an area. A count that the reader may not see is left out, and the sentence says so."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from linli.areas.measures import Measure, measure, of_group
from linli.areas.tallies import Figures
from linli.core import moments
from linli.core.components import Chart, Series
from linli.core.numbers import thousands
from linli.dashboards.reader import Reader
from linli.dashboards.rules import SMALL

Line = Sequence[tuple[date, int | None]]


def ages(figures: Figures, reader: Reader) -> Chart | None:
    bands = of_group("ages")
    return _bars(_("Residents by age"), _("Age"), bands, figures, reader)


def needs(figures: Figures, reader: Reader) -> Chart | None:
    kinds = [one for one in of_group("needs") if one.key.startswith("needs.")]
    return _bars(_("Support needs"), _("Need"), kinds, figures, reader)


def _bars(
    title: str, heading: str, bars: Sequence[Measure], figures: Figures, reader: Reader
) -> Chart | None:
    shown = [(str(one.label), reader.number(figures, one.key)) for one in bars]
    drawn = [(label, number.value) for label, number in shown if number.value is not None]
    if not any(value for _label, value in drawn):
        return None
    most = max(drawn, key=lambda bar: bar[1])
    return Chart(
        title=title,
        sentence=_most(most, left_out=len(shown) - len(drawn)),
        labels=[label for label, _value in drawn],
        series=[Series(_("Residents"), [value for _label, value in drawn], "bar")],
        unit=_("people"),
        kind="rows",
        heading=heading,
    )


def _most(bar: tuple[str, int], *, left_out: int) -> str:
    if not left_out:
        return _("Most: {name}, {n} people.").format(name=bar[0], n=thousands(bar[1]))
    return _("Most: {name}, {n} people. Counts under {small} are not drawn.").format(
        name=bar[0], n=thousands(bar[1]), small=SMALL
    )


def line(line: Line, key: str, reader: Reader, code: str) -> Chart | None:
    """One measure over the days. Nothing is drawn where a single day would show a hidden count."""
    shown = measure(key)
    counted = [n for _day, n in line if n is not None]
    if len(counted) < 2 or (reader.hides_small(code) and any(0 < n < SMALL for n in counted)):
        return None
    title = _("{measure}, {n} days").format(measure=shown.label, n=len(line))
    return Chart(
        title=title,
        sentence=_("From {first} to {last} over the days that were counted; at most {most}.").format(
            first=thousands(counted[0]), last=thousands(counted[-1]), most=thousands(max(counted))
        ),
        labels=[moments.day(day) for day, _n in line],
        series=[Series(shown.label, [n for _day, n in line])],
        unit=shown.unit,
        heading=_("Day"),
        peak=_("highest"),
    )
