"""The sections of care packages and of proposals to close off a place."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from msgspec import Meta, field

from linli.lib.playbook.base import Count, Described, Key, Name, Part
from linli.lib.playbook.duty import EPISODES
from linli.lib.playbook.paths import Path
from linli.lib.playbook.problems import Finding, guess, wrong


class Item(Part, frozen=True, kw_only=True):
    """What is brought or done: so many `times`, or an `amount` of money, for each day, episode or team."""

    key: Key
    name: Name
    each: Literal["day", "episode", "team", "household"]
    times: Count | None = None
    amount: Count | None = None
    currency: str = ""


class Package(Described, frozen=True, kw_only=True):
    key: Key
    name: Name
    applies_to: str = field(name="for")
    items: tuple[Item, ...]


class Local(Described, frozen=True, kw_only=True):
    """What a city asks beyond the edition in force. Only with a basis, an end and the name of who approved it: without
    all three it is refused, and it holds until its end only."""

    key: Key
    name: Name
    category: Key
    days: Count  # in all
    basis: Name
    until_on: date
    approved_by: str


class Care(Part, frozen=True, kw_only=True):
    """`bulk_limit`: so many episodes one officer may open at once."""

    packages: tuple[Package, ...] = field(default=(), name="package")
    local: tuple[Local, ...] = ()
    bulk_limit: Count = 10
    appeal_hours: Annotated[int, Meta(ge=1, le=72)] = 24
    aftercare_days: Annotated[int, Meta(ge=0, le=30)] = 7
    notice: Name = Name(zh="", en="")  # words of the city's own on every notice: where to ask
    phone: str = ""  # the line for objections and questions

    def package_for(self, measure: str) -> Package | None:
        """The package meant for a measure; of several the last: a city's own stand behind shared ones."""
        return next((one for one in reversed(self.packages) if one.applies_to == measure), None)


class ProposalStep(Part, frozen=True, kw_only=True):
    at: Count
    seal: str


class Proposal(Described, frozen=True, kw_only=True):
    """What may be proposed from so many cases on.

    It never decides: a named officer does, under the policy edition in force.
    """

    key: Key
    name: Name
    when: Literal["cases", "contacts"]
    steps: tuple[ProposalStep, ...]


class Zones(Part, frozen=True, kw_only=True):
    proposals: tuple[Proposal, ...] = field(default=(), name="proposal")


# Units that zones know by the names on doors, whether the city's tree has a level for them or not.
NAMED_ON_DOORS = frozenset({"compound", "building", "stairwell", "floor", "village"})


def check_care(care: Care) -> Iterator[Finding]:
    for package in care.packages:
        path = ("care", "package", f"[{package.key}]")
        if (target := package.applies_to) not in EPISODES:
            near = guess(target, EPISODES)
            choices = ", ".join(EPISODES)
            yield wrong((*path, "for"), "target.unknown", target=target, guess=near, choices=choices)
        for item in package.items:
            yield from _check_item(item, (*path, "items", f"[{item.key}]"))
    for rule in care.local:
        path = ("care", "local", f"[{rule.key}]")
        if not rule.approved_by.strip():
            yield wrong((*path, "approved_by"), "local.approver")
        if not (rule.basis.zh.strip() and rule.basis.en.strip()):
            yield wrong((*path, "basis"), "local.basis")


def _check_item(item: Item, path: Path) -> Iterator[Finding]:
    if (item.times is None) == (item.amount is None):
        yield wrong(path, "item.amount")
    if item.amount is not None and not item.currency:
        yield wrong(path, "item.currency")


def check_zones(zones: Zones, levels: frozenset[str]) -> Iterator[Finding]:
    places = levels | NAMED_ON_DOORS
    for proposal in zones.proposals:
        path = ("zones", "proposal", f"[{proposal.key}]", "steps")
        for number, step in enumerate(proposal.steps, start=1):
            if step.seal not in places:
                where = (*path, f"[{number}]", "seal")
                yield wrong(where, "level.unknown", level=step.seal, guess=guess(step.seal, places))
        for number, (before, step) in enumerate(pairwise(proposal.steps), start=2):
            if step.at <= before.at:
                yield wrong((*path, f"[{number}]", "at"), "steps.order", at=step.at, before=before.at)
