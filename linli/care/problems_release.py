"""Why a release, a later end, a transfer or an objection is refused."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class OverAlready(Problem):
    code = "care.over_already"
    sentence = _("This episode is over already, or was never in force.")
    next_step = _("Look at its page: it says when, by whom and why.")


class StillLacking(Problem):
    code = "care.still_lacking"
    sentence = _("For a release something is still missing: {what}.")
    next_step = _("Enter the result first. At its end it ends by itself, with or without the test.")


class NotByThisWay(Problem):
    code = "care.not_released_by_this"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("An officer does not release on this ground.")
    next_step = _("Choose one of the grounds of the list.")


class EarlyNeedsAPhysician(Problem):
    code = "care.early_needs_physician"
    sentence = _("The edition has no early release for this category.")
    next_step = _("A physician may release earlier; ask the medical officer.")


class NotEndedByItself(Problem):
    code = "care.not_ended_by_itself"
    sentence = _("This episode did not end by itself, or somebody has looked at it since.")
    next_step = _("Look at its page.")


class EndNotLater(Problem):
    code = "care.end_not_later"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The new end is not after the one that holds now.")
    next_step = _("Choose a later end. To end it earlier, release.")


class EndTooFar(Problem):
    code = "care.end_too_far"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("By one signature the end may move by {most} days at most.")
    next_step = _("Choose an earlier end.")


class EndHasPassed(Problem):
    code = "care.end_has_passed"
    sentence = _("The end has passed: nothing is left to prolong.")
    next_step = _("If there is a new reason, open a new episode, with its own two signatures.")


class AskedAlready(Problem):
    code = "care.prolongation_asked_already"
    sentence = _("A later end is asked for already and waits for a signature.")
    next_step = _("Have it signed or refused first.")


class AnotherMustSign(Problem):
    code = "care.another_must_sign"
    sentence = _("Who asks does not sign.")
    next_step = _("Another person signs: an officer of the town, or a physician.")


class PhysicianMustSign(Problem):
    code = "care.physician_must_sign"
    sentence = _("This end lies beyond what the edition gives: only a physician may sign it.")
    next_step = _("Ask the medical officer. Oversight sees it either way.")


class AskedOfAnotherEnd(Problem):
    code = "care.asked_of_another_end"
    sentence = _("The end was changed after this was asked.")
    next_step = _("Refuse it, and have it asked anew.")


class AnsweredAlready(Problem):
    code = "care.answered_already"
    sentence = _("{who} has answered this already.")
    next_step = _("Look at the answer.")


# ---- transfers ------------------------------------------------------------------------------------
class TransferUnderWay(Problem):
    code = "care.transfer_under_way"
    sentence = _("A transfer of this person is under way already.")
    next_step = _("Finish that one, or drop it.")


class WrongStep(Problem):
    code = "care.transfer_wrong_step"
    sentence = _("The transfer is not at this step.")
    next_step = _("Look at its page: it says what comes next.")


class WrongCode(Problem):
    code = "care.transfer_wrong_code"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("That is not the code of this transfer.")
    next_step = _("Compare the person and the paper. Do not hand over anybody else.")


class TransferHeld(Problem):
    code = "care.transfer_held"
    sentence = _(
        "A pool was suspicious, and this person was not tested alone since. Without symptoms nobody is moved."
    )
    next_step = _("Have a test taken alone, and enter its result.")


class ApproverAsked(Problem):
    code = "care.transfer_own_approval"
    sentence = _("Who asks for a transfer does not approve it.")
    next_step = _("Another person approves it.")


# ---- objections -----------------------------------------------------------------------------------
class NothingToObject(Problem):
    code = "care.nothing_to_object"
    sentence = _("What this is about holds no more, or is not this household's.")
    next_step = _("Go back: the page shows what holds now.")


class AppealWaits(Problem):
    code = "care.appeal_waits"
    sentence = _("An objection to this waits for its answer already.")
    next_step = _("You find it below, with the time until which it is answered.")


class SignerAnswers(Problem):
    code = "care.signer_answers"
    sentence = _("Who signed the decision does not answer the objection.")
    next_step = _("Somebody else answers: the town, or the medical officer.")


class AnswerWithoutReasons(Problem):
    code = "care.answer_without_reasons"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("An answer gives its reasons.")
    next_step = _("Write them; the household reads them.")


class NoPaper(Problem):
    code = "care.no_pdf_here"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("This machine cannot make PDFs ({why}).")
    next_step = _("Print the page from the browser, or have Pango installed.")


class PaperNotYet(Problem):
    code = "care.paper_not_yet"
    sentence = _("This paper does not exist yet.")
    next_step = _("The notice comes with the second signature, the certificate with the release.")
