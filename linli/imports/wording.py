"""The sentences about rows: what was done with one, why one cannot be used, what is asked, which answers there are."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.core.moments import day as written_day
from linli.imports import plans
from linli.imports.fields import name_of
from linli.imports.plans import Ask
from linli.imports.rules.reading import Doubt, Refusal, Remark, Said, Skip
from linli.registers.choices import BirthPrecision, NeedCode, Occupancy, Presence, Relation, Sex
from linli.registers.labels import HOUSEHOLD, RESIDENT
from linli.registers.likeness import Reason

Text = str | Promise

SAID: dict[str, Text] = {
    # skipped
    Skip.BLANK: _("Blank row"),
    Skip.TOTAL: _("A total, no data"),
    Skip.HEADING: _("The headings once more, no data"),
    Skip.NOTE: _("A remark, no data"),
    Skip.GROUP: _("Names the building of the rows below"),
    Skip.REPEATED: _("Says the same as row {row}"),
    # refused
    Refusal.NO_NAME: _("There is no name. Write it; for an empty dwelling write 空置."),
    Refusal.NOT_A_NAME: _("This is not a name. Write the name alone."),
    Refusal.NAME_MASKED: _("The name is masked. Write it in full."),
    Refusal.SEVERAL_NAMES: _("Several names stand in one cell. Give each person a row."),
    Refusal.NO_DOOR: _("There is no door. Write it, as 3-2-501."),
    Refusal.NO_ROOM: _("“{text}” names no room. Write the whole door, as 3-2-501."),
    Refusal.DOOR_BECAME_DATE: _(
        "The door has become a date, {text}. Make the column text, then write the doors again."
    ),
    Refusal.OTHER_COMMUNITY: _("Not in {here} but in {there}. Hand the row over to them."),
    Refusal.WHICH_COMMUNITY: _("In which community? Add a column 社区, or read the file in community by community."),
    Refusal.UNKNOWN_COMMUNITY: _("There is no community “{name}” here. Correct the name."),
    Refusal.HELD_BACK: _("Given back to be looked at. Not written."),
    # remarks on cells
    Remark.READ_AS: _("“{text}” is read as {value}"),
    Remark.UNREADABLE: _("{field}: “{text}” cannot be read and is left out"),
    Remark.OLD_DOCUMENT: _("15-digit ID, kept with 18 digits"),
    Remark.DOCUMENT_MASKED: _("The ID is masked and not taken"),
    Remark.DOCUMENT_WORDS: _("“{text}” is no number and is left out"),
    Remark.PHONE_MASKED: _("The telephone is masked and not taken"),
    Remark.PHONE_OTHERS: _("{count} more numbers go into the notes"),
    Remark.BIRTH_FROM_DOCUMENT: _("The birth differs from the ID; the ID holds"),
    Remark.SEX_FROM_DOCUMENT: _("The sex differs from the ID; the ID holds"),
    Remark.NEED_IN_NOTES: _("The notes sound like “{need}”; listed to be confirmed"),
    Remark.NEW_PLACE: _("Founds {place}"),
    # outcomes
    "same": _("As in the register"),
    "opens_home": _("The register has no household {door}; it is opened"),
    "opens_dwelling": _("The register has no door {door}; it is opened, empty"),
    "joins": _("New in household {door}"),
    "adds": _("The same person as row {row}; adds to it"),
    "change": _("{column} {from} → {to}"),
    "added": _("{column}: {to}"),
    "changed_unseen": _("{column} changed"),
    "moves": _("Moves to {to}"),
    "need": _("Support need: {need}"),
    "need_open": _("Support need to be confirmed: {need}"),
    "confirms": _("Confirms: {need}"),
    "contact": _("Contact: {name}"),
    "plates": _("{count} vehicles"),
    "leavers": _("{count} people on file there are marked as moved out"),
}  # fmt: skip

_PHONE: dict[str, Text] = {
    "rounded": _("The telephone has become a scientific number and lost its end."),
    "wrong_length": _("The telephone has too few or too many digits."),
    "not_a_number": _("This is no telephone number."),
}
_DOCUMENT: dict[str, Text] = {
    "rounded": _("The ID was kept as a number and lost its last digits."),
    "wrong_length": _("The ID has too few or too many digits."),
    "wrong_characters": _("The ID holds signs that no ID has."),
    "wrong_check_digit": _("The check digit of the ID is wrong; by the rule it should be {expected}."),
    "no_such_day": _("The ID holds a day of birth that does not exist."),
    "several": _("Several ID numbers stand in one cell."),
}
_ASKED: dict[str, Text] = {
    Doubt.DOOR_BLANK: _("A head of household without a door, below row {row}."),
    Doubt.BUILDING: _("Several doors may be meant."),
    Doubt.MOVED: _("The register has this person at {there}; here stands {here}."),
    Doubt.NAME: _("The register calls this person {name}."),
    Doubt.HEAD: _("This door has a head of household already: {name}."),
    Doubt.VACANT: _("The register has {count} people living there."),
    Doubt.CHANGED: _("Somebody has changed this in the register since the check: {columns}."),
}
_OPTIONS: dict[tuple[str, str], Text] = {
    (Doubt.PHONE, plans.KEEP): _("Keep the register's {known}"),
    (Doubt.PHONE, plans.BLANK): _("Leave it empty for now"),
    (Doubt.DOCUMENT, plans.WITHOUT): _("Take the rest, without the ID"),
    (Doubt.DOOR_BLANK, plans.SAME): _("The same household as row {row}"),
    (Doubt.PERSON, plans.NEW): _("Open another person"),
    (Doubt.MOVED, plans.MOVE): _("Moved here"),
    (Doubt.MOVED, plans.STAY): _("Stays at {there}; take the rest"),
    (Doubt.NAME, plans.KEEP): _("Keep {name}"),
    (Doubt.NAME, plans.TAKE): _("Take the sheet's name"),
    (Doubt.HEAD, plans.JOIN): _("One more person of this household"),
    (Doubt.HEAD, plans.REPLACE): _("New people; those before have moved out"),
    (Doubt.HEAD, plans.BESIDE): _("A second household behind this door"),
    (Doubt.VACANT, plans.KEEP): _("They live there; leave it"),
    (Doubt.VACANT, plans.MOVE): _("They have moved out; it is vacant"),
    (Doubt.CHANGED, plans.KEEP): _("Keep the register's"),
    (Doubt.CHANGED, plans.TAKE): _("Take the sheet's"),
}
_HOLD = _("Give it back to be checked")

KINDS: dict[str, Text] = {
    Doubt.PHONE: _("Telephone cannot be used"),
    Doubt.DOCUMENT: _("ID cannot be used"),
    Doubt.DOOR_BLANK: _("Door is missing"),
    Doubt.BUILDING: _("Which door"),
    Doubt.PERSON: _("Perhaps the same person"),
    Doubt.MOVED: _("At another door"),
    Doubt.NAME: _("Under another name"),
    Doubt.HEAD: _("A second head of household"),
    Doubt.VACANT: _("Vacant or lived in"),
    Doubt.CHANGED: _("Changed meanwhile"),
}

_CHOICES: dict[str, dict[str, Text]] = {
    "occupancy": dict(Occupancy.choices),
    "presence": dict(Presence.choices),
    "relation": dict(Relation.choices),
    "sex": dict(Sex.choices),
    "birth_precision": dict(BirthPrecision.choices),
    "is_living_here": dict(Presence.choices),
}
_SIZE = pgettext_lazy("column of an import", "Living here")


class _Blanks(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _fill(text: Text, data: dict[str, Any]) -> str:
    return str(text).format_map(_Blanks(data))


def label(column: str) -> str:
    """What a column of the register is called here: short, as a cell's note."""
    if column == "stated_residents":
        return str(_SIZE)
    return str(RESIDENT.get(column) or HOUSEHOLD.get(column) or column)


