"""The numbers of zones on a day: counted from their rows. The condition that counts also opens the rows behind it."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.measures import Measure
from linli.lib.periods import day_bounds
from linli.registers.choices import Presence, RestrictionSource
from linli.registers.models import Household, Resident, Restriction
from linli.zones.choices import WhyLifted, ZoneState
from linli.zones.models import Zone

GROUP = "zones"
SOURCE = _("Zones and the marks of their households.")
ZONES_UNIT = pgettext_lazy("measure", "zones")


def _then(day: date) -> datetime:
    """The end of the day, or now."""
    return min(day_bounds(day)[1], timezone.now())


def in_force_on(day: date) -> Q:
    """Agreed to by then, and neither lifted nor over. A drill keeps nobody in, and is none."""
    then = _then(day)
    begun = Q(approved_at__isnull=False, from_at__lt=then, until_at__gt=then, incident__is_drill=False)
    return begun & (Q(lifted_at=None) | Q(lifted_at__gt=then))


def overdue_on(day: date) -> Q:
    return in_force_on(day) & Q(state=ZoneState.IN_FORCE, review_at__lte=_then(day))


def lifted_on(day: date) -> Q:
    """Opened on the day: lifted by somebody, or ended by itself. By a renewal nothing opens."""
    first, after = day_bounds(day)
    lifted = Q(lifted_at__gte=first, lifted_at__lt=after) & ~Q(lifted_why=WhyLifted.RENEWED)
    expired = Q(state=ZoneState.EXPIRED, until_at__gt=first, until_at__lte=after)
    return Q(incident__is_drill=False) & (lifted | expired)


def _marked_homes(day: date) -> Any:
    then = _then(day)
    marks = Restriction.everywhere.filter(source=RestrictionSource.ZONE, from_at__lt=then, until_at__gt=then)
    return marks.filter(Q(lifted_at=None) | Q(lifted_at__gt=then)).values("household_id")


def homes_on(day: date) -> Q:
    """A household that two zones mark counts once."""
    return Q(pk__in=_marked_homes(day))


def people_on(day: date) -> Q:
    return Q(household_id__in=_marked_homes(day), presence=Presence.LIVING, merged_into=None)


IN_FORCE = Measure(
    key="zones.in_force", label=pgettext_lazy("measure", "Zones in force"),
    meaning=_("Places in which people stay in, at the end of the day or now."), unit=ZONES_UNIT,
    counts=Zone, where=in_force_on, source=SOURCE, group=GROUP,
)  # fmt: skip
HOUSEHOLDS = Measure(
    key="zones.households", label=pgettext_lazy("measure", "Households in zones"),
    meaning=_("Households that a zone marks; one in two zones counts once."),
    unit=pgettext_lazy("measure", "households"), counts=Household, where=homes_on, source=SOURCE, group=GROUP,
)  # fmt: skip
PEOPLE = Measure(
    key="zones.people", label=pgettext_lazy("measure", "People in zones"),
    meaning=_("People living in households that a zone marks."), unit=pgettext_lazy("measure", "people"),
    counts=Resident, where=people_on, source=SOURCE, group=GROUP,
)  # fmt: skip
OVERDUE = Measure(
    key="zones.overdue", label=pgettext_lazy("measure", "Reviews overdue"),
    meaning=_("Zones at which nobody has looked by the day on which it was due."), unit=ZONES_UNIT,
    counts=Zone, where=overdue_on, source=SOURCE, group=GROUP,
)  # fmt: skip
LIFTED = Measure(
    key="zones.lifted", label=pgettext_lazy("measure", "Zones opened"),
    meaning=_("Zones that were lifted on the day, or ended by themselves."), unit=ZONES_UNIT,
    counts=Zone, where=lifted_on, source=SOURCE, group=GROUP,
)  # fmt: skip
ALL = (IN_FORCE, HOUSEHOLDS, PEOPLE, OVERDUE, LIFTED)
