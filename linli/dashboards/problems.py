"""Refusals of the figures."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NoSuchDay(Problem):
    code = "dashboards.no_such_day"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{day} is not a day with figures.")
    next_step = _("Choose today or a day before it.")


class NotThereYet(Problem):
    code = "dashboards.not_there_yet"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{area} did not exist on {day}.")
    next_step = _("Choose another day, or the area that it belonged to then.")
