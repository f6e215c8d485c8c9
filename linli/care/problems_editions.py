"""Why a change of edition is not taken over."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class ChangeDecided(Problem):
    code = "care.change_decided"
    status = HTTPStatus.CONFLICT
    sentence = _("This is decided already, or the episode is over.")
    next_step = _("Look at the list again.")


class ChangeStale(Problem):
    code = "care.change_stale"
    status = HTTPStatus.CONFLICT
    sentence = _("Meanwhile another edition is in force here.")
    next_step = _("Decide on the proposal of that edition.")


class AskFirst(Problem):
    code = "care.change_heavier"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This would be longer or stricter; nobody takes that over alone.")
    next_step = _("Ask for it with a reason; a physician signs it, or keep it as it is.")


class WhyMissing(Problem):
    code = "care.change_why"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("A reason is needed.")
    next_step = _("Write it in a sentence; it stays readable.")


class NotAskedYet(Problem):
    code = "care.change_not_asked"
    sentence = _("Nobody has asked for this with a reason.")
    next_step = _("An officer asks first; then a physician signs.")


class OnlyAPhysician(Problem):
    code = "care.change_physician"
    status = HTTPStatus.FORBIDDEN
    sentence = _("Only a physician signs what is longer or stricter.")
    next_step = _("Ask the medical officer.")


class OtherPersonSigns(Problem):
    code = "care.change_other_person"
    sentence = _("Whoever asked for it cannot sign it too.")
    next_step = _("Another physician signs it.")
