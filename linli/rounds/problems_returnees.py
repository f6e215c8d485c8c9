"""Refusals about who comes: declarations that have been settled, changed, or cannot stand."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class ArrivalSettled(Problem):
    code = "rounds.arrival_settled"
    sentence = _("This has been settled already: {state}.")
    next_step = _("Look at how it stands now; nothing of yours was written.")


class ArrivesTooFarOff(Problem):
    code = "rounds.arrives_too_far_off"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The day of arrival lies too far off.")
    next_step = _("Write a day from the last month to the next three.")


class NotOfThisDoor(Problem):
    code = "rounds.not_of_this_door"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This person can no longer be chosen.")
    next_step = _("Look at the proposals again and choose one of them.")


class NoSuchOrigin(Problem):
    code = "rounds.no_such_origin"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This place is not one of those that were asked about.")
    next_step = _("Choose one of the places shown, or keep the words as they are.")
