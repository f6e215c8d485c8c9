"""Which gates somebody keeps with their phone, and the list of one of them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from linli.core.fields import lookup
from linli.core.problems import NotFound
from linli.duty.choices import ClaimState
from linli.duty.models import Claim
from linli.field.queries import shifts_of
from linli.gates.gate_list import GateList, list_for
from linli.gates.models import Gate
from linli.intake.models import Device
from linli.lib.periods import day_bounds, local_day
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.viewer import Viewer

SALT, SALT_LENGTH = "salt of a gate's list", 16


class KeptGate(msgspec.Struct, omit_defaults=True, gc=False):
    """A gate as the day's list names it. What it knows of passes is fetched when somebody goes there."""

    id: UUID
    name: str
    kind: str
    area: str


def kept_gates(
    user: User, viewers: Iterable[Viewer], *, day: date, shifts: Sequence[Claim] | None = None
) -> list[Gate]:
    """The open gates that somebody keeps on a day: where they stand today, and all of an area that they answer for.

    `shifts`: their own of the day, where they have been read already.
    """
    keeping = [one for one in viewers if one.may(Capability.GATES_KEEP)]
    if not keeping:
        return []
    places = {
        one.post.place_id for one in _of_day(shifts_of(user, day=day) if shifts is None else shifts, day)
    }
    standing = Gate.everywhere.filter(closed_at=None, from_on__lte=day, until_on__gt=day)
    found = {one.pk: one for one in standing.filter(pk__in=places).select_related("area")}
    for viewer in keeping:
        if viewer.may(Capability.GATES_WRITE):
            within = standing.filter(viewer.scope.q()).select_related("area")
            found |= {one.pk: one for one in within}
    return sorted(found.values(), key=lambda one: (one.area_code, one.name, str(one.pk)))


def posts_on(shifts: Iterable[Claim], day: date) -> set[str]:
    """The areas where they stand on a day."""
    return {one.post.area_code for one in _of_day(shifts, day)}


def _of_day(shifts: Iterable[Claim], day: date) -> list[Claim]:
    """Those of today, and one of the evening before that they have not left. A place has its gate's id."""
    _begins, ends = day_bounds(day)
    return [one for one in shifts if one.post.starts_at < ends and one.state != ClaimState.MISSED]


def as_told(gates: Sequence[Gate]) -> tuple[KeptGate, ...]:
    return tuple(KeptGate(one.pk, one.name, one.kind, one.area.short) for one in gates)


def list_of_gate(device: Device, viewers: Iterable[Viewer], gate_id: UUID, *, at: datetime) -> GateList:
    """The list of a gate that the phone's person keeps; any other is as if it did not exist."""
    day = local_day(at)
    gate = next((one for one in kept_gates(device.user, viewers, day=day) if one.pk == gate_id), None)
    if gate is None:
        raise NotFound()
    return list_for(gate, at=at, salt=lookup(f"{device.pk} {gate_id} {day}", SALT)[:SALT_LENGTH])


def tag_of(found: GateList) -> str:
    """By its content, whenever it was made."""
    content = msgspec.json.encode(msgspec.structs.replace(found, made_at=datetime.min))
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
