"""Why a roster cannot be made, changed or put in force. Each says what to do next."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NothingToFill(Problem):
    code = "duty.nothing_to_fill"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("No post of these days needs anybody.")
    next_step = _("Publish the posts first, or choose other days.")


class BeingSolved(Problem):
    code = "duty.roster_being_solved"
    sentence = _("The roster is being solved at this moment.")
    next_step = _("Wait until it is done; nothing was changed.")


class RosterSetAside(Problem):
    code = "duty.roster_set_aside"
    sentence = _("This roster is put aside; it is not changed any more.")
    next_step = _("Make a new one for these days.")


class NotSolvedYet(Problem):
    code = "duty.roster_not_solved"
    sentence = _("There is nothing that could be put in force: {state}.")
    next_step = _("Have it solved first.")


class RosterPostFull(Problem):
    code = "duty.roster_post_full"
    sentence = _("This post has its people in the roster already.")
    next_step = _("Take somebody off it first.")


class RosterPostOver(Problem):
    code = "duty.roster_post_over"
    sentence = _("This shift has begun; the roster does not change it any more.")
    next_step = _("Change who stands there on the post itself.")


class NotInTheRoster(Problem):
    code = "duty.not_in_the_roster"
    sentence = _("This person is not in the roster any more.")
    next_step = _("Look at the roster again; nothing was changed.")
