"""Why an episode is not opened, signed, agreed to or changed."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NeedsAPerson(Problem):
    code = "care.needs_a_person"
    sentence = _("A restriction is decided by a named person, never by the system.")
    next_step = _("Sign in and decide under your own name.")


class NoIncident(Problem):
    code = "care.no_incident"
    sentence = _("No emergency is open here, so nobody may be asked to stay in.")
    next_step = _("Have the emergency opened first, with its purpose and its basis.")


class NotRegistered(Problem):
    code = "care.not_registered"
    sentence = _("This person does not live here any more, by the register.")
    next_step = _("Correct the register first, or look for the person elsewhere.")


class NoSuchCategory(Problem):
    code = "care.no_such_category"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The edition in force knows no such category.")
    next_step = _("Choose one of its categories. Others may not be restricted.")


class NothingPrescribed(Problem):
    code = "care.nothing_prescribed"
    sentence = _("The edition in force prescribes nothing for this person.")
    next_step = _("Note the proposal as not needed; the reason is shown beside it.")


class DaysOver(Problem):
    code = "care.days_over"
    sentence = _("By these days it would have ended already.")
    next_step = _("Check the day from which is counted. If it is right, nothing is to be done.")


class PlanChanged(Problem):
    code = "care.plan_changed"
    sentence = _("The plan is no longer the one that was shown to you.")
    next_step = _("Read the plan again, with its reasons, and decide then.")


class EditionChanged(Problem):
    code = "care.edition_changed"
    sentence = _("Another edition of the policy is in force since the first signature.")
    next_step = _("It must be signed anew under the edition in force.")


class ReasonsMissing(Problem):
    code = "care.reasons_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Category, evidence, basis, day, end and the way to object must all be there.")
    next_step = _("Fill in what is missing. Without it nobody is restricted.")


class NoConfirmedCase(Problem):
    code = "care.no_confirmed_case"
    sentence = _("No physician has confirmed this person as a case.")
    next_step = _("Report the case and have a physician confirm it first.")


class NeedsAPhysician(Problem):
    code = "care.needs_a_physician"
    sentence = _("This rests on a line of the rules that has not been verified.")
    next_step = _("One of the two signatures must be that of a medical officer.")


class SamePerson(Problem):
    code = "care.same_person"
    sentence = _("You have signed this yourself. The second decision is another person's.")
    next_step = _("Ask somebody else who may agree.")


class NotNow(Problem):
    code = "care.not_now"
    sentence = _("This cannot be done any more: {state}.")
    next_step = _("Load the page again and look at how it stands.")


class WhyMissing(Problem):
    code = "care.why_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("A reason is missing.")
    next_step = _("Write in a few words why.")


class BatchNotAgreed(Problem):
    code = "care.batch_not_agreed"
    sentence = _(
        "{n} were opened together, more than the {limit} that one officer may open. A second person must agree to the number first."
    )
    next_step = _("Ask somebody who may agree to look at the whole list.")


class TooFewForACase(Problem):
    code = "care.too_few_for_a_case"
    sentence = _("By the edition in force this does not make a case yet.")
    next_step = _(
        "Test this person again alone, or have a physician make the diagnosis. A pool counts for nobody."
    )


class NobodyChosen(Problem):
    code = "care.nobody_chosen"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Nobody was chosen.")
    next_step = _("Go back, tick the people, and try again.")
