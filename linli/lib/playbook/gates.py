"""The gates section: what a keeper does, and which passes there are."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, field

from linli.lib.playbook.base import Count, Described, Key, Name, Part
from linli.lib.playbook.problems import Finding, wrong

Step = Literal["temperature", "questions", "scan", "check_papers", "register"]


class Procedure(Described, frozen=True, kw_only=True):
    """What is done with everyone who comes, in order."""

    key: Key
    name: Name
    steps: tuple[Step, ...]
    fever_at: Annotated[float, Meta(ge=36, le=42)] | None = None
    register: tuple[Literal["person", "vehicle", "visitor"], ...] = ()


class Pass(Described, frozen=True, kw_only=True):
    """How often a household or a person may go out. `max_hours` 0: as long as it takes."""

    key: Key
    name: Name
    applies_to: Literal["household", "person", "vehicle"] = field(name="for")
    people: Count = 1
    every_days: Count = 1
    max_hours: Annotated[int, Meta(ge=0)] = 0
    named_person: bool = False


class MustPass(Part, frozen=True, kw_only=True):
    """An errand that no code, quota or network failure may stop."""

    key: Key
    name: Name


class Gates(Part, frozen=True, kw_only=True):
    procedures: tuple[Procedure, ...] = field(default=(), name="procedure")
    passes: tuple[Pass, ...] = field(default=(), name="pass")
    must_pass: tuple[MustPass, ...] = ()


def check_gates(gates: Gates) -> Iterator[Finding]:
    for leave in gates.passes:
        if leave.max_hours > leave.every_days * 24:
            path = ("gates", "pass", f"[{leave.key}]", "max_hours")
            yield wrong(path, "pass.hours", hours=leave.max_hours, days=leave.every_days)
