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


# ---- entries that go back, and hand-overs ---------------------------------------------------------
class EntrySettled(Problem):
    code = "rounds.entry_settled"
    sentence = _("{who} has settled this entry already.")
    next_step = _("Look at what was decided; nothing of yours was written.")


class EntryWaits(Problem):
    code = "rounds.entry_waits"
    sentence = _("This entry is with {where} now, which has not answered yet.")
    next_step = _("Wait for the answer, or call there.")


class HandOverAnswered(Problem):
    code = "rounds.hand_over_answered"
    sentence = _("{who} has answered this already.")
    next_step = _("Look at the list again; nothing of yours was written.")


class CannotGoThere(Problem):
    code = "rounds.cannot_go_there"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("An entry cannot be handed over to {where}.")
    next_step = _("Choose another community of the same county.")


class NowhereUp(Problem):
    code = "rounds.nowhere_up"
    sentence = _("This was decided by the office above; it cannot be sent back once more.")
    next_step = _("Take it over, or call the office that decided.")


class NoSuchDoor(Problem):
    code = "rounds.no_such_door"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Your register has no single door {door}.")
    next_step = _(
        "Write it like 3-2-501, with the compound before it where doors repeat, or open its file first."
    )


# ---- lists that are checked on the ground --------------------------------------------------------
class ListRefused(Problem):
    """The file or text as a whole; nothing of it was kept."""

    code = "rounds.list_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This list cannot be read: {why}")
    next_step = _("Correct it and send it again; nothing was kept.")


class NoGridChosen(Problem):
    code = "rounds.no_grid_chosen"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("No grid or community is chosen.")
    next_step = _("Choose at least one; the list stays as it is.")


class ListNotOpen(Problem):
    code = "rounds.list_not_open"
    sentence = _("This list is not being checked: {state}.")
    next_step = _("Look at the list again; somebody else may have been faster.")


class ChecksOpen(Problem):
    code = "rounds.checks_open"
    sentence = _("{n} rows of this list have no outcome yet.")
    next_step = _("Wait for them, or mark them as not found, then close the list.")


class CheckNotThere(Problem):
    """Missing and outside look alike."""

    code = "rounds.check_not_there"
    status = HTTPStatus.NOT_FOUND
    sentence = _("On that day, this check was not given to the area of the person who sent this.")
    next_step = _(
        "See in the list where the check went; if it was passed on, the answer must come from there."
    )


class CheckAnswered(Problem):
    code = "rounds.check_answered"
    sentence = _("{who} has answered this check already.")
    next_step = _("If that was wrong, open it again with a reason.")


class CheckNotAnswered(Problem):
    code = "rounds.check_not_answered"
    sentence = _("This check is open.")
    next_step = _("Nothing has to be opened again.")
