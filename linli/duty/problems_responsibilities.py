"""Why somebody cannot be made responsible, and what to do instead."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem
from linli.duty.rules_responsibilities import Misfit


class PatternUnknown(Problem):
    code = "duty.pattern_unknown"
    sentence = _("The playbook in force here has no pattern {pattern} with a slot {slot} for this.")
    next_step = _("Open the gaps again and choose from there.")


class TargetGone(Problem):
    code = "duty.target_gone"
    sentence = _("{target} is closed; nobody has to answer for it any more.")
    next_step = _("Open the gaps again; it has left the list.")


class WrongKindOfHolder(Problem):
    code = "duty.wrong_kind_of_holder"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{who} cannot fill the slot {slot}: it is for {wanted}.")
    next_step = _("Choose from the list below the field.")


class LacksRole(Problem):
    code = "duty.lacks_role"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{who} does not hold the role {role} here.")
    next_step = _("Choose somebody who does, or have the role given first.")


class LacksQualification(Problem):
    code = "duty.lacks_qualification"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{who} has no confirmed qualification {qualification}.")
    next_step = _("Choose somebody who has, or confirm it in the volunteers' book first.")


class NotOfTheOrganisation(Problem):
    code = "duty.not_of_the_organisation"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{who} does not belong to the organisation that answers for {target}.")
    next_step = _("Choose one of its members.")


class LoadFull(Problem):
    code = "duty.load_full"
    sentence = _("{who} answers for {load} already; the playbook allows {most}.")
    next_step = _("Choose somebody with fewer, or hand some of theirs on first.")


class SlotFull(Problem):
    code = "duty.slot_full"
    sentence = _("{target} has enough for {slot}: {most}.")
    next_step = _("End one of these first, or hand it on; or make the person a deputy.")


class InItAlready(Problem):
    code = "duty.in_it_already"
    sentence = _("{who} answers for {target} in this slot already.")
    next_step = _("Look at the term that stands; nothing was written.")


class EndsTooEarly(Problem):
    code = "duty.ends_too_early"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The last day lies before the first.")
    next_step = _("Correct one of the two days.")


class OverAlready(Problem):
    code = "duty.over_already"
    sentence = _("This responsibility is over already.")
    next_step = _("Open the page again to see who answers now.")


class HolderClosed(Problem):
    code = "duty.holder_closed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{who} is closed, or its term is over.")
    next_step = _("Choose another.")


class OutsideYourDuty(Problem):
    code = "duty.outside_your_duty"
    status = HTTPStatus.NOT_FOUND
    sentence = _("One of these lies outside your duty.")
    next_step = _("Choose from the list again; nothing was written.")


class ProposalDecided(Problem):
    code = "duty.proposal_decided"
    sentence = _("This proposal cannot be decided any more: {state}.")
    next_step = _("Open it again to see what became of it, or have a new one worked out.")


class LiaisonsRefused(Problem):
    """The file as a whole; nothing of it was kept."""

    code = "duty.liaisons_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This list cannot be read: {why}")
    next_step = _("Correct it and send it again; nothing was kept.")


MISFITS: dict[Misfit, type[Problem]] = {
    Misfit.WRONG_KIND: WrongKindOfHolder,
    Misfit.NO_ROLE: LacksRole,
    Misfit.NO_QUALIFICATION: LacksQualification,
    Misfit.NOT_OF_ORGANISATION: NotOfTheOrganisation,
    Misfit.LOAD_FULL: LoadFull,
    Misfit.SLOT_FULL: SlotFull,
    Misfit.IN_IT_ALREADY: InItAlready,
}
