"""What a phone takes along to a gate: the gate, its keys and passes, who stays in, and how doors and names are found.

A dozen queries, however large the compound. For the road of a whole city there are too many passes and households: they
are left out, and the phone decides by the code alone (`alone` is False then, so that it asks where it cannot know).
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec
from django.db.models import Q

from linli.areas.scopes import Scope
from linli.core.rows import among
from linli.gates.choices import KeyState, PassState
from linli.gates.known import uses_known, uses_of
from linli.gates.models import Errand, Gate, GatePass, SigningKey
from linli.gates.playbook import gates_in_force, procedure_of
from linli.gates.rules import Use
from linli.gates.verify import service_name
from linli.lib.area_codes import prefix
from linli.lib.periods import local_day
from linli.lib.playbook.base import Name
from linli.lib.playbook.gates import Gates, Procedure
from linli.people.titles import playbook_for, prefixes
from linli.registers.models import Household, Resident, Restriction, Vehicle
from linli.registers.shown import REGISTERED

# More than these, and they are left out: a list must be loaded on a slow line while a shift begins.
MOST_HOUSEHOLDS, MOST_PASSES, MOST_FROM_ABOVE = 4000, 6000, 2000
HASH_DIGITS = 16


class Part(msgspec.Struct, gc=False):
    """Base of all parts of the list. Nothing is left out, so that the phone need not know what is usual."""


class Words(Part):
    zh: str
    en: str


class UseKnown(Part):
    at: datetime
    back_at: datetime | None
    due_back_at: datetime | None
    gate: str


class PassKnown(Part):
    id: UUID
    slip: str
    kind: str
    area: str
    valid_from: datetime
    valid_until: datetime
    people: int
    every_days: int
    times: int
    max_hours: int
    forfeits: int
    state: str
    household: UUID | None
    uses: list[UseKnown]
    plate_hash: str


class HouseholdKnown(Part):
    """A door. Who lives behind it can be found by name or number, and is not written anywhere."""

    id: UUID
    door: str
    compound: str
    names: list[str]
    documents: list[str]
    plates: list[str]


class GateKnown(Part):
    id: UUID
    name: str
    kind: str
    area: str
    opens_at: str
    closes_at: str
    steps: list[str]
    fever_at: float | None
    stale_minutes: int
    alone: bool
    register: list[str]
    questions: list[Words]
    procedure: Words


class Call(Part):
    """Whom a keeper, or somebody who is turned back, calls."""

    name: str
    phone: str


class ErrandKnown(Part):
    key: str
    name: Words


class GroundKnown(Part):
    key: str
    name: Words
    offer: Words
    basis: Words


class GateList(Part):
    made_at: datetime
    city: str  # the code that every area of this city begins with
    gate: GateKnown
    call: Call
    keys: dict[int, str]
    withdrawn: list[int]
    passes: list[PassKnown]
    households: list[HouseholdKnown]
    salt: str
    restricted: list[UUID]
    granted: dict[UUID, str]
    must_pass: list[ErrandKnown]
    grounds: list[GroundKnown]
    asks: str  # the outside service that knows codes which are none of ours; empty: there is none


def list_for(gate: Gate, *, at: datetime, salt: str = "") -> GateList:
    """What is known at a moment for this gate. `gate.area`, `organisation` and `responsible` are read.

    `salt`: of the same phone on the same day the same, so that a list in which nothing changed is the same too.
    """
    section = gates_in_force(gate.area)
    salt = salt or secrets.token_hex(8)
    found = _passes_for(gate, at)
    homes = _households_for(gate)
    keys = dict(SigningKey.objects.order_by("number").values_list("number", "public"))
    withdrawn = _withdrawn()
    return GateList(
        made_at=at,
        city=city_of(gate),
        gate=_gate(
            gate, section, alone=found.is_whole and homes is not None and stands_alone(gate, section, at)
        ),
        call=_call(gate),
        keys={number: public for number, public in keys.items() if number not in withdrawn},
        withdrawn=withdrawn,
        passes=_passes(found.rows, salt, at),
        households=_households(homes or [], salt),
        salt=salt,
        restricted=_restricted(gate, at) if homes is not None else [],
        granted=_granted(gate, section, at) if homes is not None else {},
        must_pass=[ErrandKnown(one.key, _words(one.name)) for one in section.errands],
        grounds=_grounds(section, gate.kind),
        asks=service_name(),
    )


def salted(salt: str, text: str) -> str:
    """What the phone makes of what was typed: spaces away, letters large."""
    plain = "".join(text.split()).upper()
    return sha256(f"{salt}{plain}".encode()).hexdigest()[:HASH_DIGITS]


def city_of(gate: Gate) -> str:
    playbook = playbook_for(gate.area)
    return prefix(playbook.city.code) if playbook else gate.area_code[:6]


# ---- the gate ------------------------------------------------------------------------------------------------------
def _gate(gate: Gate, section: Gates, *, alone: bool) -> GateKnown:
    procedure = procedure_of(section, key=gate.procedure, kind=gate.kind)
    return GateKnown(
        id=gate.pk,
        name=gate.name,
        kind=gate.kind,
        area=gate.area_code,
        opens_at=f"{gate.opens_at:%H:%M}" if gate.opens_at else "",
        closes_at=f"{gate.closes_at:%H:%M}" if gate.closes_at else "",
        steps=list(procedure.steps) if procedure else ["scan"],
        fever_at=procedure.fever_at if procedure else None,
        stale_minutes=procedure.stale_minutes if procedure else 60,
        alone=alone,
        register=list(procedure.register) if procedure else [],
        questions=[_words(one) for one in procedure.questions] if procedure else [],
        procedure=_words(procedure.name) if procedure else Words("", ""),
    )


def stands_alone(gate: Gate, section: Gates, at: datetime) -> bool:
    """No other gate that scans is opened by the same passes: none within its area, none above it."""
    others = Gate.everywhere.filter(closed_at=None, until_on__gt=local_day(at)).exclude(pk=gate.pk)
    others = others.filter(Scope((gate.area_code,)).q() | Q(area_code__in=prefixes(gate.area_code)))
    return not any(
        _scans(procedure_of(section, key=key, kind=kind))
        for key, kind in others.values_list("procedure", "kind")
    )


def _scans(procedure: Procedure | None) -> bool:
    return procedure is None or "scan" in procedure.steps


def _call(gate: Gate) -> Call:
    """The gate's own telephone, else that of whoever is responsible."""
    body = gate.organisation.name if gate.organisation else ""
    person = gate.responsible.shown_name if gate.responsible else ""
    if gate.phone or not gate.responsible:
        return Call(body or person, gate.phone)
    return Call(person, gate.responsible.phone)


