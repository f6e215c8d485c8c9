"""Numbers of the report that are counted from rows when it is made. They are not kept as tallies, so they are not
declared among the measures of the register."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.measures import Measure
from linli.care import measures as care
from linli.duty.measures import ON_POST, PUBLISHED, SHORT
from linli.gates import measures as gates
from linli.lib.periods import day_bounds
from linli.registers.measures import REGISTERED
from linli.registers.models import Household, Resident, SupportNeed
from linli.rounds.choices import ArrivalState
from linli.rounds.measures import ROUND
from linli.rounds.models import Arrival, HouseholdDay, NotMine

PEOPLE = _("people")
HOUSEHOLDS = _("households")
ARRIVALS = _("Arrivals that workers confirmed, or that were declared beforehand.")
NEEDY = REGISTERED & Q(Exists(SupportNeed.everywhere.filter(resident=OuterRef("pk"), ended_on=None)))
REACHED = Q(answered=True) | Q(met=True)


def reached_on(day: date) -> Q:
    return Q(Exists(HouseholdDay.everywhere.filter(REACHED, household=OuterRef("household"), on=day)))


def screened_until(day: date) -> Q:
    return Q(Exists(HouseholdDay.everywhere.filter(REACHED, household=OuterRef("pk"), on__lte=day)))


def not_mine_on(day: date) -> Q:
    end = day_bounds(day)[1]
    return Q(at__lt=end) & (Q(settled_at=None) | Q(settled_at__gte=end))


def arrived_until(day: date) -> Q:
    """By the hour at which somebody said that they are here: a day that is over changes by late facts only."""
    return Q(state=ArrivalState.ARRIVED, arrived_at__lt=day_bounds(day)[1])


def arrived_on(day: date) -> Q:
    return arrived_until(day) & Q(arrived_at__gte=day_bounds(day)[0])


SCREENED = Measure(
    key="rounds.screened",
    label=pgettext_lazy("daily report", "Screened so far"),
    meaning=_("Households from which an answer came, or where somebody was met, on this day or before it."),
    unit=HOUSEHOLDS,
    counts=Household,
    where=screened_until,
    source=ROUND,
)
ARRIVED_TODAY = Measure(
    key="arrivals.today",
    label=pgettext_lazy("daily report", "Today"),
    meaning=_("People from elsewhere whose arrival was confirmed on this day."),
    unit=PEOPLE,
    counts=Arrival,
    where=arrived_on,
    source=ARRIVALS,
)
ARRIVED = Measure(
    key="arrivals.total",
    label=pgettext_lazy("daily report", "So far"),
    meaning=_("People from elsewhere whose arrival has been confirmed up to this day."),
    unit=PEOPLE,
    counts=Arrival,
    where=arrived_until,
    source=ARRIVALS,
)
EXPECTED = Measure(
    key="arrivals.expected",
    label=pgettext_lazy("daily report", "Expected"),
    meaning=_("People who have been announced and have not been confirmed yet."),
    unit=PEOPLE,
    counts=Arrival,
    where=lambda day: Q(state=ArrivalState.EXPECTED),
    source=ARRIVALS,
)
CONTACTED = Measure(
    key="special.contacted",
    label=pgettext_lazy("daily report", "Contacted"),
    meaning=_("Residents with a support need whose household answered or was met on this day."),
    unit=PEOPLE,
    counts=Resident,
    where=lambda day: NEEDY & reached_on(day),
    source=ROUND,
    group="needs",
)
NOT_CONTACTED = Measure(
    key="special.not_contacted",
    label=pgettext_lazy("daily report", "Not contacted"),
    meaning=_("Residents with a support need from whose household nothing was heard on this day."),
    unit=PEOPLE,
    counts=Resident,
    where=lambda day: NEEDY & ~reached_on(day),
    source=ROUND,
    group="needs",
)
NOT_MINE = Measure(
    key="lists.not_mine",
    label=pgettext_lazy("daily report", "Not ours, open"),
    meaning=_("People or doors that a worker handed back as not theirs, and that nobody has settled yet."),
    unit=pgettext_lazy("daily report", "cases"),
    counts=NotMine,
    where=not_mine_on,
    source=_("What workers handed back."),
)

# Told from the counters of gates.
GATES = (gates.PEOPLE, gates.VEHICLES, gates.REFUSALS, gates.FEVERS)
# Counted from rows, by area.
DUTY = (ON_POST, PUBLISHED, SHORT)
CARE = care.AS_OF
FROM_ROWS = (SCREENED, ARRIVED_TODAY, ARRIVED, EXPECTED, CONTACTED, NOT_MINE, *DUTY, *CARE)
# Small enough to be counted for a whole city while a page waits.
CHEAP = (ARRIVED_TODAY, ARRIVED, EXPECTED, NOT_MINE, *DUTY, *CARE)