def value(column: str, text: str) -> str:
    """A value as the reader knows it: words for codes, days as days."""
    if column in _CHOICES:
        return str(_CHOICES[column].get(text, text))
    if column.endswith("_on") and text:
        return written_day(date.fromisoformat(text))
    return text


def say(said: Said, places: list[str] | None = None) -> str:
    """The sentence of a code, in the reader's language."""
    data = dict(said.data)
    code = str(said.code)
    if code == "change":
        return _change(data)
    if code == Remark.READ_AS:
        data["value"] = value(str(data.get("field", "")), str(data.get("value", "")))
    if code == Remark.UNREADABLE:
        data["field"] = name_of(str(data.get("field", "")), get_language() or "zh")
    if code in ("need", "confirms", Remark.NEED_IN_NOTES):
        code = "need_open" if code == "need" and not data.get("confirmed", True) else code
        data["need"] = str(dict(NeedCode.choices).get(str(data.get("need")), data.get("need")))
    if code == Remark.NEW_PLACE:
        number = int(data.get("place", -1))
        if places is None or not 0 <= number < len(places) or not places[number]:
            return ""
        data["place"] = places[number]
    return _template(code, get_language()).format_map(_Blanks(data))


@lru_cache(maxsize=500)
def _template(code: str, _language: str | None) -> str:
    """A sentence with its gaps: the same for thousands of rows."""
    return str(SAID.get(code, code))


