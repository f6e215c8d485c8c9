"""The kinds of fact of care."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.care.actions.trip_facts import take_trips
from linli.care.bodies import TripTold
from linli.core.facts import FactKind, declare_kinds

# Of the examples in the description of the interface; nobody has these ids.
TRIP = UUID("0192f6b0-7c00-7000-8000-00000000ca01")

declare_kinds(
    FactKind(
        name="care.trip",
        title=_("Way to a hospital"),
        body=TripTold,
        take=take_trips,
        body_days=1,  # what became of it stands with the trip, encrypted
        examples=(
            TripTold(trip=TRIP, outcome="under_way"),
            TripTold(trip=TRIP, outcome="not_done", note="车没有来"),
        ),
    )
)
