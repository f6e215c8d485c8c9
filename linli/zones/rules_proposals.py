"""What a playbook proposes around a case: one case the stairwell, two the building, three the compound. Pure.

It proposes and decides nothing. The edition in force sets the ceiling, and what it cut away is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from linli.lib.editions import Edition, ZoneKind
from linli.lib.playbook.care import Proposal
from linli.zones.rules import WIDTH, Said, is_wider, strictest

NAMED = ("compound", "building", "stairwell", "floor")  # units that a door's words name, the widest first
USUAL_DAYS = 7


@dataclass(frozen=True)
class Doors:
    """Names as they stand on the doors."""

    compound: str = ""
    building: str = ""
    stairwell: str = ""
    floor: str = ""
    village: bool = False  # they stand in a village, whose committee is the whole of it

    def knows(self, unit: str) -> bool:
        """Whether the unit can be named. A building without a compound is one of a village or a lone house."""
        match unit:
            case "compound":
                return bool(self.compound)
            case "building":
                return bool(self.building)
            case "stairwell":
                return bool(self.building and self.stairwell)
            case "floor":
                return bool(self.building and self.floor)
            case "village":
                return self.village
        return True

    def down_to(self, unit: str) -> "Doors":
        """The names that tell this unit; narrower ones are left out. Floors cross stairwells only where none is named."""
        kept = [name for name in NAMED if WIDTH[name] >= WIDTH[unit]]
        return Doors(village=self.village, **{name: getattr(self, name) for name in kept})


@dataclass(frozen=True)
class CaseSeen:
    """A case at a door; nothing of the person."""

    on: date
    doors: Doors


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A zone to be looked at by an officer. No unit: none is proposed, and `explained` says why."""

    kind: str = ""
    unit: str = ""
    cases: int = 0
    asked: str = ""  # what the rule would seal, where the edition let it not
    explained: tuple[Said, ...] = ()

    @property
    def nothing(self) -> bool:
        return not self.unit

    @property
    def cut(self) -> bool:
        return bool(self.asked)


def propose(
    rule: Proposal, cases: Sequence[CaseSeen], *, around: CaseSeen, edition: Edition, on: date
) -> Proposed:
    """What the rule proposes around a case, with the others that are known in the same community."""
    kind = strictest(edition)
    if kind is None:
        return Proposed(
            explained=(
                Said(code="edition_has_no_zones", data={"edition": edition.key}, source=edition.source),
            )
        )
    recent = _recent(cases, kind, on)
    asked, n, at = _asked(rule, recent, around)
    if not asked:
        return Proposed(cases=n, explained=(Said(code="rule_says_none", data={"cases": n}),))
    reached = Said(code="rule_reached", data={"cases": n, "at": at, "unit": asked}, words=rule.name)
    unit, cut = _within(asked, kind, around.doors)
    if unit == "household":
        return Proposed(cases=n, explained=(reached, *cut, Said(code="household_has_its_episode")))
    return Proposed(
        kind=kind.key, unit=unit, cases=n, asked=asked if cut else "",
        explained=(reached, *cut, _kind_said(kind)),
    )  # fmt: skip


def window_days(kind: ZoneKind) -> int:
    """Cases count together as long as a zone around the first would stay closed for it."""
    needed = [one.days for one in kind.release if one.key == "no_new_case_days"]
    return max(needed, default=USUAL_DAYS)


def _recent(cases: Sequence[CaseSeen], kind: ZoneKind, on: date) -> list[CaseSeen]:
    since = on - timedelta(days=window_days(kind))
    return [one for one in cases if since <= one.on <= on]


def _asked(rule: Proposal, cases: Sequence[CaseSeen], around: CaseSeen) -> tuple[str, int, int]:
    """The widest step whose unit has its number of cases in it: (unit, cases in it, number that was needed)."""
    best = ("", 0, 0)
    for step in rule.steps:
        if step.seal not in WIDTH:
            continue
        n = sum(same_place(one.doors, around.doors, step.seal) for one in cases)
        if n >= step.at and (not best[0] or is_wider(step.seal, best[0])):
            best = (step.seal, n, step.at)
    return best


def same_place(one: Doors, other: Doors, unit: str) -> bool:
    """Whether two doors lie in the same unit. Where the unit has no name for one of them, nobody knows: they do not."""
    if unit not in NAMED:
        return True  # all that are asked about lie in one community
    return one.knows(unit) and one.down_to(unit) == other.down_to(unit)


def _within(asked: str, kind: ZoneKind, doors: Doors) -> tuple[str, tuple[Said, ...]]:
    """The widest unit that reaches no further than asked and allowed, and that the door's words name."""
    said: list[Said] = []
    unit = asked
    if is_wider(asked, kind.widest):
        unit = "compound" if kind.widest == "village" and not doors.village else kind.widest
        said.append(
            Said(
                code="edition_cuts",
                data={"asked": asked, "widest": kind.widest},
                words=kind.name,
                source=kind.source,
                certainty=kind.certainty,
            )
        )
    if doors.knows(unit):
        return unit, tuple(said)
    narrower = [
        name for name in NAMED if WIDTH[name] <= WIDTH[unit] and name != "floor" and doors.knows(name)
    ]
    said.append(Said(code="unit_not_known", data={"unit": unit}))
    return (narrower[0] if narrower else "household"), tuple(said)


def _kind_said(kind: ZoneKind) -> Said:
    return Said(
        code="kind_proposed", data={"days": kind.days}, words=kind.rule, source=kind.source,
        certainty=kind.certainty,
    )  # fmt: skip
