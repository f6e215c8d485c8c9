"""Somebody was registered on the road into the city: the daily round follows them home."""

from typing import Any
from uuid import UUID

from linli.gates.models import Registration
from linli.rounds.actions.at_gates import Registered, arrive_by_gate


def follow_arrival(payload: dict[str, Any]) -> None:
    """Nothing where the registration was recorded in error and is gone."""
    rows = Registration.everywhere.select_related("gate").filter(pk=UUID(payload["registration"]))
    row = rows.first()
    if row is None:
        return
    arrive_by_gate(
        Registered(
            id=row.pk, within=row.area_code, name=row.name, at=row.at, received_at=row.received_at,
            household=row.goes_to_id, document=row.document, phone=row.phone, comes_from=row.comes_from, why=row.why,
            declared_as=row.declared_as, gate=row.gate.name, plate=row.plate,
        )
    )  # fmt: skip
