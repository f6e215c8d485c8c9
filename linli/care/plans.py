"""What an edition prescribes for one person, as values: facts in, phases and tests out, each step explained."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

from linli.lib.editions import Certainty, MeasureKey
from linli.lib.playbook.base import Name


@dataclass(frozen=True)
class Facts:
    """What is known of a person. `anchor_on` is day 0 (last exposure, leaving, confirmation).

    `began_on`: the day on which the person comes under the city's care; days before it are not made up for.
    """

    anchor_on: date
    began_on: date
    home_suitable: bool | None = None  # None: nobody has looked
    wants_facility: bool = False
    lives_with_frail: bool = False


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the reasoning, with the rule's own words behind it. `code` is a key of `care.words`."""

    code: str
    data: dict[str, str | int] = {}
    words: Name | None = None
    source: str = ""
    certainty: Certainty = "verified"


class PhasePlan(msgspec.Struct, frozen=True, kw_only=True):
    """Days under one measure: `first_on` to `last_on`, both in it; it ends at the last day's 24:00."""

    measure: MeasureKey
    first_on: date
    last_on: date
    from_at: datetime
    until_at: datetime
    day_of_first: int  # counted from the anchor: 2 where a day has passed elsewhere


class TestDue(msgspec.Struct, frozen=True, kw_only=True):
    on: date
    phase: int  # of `Plan.phases`
    day: int  # of the phase, as the edition counts it
    why: Literal["by_day", "on_arrival", "within"] = "by_day"
    for_release: bool = False


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an edition prescribes for a person. No phases: nothing, and `explained` says why."""

    edition: str
    category: str
    phases: tuple[PhasePlan, ...] = ()
    tests: tuple[TestDue, ...] = ()
    from_at: datetime | None = None
    until_at: datetime | None = None
    tests_for_release: int = 0
    explained: tuple[Explained, ...] = ()
    certainty: Certainty = "verified"  # the least certain line that it rests on

    @property
    def nothing(self) -> bool:
        return not self.phases

    def phase_at(self, at: datetime) -> PhasePlan | None:
        return next((one for one in self.phases if one.from_at <= at < one.until_at), None)


class LocalRule(msgspec.Struct, frozen=True, kw_only=True):
    """What a city asks beyond the edition: only with a basis, an end and a name, and only while it lasts."""

    key: str
    category: str
    days: int  # in all, instead of the edition's
    basis: Name
    until_on: date
    approved_by: str

    @property
    def lawful(self) -> bool:
        return bool(self.basis.zh.strip() and self.approved_by.strip())
