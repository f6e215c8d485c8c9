"""Refusals of the daily report."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NoReportHere(Problem):
    code = "daily.no_report_here"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{area} makes no daily report of its own.")
    next_step = _(
        "Communities, villages and the levels above them report; the playbook gives each its cut-off."
    )


class NotThisDay(Problem):
    code = "daily.not_this_day"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("A report of {day} is not taken any more, or not yet.")
    next_step = _("Choose a day of the last week.")


class AlreadyReported(Problem):
    code = "daily.already_reported"
    sentence = _("{who} reported this already, at {at}.")
    next_step = _(
        "Look at what was reported. What you typed is still here; correct single figures where needed."
    )


class AlreadySigned(Problem):
    code = "daily.already_signed"
    sentence = _("{who} signed this report already, at {at}.")
    next_step = _(
        "Its figures stay as they are. Correct what is wrong; the old figure stays beside the new one."
    )


class NotReportedYet(Problem):
    code = "daily.not_reported_yet"
    sentence = _("This report was not handed in yet, so there is nothing to sign.")
    next_step = _("Check the figures and report them first.")


class NotNil(Problem):
    code = "daily.not_nil"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This is no nil return: {fields}.")
    next_step = _("Take the mark for nil away and report the figures as they are.")


class SignedElsewhere(Problem):
    code = "daily.signed_elsewhere"
    sentence = _("The report of {area} is signed by somebody whose duty is that area.")
    next_step = _("Ask the person responsible there, or report on their behalf.")


class SayWhatWasWrong(Problem):
    code = "daily.say_what_was_wrong"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("A reported figure is not changed without saying why.")
    next_step = _("Say in a few words what was wrong.")


class NotAFigure(Problem):
    code = "daily.not_a_figure"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This figure is counted from the records and is not typed.")
    next_step = _("Correct the record; the report then shows the difference by itself.")


class NoPdfHere(Problem):
    code = "daily.no_pdf_here"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("This machine cannot make PDF files: Pango is not installed ({why}).")
    next_step = _("Print the report and save it as PDF, take the Word document, or have Pango installed.")
