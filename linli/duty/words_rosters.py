"""What keeps people from a shift, and how far a roster is, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.duty.solving import Why

CHIEF: Mapping[str, str | Promise] = {
    Why.ZONE: gettext_lazy("nobody of this part of the area is in the roster"),
    Why.QUALIFICATION: gettext_lazy("nobody near has the qualification"),
    Why.AVAILABILITY: gettext_lazy("nobody who could stand here has this time"),
    Why.DAY: gettext_lazy("whoever has this time stands on another shift that day"),
    Why.REST: gettext_lazy("whoever has this time would not be rested"),
    Why.MORNING: gettext_lazy("whoever has this time comes from a night"),
    Why.WEEK: gettext_lazy("whoever has this time has their hours of the week"),
    Why.NIGHTS: gettext_lazy("whoever has this time has their nights of the week"),
    Why.DAYS: gettext_lazy("whoever has this time needs a day off"),
    Why.TIME: gettext_lazy("the search was ended before it got there"),
}
EACH: Mapping[str, str | Promise] = {
    Why.ZONE: gettext_lazy("{n} too far"),
    Why.QUALIFICATION: gettext_lazy("{n} not qualified"),
    Why.AVAILABILITY: gettext_lazy("{n} have no time"),
    Why.DAY: gettext_lazy("{n} stand that day"),
    Why.REST: gettext_lazy("{n} not rested"),
    Why.MORNING: gettext_lazy("{n} after a night"),
    Why.WEEK: gettext_lazy("{n} at the hours of the week"),
    Why.NIGHTS: gettext_lazy("{n} at the nights of the week"),
    Why.DAYS: gettext_lazy("{n} need a day off"),
    Why.TIME: gettext_lazy("{n} could"),
}
COLLISION: Mapping[str, str | Promise] = {
    Why.QUALIFICATION: gettext_lazy("does not have the qualification"),
    Why.DAY: gettext_lazy("stands on two shifts that day"),
    Why.REST: gettext_lazy("would not be rested"),
    Why.MORNING: gettext_lazy("would come in the morning after a night"),
    Why.WEEK: gettext_lazy("would pass the hours of the week"),
    Why.NIGHTS: gettext_lazy("would pass the nights of the week"),
    Why.DAYS: gettext_lazy("would have no day off"),
    Why.FULL: gettext_lazy("is one too many there"),
    Why.UNKNOWN: gettext_lazy("is not in this roster any more"),
}
STAGES: Mapping[str, str | Promise] = {
    "": gettext_lazy("It waits for its turn."),
    "reading": gettext_lazy("Reading who can come when."),
    "solving": gettext_lazy("Looking for the best roster."),
    "placing": gettext_lazy("Giving everybody their place."),
    "explaining": gettext_lazy("Seeing what stays empty, and why."),
}


def why_words(why: Mapping[str, int]) -> str:
    """`12人没时间，3人本周班时已满`: what keeps how many, those who could come at all first."""
    order = list(EACH)
    named = sorted((key for key in why if key in EACH), key=order.index, reverse=True)
    return str(_(", ")).join(str(EACH[key]).format(n=why[key]) for key in named)