def _withdrawn() -> list[int]:
    rows = SigningKey.objects.filter(state=KeyState.WITHDRAWN).order_by("number")
    return list(rows.values_list("number", flat=True))


def _grounds(section: Gates, kind: str) -> list[GroundKnown]:
    return [
        GroundKnown(one.key, _words(one.name), _words(one.offer), _words(one.basis))
        for one in section.grounds
        if not one.kinds or kind in one.kinds
    ]


def _words(name: Name) -> Words:
    return Words(name.zh, name.en)


# ---- passes --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Found:
    rows: Sequence[GatePass]
    is_whole: bool


def _passes_for(gate: Gate, at: datetime) -> Found:
    """Passes that open the gate and have not run out: valid ones, and those that were ended early.

    Those of the gate's own area come first. Of the wider ones, that open every gate below, the ended come first: these
    must be refused, while a valid one is proved by its code alone.
    """
    runs = Q(valid_until__gt=at)
    within = GatePass.objects.within(gate.area_code).filter(runs)
    rows = list(within.order_by("area_code", "pk")[: MOST_PASSES + 1])
    is_whole = len(rows) <= MOST_PASSES
    if not is_whole:
        rows = list(within.exclude(state=PassState.VALID).order_by("-ended_at", "pk")[:MOST_PASSES])
    above = GatePass.everywhere.filter(runs, area_code__in=prefixes(gate.area_code)[:-1])
    rows += above.order_by("-state", "pk")[:MOST_FROM_ABOVE]
    return Found(rows, is_whole)