def _change(data: dict[str, Any]) -> str:
    column = str(data["column"])
    words = {"column": label(column), "from": value(column, data["from"]), "to": value(column, data["to"])}
    if words["from"] and not words["to"]:
        words["to"] = gettext("empty")
    if not words["to"]:
        return _fill(SAID["changed_unseen"], words)
    return _fill(SAID["change"] if words["from"] else SAID["added"], words)


def ask(question: Ask) -> str:
    """The sentence of a question."""
    data = dict(question.data)
    if question.code == Doubt.PHONE:
        return _fill(_PHONE.get(str(data.get("problem")), _PHONE["not_a_number"]), data)
    if question.code == Doubt.DOCUMENT:
        known = _DOCUMENT["wrong_length"] if not data.get("expected") else _DOCUMENT["wrong_check_digit"]
        return _fill(_DOCUMENT.get(str(data.get("problem")), known), data)
    if question.code == Doubt.PERSON:
        return _alike(data["people"][0])
    if question.code == Doubt.CHANGED:
        data["columns"] = gettext(", ").join(label(column) for column in data.get("columns", ()))
    return _fill(_ASKED[question.code], data)


def _alike(person: dict[str, Any]) -> str:
    reasons = gettext(", ").join(str(Reason(code).label) for code in person["reasons"])
    if person["row"]:
        return gettext("Looks like the person of row {row}: {reasons}.").format(
            row=person["row"], reasons=reasons
        )
    words = {"name": person["name"], "door": person["door"], "reasons": reasons}
    return gettext("Looks like {name} of {door} in the register: {reasons}.").format(**words)


def option(question: Ask, answer: str) -> str:
    """What one answer says."""
    if answer == plans.HOLD:
        return str(_HOLD)
    if question.code == Doubt.BUILDING and answer.isdecimal():
        homes = question.data.get("homes", [])
        return str(homes[int(answer)]) if int(answer) < len(homes) else answer
    if question.code == Doubt.PERSON and answer.startswith(plans.SAME):
        return _same_person(question, answer)
    return _fill(_OPTIONS.get((question.code, answer), answer), dict(question.data))


def _same_person(question: Ask, answer: str) -> str:
    number = int(answer.removeprefix(plans.SAME) or 1) - 1
    person = question.data["people"][number]
    if person["row"]:
        return gettext("One with row {row}").format(row=person["row"])
    return gettext("The same: {name} {door}").format(name=person["name"], door=person["door"])


def kind(code: str) -> str:
    return str(KINDS.get(code, code))
