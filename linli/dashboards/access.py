"""The door to a number and to what lies behind it."""

from datetime import date

from linli.areas.measures import Measure, all_measures
from linli.areas.models import Area
from linli.core import moments
from linli.core.problems import NotFound
from linli.dashboards.problems import NoSuchDay, NotThereYet
from linli.dashboards.queries import Place, place_on
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer


def day_from(text: str, *, today: date) -> date:
    """The day that a page is asked for; today where none is."""
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NoSuchDay(day=text[:20]) from None
    if day > today:
        raise NoSuchDay(day=day.isoformat())
    return day


def measure_named(key: str) -> Measure:
    found = next((one for one in all_measures() if one.key == key), None)
    if found is None:
        raise NotFound(measure=key)
    return found


def rows_measure_for(viewer: Viewer, key: str) -> Measure:
    """A measure whose rows the duty opens."""
    viewer.need(C.FIGURES_READ, C.HOUSEHOLDS_READ, C.ROWS_BEHIND_FIGURES)
    found = measure_named(key)
    if found.group in {"needs", "needs_unconfirmed"}:
        viewer.need(C.NEEDS)
    return found


def place_for(area: Area, day: date) -> Place:
    found = place_on(area, day)
    if found is None:
        raise NotThereYet(area=area.name, day=moments.day(day))
    return found
