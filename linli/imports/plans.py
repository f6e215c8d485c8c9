"""What is to be done with a row, what is asked about it, and how answers change it. Plain values, no database."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from linli.imports.rules.reading import Contact, Doubt, Need, Said

# Answers that several questions know.
HOLD = "hold"  # not written now; the row is given back to be looked at
KEEP = "keep"
TAKE = "take"
BLANK = "blank"
WITHOUT = "without"
SAME = "same"
NEW = "new"
MOVE = "move"
STAY = "stay"
JOIN = "join"
REPLACE = "replace"
BESIDE = "beside"

_DAYS = frozenset(("birth_on", "away_return_on", "left_on"))


class Home(msgspec.Struct, omit_defaults=True):
    """The household of a row: one that is there (`is_new` false), or one to be opened with this id.

    It stands in `area`, or in the place to be founded that `place` counts in the batch's list.
    """

    id: UUID
    is_new: bool = False
    area: UUID | None = None
    place: int = -1
    compound: str = ""
    building: str = ""
    stairwell: str = ""
    floor: str = ""
    room: str = ""
    door: str = ""
    part: str = ""
    beside: UUID | None = None  # the household behind the same door, which stands where this one will


class Ask(msgspec.Struct, omit_defaults=True):
    """A question about a row: possible answers, the one proposed, and what its sentence needs."""

    code: str
    column: int = -1
    options: list[str] = []
    preset: str = HOLD
    data: dict[str, Any] = {}


class Plan(msgspec.Struct, omit_defaults=True):
    """What the row says, and to whom it belongs.

    `resident` is None for an empty dwelling. `twin` is the earlier row of the sheet that is this person, or may be. `others` are the people whom an answer may choose instead, `homes` the
    households. `fills` marks a second row of one person: it fills gaps and overrides nothing.
    """

    home: Home | None = None
    resident: UUID | None = None
    person: dict[str, Any] = {}
    derived: dict[str, str] = {}  # what follows from the person's name and numbers as the row has them
    household: dict[str, Any] = {}
    needs: list[Need] = []
    contact: Contact | None = None
    plates: list[str] = []
    opens: bool = False  # the person's id was made by this sheet
    fills: bool = False
    twin: int = 0
    joins: bool = False  # the household has another head; who was taken in as one more stays that
    vacates: bool = False  # the people on file at this door have gone
    moves: bool = False  # the person changes doors
    seen: dict[str, Any] = {}  # column -> value of the register at the check, for what would change
    homes: list[Home] = []
    others: dict[str, UUID] = {}
    twins: dict[str, int] = {}  # which of them an earlier row of the sheet is about


class Contents(msgspec.Struct, omit_defaults=True):
    """Everything of a row that may name somebody, kept encrypted as one."""

    cells: list[str] = []
    said: list[Said] = []
    asks: list[Ask] = []
    plan: Plan | None = None
    marks: dict[str, str] = {}  # column -> how its cell is shown: ask, twin, read, changed
    was: dict[str, str] = {}  # column -> what the register has there now

    def open_asks(self, answers: Mapping[str, str]) -> list[Ask]:
        return [ask for ask in self.asks if ask.code not in answers]


def with_days(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON kept them, with days as days."""
    return {
        name: date.fromisoformat(value) if name in _DAYS and isinstance(value, str) else value
        for name, value in values.items()
    }


def held_back(answers: Mapping[str, str]) -> bool:
    return HOLD in answers.values()


def settle(plan: Plan, answers: Mapping[str, str]) -> Plan:
    """The plan with a person's answers carried out. Questions without an answer leave it as it is."""
    settled: Plan = msgspec.structs.replace(plan, person=dict(plan.person), household=dict(plan.household))
    if answers:
        settled.derived = {}
    for code, answer in answers.items():
        _CARRY_OUT.get(code, _nothing)(settled, answer)
    return settled


def _nothing(plan: Plan, answer: str) -> None:
    """The answer is carried out by leaving something as it is."""


def _phone(plan: Plan, answer: str) -> None:
    if answer == BLANK:
        plan.person["phone"] = ""


def _door_blank(plan: Plan, answer: str) -> None:
    if answer == SAME and plan.person.get("relation") == "head":
        plan.person["relation"] = "other"


def _building(plan: Plan, answer: str) -> None:
    if answer.isdecimal() and int(answer) < len(plan.homes):
        plan.home = plan.homes[int(answer)]


def _person(plan: Plan, answer: str) -> None:
    if answer not in plan.others:
        return
    plan.resident = plan.others[answer]
    plan.opens = answer == NEW
    plan.twin = plan.twins.get(answer, 0)
    plan.fills = plan.twin > 0
    plan.moves = answer != NEW and not plan.fills
    if answer != NEW:
        plan.person.pop("name", None)  # the name that is known stays; a new one is a correction of its own
    if plan.fills:
        plan.home = None


def _moved(plan: Plan, answer: str) -> None:
    plan.moves = answer == MOVE
    if answer == STAY:
        plan.home = None
        plan.household = {}


def _name(plan: Plan, answer: str) -> None:
    if answer == KEEP:
        plan.person.pop("name", None)


def _head(plan: Plan, answer: str) -> None:
    if answer == JOIN and plan.person.get("relation") == "head":
        plan.person["relation"] = "other"
    elif answer == REPLACE:
        plan.vacates = True
    elif answer == BESIDE and plan.homes:
        plan.home = plan.homes[-1]
        plan.vacates = False


def _vacant(plan: Plan, answer: str) -> None:
    if answer == KEEP:
        plan.household = {}
    elif answer == MOVE:
        plan.vacates = True


def _changed(plan: Plan, answer: str) -> None:
    if answer == KEEP:
        for column in plan.seen:
            plan.person.pop(column, None)
            plan.household.pop(column, None)
    plan.seen = {}


_CARRY_OUT: dict[str, Callable[[Plan, str], None]] = {
    Doubt.PHONE: _phone,
    Doubt.DOOR_BLANK: _door_blank,
    Doubt.BUILDING: _building,
    Doubt.PERSON: _person,
    Doubt.MOVED: _moved,
    Doubt.NAME: _name,
    Doubt.HEAD: _head,
    Doubt.VACANT: _vacant,
    Doubt.CHANGED: _changed,
}

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Contents)


def seal(sealed: Contents) -> str:
    """As text; `models.SealedField` encrypts it."""
    return _encoder.encode(sealed).decode()


def unseal(text: str) -> Contents:
    return _decoder.decode(text)
