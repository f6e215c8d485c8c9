"""Refusals of the volunteers' book, of teams, and of what organisations do."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class InTheBook(Problem):
    code = "duty.in_the_book"
    sentence = _("{name} is in the volunteers' book already.")
    next_step = _("Look the page up in the book and change it there.")


class ConsentNotGiven(Problem):
    code = "duty.consent_not_given"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Nobody is kept in the book without agreeing to it.")
    next_step = _("Ask first; then tick that they agreed.")


class NotThatState(Problem):
    code = "duty.not_that_state"
    sentence = _("This page stands at “{now}”; it cannot become “{wanted}”.")
    next_step = _("Look at the page again; somebody else may have been faster.")


class TrainedAlready(Problem):
    code = "duty.trained_already"
    sentence = _("This training of that day is on the page already.")
    next_step = _("Correct the day or the subject; nothing was written.")


class TeamClosed(Problem):
    code = "duty.team_closed"
    sentence = _("The team {name} has ended.")
    next_step = _("Name a new team; the old one stays as it was.")


class NotOfTheOrganisation(Problem):
    code = "duty.not_of_the_organisation"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{name} is not a member of {organisation}.")
    next_step = _("Enter the membership first, with the person's consent.")
