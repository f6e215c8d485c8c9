"""What can go wrong with trips and calls."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NotYourTrip(Problem):
    code = "care.not_your_trip"
    status = HTTPStatus.FORBIDDEN
    sentence = _("Somebody else goes along on this trip.")
    next_step = _("Ask the community to put you down as the escort.")


class TripIsOver(Problem):
    code = "care.trip_is_over"
    status = HTTPStatus.CONFLICT
    sentence = _("This trip is over or was cancelled.")
    next_step = _("Look at how it stands now; enter a new one if one is needed.")


class NoSuchTrip(Problem):
    code = "care.no_such_trip"
    status = HTTPStatus.NOT_FOUND
    sentence = _("There is no such trip any more.")
    next_step = _("Fetch the day's list again.")


class TripInThePast(Problem):
    code = "care.trip_in_the_past"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The time at which somebody must be there has gone by.")
    next_step = _("Look at the day and the time.")


class NeedHasEnded(Problem):
    code = "care.need_has_ended"
    status = HTTPStatus.CONFLICT
    sentence = _("This support need has ended.")
    next_step = _("Look at the household's file, and enter the need anew if it is back.")


class EscortNotThere(Problem):
    code = "care.escort_not_there"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Nobody of that name goes along from here.")
    next_step = _("Choose somebody who cares for households with a phone.")
