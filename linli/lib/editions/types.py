"""The types of an edition. A key that they do not know is refused, as in playbooks."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, field

from linli.lib.playbook.base import Count, Key, Name, Part

# `verified`: read in a copy of the document; `local`: read in a city's or county's own rule; `memory`: nobody here has
# read it. Readers are told, and a medical officer decides on what is not verified.
Certainty = Literal["verified", "local", "memory"]

# Exposed people are in quarantine, infected people in isolation (WHO); Chinese says 隔离 for both.
MeasureKey = Literal[
    "facility_isolation",
    "facility_quarantine",
    "home_isolation",
    "home_quarantine",
    "home_monitoring",
    "self_monitoring",
    "test_only",
]

# From nothing to all: what a later edition may not raise. Isolation and quarantine in one place weigh the same.
STRICTNESS: dict[str, int] = {
    "": 0, "test_only": 1, "self_monitoring": 2, "home_monitoring": 3, "home_quarantine": 4, "home_isolation": 4,
    "facility_quarantine": 5, "facility_isolation": 5,
}  # fmt: skip

# What the days are counted from: that day is day 0.
Anchor = Literal["last_exposure", "left_area", "entered_country", "confirmed", "discharged", "left_post"]

# Where a restriction may reach. Whatever is wider than the edition allows is a finding.
ZoneUnit = Literal[
    "household", "floor", "stairwell", "building", "compound", "village", "community", "town", "county"
]


class Sourced(Part, frozen=True, kw_only=True):
    """A line of an edition: where it was read, and how certain it is."""

    source: str
    certainty: Certainty = "verified"
    words: Name | None = None  # what the rule says, in short; shown with every answer that rests on it


class Measure(Part, frozen=True, kw_only=True):
    """What a measure means for who has it. `stays`: behind the door, at home but for a few errands, or free."""

    key: MeasureKey
    name: Name
    stays: Literal["in", "mostly", "free"]
    housemates: Literal["too", "free"] = "free"  # in quarantine too, unless they live elsewhere
    checks_a_day: Annotated[int, Meta(ge=0, le=4)] = 0  # temperature and symptoms
    by: Literal["carer", "either", "self"] = "either"
    may: tuple[Name, ...] = ()
    may_not: tuple[Name, ...] = ()
    source: str = ""


class Phase(Part, frozen=True, kw_only=True):
    """Days under one measure. `tests` are days of this phase, day 1 the first; `may_leave` what it allows, in words."""

    measure: MeasureKey
    days: Annotated[int, Meta(ge=0, le=60)] = 0  # 0: only the tests
    tests: tuple[Annotated[int, Meta(ge=1, le=60)], ...] = ()
    if_home_unsuitable: MeasureKey | None = None
    voluntary: MeasureKey | None = None  # what the person may choose instead: a facility
    count_of_tests: int = 0  # so many within `days`, at least `hours_between` apart, where no days are named
    hours_between: int = 0
    may_leave: Name | None = None
    swab: Literal["", "nasopharyngeal", "oropharyngeal"] = ""


class Category(Sourced, frozen=True, kw_only=True):
    """A kind of people, and what the edition prescribes for them. No phases: nothing is prescribed any more."""

    key: Key
    name: Name
    infected: bool = False  # isolation, and a confirmed case behind it
    anchor: Anchor = "last_exposure"
    lookback_days: Annotated[int, Meta(ge=0, le=60)] = 0  # who was there longer ago is not of this category
    phases: tuple[Phase, ...] = ()
    release: Name | None = None  # what is needed beside the days
    tests_for_release: Annotated[int, Meta(ge=0, le=4)] = 0  # negative ones, the last on the last test day
    early: Name | None = None
    escalate: Name | None = None

    @property
    def days(self) -> int:
        """The national maximum: all phases together."""
        return sum(phase.days for phase in self.phases)


class Condition(Part, frozen=True, kw_only=True):
    """Something that must hold before a zone is lifted, or may come down; counted each day."""

    key: Literal[
        "no_new_case_days",
        "contacts_negative_after_days",
        "round_negative_within_days",
        "round_negative_on_day",
    ]
    days: Annotated[int, Meta(ge=0, le=60)]
    name: Name


class ZoneKind(Sourced, frozen=True, kw_only=True):
    """A kind of zone: how far it may reach, what people do in it, and when it is over."""

    key: Key
    name: Name
    widest: ZoneUnit
    wider_if: Name | None = None  # the ground on which a wider one may be decided
    stays: Literal["in", "area", "free"]  # behind the door, within the zone, or free
    rule: Name
    days: Count  # the longest without a new decision; it ends then, also if nobody looks
    review_days: Count = 1
    down_to: str = ""  # the kind that follows, or nothing: it opens
    release: tuple[Condition, ...] = ()
    release_after_down: tuple[Condition, ...] = ()  # instead, where it came down from a stricter kind


class Prohibition(Sourced, frozen=True, kw_only=True):
    """What nobody may do, whatever the order says (九不准)."""

    key: Key
    number: Count
    name: Name
    from_on: date | None = None  # of those that are older or younger than the edition beside them


class Edition(Sourced, frozen=True, kw_only=True):
    """An edition of the policy, from a day on until the next. `case_needs`: how many positive samples of one person make
    a case by themselves, 0 where a physician must confirm each; a suspicious pool never is one."""

    key: Key
    number: Count  # later ones have higher numbers
    name: Name
    document: Name
    from_on: date
    until_on: date | None = None  # the last day
    case_needs: Annotated[int, Meta(ge=0, le=4)] = 0
    categories: tuple[Category, ...] = field(default=(), name="category")
    zones: tuple[ZoneKind, ...] = field(default=(), name="zone")
    prohibitions: tuple[Prohibition, ...] = field(default=(), name="prohibition")
    notes: tuple[Name, ...] = ()

    def category(self, key: str) -> Category | None:
        return next((one for one in self.categories if one.key == key), None)

    def zone(self, key: str) -> ZoneKind | None:
        return next((one for one in self.zones if one.key == key), None)

    def prohibition(self, key: str) -> Prohibition | None:
        return next((one for one in self.prohibitions if one.key == key), None)

    def prohibitions_on(self, day: date) -> tuple[Prohibition, ...]:
        return tuple(one for one in self.prohibitions if one.from_on is None or one.from_on <= day)

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)
