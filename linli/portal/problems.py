"""Refusals of the residents' pages. They are read by people at home, often old: short, and who helps."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class LinkNotOpen(Problem):
    """Wrong, expired, replaced, of a file that is closed: all alike, so that nobody learns which."""

    code = "portal.link_not_open"
    status = HTTPStatus.NOT_FOUND
    sentence = _("This link does not open anything.")
    next_step = _("It may have expired or been replaced. Ask your community for a new one; it costs nothing.")


class TooOften(Problem):
    code = "portal.too_often"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("That was too many times in a minute. What was saved before stays saved.")
    next_step = _("Wait {seconds} seconds, then try again.")


class NotThere(Problem):
    """A declaration that is not this household's looks like one that is not there."""

    code = "portal.not_there"
    status = HTTPStatus.NOT_FOUND
    sentence = _("There is no such declaration behind this link.")
    next_step = _("Go back to your household's page.")


class TooManyCards(Problem):
    code = "portal.too_many_cards"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("That is {count} households; cards are made for at most {limit} at once.")
    next_step = _("Choose a smaller area, such as one building.")
