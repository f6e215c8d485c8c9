"""Why a gate, a pass, a key or an errand is refused."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NoSuchProcedure(Problem):
    code = "gates.no_such_procedure"
    sentence = _("The playbook in force has no such procedure.")
    next_step = _("Choose one of the list, or have it written into the playbook.")


class GateNeedsATerm(Problem):
    code = "gates.needs_a_term"
    sentence = _("A gate stands for {most} days at most by one decision.")
    next_step = _("Choose an earlier last day. It can be extended, each time by a new decision.")


class GateClosed(Problem):
    code = "gates.closed_already"
    sentence = _("The gate {name} is closed.")
    next_step = _("Set up a new one if it is needed again.")


class NotLonger(Problem):
    code = "gates.not_longer"
    sentence = _("The new last day is not after the one that holds now.")
    next_step = _("Choose a later day; to end it earlier, close the gate.")


class NoSuchRule(Problem):
    code = "gates.no_such_rule"
    sentence = _("The playbook in force has no such rule for a pass.")
    next_step = _("Choose one of the list, or have it written into the playbook.")


class TermTooLong(Problem):
    code = "gates.pass_too_long"
    sentence = _("By its rule this pass is valid for {most} days at most.")
    next_step = _("Choose an earlier last day.")


class HolderMissing(Problem):
    code = "gates.holder_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This pass is for one person, and does not say for whom.")
    next_step = _("Write the name. It is kept here and does not stand on the pass.")


class PlateMissing(Problem):
    code = "gates.plate_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("A vehicle pass needs the number plate.")
    next_step = _("Write it as it stands on the vehicle.")


class HasAPass(Problem):
    code = "gates.has_a_pass"
    status = HTTPStatus.CONFLICT
    sentence = _("This household has a valid pass already.")
    next_step = _("Replace that one if it was lost; a second is not given.")


class PassEnded(Problem):
    code = "gates.pass_ended"
    sentence = _("This pass was replaced or revoked already.")
    next_step = _("Look at its page: it says when, by whom and why.")


class TooManyCards(Problem):
    code = "gates.too_many_cards"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("That is {n} cards; at most {most} are made at once.")
    next_step = _("Choose a smaller area: a building, a grid.")


class NothingToDraw(Problem):
    code = "gates.nothing_to_draw"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("There is nothing to print here.")
    next_step = _("Issue passes first, or choose another area.")


class PapersGone(Problem):
    code = "gates.papers_gone"
    status = HTTPStatus.GONE
    sentence = _("These cards are no longer kept. Files are deleted after a day.")
    next_step = _("Draw them again if you still need them.")


class NoPaper(Problem):
    code = "gates.no_pdf_here"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("This machine cannot make PDFs ({why}).")
    next_step = _("Print the page of cards from the browser, or have Pango installed.")


class NotAnErrand(Problem):
    code = "gates.not_an_errand"
    sentence = _("The playbook in force knows no such errand.")
    next_step = _("Choose one of the list.")


class KeyWithdrawn(Problem):
    code = "gates.key_withdrawn"
    sentence = _("Key {number} is withdrawn already.")
    next_step = _("Look at the list of keys.")
