"""The gates section: what a keeper does, which passes there are, and on which grounds somebody may be turned back."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, field

from linli.lib.playbook.base import Count, Described, Key, Name, Part
from linli.lib.playbook.problems import Finding, wrong

Step = Literal["temperature", "questions", "scan", "check_papers", "register"]
GateKind = Literal["compound", "village", "city_road", "station", "border", "other"]
PassKind = Literal["household", "worker", "supply", "medical", "vehicle", "visitor"]

# Errands that nothing may stop (九不准; DOMAIN 2.7), as they are called where a playbook has no names of its own. They
# stand in the code: a playbook may name them otherwise and add to them, but takes none away.
ERRAND_NAMES = {
    "emergency": Name(zh="急病", en="Medical emergency"),
    "regular_treatment": Name(zh="透析、放化疗、临产", en="Dialysis, tumour treatment, labour"),
    "medicine": Name(zh="取药", en="Fetching medicine"),
    "evacuation": Name(zh="火灾、地震避险", en="Leaving a fire or an earthquake"),
    "carer": Name(zh="照料老人、孩子、病人", en="Caring for somebody who depends on it"),
    "funeral": Name(zh="按规定办理的丧事", en="A funeral within the rules"),
}
MUST_PASS = frozenset(ERRAND_NAMES)


class Procedure(Described, frozen=True, kw_only=True):
    """What is done with everyone who comes, in order. `kinds`: at which gates it is the usual one; none: at any."""

    key: Key
    name: Name
    steps: tuple[Step, ...]
    fever_at: Annotated[float, Meta(ge=36, le=42)] | None = None
    register: tuple[Literal["person", "vehicle", "visitor"], ...] = ()
    kinds: tuple[GateKind, ...] = ()
    questions: tuple[Name, ...] = ()
    # Older than this, what the phone knows of revoked and used passes makes it ask where it would have said stop.
    stale_minutes: Count = 60


class Pass(Described, frozen=True, kw_only=True):
    """How often a household or a person may go out. `max_hours` 0: as long as it takes.

    `times` go with each `every_days` days (0: as often as wanted); days are those of Asia/Shanghai, and the day of the
    exit is the first of them. `forfeits`: so many turns are lost by who comes back late. `valid_days` 0: until it is
    revoked or the emergency ends.
    """

    key: Key
    name: Name
    applies_to: Literal["household", "person", "vehicle"] = field(name="for")
    kind: PassKind = "household"
    people: Count = 1
    every_days: Count = 1
    times: Annotated[int, Meta(ge=0, le=20)] = 1
    max_hours: Annotated[int, Meta(ge=0, le=72)] = 0
    forfeits: Annotated[int, Meta(ge=0, le=5)] = 0
    valid_days: Annotated[int, Meta(ge=0, le=366)] = 0
    named_person: bool = False


class MustPass(Part, frozen=True, kw_only=True):
    """An errand that no code, quota or network failure may stop."""

    key: Key
    name: Name


class Ground(Part, frozen=True, kw_only=True):
    """Why somebody may be turned back, on what basis, and where they may go instead.

    A refusal on any other ground is kept as it was said, and is shown as one that the rules in force do not know.
    """

    key: Key
    name: Name
    basis: Name
    offer: Name
    kinds: tuple[GateKind, ...] = ()  # at which gates it may be used; none: at any


class Gates(Part, frozen=True, kw_only=True):
    procedures: tuple[Procedure, ...] = field(default=(), name="procedure")
    passes: tuple[Pass, ...] = field(default=(), name="pass")
    must_pass: tuple[MustPass, ...] = ()
    grounds: tuple[Ground, ...] = field(default=(), name="ground")
    log_days: Annotated[int, Meta(ge=1, le=60)] = 14  # then nobody can tell any more who went where

    @property
    def errands(self) -> tuple[MustPass, ...]:
        """Every errand that must pass here: those of the playbook, and what it lacks of those in the code.

        Whoever offers or grants errands asks for these and not for `must_pass`: a rule that no keeper can choose
        protects nobody.
        """
        named = {one.key for one in self.must_pass}
        lacking = (MustPass(key=key, name=name) for key, name in ERRAND_NAMES.items() if key not in named)
        return (*self.must_pass, *lacking)

    def procedure(self, key: str) -> Procedure | None:
        return next((one for one in self.procedures if one.key == key), None)

    def rule(self, key: str) -> Pass | None:
        return next((one for one in self.passes if one.key == key), None)

    def ground(self, key: str) -> Ground | None:
        return next((one for one in self.grounds if one.key == key), None)

    def usual_at(self, kind: str) -> Procedure | None:
        """Return the procedure that is meant for a kind of gate, or else the first for any.

        Of several the last: a city's own stand behind those that it shares with others.
        """
        meant = [one for one in self.procedures if kind in one.kinds]
        return next(iter([*reversed(meant), *(one for one in self.procedures if not one.kinds)]), None)


def check_gates(gates: Gates) -> Iterator[Finding]:
    for leave in gates.passes:
        if leave.max_hours > leave.every_days * 24:
            path = ("gates", "pass", f"[{leave.key}]", "max_hours")
            yield wrong(path, "pass.hours", hours=leave.max_hours, days=leave.every_days)
