"""The duty section: who answers for what, which posts there are, and how long people may stand on them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta, field

from linli.lib.playbook.base import Count, Described, Key, Name, Part, Range
from linli.lib.playbook.paths import Path
from linli.lib.playbook.problems import Finding, guess, wrong
from linli.lib.playbook.roles import Role, check_role

HOURS_OF_A_WEEK = 7 * 24
EPISODES = (
    "returnee", "home_quarantine", "facility_quarantine", "home_isolation", "facility_isolation", "home_monitoring",
    "self_monitoring",
)  # fmt: skip
# A compound is known to the register by its name, even in a city whose tree has no level for it.
TARGETS = ("compound", "household", "gate", "organisation", *(f"episode:{kind}" for kind in EPISODES))


class Slot(Part, frozen=True, kw_only=True):
    """A place in a pattern: who fills it, and how many.

    `load` says for how many targets each of them may answer; `of` names the organisation's
    slot that the person comes from.
    """

    key: Key = ""
    name: Name | None = None
    role: str = ""
    who: Literal["person", "organisation", "team"] = "person"
    of: str = ""
    min: Annotated[int, Meta(ge=0)] = 1
    max: Count | None = None
    qualification: str = ""
    load: Range | None = None

    @property
    def called(self) -> str:
        return self.key or self.role


class Pattern(Described, frozen=True, kw_only=True):
    """Who answers for each area, household or episode of a kind. `only` says for which of them, in words."""

    key: Key
    name: Name
    target: str
    slots: tuple[Slot, ...]
    around_the_clock: bool = False
    only: Name | None = None


class Post(Described, frozen=True, kw_only=True):
    """A kind of post that people claim and stand on for a shift. 0 hours: as the roster sets."""

    key: Key
    name: Name
    hours: Annotated[int, Meta(ge=0, le=24)] = 0
    qualification: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()


class DaysInARow(Part, frozen=True, kw_only=True):
    warn: Count
    stop: Count


class Limits(Part, frozen=True, kw_only=True):
    """What nobody may be asked to exceed."""

    rest_hours: Annotated[int, Meta(ge=0, le=24)]
    hours_a_week: Annotated[int, Meta(ge=1, le=168)]
    nights: Count
    consecutive_days: DaysInARow


class Duty(Part, frozen=True, kw_only=True):
    patterns: tuple[Pattern, ...] = field(default=(), name="pattern")
    posts: tuple[Post, ...] = field(default=(), name="post")
    limits: Limits | None = None


@dataclass(frozen=True)
class Known:
    """What the duty section may name."""

    levels: frozenset[str]
    roles: Mapping[str, Role]


def check_duty(duty: Duty, known: Known) -> Iterator[Finding]:
    if duty.limits:
        yield from _check_limits(duty, duty.limits)
    for pattern in duty.patterns:
        path = ("duty", "pattern", f"[{pattern.key}]")
        yield from _check_target(pattern, path, known.levels)
        yield from _check_slots(pattern, path, known.roles)
        yield from _check_enough(pattern, path, duty.limits)


def _check_limits(duty: Duty, limits: Limits) -> Iterator[Finding]:
    days = limits.consecutive_days
    if days.warn >= days.stop:
        yield wrong(("duty", "limits", "consecutive_days"), "limits.days", warn=days.warn, stop=days.stop)
    for post in duty.posts:
        if post.hours + limits.rest_hours > 24:
            path = ("duty", "post", f"[{post.key}]", "hours")
            yield wrong(path, "post.too_long", hours=post.hours, rest=limits.rest_hours)


def _check_target(pattern: Pattern, path: Path, levels: frozenset[str]) -> Iterator[Finding]:
    choices = tuple(dict.fromkeys((*sorted(levels), *TARGETS)))
    if pattern.target not in choices:
        near = guess(pattern.target, choices)
        path = (*path, "target")
        yield wrong(path, "target.unknown", target=pattern.target, guess=near, choices=", ".join(choices))


def _check_slots(pattern: Pattern, path: Path, roles: Mapping[str, Role]) -> Iterator[Finding]:
    if not pattern.slots:
        yield wrong((*path, "slots"), "pattern.no_slots")
    names = [slot.called for slot in pattern.slots]
    bodies = [slot.called for slot in pattern.slots if slot.who == "organisation"]
    for index, slot in enumerate(pattern.slots):
        where = (*path, "slots", f"[{index + 1}]" if names.count(slot.called) > 1 else f"[{slot.called}]")
        if slot.called in names[:index]:
            yield wrong(where, "slot.twice", slot=slot.called)
        if slot.of and slot.of not in bodies:
            yield wrong((*where, "of"), "slot.of", of=slot.of, guess=guess(slot.of, bodies))
        yield from _check_slot(slot, where, roles)


def _check_slot(slot: Slot, path: Path, roles: Mapping[str, Role]) -> Iterator[Finding]:
    if slot.role:
        yield from check_role((*path, "role"), slot.role, roles)
    elif slot.who == "person" or not slot.key:
        yield wrong((*path, "role"), "slot.no_role")
    if slot.max is not None and slot.min > slot.max:
        yield wrong((*path, "min"), "min_max", min=slot.min, max=slot.max)
    if slot.load and slot.load.is_empty:
        yield wrong((*path, "load"), "min_max", min=slot.load.min, max=slot.load.max)


def _check_enough(pattern: Pattern, path: Path, limits: Limits | None) -> Iterator[Finding]:
    """Around the clock needs enough people for 168 hours a week, each within the limit."""
    if not pattern.around_the_clock or limits is None:
        return
    # An organisation or a team brings as many people as it has.
    if any(slot.max is None or slot.who != "person" for slot in pattern.slots):
        return
    most = sum(slot.max or 0 for slot in pattern.slots)
    if most * limits.hours_a_week < HOURS_OF_A_WEEK:
        yield wrong((*path, "around_the_clock"), "pattern.too_few", most=most, hours=limits.hours_a_week)
