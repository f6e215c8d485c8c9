"""Refusals of reports."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NothingToTake(Problem):
    code = "reports.nothing_to_take"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("No row fits the filter, so there is nothing to take.")
    next_step = _("Take a filter away, or choose another area.")


class NoSuchLedger(Problem):
    code = "reports.no_such_ledger"
    status = HTTPStatus.NOT_FOUND
    sentence = _("There is no ledger {name}.")
    next_step = _("There are: {known}.")


class SayWhy(Problem):
    code = "reports.say_why"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("A list of people is not taken without a reason.")
    next_step = _("Say what it is for; it stands on every sheet and in the trail.")


class NoLongerKept(Problem):
    code = "reports.no_longer_kept"
    status = HTTPStatus.GONE
    sentence = _("This list is no longer kept. Lists are deleted after a day.")
    next_step = _("Take it again if you still need it.")
