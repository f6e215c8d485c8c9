"""What changes rarely of gates with a line: the gate itself, who keeps it, the keys. The intake keeps it for seconds."""

from base64 import b64decode
from collections.abc import Collection
from datetime import date
from uuid import UUID

import msgspec

from linli.areas.models import Area
from linli.core.rows import among
from linli.gates.choices import KeyState
from linli.gates.gate_list import city_of
from linli.gates.keepers import Keepers
from linli.gates.models import Gate, SigningKey
from linli.gates.playbook import gates_in_force, procedure_of
from linli.gates.rules import GateSeen
from linli.lib.playbook.gates import Gates


class GateHere(msgspec.Struct, frozen=True, gc=False):
    """A gate that stands, as its rules see it."""

    id: UUID
    name: str
    seen: GateSeen
    city: str  # the code that every area of its city begins with


class Keys(msgspec.Struct, frozen=True, gc=False):
    public: dict[int, bytes]
    withdrawn: frozenset[int] = frozenset()
    private: dict[int, bytes] = {}


class Learned(msgspec.Struct, gc=False):
    """`gates`: of each keeper and gate that was asked for, the gate, if they may keep it and it stands today."""

    gates: dict[tuple[UUID, UUID], GateHere]
    keys: Keys


def learn(asked: Collection[tuple[UUID, UUID]], *, day: date) -> Learned:
    """Look up pairs of an account and a gate, all at once."""
    keepers = Keepers({user for user, _gate in asked})
    gates = _gates({gate for _user, gate in asked}, day)
    return Learned(
        {
            (user, gate): gates[gate]
            for user, gate in asked
            if gate in gates and keepers.may_keep(user, gates[gate].seen.area, day)
        },
        _keys(),
    )


def _gates(ids: Collection[UUID], day: date) -> dict[UUID, GateHere]:
    rows = Gate.everywhere.filter(among("pk", ids), closed_at=None, from_on__lte=day, until_on__gt=day)
    found = list(rows)
    # Each area once: most gates of a batch stand in a few.
    areas = Area.objects.in_bulk({gate.area_id for gate in found})
    by_area: dict[UUID, tuple[Gates, str]] = {}
    for gate in found:
        if gate.area_id not in by_area:
            gate.area = areas[gate.area_id]
            by_area[gate.area_id] = (gates_in_force(gate.area), city_of(gate))
    return {gate.pk: _gate(gate, *by_area[gate.area_id]) for gate in found}


def _gate(gate: Gate, section: Gates, city: str) -> GateHere:
    return GateHere(gate.pk, gate.name, seen_of(gate, section), city)


def seen_of(gate: Gate, section: Gates) -> GateSeen:
    """The gate as the rules see it where there is a line: then it does not matter which other gates there are."""
    procedure = procedure_of(section, key=gate.procedure, kind=gate.kind)
    return GateSeen(
        area=gate.area_code,
        opens_at=f"{gate.opens_at:%H:%M}" if gate.opens_at else "",
        closes_at=f"{gate.closes_at:%H:%M}" if gate.closes_at else "",
        steps=procedure.steps if procedure else (),
        fever_at=procedure.fever_at if procedure else None,
        must_pass=tuple(one.key for one in section.errands),
    )


def _keys() -> Keys:
    """With the private halves: who signs can tell its own passes with less work than who only reads them."""
    keys = list(SigningKey.objects.all())
    return Keys(
        {key.number: b64decode(key.public) for key in keys},
        frozenset(key.number for key in keys if key.state == KeyState.WITHDRAWN),
        {
            key.number: b64decode(key.private)
            for key in keys
            if key.private and key.state != KeyState.WITHDRAWN
        },
    )
