"""Refusals about accounts and roles."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class LockedOut(Problem):
    code = "people.locked_out"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("Too many wrong passwords for this name from this place.")
    next_step = _("Wait {minutes} minutes, or ask your administrator for a new password.")
