"""Refusals about incidents."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class IncidentProblem(Problem):
    """A refusal that a form shows beside what was typed."""

    code = "incidents.problem"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NoGrounds(IncidentProblem):
    code = "incidents.no_grounds"
    sentence = _("An incident is opened only with its purpose, its legal basis, and who approved it.")
    next_step = _("Write all three; nobody may be asked for anything before.")


class AlreadyOpen(IncidentProblem):
    code = "incidents.already_open"
    sentence = _("{name} is already open here, since {day}.")
    next_step = _("Work in that one, or close it first.")


class NotYet(IncidentProblem):
    code = "incidents.not_yet"
    sentence = _("This day is still to come.")
    next_step = _("Write today, or an earlier day.")


class EndsBeforeItBegins(IncidentProblem):
    code = "incidents.ends_before_it_begins"
    sentence = _("The incident was opened on {day}; it cannot end before that.")
    next_step = _("Write a later day.")


class IncidentClosed(IncidentProblem):
    code = "incidents.closed"
    status = HTTPStatus.CONFLICT
    sentence = _("This incident is closed.")
    next_step = _("Open a new one if it begins again.")


class PlaybookUnusable(IncidentProblem):
    code = "incidents.playbook_unusable"
    sentence = _("This playbook cannot be used: {why}")
    next_step = _("Mend the lines named, then look again; nothing was changed.")


class SamePlaybook(IncidentProblem):
    code = "incidents.same_playbook"
    sentence = _("This playbook is the one in force already.")
    next_step = _("Change something in it, or leave it as it is.")


class NoEditionGrounds(IncidentProblem):
    code = "incidents.no_edition_grounds"
    sentence = _("An edition is put in force only with its basis, and who approved it.")
    next_step = _("Write both: the order and its number, and the name.")


class EditionUnknown(IncidentProblem):
    code = "incidents.edition_unknown"
    sentence = _("There is no edition of this name.")
    next_step = _("Choose one of the list, or paste the text of your own.")


class EditionUnusable(IncidentProblem):
    code = "incidents.edition_unusable"
    sentence = _("This edition cannot be used: {why}")
    next_step = _("Mend the lines named, then try again; nothing was changed.")


class EditionTooEarly(IncidentProblem):
    code = "incidents.edition_too_early"
    sentence = _("The incident was not yet open at that moment.")
    next_step = _("Write a later moment.")


class SameEdition(IncidentProblem):
    code = "incidents.same_edition"
    sentence = _("This edition is in force at that moment already.")
    next_step = _("Choose another edition, or another moment.")


class NothingTold(IncidentProblem):
    code = "incidents.nothing_told"
    sentence = _("Say which rule is broken, and how.")
    next_step = _("Choose the rule, and write a sentence on what you have seen.")


class NoAnswer(IncidentProblem):
    code = "incidents.no_answer"
    sentence = _("An answer needs its words.")
    next_step = _("Write why it is so, or what was done.")
