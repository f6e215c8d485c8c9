"""What a gate would say to somebody at a moment, and why: the same facts, the same rules, and nothing is recorded."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from linli.areas.scopes import Scope
from linli.gates.choices import PassKind
from linli.gates.gate_list import stands_alone
from linli.gates.known import uses_known, uses_of
from linli.gates.models import Errand, Gate, GatePass
from linli.gates.playbook import gates_in_force, procedure_of
from linli.gates.queries_office import found_by, passes_within
from linli.gates.rules import RULES, Decision, Facts, GateSeen, PassSeen, decide
from linli.lib.doors import door_label, read_door
from linli.lib.periods import local_day
from linli.lib.playbook.gates import Gates
from linli.registers.models import Household, Restriction


@dataclass(frozen=True)
class Asked:
    """What is tried out."""

    at: datetime
    direction: str = "out"
    people: int = 1
    temperature: float | None = None
    errand: str = ""
    list_minutes: int | None = 0


@dataclass(frozen=True)
class Who:
    """Whom it is about: a pass, a household, both or neither."""

    found: GatePass | None = None
    home: Household | None = None


@dataclass(frozen=True)
class Looked:
    """One rule, in its turn: what it said by itself, and whether it was the one that decided."""

    name: str
    decision: Decision | None
    decides: bool
    passed_over: bool = False  # one before it has decided


@dataclass(frozen=True)
class Simulated:
    facts: Facts
    decision: Decision
    rules: tuple[Looked, ...]
    softened: bool  # STOP became ASK: on the way home, or by an old list


def simulate(gate: Gate, who: Who, asked: Asked) -> Simulated:
    facts = facts_of(gate, who, asked)
    decision = decide(facts)
    looked = _looked(facts)
    first = next(one.decision for one in looked if one.decides)
    return Simulated(facts, decision, looked, softened=first is not None and first.says != decision.says)


def _looked(facts: Facts) -> tuple[Looked, ...]:
    """Every rule in order. Behind the one that decided none is asked: some rest on what those before have settled."""
    found: list[Looked] = []
    for rule in RULES:
        if any(one.decides for one in found):
            found.append(Looked(rule.__name__.strip("_"), None, False, passed_over=True))
            continue
        said = rule(facts)
        found.append(Looked(rule.__name__.strip("_"), said, said is not None))
    return tuple(found)


# ---- the facts -----------------------------------------------------------------------------------------------------------
def facts_of(gate: Gate, who: Who, asked: Asked) -> Facts:
    home = who.home
    return Facts(
        at=asked.at,
        gate=gate_seen(gate, gates_in_force(gate.area), asked.at),
        direction=asked.direction,
        seen=pass_seen(who.found, asked.at) if who.found else None,
        people=asked.people,
        restricted=home is not None and _stays_in(home, asked.at),
        errand=asked.errand,
        granted=_granted(home, asked.at) if home is not None else "",
        temperature=asked.temperature,
        list_minutes=asked.list_minutes,
    )


def gate_seen(gate: Gate, section: Gates, at: datetime) -> GateSeen:
    procedure = procedure_of(section, key=gate.procedure, kind=gate.kind)
    known: dict[str, Any] = {}
    if procedure:
        known = {
            "steps": procedure.steps,
            "fever_at": procedure.fever_at,
            "stale_minutes": procedure.stale_minutes,
        }
    return GateSeen(
        area=gate.area_code,
        opens_at=f"{gate.opens_at:%H:%M}" if gate.opens_at else "",
        closes_at=f"{gate.closes_at:%H:%M}" if gate.closes_at else "",
        alone=stands_alone(gate, section, at),
        must_pass=tuple(one.key for one in section.errands),
        **known,
    )


def pass_seen(found: GatePass, at: datetime) -> PassSeen:
    homes = [found.household_id] if found.household_id else []
    uses = uses_known([found.pk], homes, at=at)
    seen = PassSeen(
        kind=found.kind, area=found.area_code, valid_from=found.valid_from, valid_until=found.valid_until,
        people=found.people, every_days=found.every_days, times=found.times, max_hours=found.max_hours,
        forfeits=found.forfeits, state=found.state,
    )  # fmt: skip
    return replace(seen, uses=uses_of(uses, pass_id=found.pk, household_id=found.household_id))


def _stays_in(home: Household, at: datetime) -> bool:
    return Restriction.everywhere.filter(
        household=home, from_at__lte=at, until_at__gt=at, lifted_at=None
    ).exists()


def _granted(home: Household, at: datetime) -> str:
    day = local_day(at)
    rows = Errand.everywhere.filter(household=home, from_on__lte=day, until_on__gt=day, withdrawn_at=None)
    return rows.order_by("-granted_at").values_list("kind", flat=True).first() or ""


# ---- whom ------------------------------------------------------------------------------------------------------------------
def who_is(scope: Scope, text: str, *, homes: bool = True) -> Who | None:
    """A pass by its code or plate, a household by its door. None: nothing here is called so; empty: nobody known.

    Without `homes`: of passes that stand for no household, for duties that open none.
    """
    if not text:
        return Who()
    door = read_door(text)
    home = _home(scope, door_label(door)) if homes and not door.problem else None
    if home is not None:
        own = GatePass.everywhere.filter(household=home, kind=PassKind.HOUSEHOLD).select_related("household")
        return Who(own.order_by("-issued_at", "-pk").first(), home)
    rows = passes_within(scope).filter(found_by(text)).select_related("household")
    rows = rows if homes else rows.filter(household=None)
    found = rows.order_by("-issued_at", "-pk").first()
    return Who(found, found.household) if found else None


def _home(scope: Scope, door: str) -> Household | None:
    rows = Household.objects.within(scope).filter(Q(door=door), closed_on=None)
    found = list(rows.order_by("compound", "pk")[:1])
    return found[0] if found else None
