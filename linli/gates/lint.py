"""Whether gates ask for more than the rules in force (层层加码). Pure: what stands there in, hints out.

It changes nothing and stops nobody: somebody in an office looks, and does what is right.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from linli.lib.playbook.gates import Gates, Pass


class Code(StrEnum):
    """What was found; the first are the worst."""

    PAST_END = "past_end"  # the decision that a gate rests on has ended
    NO_BASIS = "no_basis"
    GROUND_UNKNOWN = "ground_unknown"  # turned back on a ground that the rules do not have
    GROUND_ELSEWHERE = "ground_elsewhere"  # a ground that they have, for other kinds of gate
    NO_GROUND = "no_ground"  # turned back, and the gate did not say so, and nobody said why
    PASS_STRICTER = "pass_stricter"  # fewer turns, people or hours than the rule  # noqa: S105
    PASS_RULE_UNKNOWN = "pass_rule_unknown"  # noqa: S105
    MANY_GATES = "many_gates"  # more than one way in for one compound
    PROCEDURE_UNKNOWN = "procedure_unknown"


# Nothing is wrong with these by themselves; somebody may know why.
TO_KNOW = frozenset({Code.MANY_GATES, Code.PROCEDURE_UNKNOWN})
ONE_WAY_IN = {"compound", "village"}


@dataclass(frozen=True, slots=True)
class GateStood:
    id: UUID
    name: str
    kind: str
    area_code: str
    until_on: date
    compound: str = ""
    basis: str = ""
    decided_by: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class TurnedBack:
    """Refusals of one gate that are alike. `by_gate`: the gate itself had said stop."""

    gate: GateStood
    ground: str
    n: int
    by_gate: bool = False
    words: bool = False  # somebody wrote why, in words of their own


@dataclass(frozen=True, slots=True)
class Issued:
    """Passes of an area that carry the same numbers."""

    area_code: str
    rule: str
    n: int
    people: int
    every_days: int
    times: int
    max_hours: int
    forfeits: int


@dataclass(frozen=True, slots=True)
class Hint:
    code: Code
    area_code: str
    name: str = ""  # of the gate, or of the compound; empty for passes
    about: UUID | None = None  # the gate
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_to_know(self) -> bool:
        return self.code in TO_KNOW


def of_gate(gate: GateStood, rules: Gates, *, today: date) -> Iterator[Hint]:
    if gate.until_on <= today:
        yield _hint(Code.PAST_END, gate, until=gate.until_on)
    if not gate.basis.strip() or not gate.decided_by.strip():
        yield _hint(Code.NO_BASIS, gate)
    if rules.procedures and rules.procedure(gate.procedure) is None:
        yield _hint(Code.PROCEDURE_UNKNOWN, gate, procedure=gate.procedure)


def of_refusals(turned: TurnedBack, rules: Gates) -> Iterator[Hint]:
    gate, ground = turned.gate, rules.ground(turned.ground) if turned.ground else None
    if ground is not None:
        if ground.kinds and gate.kind not in ground.kinds:
            yield _hint(Code.GROUND_ELSEWHERE, gate, n=turned.n, ground=ground.name)
    elif turned.ground or turned.words:
        yield _hint(Code.GROUND_UNKNOWN, gate, n=turned.n, ground=turned.ground)
    elif not turned.by_gate:
        yield _hint(Code.NO_GROUND, gate, n=turned.n)


def of_passes(issued: Issued, rules: Gates) -> Iterator[Hint]:
    if not rules.passes:
        return
    rule = rules.rule(issued.rule)
    if rule is None:
        yield Hint(Code.PASS_RULE_UNKNOWN, issued.area_code, data={"n": issued.n, "rule": issued.rule})
    elif stricter := stricter_than(rule, issued):
        yield Hint(
            Code.PASS_STRICTER,
            issued.area_code,
            data={"n": issued.n, "rule": rule.name, "stricter": stricter},
        )


def stricter_than(rule: Pass, issued: Issued) -> dict[str, tuple[int, int]]:
    """What a pass allows less than its rule: {number: (on the pass, in the rule)}."""
    found = {}
    if issued.people < rule.people:
        found["people"] = (issued.people, rule.people)
    if issued.times and (not rule.times or issued.times * rule.every_days < rule.times * issued.every_days):
        found |= {"times": (issued.times, rule.times), "every_days": (issued.every_days, rule.every_days)}
    if issued.max_hours and (not rule.max_hours or issued.max_hours < rule.max_hours):
        found["max_hours"] = (issued.max_hours, rule.max_hours)
    if issued.forfeits > rule.forfeits:
        found["forfeits"] = (issued.forfeits, rule.forfeits)
    return found


def of_compounds(gates: Iterable[GateStood]) -> Iterator[Hint]:
    """One way in for a compound is the custom; more of them need more people."""
    together: dict[tuple[str, str], list[GateStood]] = defaultdict(list)
    for gate in gates:
        if gate.kind in ONE_WAY_IN:
            together[(gate.area_code, gate.compound)].append(gate)
    for (code, compound), found in together.items():
        if len(found) > 1:
            names = [one.name for one in found]
            yield Hint(Code.MANY_GATES, code, compound, found[0].id, {"n": len(found), "names": names})


def worst_first(hints: Iterable[Hint]) -> list[Hint]:
    order = list(Code)
    return sorted(hints, key=lambda one: (order.index(one.code), one.area_code, one.name, str(one.about)))


def _hint(code: Code, gate: GateStood, **data: Any) -> Hint:
    return Hint(code, gate.area_code, gate.name, gate.id, data)
