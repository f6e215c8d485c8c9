"""The texts of ways to hospitals on the phone of who goes along."""

from typing import Any

from django.utils.translation import gettext as _

from linli.care.choices import TripState
from linli.field.word_tables import labels


def trip_words() -> dict[str, Any]:
    return {
        "trip_state": labels(TripState),
        "kinds_care.trip": _("Way to a hospital"),
        "trips_mine": _("Ways on which you go along: {n}"),
        "trips_none": _("You go along on no way in these days."),
        "trip_due": _("there by {time}"),
        "trip_leave": _("leaves {time}"),
        "trip_late": _("should be there since {time}"),
        "trip_why_needed": _("Write why it was not done."),
    }
