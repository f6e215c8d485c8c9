"""The numbers above the register's list that no figure counts: how many doors, where figures count people."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from linli.areas.measures import Measure, declare
from linli.registers.choices import Presence
from linli.registers.measures import REGISTERED, always, member, open_file
from linli.registers.models import Household, Resident, SupportNeed

_needing = Resident.everywhere.filter(
    REGISTERED, Exists(SupportNeed.everywhere.filter(resident=OuterRef("pk"), ended_on=None))
)

declare(
    Measure(
        key="households.with_need",
        label=_("Households with a support need"),
        meaning=_("Dwellings where at least one resident has an open support need."),
        unit=_("households"),
        counts=Household,
        where=always(open_file(Q(Exists(_needing.filter(household=OuterRef("pk")))))),
        source=_("The support needs in the residents' records."),
        group="lists",
        of="households.lived_in",
    ),
    Measure(
        key="households.with_away",
        label=_("Households with somebody away"),
        meaning=_("Dwellings of which at least one resident is away for a time."),
        unit=_("households"),
        counts=Household,
        where=always(open_file(member(Q(presence=Presence.AWAY)))),
        source=_("The residents' records in the household's file."),
        group="lists",
        of="households.lived_in",
    ),
)
