"""Why a fact of the daily round cannot be used. It stays in quarantine until somebody has mended it."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class OutsideDuty(Problem):
    """Missing and outside look alike."""

    code = "rounds.outside_duty"
    status = HTTPStatus.NOT_FOUND
    sentence = _("On that day, this household was not in the duty area of the person who sent this.")
    next_step = _("Give the person a role for the area from that day on, then use the fact again.")


class ResidentElsewhere(Problem):
    code = "rounds.resident_elsewhere"
    sentence = _("It names a person who is not a member of this household.")
    next_step = _("See in the register where the person lives, correct the fact, then use it again.")


class HouseholdClosed(Problem):
    code = "rounds.household_closed"
    sentence = _("The file of this household is closed.")
    next_step = _("Open a file for the door, correct the fact to name it, then use it again.")


class AreaNotOpen(Problem):
    code = "rounds.area_not_open"
    sentence = _("A file can no longer be opened there: the area has been moved, merged or closed.")
    next_step = _("Correct the fact to name the area of today, then use it again.")


class DoorMissing(Problem):
    code = "rounds.door_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("It does not say which door it is.")
    next_step = _("Correct the fact to name the building, the stairwell and the room, then use it again.")
