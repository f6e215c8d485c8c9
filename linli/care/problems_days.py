"""What can go wrong with the days of an episode: checks, tests, and what is brought."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NotYourCare(Problem):
    """Missing and somebody else's look alike."""

    code = "care.not_your_care"
    status = HTTPStatus.NOT_FOUND
    sentence = _("On that day, whoever sent this did not care for this person.")
    next_step = _("Name the carer in duty from that day on, then use it again.")


class NotInCare(Problem):
    code = "care.not_in_care"
    status = HTTPStatus.CONFLICT
    sentence = _("At that time, this person was not in care.")
    next_step = _("Look whether it was meant for somebody else of the household.")


class NoSuchTask(Problem):
    code = "care.no_such_task"
    status = HTTPStatus.NOT_FOUND
    sentence = _("This is not on the list of things to bring or to do.")
    next_step = _("Fetch the day's list again.")


class NoSuchTest(Problem):
    code = "care.no_such_test"
    status = HTTPStatus.NOT_FOUND
    sentence = _("This test is not due, or not any more.")
    next_step = _("Fetch the day's list again.")


class HasResult(Problem):
    code = "care.test_has_result"
    status = HTTPStatus.CONFLICT
    sentence = _("This test has a result already: {result}.")
    next_step = _("A physician can correct it, with the reason.")


class NotYetTaken(Problem):
    code = "care.test_not_yet_due"
    status = HTTPStatus.CONFLICT
    sentence = _("This test is due on {day}; it cannot have a result before.")
    next_step = _("Look whether another test of this person is meant.")


class SaysNothing(Problem):
    code = "care.check_says_nothing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The check tells neither temperature nor symptoms.")
    next_step = _("Enter the temperature, or choose that there are no symptoms.")
