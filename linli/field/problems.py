"""Refusals of the phone app."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class CodeNotGood(Problem):
    code = "field.code_not_good"
    status = HTTPStatus.NOT_FOUND
    sentence = _("This code is wrong, was used already, or is older than {minutes} minutes.")
    next_step = _("Ask for a new one; it takes a moment.")


class CodeUnreadable(Problem):
    code = "field.code_unreadable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This code cannot be asked about.")
    next_step = _("Scan it once more. What the gate itself says stands.")


class NoRound(Problem):
    code = "field.no_round"
    sentence = _(
        "{name} has no role today that goes on the daily round or stands on posts, so a phone would have nothing to show."
    )
    next_step = _("Give the role first, then enrol the phone.")
