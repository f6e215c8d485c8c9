"""The numbers of the register."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.measures import Measure, declare
from linli.registers.choices import Occupancy, Presence
from linli.registers.models import Household, Resident

HERE = Q(presence=Presence.LIVING, merged_into=None)
REGISTERED = Q(presence__in=[Presence.LIVING, Presence.AWAY], merged_into=None)


def households(condition: Q) -> Q:
    return Q(closed_on=None) & condition


declare(
    Measure(
        key="households.dwellings",
        label=_("Dwellings"),
        meaning=_("Every door with a file, lived in or not."),
        unit=_("doors"),
        counts=Household,
        where=lambda day: households(Q()),
        group="households",
    ),
    Measure(
        key="households.lived_in",
        label=_("Households"),
        meaning=_("Dwellings that are neither vacant nor used otherwise."),
        unit=_("households"),
        counts=Household,
        where=lambda day: households(~Q(occupancy__in=[Occupancy.VACANT, Occupancy.OTHER_USE])),
        group="households",
    ),
    Measure(
        key="residents.registered",
        label=_("Residents"),
        meaning=_("Living here or away for a time; not those who moved out or died."),
        unit=_("people"),
        counts=Resident,
        where=lambda day: REGISTERED,
        group="residents",
    ),
    Measure(
        key="residents.living",
        label=_("Living here"),
        meaning=_("Residents who are here now."),
        unit=_("people"),
        counts=Resident,
        where=lambda day: HERE,
        group="residents",
    ),
)
