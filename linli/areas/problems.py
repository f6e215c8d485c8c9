"""Refusals about the area tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem

UNFIT = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in a table: in which line (0: the table as a whole), and what to do."""

    line: int
    sentence: str

    def facts(self) -> dict[str, object]:
        return {"line": self.line or None, "problem": self.sentence}


class TableRefused(Problem):
    """A table that cannot be read in. All that is wrong stands in `findings`."""

    code = "areas.table_refused"
    status = UNFIT
    sentence = _("{source}: {count} to correct.")
    next_step = _("Correct the lines that are named and read the table in again. Nothing was written.")

    def __init__(self, findings: Sequence[Finding], *, source: str, **data: Any) -> None:
        self.findings = tuple(findings)
        super().__init__(source=source, count=len(findings), **data)

    def __str__(self) -> str:
        return "\n".join([self.title, *(finding.sentence for finding in self.findings), self.advice])


class NoSuchArea(Problem):
    code = "areas.no_such_area"
    status = HTTPStatus.NOT_FOUND
    sentence = _("There is no area with the code {given}.")
    next_step = _("`linli areas tree` shows all codes.")


class NotThereThen(Problem):
    code = "areas.not_there_then"
    status = UNFIT
    sentence = _("There was no {area} on {day}.")
    next_step = _("Choose another day.")


class NoSuchDay(Problem):
    code = "areas.no_such_day"
    status = UNFIT
    sentence = _("{given} is no day up to today.")
    next_step = _("Write it as {today}.")


class FileUnread(Problem):
    code = "areas.file_unread"
    status = UNFIT
    sentence = _("{source} cannot be read: {why}.")
    next_step = _("Check its name and place, and try again.")


class NoPlaybook(Problem):
    code = "areas.no_playbook"
    status = UNFIT
    sentence = _("{area} has no playbook, so the levels below the community have no names and digits.")
    next_step = _("Read the division table in again with --playbook and one of: {names}.")


class UnknownPlaybook(Problem):
    code = "areas.unknown_playbook"
    status = UNFIT
    sentence = _("The playbook {name} cannot be used: {why}")
    next_step = _("Take one of: {names}.")


class FutureDay(Problem):
    code = "areas.future_day"
    status = UNFIT
    sentence = _("{on} has not come yet. A change of the tree is recorded on its day or later.")
    next_step = _("Give today ({today}) or an earlier day.")


class TooEarly(Problem):
    code = "areas.too_early"
    status = UNFIT
    sentence = _("{area} was last changed on {earliest}; a change cannot lie before that.")
    next_step = _("Give {earliest} or a later day.")


class NotOpen(Problem):
    code = "areas.not_open"
    sentence = _("{area} was closed on {until}.")
    next_step = _("Choose the area that took its place.")


class NameMissing(Problem):
    code = "areas.name_missing"
    status = UNFIT
    sentence = _("The name is empty or longer than {limit} characters.")
    next_step = _("Write the name that people use for the place.")


class NameTaken(Problem):
    code = "areas.name_taken"
    sentence = _("{parent} already has {name} ({code}).")
    next_step = _("If both are the same place, use that one; if not, add what tells them apart.")


class WrongLevel(Problem):
    code = "areas.wrong_level"
    status = UNFIT
    sentence = _("{level} cannot stand directly under {parent}.")
    next_step = _("Under it may stand: {levels}.")


class CodesExhausted(Problem):
    code = "areas.codes_exhausted"
    sentence = _("All numbers under {parent} are taken; a number is never given twice.")
    next_step = _("Divide {parent} first, or give the level more digits in the playbook.")


class CodeUnfit(Problem):
    code = "areas.code_unfit"
    status = UNFIT
    sentence = _("The code {given} does not fit under {parent}: {why}")
    next_step = _("Leave the code empty and the next free one is taken.")


class IntoItself(Problem):
    code = "areas.into_itself"
    status = UNFIT
    sentence = _("{area} cannot be put into itself or into what lies within it.")
    next_step = _("Choose another area.")


class AlreadyThere(Problem):
    code = "areas.already_there"
    status = UNFIT
    sentence = _("{area} already is as you ask.")
    next_step = _("Nothing had to be changed.")


class NotAlike(Problem):
    code = "areas.not_alike"
    status = UNFIT
    sentence = _("{one} and {other} are of different levels and cannot become one.")
    next_step = _("Merge areas of one level; move what lies within them instead.")


class OtherCity(Problem):
    code = "areas.other_city"
    status = UNFIT
    sentence = _("{area} and {other} lie in cities with different playbooks.")
    next_step = _("Choose an area of the same city.")


class TopStays(Problem):
    code = "areas.top_stays"
    status = UNFIT
    sentence = _("{area} is the top of its tree and can only be renamed.")
    next_step = _("Choose an area within it.")


class NothingToMerge(Problem):
    code = "areas.nothing_to_merge"
    status = UNFIT
    sentence = _("A merge needs at least two areas.")
    next_step = _("Choose the areas that become one.")


class NothingToDivide(Problem):
    code = "areas.nothing_to_divide"
    status = UNFIT
    sentence = _("Nothing is given to {part}.")
    next_step = _("Give each part at least one of the places within {area}.")


class DividedTwice(Problem):
    code = "areas.divided_twice"
    status = UNFIT
    sentence = _("{child} is given to two parts, or does not lie directly in {area}.")
    next_step = _("Give each place within {area} to one part.")


class NotDivided(Problem):
    code = "areas.not_divided"
    status = UNFIT
    sentence = _("{count} places within {area} are given to no part: {names}.")
    next_step = _("Give each of them to a part, or let {area} go on with them.")


class StillInUse(Problem):
    code = "areas.still_in_use"
    sentence = _("{area} cannot be closed: {what} still stand in it.")
    next_step = _("Move them first, or merge {area} into a neighbouring area.")


class TreeChanged(Problem):
    """An action wrote into an area that was moved or closed while it ran."""

    code = "areas.tree_changed"
    sentence = _("The area was moved or closed while you were working in it. Nothing was saved.")
    next_step = _("Load the page again and repeat the step.")


class NoSuchCommunity(Problem):
    code = "areas.no_such_community"
    status = UNFIT
    sentence = _("A row has no community to stand in: {why}")
    next_step = _("Write the community's full name or its code in its column.")


class NoPlaceNamed(Problem):
    code = "areas.no_place_named"
    status = UNFIT
    sentence = _("The row names no place below the community.")
    next_step = _("Fill in the column of its level, or delete the row.")


class ShapesRefused(TableRefused):
    code = "areas.shapes_refused"
    next_step = _("Correct the file and read it in again. Nothing was written.")


class SheetRefused(TableRefused):
    code = "areas.sheet_refused"
    sentence = _("{source} cannot be used.")
    next_step = _("Correct the workbook and choose it again. Nothing was written.")
