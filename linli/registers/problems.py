"""Refusals of the register."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class MinorsPhone(Problem):
    code = "registers.minors_phone"
    status = HTTPStatus.FORBIDDEN
    sentence = _("A child's telephone number is never shown.")
    next_step = _("Call the head of the household.")


class NothingToShow(Problem):
    code = "registers.nothing_to_show"
    sentence = _("The register has no such number.")
    next_step = _("Ask at the next visit, then add it.")


class DoorTaken(Problem):
    code = "registers.door_taken"
    sentence = _("{door} has a file already.")
    next_step = _(
        "Open that file. If two households share the door, give this one a part: A, B, front, back."
    )


class StillLivedIn(Problem):
    code = "registers.still_lived_in"
    sentence = _("{n} people are still registered behind this door.")
    next_step = _("Move them to another household, or mark them as moved out, then close the file.")


class FileClosed(Problem):
    code = "registers.file_closed"
    sentence = _("The file of this door is closed.")
    next_step = _("Choose another household, or open a new file for the door.")


class HasThisNeed(Problem):
    code = "registers.has_this_need"
    sentence = _("This need stands in the record already.")
    next_step = _("Change the one that is there, or end it first.")


class SamePerson(Problem):
    code = "registers.same_person"
    sentence = _("A record cannot be merged with itself.")
    next_step = _("Choose the other record.")


class MergedAlready(Problem):
    code = "registers.merged_already"
    sentence = _("One of these records has been merged meanwhile.")
    next_step = _("Open the record that was kept and look there.")


class CannotTakeBack(Problem):
    code = "registers.cannot_take_back"
    sentence = _("This cannot be taken back exactly: {what} was changed later, by {who}.")
    next_step = _("Take the later change back first, or restore single values from the history.")


class TakenBackAlready(Problem):
    code = "registers.taken_back_already"
    sentence = _("This has been taken back already.")
    next_step = _("Look at the history of the household.")


class CannotRestore(Problem):
    code = "registers.cannot_restore"
    sentence = _("This value cannot be restored from the history.")
    next_step = _("Correct the record instead.")


class NotThere(Problem):
    code = "registers.not_there"
    sentence = _("This resident has moved out or died; the record says so.")
    next_step = _("Mark the person as living here again first.")
