"""A gate was set up, changed or closed: duty names its keepers at a place of the same id."""

from datetime import date
from typing import Any
from uuid import UUID

from linli.duty.choices import PlaceKind
from linli.duty.models import DutyPlace
from linli.gates.models import Gate


def make_place_of_gate(payload: dict[str, Any]) -> None:
    """A place for the gate, or the gate's new name on its place. Run again it changes nothing."""
    gate = Gate.everywhere.filter(pk=UUID(payload["gate"])).first()
    if gate is None:
        return
    values = {"name": gate.name, "address": gate.address}
    DutyPlace.everywhere.update_or_create(
        pk=gate.pk,
        defaults=values,
        create_defaults={
            **values, "kind": PlaceKind.GATE, "area_id": gate.area_id, "area_code": gate.area_code,
        },
    )  # fmt: skip


def close_place_of_gate(payload: dict[str, Any]) -> None:
    """Nobody is posted there any more; posts that were published for later days are for their lead to cancel."""
    DutyPlace.everywhere.filter(pk=UUID(payload["gate"]), closed_on=None).update(
        closed_on=date.fromisoformat(payload["on"])
    )