def _passes(rows: Sequence[GatePass], salt: str, at: datetime) -> list[PassKnown]:
    homes = {one.household_id for one in rows if one.household_id}
    uses = uses_known([one.pk for one in rows], list(homes), at=at) if rows else {}
    return [
        PassKnown(
            id=one.pk,
            slip=one.slip,
            kind=one.kind,
            area=one.area_code,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            people=one.people,
            every_days=one.every_days,
            times=one.times,
            max_hours=one.max_hours,
            forfeits=one.forfeits,
            state=one.state,
            household=one.household_id,
            uses=[_use(use) for use in uses_of(uses, pass_id=one.pk, household_id=one.household_id)],
            plate_hash=salted(salt, one.plate) if one.plate else "",
        )
        for one in rows
    ]


def _use(use: Use) -> UseKnown:
    return UseKnown(use.at, use.back_at, use.due_back_at, use.gate)


# ---- households ----------------------------------------------------------------------------------------------------
Home = tuple[UUID, str, str]


def _households_for(gate: Gate) -> list[Home] | None:
    """Doors of the gate's area, those of its compound if it has one of its own; nothing if there are too many."""
    rows = Household.objects.within(gate.area_code).filter(closed_on=None)
    if gate.compound:
        rows = rows.filter(compound=gate.compound)
    found = list(
        rows.order_by("area_code", "door_sort", "pk").values_list("pk", "door", "compound")[
            : MOST_HOUSEHOLDS + 1
        ]
    )
    return found if len(found) <= MOST_HOUSEHOLDS else None


def _households(homes: Sequence[Home], salt: str) -> list[HouseholdKnown]:
    ids = [pk for pk, _door, _compound in homes]
    names: dict[UUID, list[str]] = defaultdict(list)
    documents: dict[UUID, list[str]] = defaultdict(list)
    people = Resident.everywhere.filter(among("household_id", ids), merged_into=None, presence__in=REGISTERED)
    for home, name, document in people.values_list("household_id", "name", "document"):
        names[home].append(salted(salt, name))
        if document:
            documents[home].append(salted(salt, document))
    plates: dict[UUID, list[str]] = defaultdict(list)
    vehicles = Vehicle.everywhere.filter(among("household_id", ids))
    for home, plate in vehicles.values_list("household_id", "plate"):
        plates[home].append(salted(salt, plate))
    return [
        HouseholdKnown(pk, door, compound, names[pk], documents[pk], plates[pk])
        for pk, door, compound in homes
    ]


def _homes_of(gate: Gate) -> Q:
    """By where the household stands now; it may have moved since it was written."""
    return Scope((gate.area_code,)).q("household__area_code")


def _restricted(gate: Gate, at: datetime) -> list[UUID]:
    rows = Restriction.everywhere.filter(_homes_of(gate), from_at__lte=at, until_at__gt=at, lifted_at=None)
    return list(rows.order_by("household_id").values_list("household_id", flat=True).distinct())


def _granted(gate: Gate, section: Gates, at: datetime) -> dict[UUID, str]:
    day = local_day(at)
    rows = Errand.everywhere.filter(
        _homes_of(gate),
        from_on__lte=day,
        until_on__gt=day,
        withdrawn_at=None,
        kind__in={one.key for one in section.errands},
    )
    return dict(rows.order_by("granted_at").values_list("household_id", "kind"))
